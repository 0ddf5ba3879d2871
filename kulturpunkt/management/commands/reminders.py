"""manage.py reminders --on 2025-04-21: who would get which reminder that day, and why. Sends nothing."""

import datetime as dt

from django.core.management.base import BaseCommand, CommandError
from django.utils import formats, translation
from django.utils.translation import gettext as _

from kulturpunkt.obligations import all_obligations
from notices import reminders
from notices.reminders.plan import Planned, day_off
from programme import calendar


class Command(BaseCommand):
    help = "Viser, hvem der ville få hvilke påmindelser en dag, og hvorfor. Sender intet."

    def add_arguments(self, parser):
        parser.add_argument("--on", default="", help="Dagen, for eksempel 2025-04-21 (ellers i dag)")
        parser.add_argument("--to", default="", help="Den sidste dag, hvis det skal være flere")

    def handle(self, *args, **options):
        first = _day(options["on"]) or calendar.today()
        last = _day(options["to"]) or first
        # A day that has passed is seen as it was seen that morning; one to come as things stand now.
        now = min(calendar.now(), calendar.at(first, calendar.REMINDERS_AT))
        with translation.override("da"):
            planned = reminders.plan(all_obligations(now), first, last, now=now)
            for line in _page(first, last, planned):
                self.stdout.write(line)


def _day(text: str) -> dt.date | None:
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"{text} er ikke en dag. Skriv den som 2025-04-21.") from error


def _page(first: dt.date, last: dt.date, planned: list[Planned]):
    going = [entry for entry in planned if first <= entry.day <= last]
    elsewhere = [entry for entry in planned if not first <= entry.day <= last]
    yield _long(first) if first == last else f"{_long(first)} – {_long(last)}"
    if first == last and not calendar.is_working_day(first):
        yield _("Det er %(day)s: der sendes ingen påmindelser.") % {"day": day_off(first)}
    elif not going:
        yield _("Ingen får påmindelser.")
    yield from _table(going)
    if elsewhere:
        yield ""
        yield _("Flyttet til andre dage:")
        yield from _table(elsewhere)


def _table(planned: list[Planned]):
    """In columns as wide as what stands in them."""
    if not planned:
        return
    head = [_("Dag"), _("Til"), _("Opgave"), _("Hvorfor"), _("Hvad sker der")]
    rows = [
        [
            entry.day.isoformat(),
            f"{entry.person} <{entry.person.email}>",
            str(entry.obligation.title),
            entry.why,
            entry.outcome,
        ]
        for entry in planned
    ]
    widths = [max(len(row[n]) for row in [head, *rows]) for n in range(len(head))]
    for row in [head, ["-" * width for width in widths], *rows]:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _long(day: dt.date) -> str:
    return formats.date_format(day, "WEEKDAY_DATE_FORMAT")
