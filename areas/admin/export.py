"""A list as a file that a Danish Excel opens by itself: UTF-8 with its mark, semicolons, days as 22-04-2025."""

import csv
import datetime as dt
from collections.abc import Iterable, Iterator

from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.utils.translation import gettext as _

from areas.states import SENT_BACK, Channel, ExpressionState
from programme import calendar

from . import words

CHUNK = 2000
# What makes a spreadsheet take a cell for a formula. People write the cells; nobody's text may run on the team's desk.
_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class Line:
    """Stands in for a file: hands a line back instead of writing it."""

    def write(self, text: str) -> str:
        return text


def harmless(value: object) -> str:
    text = str(value)
    runs = text.startswith(_STARTS_FORMULA) or text.lstrip().startswith(_STARTS_FORMULA)
    return f"'{text}" if runs else text


def lines(header: Iterable[object], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    writer = csv.writer(Line(), delimiter=";", lineterminator="\r\n")
    yield "\ufeff" + writer.writerow([str(cell) for cell in header])
    for row in rows:
        yield writer.writerow([harmless(cell) for cell in row])


def moment(at: dt.datetime | None) -> str:
    return f"{at.astimezone(calendar.COPENHAGEN):%d-%m-%Y %H:%M}" if at else ""


def phone(number: str) -> str:
    """Without the + that a spreadsheet would take for a sum."""
    return words.phone(number).removeprefix("+45 ").replace("+", "00", 1)


def respond(expressions: QuerySet, today: dt.date) -> StreamingHttpResponse:
    """`expressions` as `rows.asked` hands them over; they are read in pieces while the file is on its way."""
    header = [_("Sagsnummer"), _("Lokalområde"), _("Kommune"), _("Status"), _("Sidst ændret"), _("Sendt")]
    header += [_("Efter fristen"), _("Kontaktperson"), _("E-mail"), _("Telefon"), _("Kom")]
    # Words are looked up here: when the file is on its way, the reader's language is no longer set.
    labels = {state.value: str(state.label) for state in ExpressionState} | {"back": str(SENT_BACK)}
    labels |= {channel.value: str(channel.label) for channel in Channel}
    cells = _cells(expressions.iterator(CHUNK), labels, {True: _("ja"), False: _("nej")})
    response = StreamingHttpResponse(lines(header, cells), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="interesseerklaeringer-{today}.csv"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _cells(expressions: Iterable[tuple], labels: dict[str, str], lateness: dict[bool, str]) -> Iterator[tuple]:
    for _uid, reference, area, municipality, state, changed_at, submitted_at, late, contact, *more in expressions:
        channel, *_late, answer_due_on = more
        person = contact or {"name": "", "email": "", "phone": ""}
        yield (
            reference,
            area,
            municipality or "",
            labels["back" if answer_due_on else state],
            moment(changed_at),
            moment(submitted_at),
            lateness[late] if submitted_at or answer_due_on else "",
            person["name"],
            person["email"],
            phone(person["phone"]),
            labels[channel] if channel else "",
        )
