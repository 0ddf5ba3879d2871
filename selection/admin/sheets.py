"""A composition as the pages draw it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from areas.models import Municipality
from people.models import User

from .. import composing
from ..board import Board, Line
from ..composing import Tried
from ..models import Composition
from .table import Point


@dataclass
class Sheet:
    """A composition as a page draws it."""

    tried: Tried
    municipalities: list[Municipality]

    @cached_property
    def covered(self) -> list[Municipality]:
        return self.tried.covered(self.municipalities)

    @cached_property
    def without(self) -> list[Municipality]:
        return self.tried.without(self.municipalities)

    @property
    def numbered(self) -> list[tuple[int, Line]]:
        return list(enumerate(self.tried.seats, 1))

    @property
    def points(self) -> list[Point]:
        points = (Point.of(line, number, is_within=True) for number, line in self.numbered)
        return [point for point in points if point]


@dataclass(frozen=True)
class Stand:
    """Where an area stands in the composition called `name`: 0 is in, None out, else its number in the reserve."""

    name: str
    at: int | None

    @classmethod
    def of(cls, one: Tried, line: Line) -> "Stand":
        return cls(one.composition.name, one.place_of(line))


def drawn(compositions: Sequence[Composition], board: Board, *, by: User) -> list[Sheet]:
    everywhere = list(Municipality.objects.all())
    return [Sheet(each, everywhere) for each in composing.tried(compositions, board, by=by)]
