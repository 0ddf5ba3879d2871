"""What stands on the way to the choice. Moments lie after the deadline of 28 April 2025."""

import datetime as dt

from areas.models import ExpressionOfInterest
from people.models import User
from programme import calendar
from programme.models import (
    CoreElement,
    Disqualification,
    Ground,
    Milestone,
    MilestoneKind,
    Party,
    Precision,
    Programme,
)
from selection import actions, readiness
from selection.models import Assessment, Composition, Decision, Letter, Placement, Score
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


DECIDED_AT = calendar.at(dt.date(2025, 5, 12), dt.time(10))
READ_AT = calendar.at(dt.date(2025, 5, 13), dt.time(10))
RELEASED_AT = calendar.at(dt.date(2025, 5, 14), dt.time(10))


def milestones(programme: Programme) -> None:
    """The agreement's month and the day of the kickoff, as the plan has them."""
    for key, title, first, last, precision in (
        ("agreement", "Samarbejdsaftale", dt.date(2025, 5, 1), dt.date(2025, 5, 31), Precision.MONTH),
        ("kickoff", "Offentliggørelse og kickoff", dt.date(2025, 6, 18), dt.date(2025, 6, 18), Precision.DAY),
    ):
        Milestone.objects.get_or_create(
            programme=programme,
            key=key,
            defaults={
                "title": title,
                "title_en": "Announcement and kickoff" if key == "kickoff" else "Cooperation agreement",
                "who": [Party.ALL],
                "from_on": first,
                "to_on": last,
                "precision": precision,
                "kind": MilestoneKind.EVENT if key == "kickoff" else MilestoneKind.DEADLINE,
            },
        )


def round_of(count: int, *, places: int = 2) -> list[ExpressionOfInterest]:
    """So many submitted expressions, "Sted 1" …, in a programme with so many places; the contact persons are
    "kontakt1@eksempel.dk" …"""
    programme = factories.programme()
    Programme.objects.filter(pk=programme.pk).update(places=places)
    programme.refresh_from_db()
    milestones(programme)
    return [
        factories.expression.submitted(
            factories.person(f"Kontakt {n}", f"kontakt{n}@eksempel.dk", phone="+4520304050"),
            name=f"Sted {n}",
            programme=programme,
        )
        for n in range(1, count + 1)
    ]


def composition(
    seats: list[ExpressionOfInterest], reserve: list[ExpressionOfInterest] | None = None, name: str = "De bedste"
) -> Composition:
    bo, programme = factories.bo(), factories.programme()
    made = Composition.objects.create(
        programme=programme, name=name, created_at=ASSIGNED_AT, created_by=bo, changed_at=ASSIGNED_AT, changed_by=bo
    )
    for n, each in enumerate(seats, start=1):
        Placement.objects.create(composition=made, expression=each, seat=n)
    for n, each in enumerate(reserve or [], start=1):
        Placement.objects.create(composition=made, expression=each, reserve=n)
    return made


def decided(count: int = 4, *, places: int = 2, reserve: int = 1, by: User | None = None) -> list[Decision]:
    """A round in which pending decisions lie ready, in the order of the areas: the first designated, then reserve."""
    sent = round_of(count, places=places)
    actions.decide_from(
        composition(sent[:places], sent[places : places + reserve]),
        by=by or factories.bo(),
        at=DECIDED_AT,
        anyway="Alle er enige",
    )
    found = {
        each.expression_id: each for each in Decision.objects.pending().select_related("letter", "expression__area")
    }
    return [found[each.pk] for each in sent]


def read(decisions: list[Decision], by: User | None = None) -> None:
    """Their reasons are written, and their letters read through."""
    by = by or factories.bo()
    for each in decisions:
        fresh = Decision.objects.get(pk=each.pk)
        why = "Vi lagde vægt på forankringen."
        actions.revise_reasons(fresh, why, seen=fresh.version, by=by, at=READ_AT)
        letter = Letter.objects.get(decision=each)
        actions.mark_read(fresh, read=True, seen=letter.version, by=by, at=READ_AT)


def release(by: User | None = None) -> actions.Released:
    programme = factories.programme()
    seen = readiness.fingerprint(readiness.pending(programme))
    return actions.release(programme, seen=seen, by=by or factories.bo(), at=RELEASED_AT)


def released(count: int = 4, *, places: int = 2, reserve: int = 1) -> list[Decision]:
    """The same round, read through and released."""
    made = decided(count, places=places, reserve=reserve)
    read(made)
    release()
    found = Decision.objects.select_related("letter", "expression__area", "expression__programme").in_bulk(
        [each.pk for each in made]
    )
    return [found[each.pk] for each in made]
