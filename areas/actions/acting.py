"""The team writes on behalf of an area: when it begins and ends, and what was written meanwhile."""

import datetime as dt

from django.db import transaction

from areas import access, notices
from areas.completeness import Section
from areas.models import Acting, ExpressionOfInterest
from areas.models.behalf import ACTING_LASTS
from areas.states import ActingEnd
from people.models import User
from programme import history, workflow


@transaction.atomic
def act_for(expression: ExpressionOfInterest, *, reason: str, by: User, at: dt.datetime) -> Acting:
    """From now on `by` writes on the area's behalf, for two hours at most; what they did for another area ends.

    Raises NotAllowed when it is no draft, or `by` not of the team or in the area's own group.
    """
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # two who press at once stand in line
    row = workflow.lock(expression)
    if not access.may_act(by, row):
        raise workflow.NotAllowed(f"expression {row.pk}: {by.pk} may not act for it")
    for other in Acting.objects.open().filter(by=by.pk).order_by("pk"):
        stop_acting(other, how=ActingEnd.ANOTHER, at=at)
    acting = Acting.objects.create(expression=row, by_id=by.pk, reason=reason, started_at=at)
    history.record(row.case, "expression/acting_begun", by=by, at=at, area=row.area.name, reason=reason)
    return acting


@transaction.atomic
def stop_acting(acting: Acting, *, how: ActingEnd, at: dt.datetime) -> bool:
    """End it, in the history and by a mail to the contact person. False: it had ended before, and all is told.

    If its two hours were over, that is when and why it ended, whatever somebody does now.
    """
    row = workflow.lock(acting)
    if row.ended_at:
        return False
    over = row.started_at + ACTING_LASTS
    row.ended_at, row.ended_how = (over, ActingEnd.RAN_OUT) if at >= over else (max(at, row.started_at), how)
    row.save(update_fields=["ended_at", "ended_how"])
    expression = row.expression
    history.record(
        expression.case,
        "expression/acting_ended",
        by=row.by,
        at=row.ended_at,
        area=expression.area.name,
        ran_out=row.ended_how == ActingEnd.RAN_OUT,
    )
    notices.acting_ended(row, at=at)
    return True


def stop_those_that_ran_out(*, now: dt.datetime) -> int:
    """Tell of those whose two hours are over. They ended by themselves; here it is written down, however late."""
    return sum(
        stop_acting(each, how=ActingEnd.RAN_OUT, at=now) for each in Acting.objects.due_to_end(now).order_by("pk")
    )


def held(by: User, row: ExpressionOfInterest, *, at: dt.datetime) -> Acting | None:
    """The acting under which `by` changes the locked draft, locked as well; None for one of its own group.

    It may have ended since the request began, in another window: then NotAllowed is raised.
    """
    if not access.is_acting(by, row):
        return None
    acting = workflow.lock(by.acting)
    if not acting.is_going_on(at):
        raise workflow.NotAllowed(f"acting {acting.pk} of {by.pk} is over")
    return acting


def tell(acting: Acting, row: ExpressionOfInterest, section: Section | None, *, at: dt.datetime) -> None:
    """The history says it once for each section, however often it is saved. None: it is not known which."""
    name = section.value if section else ""
    if name in acting.sections:
        return
    acting.sections = [*acting.sections, name]
    acting.save(update_fields=["sections"])
    history.record(row.case, "expression/acting_wrote", by=acting.by, at=at, area=row.area.name, section=name)
