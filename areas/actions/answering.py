"""What the team does about one area's deadline: grants more time, and sends back with questions."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from areas import access, notices, units
from areas.content import Content
from areas.models import ExpressionOfInterest, Question
from areas.models.expression import last_day
from areas.states import ExpressionState
from areas.units import Unit
from notices import reminders
from people.models import User
from programme import calendar, history, workflow

from .opening import touch
from .sending import Changed

KIND = "submit-expression"


class NotLater(Exception):
    """The day is over, or not later than the deadline that stands anyway."""


@dataclass(frozen=True)
class Asked:
    """What the team wants to know about one unit."""

    unit: Unit
    text: str


@transaction.atomic
def extend(
    expression: ExpressionOfInterest, *, until: dt.date, reason: str, by: User, at: dt.datetime
) -> ExpressionOfInterest:
    """Give this area until another day than the programme says; also to change what was given before.

    The whole group is told, and what was queued about the old date will not go out. Saying the same again changes
    nothing. Raises NotAllowed, or NotLater.
    """
    row = _extendable(expression, by)
    if until <= row.deadline.due_on or until < calendar.day_of(at):
        raise NotLater
    if (row.extended_deadline_on, row.extension_reason) == (until, reason):
        return row
    before = row.deadline_on
    _set_deadline(row, until, reason, by=by, at=at)
    facts = {"before": before.isoformat(), "until": until.isoformat(), "why": reason}
    history.record(row.case, "expression/extended", by=by, at=at, **facts)
    if row.deadline_on != before:
        notices.expression_extended(row, at=at)
    return row


@transaction.atomic
def end_extension(expression: ExpressionOfInterest, *, by: User, at: dt.datetime) -> ExpressionOfInterest:
    """Take the later day back: the programme's own deadline stands again. Raises NotAllowed."""
    row = _extendable(expression, by)
    if row.extended_deadline_on is None:
        return row
    before = row.deadline_on
    _set_deadline(row, None, "", by=by, at=at)
    history.record(row.case, "expression/extension_ended", by=by, at=at, until=row.deadline_on.isoformat())
    if row.deadline_on != before:
        notices.expression_extension_ended(row, at=at)
    return row


def _extendable(expression: ExpressionOfInterest, by: User) -> ExpressionOfInterest:
    row = workflow.lock(expression)
    if not access.may_extend(by, row):
        raise workflow.NotAllowed(f"expression {row.pk}: {by.pk} may not move its deadline")
    return row


def _set_deadline(row: ExpressionOfInterest, until: dt.date | None, reason: str, *, by: User, at: dt.datetime) -> None:
    before = row.deadline_on
    row.extended_deadline_on, row.extension_reason = until, reason
    row.extended_at, row.extended_by = (at, by) if until else (None, None)
    row.deadline_set_at = at
    row.deadline_on = last_day(row.deadline.due_on, until, row.answer_due_on)
    row.save(
        update_fields=["extended_deadline_on", "extension_reason", "extended_at", "extended_by", "deadline_set_at"]
    )
    if row.deadline_on != before:
        reminders.void_for_moved(KIND, before, keys=[f"{KIND}:{row.uid}"], at=at)


@transaction.atomic
def send_back(
    expression: ExpressionOfInterest,
    asked: Sequence[Asked],
    *,
    number: int,
    answer_on: dt.date,
    by: User,
    at: dt.datetime,
) -> ExpressionOfInterest:
    """Make it a draft again in which only what is asked about can be changed, to be answered by `answer_on`.

    `number` is that of the submission the team has read: Changed if another has come since. Raises NotLater if the
    day is over, or earlier than the area's own deadline; NotAllowed when it is not sent, or asks nothing or what is
    not there.
    """
    row = workflow.lock(expression)
    if not asked or not access.may_send_back(by, row):
        raise workflow.NotAllowed(f"expression {row.pk}: {by.pk} may not send it back")
    submission = row.submissions.latest("number")
    if submission.number != number:
        raise Changed
    if answer_on < max(row.deadline_on, calendar.day_of(at)):
        raise NotLater
    said = Content.from_json(submission.content)
    if unknown := {each.unit for each in asked} - set(units.all_of(said)):
        raise workflow.NotAllowed(f"expression {row.pk} has no {unknown}")
    facts = {"count": len(asked), "until": answer_on.isoformat(), "number": number}
    row = workflow.move_locked(
        row,
        ExpressionState.DRAFT,
        by=by,
        at=at,
        may=access.may_send_back,
        verb="expression/sent_back",
        facts=facts,
        answer_due_on=answer_on,
    )
    row.deadline_on = answer_on
    touch(row, by=by, at=at)  # a retry of the old submission must not answer
    questions = Question.objects.bulk_create(_question(row, each, said, number, by, at) for each in asked)
    notices.expression_sent_back(row, questions, at=at)
    return row


def _question(
    row: ExpressionOfInterest, asked: Asked, said: Content, about: int, by: User, at: dt.datetime
) -> Question:
    section, unit = asked.unit
    before = units.said(asked.unit, said)
    return Question(
        expression=row,
        about=about,
        section=section,
        unit=unit,
        text=asked.text,
        before=before,
        asked_at=at,
        asked_by=by,
    )
