"""What every change of a steering group begins and ends with."""

import datetime as dt

from areas import access, questions
from areas.models import ExpressionOfInterest
from areas.units import GROUP
from people.models import User
from programme import workflow


def group_open_to(expression: ExpressionOfInterest, by: User) -> ExpressionOfInterest:
    """The locked expression, whose group `by` may change. Raises NotAllowed, or NotOpen: it is sent back, and nobody
    asked about its group."""
    row = workflow.lock(expression)
    if not access.may_change_group(by, row):
        raise workflow.NotAllowed(f"expression {row.pk}: {by.pk} may not change the group")
    questions.demand_open(row, [GROUP])
    return row


def touch(row: ExpressionOfInterest, *, by: User, at: dt.datetime) -> None:
    """Count the version up: what somebody is about to send is no longer what they read."""
    row.version += 1
    row.changed_at, row.changed_by = at, by
    row.save(update_fields=["version", "changed_at", "changed_by"])


def outdate(row: ExpressionOfInterest) -> None:
    """The same after an act of the team's that writes nothing for the area: who wrote last stays who it was."""
    row.version += 1
    row.save(update_fields=["version"])
