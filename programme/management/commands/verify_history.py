from django.core.management.base import BaseCommand

from programme import history
from programme.models import HistoryEntry


class Command(BaseCommand):
    help = "Walks every case's hash chain and names the first row of each that was changed, removed or put elsewhere."
    requires_system_checks: list[str] = []

    def handle(self, *args, **options):
        broken = list(history.verify())
        for each in broken:
            self.stderr.write(f"case {each.case}: entry {each.number} is {each.why}")
        entries, cases = HistoryEntry.objects.count(), HistoryEntry.objects.values("case").distinct().count()
        if broken:
            self.stderr.write(f"{len(broken)} of {cases} cases do not hold.")
            raise SystemExit(1)
        self.stdout.write(f"{entries} entries in {cases} cases: every chain holds.")
