from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents import keeping

_WHY = {"missing": gettext_lazy("filen mangler"), "changed": gettext_lazy("filen er ændret")}


class Command(BaseCommand):
    help = "Reads every stored file and names the rows whose file is missing or has changed."

    def handle(self, *args, **options):
        faults = 0
        for fault in keeping.verify():
            faults += 1
            self.stdout.write(f"{fault.what}: {_WHY[fault.why]}")
        if faults:
            raise CommandError(_("%(count)s filer er ikke, som de blev gemt.") % {"count": faults})
        self.stdout.write(_("Alle filer er der og er uændrede."))
