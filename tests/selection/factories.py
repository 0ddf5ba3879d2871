"""What stands on the way to the choice. Moments lie after the deadline of 28 April 2025."""

import datetime as dt

from areas.models import ExpressionOfInterest
from areas.states import ExpressionState
from people.models import User
from programme import calendar
from programme.models import CoreElement, Disqualification, Ground
from selection.models import Assessment, Score
from selection.states import AssessmentState
from tests import factories

ASSIGNED_AT = calendar.at(dt.date(2025, 4, 30), dt.time(10))
GIVEN_AT = calendar.at(dt.date(2025, 5, 6), dt.time(20))
DUE_ON = dt.date(2025, 5, 9)


def assessor(name: str = "Vibe Dom", **fields) -> User:
    """Somebody from outside who assesses."""
    return factories.person(name, is_assessor=True, **fields)


class assessment:
    """assessment.assigned(), .qualified(), .given(4, 4, 3, …): one assessor's task in that state."""

    @staticmethod
    def assigned(expression: ExpressionOfInterest, by: User, **fields) -> Assessment:
        return Assessment.objects.create(
            expression=expression,
            assessor=by,
            due_on=DUE_ON,
            assigned_at=ASSIGNED_AT,
            assigned_by=factories.bo(),
            **fields,
        )

    @classmethod
    def qualified(cls, expression: ExpressionOfInterest, by: User, **fields) -> Assessment:
        fields = {"state": AssessmentState.QUALIFIED, "qualified_at": ASSIGNED_AT} | fields
        return cls.assigned(expression, by, **fields)

    @classmethod
    def given(cls, expression: ExpressionOfInterest, by: User, *points: int, **fields) -> Assessment:
        """With these points for the core elements in their order; 3 for those that are not named."""
        made = cls.qualified(
            expression, by, state=AssessmentState.GIVEN, given_at=GIVEN_AT, given_by=by, overall="Godt", **fields
        )
        elements = CoreElement.objects.filter(programme=expression.programme).order_by("position")
        Score.objects.bulk_create(
            Score(assessment=made, element=each, points=points[n] if n < len(points) else 3, reason="Fordi")
            for n, each in enumerate(elements)
        )
        return made


def disqualified(person: User, expression: ExpressionOfInterest, ground: Ground = Ground.LEADS) -> Disqualification:
    return Disqualification.objects.create(
        case=expression.case, person=person, ground=ground, declared_at=ASSIGNED_AT, declared_by=person
    )


def sent(number: int) -> ExpressionOfInterest:
    """One of many, each of an area of its own."""
    contact = factories.person(f"Kontakt{number} Prøve", phone=f"+4530{number:06}")
    return factories.expression.submitted(contact, name=f"Sted {number:03}")


def declined(expression: ExpressionOfInterest, *, by: User) -> None:
    """The area has been told, against it."""
    stamps = {"submitted_at": None, "submitted_by": None, "declined_at": GIVEN_AT, "declined_by": by}
    ExpressionOfInterest.objects.filter(pk=expression.pk).update(state=ExpressionState.DECLINED, **stamps)
