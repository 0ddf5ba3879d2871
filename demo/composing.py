"""The demonstration's board: what kind of place each area is, and two lists that the team tries.

It goes by whatever assessments there are; where nobody has given one, there is nothing to try yet.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

from areas.models import ExpressionOfInterest
from people.models import User
from programme import calendar
from programme.models import Programme
from selection import actions
from selection import board as boards
from selection.models import Composition
from selection.states import KindOfPlace

KINDS = {
    "Lyngklit": KindOfPlace.COAST,
    "Sandhusby": KindOfPlace.COAST,
    "Tangstrand": KindOfPlace.ISLAND,
    "Limvigen": KindOfPlace.TOWN,
    "Bakkelyst": KindOfPlace.QUARTER,
    "Engdraget": KindOfPlace.QUARTER,
    "Fjordkrog": KindOfPlace.VILLAGE,
    "Mølbækby": KindOfPlace.VILLAGE,
    "Hedelundby": KindOfPlace.VILLAGE,
    "Klevhuse": KindOfPlace.COUNTRY,
    "Skovsende": KindOfPlace.COUNTRY,
}
MOMENTS = {
    "kinds": calendar.at(dt.date(2025, 5, 9), dt.time(9)),
    "best": calendar.at(dt.date(2025, 5, 9), dt.time(14)),
    "one_each": calendar.at(dt.date(2025, 5, 9), dt.time(14, 30)),
}
IN_RESERVE = 2


class Composing:
    """`perform` one of `moments` after the other; `team` may do it."""

    def __init__(self, programme: Programme, team: Callable[[], list[User]]):
        self.programme, self.team = programme, team

    def moments(self) -> Iterator[tuple[dt.datetime, str]]:
        for what, at in MOMENTS.items():
            yield at, what

    def perform(self, what: str, at: dt.datetime) -> None:
        getattr(self, f"_{what}")(at)

    def _kinds(self, at: dt.datetime) -> None:
        bo = self.team()[0]
        for each in boards.expressions(self.programme, by=bo).select_related("area").order_by("pk"):
            if kind := KINDS.get(each.area.name):
                actions.set_kind(each, kind, by=bo, at=at)

    def _best(self, at: dt.datetime) -> None:
        self._fill(actions.fill_with_best, "De elleve bedste", at)

    def _one_each(self, at: dt.datetime) -> None:
        self._fill(actions.fill_with_one_each, "En i hver kommune", at)

    def _fill(self, fill: Callable[..., tuple[Composition, Any]], name: str, at: dt.datetime) -> None:
        """By the first of the team who owes no assessment; the next best are its reserve."""
        for person in self.team():
            board = boards.read(self.programme, by=person)
            if board.hidden or not board.ranked:
                continue
            composition, _left_out = fill(self.programme, name=name, by=person, at=at)
            taken = set(composition.placements.values_list("expression", flat=True))
            # No tie is broken here either: who stands across the line of the reserve is left out.
            rest = [line for line in board.ranked if line.pk not in taken]
            for line in boards.fill(rest, IN_RESERVE).chosen:
                expression = ExpressionOfInterest.objects.get(pk=line.pk)
                seen: dict[str, Any] = {"version": composition.version, "by": person, "at": at}
                composition = actions.put_in_reserve(composition, expression, **seen)
            return
