"""What is done to a programme's time plan: milestones move, and the programme's history says so."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from . import history, workflow
from .models import Milestone


class Overtaken(workflow.NotAllowed):
    """Somebody else has moved the milestone since this person looked at it."""


@transaction.atomic
def move_milestone(
    milestone: Milestone,
    from_on: dt.date,
    to_on: dt.date,
    *,
    by,
    at: dt.datetime,
    why: str = "",
    precision: str = "",
    seen: int | None = None,
) -> Milestone:
    """Give a milestone other dates (and, where the day is now known or no longer, another precision).

    `seen` is `milestone.moves` as the person saw it: Overtaken if it has changed since. Dates that the database would
    refuse raise ValidationError. Moving to where it stands already changes nothing and leaves no history.
    """
    row = workflow.lock(milestone)
    if not by.is_team:
        raise workflow.NotAllowed(f"{by.pk} may not move milestones")
    if seen is not None and seen != row.moves:
        raise Overtaken(_("En anden har flyttet milepælen, siden du åbnede siden."))
    set_dates(row, from_on, to_on, precision or row.precision, verb="milestone_moved", by=by, at=at, why=why)
    return row


def set_dates(
    row: Milestone, from_on: dt.date, to_on: dt.date, precision: str, *, verb: str, by, at: dt.datetime, **facts
) -> bool:
    """Write the dates, count the move and record it; False if they were the same. `row` is locked by the caller.

    Without a `by` the dates are the plan's own again, and nobody has moved the milestone.
    """
    before = row.dates
    row.from_on, row.to_on, row.precision = from_on, to_on, precision
    if row.dates == before:
        return False
    row.moves += 1
    row.moved_at, row.moved_by = (at, by) if by else (None, None)
    row.validate_constraints()
    row.save(update_fields=["from_on", "to_on", "precision", "moves", "moved_at", "moved_by"])
    title = {"da": row.title, "en": row.title_en}
    history.record(
        row.programme.case, verb, by=by, at=at, key=row.key, title=title, before=before, after=row.dates, **facts
    )
    return True
