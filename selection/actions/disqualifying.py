"""Who may not deal with a case (*inhabilitet*), and when that is found not to hold (forvaltningsloven §§ 3 and 6)."""

import datetime as dt
from collections.abc import Collection

from django.db import transaction

from areas.actions import stop_acting
from areas.models import Acting, ExpressionOfInterest
from areas.states import ActingEnd
from notices import outbox
from people.models import User
from programme import history, workflow
from programme.models import Disqualification, Ground

from .. import access, notices
from ..models import Assessment
from ..models.assessment import LIVE
from ..states import AssessmentState


@transaction.atomic
def disqualify(
    expression: ExpressionOfInterest, *, person: User, ground: Ground | str, note: str, by: User, at: dt.datetime
) -> Disqualification:
    """Close the case to `person`, who declares it themself, or of whom another of the team has found it.

    Their assessment counts no more, of which the rest of the team hears; what they write on the area's behalf ends, and
    mail about the case that has not left does not reach them. Raises NotAllowed when it is closed to `person` already,
    or `by` may not.
    """
    row = workflow.lock(expression)
    if person.pk in row.closed_to or not access.may_disqualify(by, row, person):
        raise workflow.NotAllowed(f"expression {row.pk}: {by.pk} may not disqualify {person.pk}")
    assessments = _locked_assessments(row, person, LIVE)  # before the history, as whoever gives one does
    made = Disqualification.objects.create(
        case=row.case, person=person, ground=ground, note=note, declared_at=at, declared_by=by
    )
    own = person.pk == by.pk
    facts = {"person": str(person), "own": own, "number": Ground(ground).number}
    history.record(row.case, "expression/disqualified", by=by, at=at, **facts)
    for each in assessments:
        _end(each, by=by, at=at)
        notices.assessor_disqualified(each, by=by, at=at)
    for acting in Acting.objects.open().filter(expression=row, by=person).order_by("pk"):
        stop_acting(acting, how=ActingEnd.STOPPED, at=at)
    if person.is_team or person.pk not in row.group_roles:
        outbox.void_to(person, case=row.case, at=at)
    return made


def _locked_assessments(row: ExpressionOfInterest, person: User, states: Collection[str]) -> list[Assessment]:
    theirs = Assessment.objects.filter(expression=row, assessor=person, state__in=states).order_by("pk")
    return list(theirs.select_related("expression__area", "assessor").select_for_update(of=("self",), no_key=True))


def _end(assessment: Assessment, *, by: User, at: dt.datetime) -> None:
    facts = {"assessor": str(assessment.assessor), "given": assessment.is_given}
    workflow.move_locked(
        assessment,
        AssessmentState.DISQUALIFIED,
        by=by,
        at=at,
        may=lambda _by, _row: True,  # it follows from what was allowed above
        verb="assessment/disqualified",
        facts=facts,
    )


@transaction.atomic
def lift(declaration: Disqualification, *, reason: str, by: User, at: dt.datetime) -> Disqualification:
    """It is found not to hold, by another (forvaltningsloven § 6, stk. 2 and 3): the case is open to the person again.

    An assessment that counted no more with it stays so, and no substitute is awaited; the team may assign it anew.
    Raises NotAllowed when it has been lifted already, or `by` may not.
    """
    expression = workflow.lock(ExpressionOfInterest.objects.get(case=declaration.case))  # first, as everybody does
    row = workflow.lock(declaration)
    if row.lifted_at or not reason or not access.may_lift(by, row):
        raise workflow.NotAllowed(f"disqualification {row.pk}: {by.pk} may not lift it")
    row.lifted_at, row.lifted_by, row.lift_reason = at, by, reason
    row.save(update_fields=["lifted_at", "lifted_by", "lift_reason"])
    facts = {"person": str(row.person), "reason": reason}
    history.record(row.case, "expression/disqualification_lifted", by=by, at=at, **facts)
    for each in _locked_assessments(expression, row.person, [AssessmentState.DISQUALIFIED]):
        _make_room(each, by=by, at=at)
    return row


def _make_room(assessment: Assessment, *, by: User, at: dt.datetime) -> None:
    """Nobody has two of one expression at a time, but of those that have ended."""
    workflow.move_locked(
        assessment,
        AssessmentState.ENDED,
        by=by,
        at=at,
        may=lambda _by, _row: True,  # it follows from what was allowed above
        verb="assessment/free_again",
        facts={"assessor": str(assessment.assessor)},
    )
