"""Declaring somebody disqualified from a case (*inhabil*, forvaltningsloven §§ 3 and 6)."""

import datetime as dt

from django.db import transaction

from areas.models import ExpressionOfInterest
from people.models import User
from programme import history, workflow
from programme.models import Disqualification, Ground
from selection import access
from selection.models import LIVE, Assessment
from selection.states import AssessmentState

VERB = "assessment/disqualified"


@transaction.atomic
def disqualify(
    expression: ExpressionOfInterest, *, person: User, ground: Ground, note: str, by: User, at: dt.datetime
) -> Disqualification:
    """From this moment the case is closed to `person`, and their assessment of it, if they have one, is void.

    One declares it oneself, or somebody of the team who is not disqualified from it does. The history names the ground
    by its number and leaves out the note. Raises NotAllowed, also when it has been declared already.
    """
    row = workflow.lock(expression)
    if not access.may_disqualify(by, row, person):
        raise workflow.NotAllowed(f"expression {row.pk}: {by.pk} may not disqualify {person.pk}")
    if Disqualification.objects.current().filter(person=person, case=row.case).exists():
        raise workflow.NotAllowed(f"expression {row.pk}: {person.pk} is disqualified already")
    made = Disqualification.objects.create(
        case=row.case, person=person, ground=ground, note=note, declared_at=at, declared_by=by
    )
    facts = {"name": str(person), "own": by.pk == person.pk, "number": list(Ground).index(Ground(ground)) + 1}
    live = Assessment.objects.filter(expression=row, assessor=person, state__in=LIVE)
    mine = live.select_for_update(of=("self",), no_key=True).first()
    if mine is None:
        history.record(row.case, VERB, by=by, at=at, **facts)
    else:
        workflow.move_locked(
            mine, AssessmentState.DISQUALIFIED, by=by, at=at, may=lambda *_: True, verb=VERB, facts=facts
        )
    return made
