"""manage.py outbox: what waits, what went wrong; and after a restored backup, how to let it go."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db.models import Count, Min

from notices import actions
from notices.models import Message
from notices.states import MessageState, Reason
from people.models import User
from programme import calendar


class Command(BaseCommand):
    help = "Viser postkassen i tal. 'release' frigiver de mails, der holdes tilbage med MAIL_HELD=1."

    def add_arguments(self, parser):
        parser.add_argument("what", nargs="?", choices=["show", "release"], default="show")
        parser.add_argument("--by", default="", help="E-mail på den i kulturteamet, der frigiver")
        parser.add_argument("--key", default="", help="Frigiv kun mailen med denne nøgle")

    def handle(self, *args, what: str, by: str, key: str, **options):
        if what == "show":
            self._show()
        else:
            self._release(by, key)

    def _show(self) -> None:
        if settings.MAIL_HELD:
            self.stdout.write("MAIL_HELD=1: kun det, der frigives, bliver sendt.")
        rows = Message.objects.order_by("state", "reason").values("state", "reason")
        for row in rows.annotate(count=Count("pk"), oldest=Min("queued_at")):
            state = MessageState(row["state"]).label
            reason = f" – {Reason(row['reason']).label}" if row["reason"] else ""
            self.stdout.write(f"{row['count']:7}  {state}{reason}, den ældste fra {row['oldest']:%Y-%m-%d %H:%M} UTC")

    def _release(self, by: str, key: str) -> None:
        person = User.objects.team().filter(email=User.objects.normalize_email(by)).first()
        if person is None:
            raise CommandError("Skriv med --by, hvem i kulturteamet der frigiver, for eksempel --by bo@eksempel.dk")
        now = calendar.now()
        if not key:
            count = actions.release_all(Reason.MAIL_HELD, by=person, at=now)
            self.stdout.write(f"{count} mails er frigivet.")
            return
        message = Message.objects.filter(key=key).first()
        if message is None:
            raise CommandError(f"Der er ingen mail med nøglen {key}.")
        try:
            actions.release(message, by=person, at=now)
        except actions.NotAllowed as error:
            raise CommandError("Mailen holdes ikke tilbage.") from error
        self.stdout.write("1 mail er frigivet.")
