"""The board as a table: its columns, how it is ordered and narrowed, its lines as page and file show them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from areas import place_map
from areas.admin import rows
from areas.admin.listing import Heading
from areas.models import Municipality
from selection.board import Board, Line
from selection.wording import Shown, differs, place_kind, rank, two, whole

ORDER, MUNICIPALITY = "o", "kommune"
NOBODY = "ingen"


@dataclass(frozen=True)
class Column:
    """`by` is what a line is ordered by, None where it has nothing there: such lines come last, either way. `best` says
    that one wants the highest first."""

    key: str
    label: Any
    by: Callable[[Line], Any]
    best: bool = False
    is_element: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """`number` is that of its point on the map."""

    number: str
    line: Line
    url: str
    rank: str
    municipality: str
    kind: str
    averages: list[tuple[str, str]]
    average: str
    total: str
    spread: str
    differs: str
    given: str
    own: str
    is_within: bool


@dataclass(frozen=True, slots=True)
class Point:
    """On the picture, in its units; a round one has a place, a square one has not."""

    at: str
    number: str
    is_within: bool

    @classmethod
    def of(cls, line: Line, number: int, *, is_within: bool) -> "Point | None":
        """None for one that has no place."""
        if line.latitude is None or line.longitude is None:
            return None
        x, y = place_map.on_picture(line.latitude, line.longitude)
        return cls(f"{x} {y}", str(number), is_within)


@dataclass(frozen=True)
class OrderChoice:
    value: str
    label: str
    is_chosen: bool


class Table:
    """`asked`: `?o=total` orders by a column, `?o=-total` the other way; `?kommune=` is a code, or "ingen"."""

    def __init__(self, board: Board, municipalities: list[Municipality], asked: Mapping[str, str]):
        self.board, self.municipalities = board, municipalities
        self._place = {each.code: number for number, each in enumerate(municipalities)}
        self._name = {each.code: each.name for each in municipalities}
        wished = asked.get(ORDER, "")
        self.order = wished if wished.removeprefix("-") in {each.key for each in self.columns} else ""
        codes = {str(code) for code in self._name} | {NOBODY}
        self.municipality = asked.get(MUNICIPALITY, "") if asked.get(MUNICIPALITY) in codes else ""

    @cached_property
    def columns(self) -> list[Column]:
        """The elements' columns stand between; names are in Danish order because the board's lines are."""
        places = {line.pk: number for number, line in enumerate(self.board.lines)}
        elements = [
            Column(f"element-{n}", element.said("title"), _of_element(n), best=True, is_element=True)
            for n, element in enumerate(self.board.elements)
        ]
        return [
            Column("rank", _("Plads"), lambda line: line.rank),
            Column("area", _("Lokalområde"), lambda line: places[line.pk]),
            Column("municipality", _("Kommune"), lambda line: self._place.get(line.municipality or 0)),
            *elements,
            Column("average", _("Snit"), lambda line: line.scores and line.scores.average, best=True),
            Column("total", _("Samlet"), lambda line: line.total, best=True),
            Column("spread", _("Spredning"), _spread, best=True),
            Column("given", _("Vurderinger"), lambda line: (line.missing, -line.given)),
            Column("own", _("Egne kr."), lambda line: line.own, best=True),
        ]

    # --- which lines, in which order

    @cached_property
    def lines(self) -> list[Line]:
        """The best first, unless another order is wished; those alike in it keep that of the names."""
        column = next((each for each in self.columns if each.key == self.order.removeprefix("-")), self.columns[0])
        by = column.by
        found = [line for line in self.board.lines if self._fits(line)]
        known = [line for line in found if by(line) is not None]
        known.sort(key=by, reverse=column.best != self.order.startswith("-"))
        return known + [line for line in found if by(line) is None]

    def _fits(self, line: Line) -> bool:
        code = str(line.municipality) if line.municipality else NOBODY
        return self.municipality in ("", code)

    @property
    def is_narrowed(self) -> bool:
        return self.municipality != ""

    # --- what is drawn

    @property
    def rows(self) -> Iterator[Row]:
        board, kinds = self.board, {line.kind: place_kind(line.kind) for line in self.board.lines}
        titles = [element.said("title") for element in board.elements]
        nothing, url_of = [(title, "–") for title in titles], rows.addresses("admin:selection_board_expression")
        shown, own = Shown(two), Shown(whole)
        for number, line in enumerate(self.lines, 1):
            scores = line.scores
            yield Row(
                number=str(number),
                line=line,
                url=url_of(line.uid),
                rank=rank(line),
                municipality=self._name.get(line.municipality or 0, "–"),
                kind=kinds[line.kind],
                averages=list(zip(titles, [shown[each] for each in scores.averages], strict=True))
                if scores
                else nothing,
                average=shown[scores.average] if scores else "–",
                total=shown[scores.total] if scores else "–",
                spread=shown[scores.spread] if scores and len(scores.totals) > 1 else "–",
                differs=differs(line, board),
                given=f"{line.given}/{line.asked}",
                own=own[line.own],
                is_within=board.is_within(line),
            )

    @property
    def points(self) -> list[Point]:
        within = self.board.is_within
        points = (Point.of(line, n, is_within=within(line)) for n, line in enumerate(self.lines, 1))
        return [point for point in points if point]

    @property
    def placeless(self) -> list[Line]:
        return [line for line in self.lines if line.latitude is None]

    # --- addresses

    def query(self, **other: str) -> str:
        """What is asked for, to hand on to another address; "" is left out."""
        said = {ORDER: self.order, MUNICIPALITY: self.municipality} | other
        return "?" + urlencode({name: value for name, value in said.items() if value})

    @property
    def query_string(self) -> str:
        return self.query()

    @property
    def headings(self) -> list[tuple[Column, Heading]]:
        return [(column, self._heading(column)) for column in self.columns]

    def _heading(self, column: Column) -> Heading:
        mine = (self.order.removeprefix("-") or self.columns[0].key) == column.key
        turned = self.order.startswith("-")
        url = self.query(**{ORDER: f"-{column.key}" if mine and not turned else column.key})
        order = ("descending" if column.best != turned else "ascending") if mine else ""
        return Heading(column.label, url, order)

    @property
    def orders(self) -> list[OrderChoice]:
        """For a select: on a phone there are no headings."""
        return [OrderChoice(each.key, str(each.label), each.key == self.order) for each in self.columns]

    @property
    def municipality_choices(self) -> list[tuple[str, object, bool]]:
        pairs: list[tuple[str, object]] = [("", pgettext_lazy("filter", "Alle"))]
        pairs += [(str(each.code), each.name) for each in self.municipalities]
        return [(value, label, value == self.municipality) for value, label in pairs]


def _of_element(n: int) -> Callable[[Line], Any]:
    return lambda line: line.scores.averages[n] if line.scores else None


def _spread(line: Line):
    return line.scores.spread if line.scores and len(line.scores.totals) > 1 else None
