"""The board as a file for a spreadsheet, as it is ordered and narrowed: what the page hides, the file hides."""

from collections.abc import Iterator

from django.http import StreamingHttpResponse
from django.utils.translation import gettext as _

from areas.admin.export import lines
from programme import calendar

from .table import Table


def respond(table: Table) -> StreamingHttpResponse:
    elements = [element.said("title") for element in table.board.elements]
    header = [_("Plads"), _("Sagsnummer"), _("Lokalområde"), _("Kommune"), _("Slags sted"), *elements]
    header += [_("Snit"), _("Samlet"), _("Spredning"), _("Længst fra hinanden på"), _("Vurderinger afgivet")]
    header += [_("Vurderinger i alt"), _("Egen finansiering i kr."), _("Efter fristen"), _("Afventer svar")]
    header += [_("Bemærkning")]
    # Words are looked up here: when the file is on its way, the reader's language is no longer set.
    cells = list(_cells(table, {True: _("ja"), False: _("nej")}, _("Afgiv din egen vurdering først")))
    response = StreamingHttpResponse(lines(header, cells), content_type="text/csv; charset=utf-8")
    name = f"tavle-{calendar.today()}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _cells(table: Table, yes_no: dict[bool, str], hidden: str) -> Iterator[tuple]:
    def known(text: str) -> str:
        return "" if text == "–" else text

    for row in table.rows:
        line = row.line
        yield (
            row.rank,
            line.reference,
            line.area,
            known(row.municipality),
            row.kind,
            *(known(average) for _title, average in row.averages),
            *map(known, (row.average, row.total, row.spread)),
            row.differs,
            line.given,
            line.asked,
            f"{line.own:.2f}".replace(".", ","),
            yes_no[line.is_late],
            yes_no[line.is_pending],
            hidden if line.is_hidden else "",
        )
