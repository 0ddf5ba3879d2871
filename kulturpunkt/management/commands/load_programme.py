from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from kulturpunkt import milestones
from programme import calendar, loading


class Command(BaseCommand):
    help = "Puts a programme's milestones, core elements and goals into the database; again and again if need be."

    def add_arguments(self, parser):
        parser.add_argument("file", nargs="?", type=Path, default=loading.SHIPPED, help="TOML, else the shipped one")
        parser.add_argument("--force", action="store_true", help="let the file win over what the team has changed")

    def handle(self, *args, file, force, **options):
        try:
            lines = self._load(loading.read(file), force)
        except loading.BadPlan as error:
            raise CommandError(f"Nothing was loaded. {error}") from error
        for line in lines:
            self.stdout.write(line)
        self.stdout.write(f"{file.name}: {'loaded' if lines else 'everything is there already'}.")

    @transaction.atomic
    def _load(self, plan: dict, force: bool) -> list[str]:
        now = calendar.now()
        before = milestones.owed(now)
        lines = loading.load(plan, at=now, force=force)
        milestones.take_back_outdated(before, now)
        return lines
