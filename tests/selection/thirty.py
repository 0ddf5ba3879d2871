"""Thirty expressions from four municipalities, given to four assessors, one of whom is disqualified from two."""

from areas import merging
from areas.models import ExpressionOfInterest, LocalArea
from people.models import User
from programme import calendar
from programme.models import Ground
from selection import actions, units
from selection.models import Assessment
from selection.states import AssessmentState
from tests import factories
from tests.selection import factories as made

MANY, PLACES = 30, 11
TOWNS = ((813, "Frederikshavn"), (851, "Aalborg"), (820, "Vesthimmerlands"), (860, "Hjørring"))
GIVEN_AT = calendar.at(made.DUE_ON.replace(day=8), calendar.REMINDERS_AT.replace(hour=20))


def sent() -> list[ExpressionOfInterest]:
    """ "Sted 1" to "Sted 30", in turns from the four."""
    found = made.round_of(MANY, places=PLACES)
    for number, each in enumerate(found):
        where = factories.municipality(*TOWNS[number % len(TOWNS)])
        LocalArea.objects.filter(pk=each.area_id).update(municipality=where)
    return list(ExpressionOfInterest.objects.with_place().order_by("pk"))


def assessors() -> list[User]:
    return [made.assessor(f"{name} Dom") for name in ("Vibe", "Tage", "Ulla", "Knud")]


def assess(found: list[ExpressionOfInterest], people: list[User]) -> list[ExpressionOfInterest]:
    """All of them by all, but for the last two, from which the first assessor is disqualified: those are returned."""
    pairs = [(expression, person) for expression in found for person in people]
    assert len(actions.assign(pairs, due_on=made.DUE_ON, by=factories.bo(), at=made.ASSIGNED_AT).made) == len(pairs)
    closed = found[-2:]
    for expression in closed:
        hers = Assessment.objects.get(expression=expression, assessor=people[0])
        actions.step_aside(hers, ground=Ground.LEADS, note="", by=people[0], at=made.ASSIGNED_AT)
    for each in Assessment.objects.filter(state=AssessmentState.ASSIGNED).select_related("expression__area"):
        _give(each, people.index(each.assessor))
    return closed


def _give(assessment: Assessment, who: int) -> None:
    number = int(assessment.expression.area.name.removeprefix("Sted "))

    def typed(row, elements, stored):
        values = {}
        for n, element in enumerate(elements):
            values[units.points_unit(element)] = str(_points(number, who, n))
            values[units.reason_unit(element)] = "Det står klart."
        return values | {units.OVERALL: "Et godt bud."}, merging.seen_of(stored)

    actions.declare_qualified(assessment, by=assessment.assessor, at=made.ASSIGNED_AT)
    row = actions.type_in(assessment, typed, by=assessment.assessor, at=GIVEN_AT).row
    actions.give(row, version=row.version, by=assessment.assessor, at=GIVEN_AT)


def _points(number: int, who: int, element: int) -> int:
    """Better the higher the number; no two assessors see it quite alike."""
    return max(1, min(5, 1 + number // 7 + (number * (element + 3) + who) % 2))
