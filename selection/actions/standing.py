"""What was sent stands, where the questions about it are not answered: or one area could hold up all the others."""

import datetime as dt

from django.db import transaction

from areas.models import ExpressionOfInterest
from areas.states import ExpressionState
from people.models import User
from programme import calendar, workflow
from programme.workflow import NotAllowed

from .. import access


@transaction.atomic
def let_stand(expression: ExpressionOfInterest, *, by: User, at: dt.datetime) -> ExpressionOfInterest:
    """The questions are let go once their date is over, and what was sent last is what is decided about.

    Raises NotAllowed while the area still has time, and for what is not sent back.
    """
    row = workflow.lock(expression)
    if row.answer_due_on is None or calendar.end_of(row.answer_due_on) > at:
        raise NotAllowed(f"expression {row.pk} still has time to answer")
    return workflow.move_locked(
        row,
        ExpressionState.SUBMITTED,
        by=by,
        at=at,
        may=access.may_let_stand,
        verb="expression/let_stand",
        answer_due_on=None,
    )
