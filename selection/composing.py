"""What stands in the compositions, and what each would mean. Nothing here decides anything."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from areas.models import ExpressionOfInterest, Municipality
from programme.models import Programme

from .board import Board, Line
from .models import Composition, Placement
from .scoring import hundredths
from .states import KindOfPlace


@dataclass(frozen=True)
class Gone:
    """An area that stands in a composition and no longer on the board: it has withdrawn, or opened what it sent."""

    uid: UUID
    area: str


@dataclass
class Tried:
    """One composition as its reader sees it: who is in (in the order of the board), and the reserve in its order."""

    composition: Composition
    programme: Programme
    seats: list[Line] = field(default_factory=list)
    reserve: list[Line] = field(default_factory=list)
    gone: list[Gone] = field(default_factory=list)

    @property
    def left(self) -> int:
        return max(self.programme.places - len(self.seats) - len(self.gone), 0)

    @property
    def grant(self) -> Decimal:
        return len(self.seats) * self.programme.grant_amount

    @property
    def own(self) -> Decimal:
        return sum((line.own for line in self.seats), Decimal(0))

    @property
    def late(self) -> int:
        return sum(line.is_late for line in self.seats)

    @property
    def totals(self) -> list[Decimal]:
        return [line.total for line in self.seats if line.total is not None]

    @property
    def average(self) -> Decimal | None:
        """Of the totals there are, with two decimals."""
        totals = self.totals
        return hundredths(int(100 * sum(totals)), 100 * len(totals)) if totals else None

    @property
    def lowest(self) -> Decimal | None:
        return min(self.totals, default=None)

    @property
    def unscored(self) -> int:
        """Without a total that this reader may see."""
        return len(self.seats) - len(self.totals)

    @property
    def kinds(self) -> list[tuple[str, int]]:
        """How many of each kind of place; at the end, under "", those whose kind nobody has said."""
        counted = Counter(line.kind for line in self.seats)
        return [(kind, counted[kind]) for kind in (*KindOfPlace.values, "") if counted[kind]]

    def covered(self, municipalities: Iterable[Municipality]) -> list[Municipality]:
        codes = {line.municipality for line in self.seats}
        return [each for each in municipalities if each.code in codes]

    def without(self, municipalities: Iterable[Municipality]) -> list[Municipality]:
        codes = {line.municipality for line in self.seats}
        return [each for each in municipalities if each.code not in codes]

    def place_of(self, line: Line) -> int | None:
        """0: it is in; otherwise its number on the reserve list."""
        if line in self.seats:
            return 0
        return self.reserve.index(line) + 1 if line in self.reserve else None


def tried(compositions: Sequence[Composition], board: Board, *, by) -> list[Tried]:
    """What stands in each, in one query; without the cases that are closed to `by`."""
    found = {each.pk: Tried(each, board.programme) for each in compositions}
    lines = {line.pk: line for line in board.lines}
    visible = ExpressionOfInterest.objects.visible_to(by).order_by().values("pk")
    columns = ("composition", "expression", "expression__uid", "expression__area__name", "seat")
    placed = Placement.objects.filter(composition__in=found, expression__in=visible).order_by("reserve", "pk")
    for composition, expression, uid, area, seat in placed.values_list(*columns):
        one = found[composition]
        if expression not in lines:
            one.gone.append(Gone(uid, area))
        else:
            (one.reserve if seat is None else one.seats).append(lines[expression])
    order = {line.pk: number for number, line in enumerate(board.lines)}
    for one in found.values():
        one.seats.sort(key=lambda line: order[line.pk])
    return list(found.values())


def differing(columns: Sequence[Tried], board: Board) -> list[Line]:
    """Those that do not stand at the same place in all of them, in the order of the board."""
    return [line for line in board.lines if len({one.place_of(line) for one in columns}) > 1]
