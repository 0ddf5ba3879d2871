"""The demonstration's assessors: who is asked to read what, who may not, and what they give.

All of it goes through the same verbs as the site's own pages.
"""

import datetime as dt
import hashlib
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from areas import merging
from areas.models import ExpressionOfInterest
from areas.states import ExpressionState
from people.models import User
from programme import calendar
from programme.models import CoreElement, Ground, Programme
from selection import actions, units
from selection.models import HIGHEST, LOWEST, Assessment

FILE = Path(__file__).parent / "assessing.toml"
BETWEEN = dt.timedelta(minutes=30)
KINDS = ("invite", "assign", "disqualify", "substitute", "give", "begin", "change", "remark")


class Assessing:
    """`perform` one of `moments` after the other."""

    def __init__(self, programme: Programme, domain: str):
        self.programme, self.domain = programme, domain
        self.said = tomllib.loads(FILE.read_text())

    def moments(self) -> Iterator[tuple[dt.datetime, str]]:
        """When what is done: "assign 0", or "give 2 1", the second area of the third evening."""
        for kind in KINDS:
            for number, each in enumerate(self.said[kind]):
                at = calendar.at(each["at"].date(), each["at"].time())
                for place in range(len(each.get("areas", [""]))):
                    yield at + place * BETWEEN, f"{kind} {number} {place}"

    def perform(self, what: str, at: dt.datetime) -> None:
        kind, number, place = what.split()
        each = self.said[kind][int(number)]
        if "areas" in each:
            each = each | {"area": each["areas"][int(place)]}
        getattr(self, f"_{kind}")(each, at)

    # --- the team

    def _invite(self, each: dict, at: dt.datetime) -> None:
        name, email = self.said["people"][each["person"]], self._address(each["person"])
        actions.invite_assessor(
            self.programme, name=name, email=email, due_on=self.said["due_on"], by=self._person("bo"), at=at
        )

    def _assign(self, each: dict, at: dt.datetime) -> None:
        sent = ExpressionOfInterest.objects.filter(programme=self.programme, state=ExpressionState.SUBMITTED)
        pairs = [(expression, self._person(key)) for expression in sent.order_by("pk") for key in each["people"]]
        actions.assign(pairs, due_on=self.said["due_on"], by=self._person("bo"), at=at)

    def _substitute(self, each: dict, at: dt.datetime) -> None:
        actions.name_substitute(
            self._assessment(each, each["instead_of"]),
            self._person(each["person"]),
            due_on=self.said["due_on"],
            by=self._person("grethe"),
            at=at,
        )

    # --- the assessors

    def _disqualify(self, each: dict, at: dt.datetime) -> None:
        actions.step_aside(
            self._assessment(each),
            ground=Ground(each["ground"]),
            note=each["note"],
            by=self._person(each["person"]),
            at=at,
        )

    def _begin(self, each: dict, at: dt.datetime) -> None:
        """Opens it, and writes half of it."""
        self._write(each, at, part=0.5)

    def _give(self, each: dict, at: dt.datetime) -> None:
        row = self._write(each, at, part=1)
        actions.give(row, version=row.version, by=row.assessor, at=at)

    def _write(self, each: dict, at: dt.datetime, *, part: float) -> Assessment:
        assessment, by = self._assessment(each), self._person(each["person"])
        if assessment.is_assigned:
            actions.declare_qualified(assessment, by=by, at=at)

        def typed(row: Assessment, elements: list[CoreElement], stored: units.Values) -> Any:
            values = self._values(each, elements)
            return dict(list(values.items())[: int(len(values) * part)]), merging.seen_of(stored)

        return actions.type_in(assessment, typed, by=by, at=at).row

    def _values(self, each: dict, elements: list[CoreElement]) -> units.Values:
        points = {element: self._points(each["person"], each["area"], element.key) for element in elements}
        values = {}
        for element, count in points.items():
            words = self.said["words"][str(count)]
            values[units.points_unit(element)] = str(count)
            values[units.reason_unit(element)] = words[_number(element.key, each["area"]) % len(words)]
        average = sum(points.values()) / len(points)
        kind = "low" if average < 2.75 else "middle" if average < 3.75 else "high"
        return values | {units.OVERALL: self.said["overall"][kind]}

    def _points(self, person: str, area: str, element: str) -> int:
        """The same at each playing: an area is as good as it is, and each assessor sees it a little otherwise."""
        good = self.said["strength"].get(area, 2 + _number(area) % 3) + _number(area, element) % 2
        return min(HIGHEST, max(LOWEST, good + (_number(person, area, element) % 4 == 0) - (_number(person) % 2)))

    def _change(self, each: dict, at: dt.datetime) -> None:
        assessment = self._assessment(each)
        element = CoreElement.objects.get(programme=self.programme, key=each["element"])
        stands = assessment.scores.get(element=element).points
        points = each["points"] if stands != each["points"] else each["points"] + 1
        actions.change_points(
            assessment, element, points=points, reason=each["reason"], by=self._person(each["person"]), at=at
        )

    def _remark(self, each: dict, at: dt.datetime) -> None:
        actions.remark(self._expression(each), text=each["text"], by=self._person(each["person"]), at=at)

    # --- who and what

    def _expression(self, each: dict) -> ExpressionOfInterest:
        rows = ExpressionOfInterest.objects.filter(programme=self.programme, area__name=each["area"])
        return rows.latest("created_at")

    def _assessment(self, each: dict, person: str = "") -> Assessment:
        mine = Assessment.objects.filter(assessor=self._person(person or each["person"]))
        return mine.get(expression=self._expression(each))

    def _person(self, key: str) -> User:
        return User.objects.get(email=self._address(key))

    def _address(self, key: str) -> str:
        return f"{key}@{self.domain}"


def _number(*names: str) -> int:
    return hashlib.sha256(":".join(names).encode()).digest()[0]
