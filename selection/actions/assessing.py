"""What an assessor does: declares, writes, gives, and afterwards talks it over with the others."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction

from areas import merging
from areas.models import ExpressionOfInterest
from people.models import User
from programme import history, workflow
from programme.models import CoreElement, Ground
from selection import access, units
from selection.models import Assessment, Remark, Score, ScoreChange
from selection.states import AssessmentState
from selection.units import Missing, Values

from .disqualifying import disqualify


class NotComplete(Exception):
    def __init__(self, missing: list[Missing]):
        super().__init__(f"{len(missing)} things are missing")
        self.missing = missing


class SamePoints(Exception):
    """The points are what they were."""


@dataclass(frozen=True)
class Saved:
    """What stands after a save. `conflicts` are the units that were not saved, as they were changed in another tab."""

    row: Assessment
    values: Values
    conflicts: list[str]


def declare_qualified(assessment: Assessment, *, by: User, at: dt.datetime) -> Assessment:
    """The declaration that nothing disqualifies one from the case: it opens what the area has sent."""
    return workflow.move(
        assessment,
        AssessmentState.QUALIFIED,
        by=by,
        at=at,
        may=access.may_declare,
        verb="assessment/qualified",
        qualified_at=at,
    )


@transaction.atomic
def step_aside(assessment: Assessment, *, ground: Ground, note: str, by: User, at: dt.datetime) -> None:
    """The declaration of being disqualified, before the case is opened or when it is discovered later: it is closed
    from this moment. Raises NotAllowed."""
    expression = workflow.lock(assessment.expression)  # before the assessment, as everybody does
    row = workflow.lock(assessment)
    if not access.may_step_aside(by, row):
        raise workflow.NotAllowed(f"assessment {row.pk}: {by.pk} may not step aside")
    disqualify(expression, person=by, ground=ground, note=note, by=by, at=at)


@transaction.atomic
def type_in(
    assessment: Assessment,
    read_form: Callable[[Assessment, list[CoreElement], Values], tuple[Values, merging.Seen]],
    *,
    by: User,
    at: dt.datetime,
) -> Saved:
    """Put what was typed in the place of what stands, incomplete as it may be, unit by unit.

    `read_form` gets the locked assessment and all it says, and gives the units to save and what the page was made from.
    A unit that was changed in another tab since, and in this one too, is left as it is and named in `conflicts`.
    Raises NotAllowed.
    """
    row = workflow.lock(assessment)
    if not access.may_write(by, row):
        raise workflow.NotAllowed(f"assessment {row.pk}: {by.pk} may not write")
    elements = units.elements_of(row)
    stored = units.values_of(row, elements)
    typed, seen = read_form(row, elements, stored)
    merged = merging.merge(stored, typed, seen)
    if merged.values != stored:
        units.write(row, elements, merged.values)
        row.version += 1
        row.save(update_fields=["overall", "version"])
    return Saved(row, merged.values, merged.conflicts)


@transaction.atomic
def give(assessment: Assessment, *, version: int, by: User, at: dt.datetime) -> Assessment:
    """Once and for all: from now on the others' can be read. `version` is what was on the page.

    Raises NotAllowed, NotComplete with what is missing, or workflow.Overtaken.
    """
    row = workflow.lock(assessment)
    if not access.may_give(by, row):
        raise workflow.NotAllowed(f"assessment {row.pk}: {by.pk} may not give")
    if row.version != version:
        raise workflow.Overtaken
    elements = units.elements_of(row)
    if missing := units.missing_to_give(units.values_of(row, elements), elements):
        raise NotComplete(missing)
    return workflow.move_locked(row, AssessmentState.GIVEN, by=by, at=at, may=access.may_give, verb="assessment/given")


@transaction.atomic
def change_points(
    assessment: Assessment, element: CoreElement, *, points: int, reason: str, by: User, at: dt.datetime
) -> ScoreChange:
    """Other points for one core element, after they were given; what they were stays, with who, when and why.

    The history says that it happened, and no points. Raises NotAllowed, or SamePoints.
    """
    row = workflow.lock(assessment)
    if not access.may_change_score(by, row):
        raise workflow.NotAllowed(f"assessment {row.pk}: {by.pk} may not change points")
    score = Score.objects.get(assessment=row, element=element)
    if score.points == points or score.points is None:
        raise SamePoints
    made = ScoreChange.objects.create(
        assessment=row, element=element, before=score.points, after=points, reason=reason, at=at, by=by
    )
    score.points = points
    score.save(update_fields=["points"])
    row.version += 1
    row.save(update_fields=["version"])
    history.record(row.case, "assessment/points_changed", by=by, at=at, element=element.key)
    return made


@transaction.atomic
def remark(expression: ExpressionOfInterest, *, text: str, by: User, at: dt.datetime) -> Remark:
    """Say something to the others who have given theirs. Raises NotAllowed."""
    row = workflow.lock(expression)
    if not access.may_remark(by, row):
        raise workflow.NotAllowed(f"expression {row.pk}: {by.pk} may not remark")
    return Remark.objects.create(expression=row, text=text, at=at, by=by)
