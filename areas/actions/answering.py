"""What the team does about one area's deadline: grants more time, sends back with questions, and closes those."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import translation

from areas import access, content, drafting, notices, units
from areas.content import Content
from areas.models import Attachment, ExpressionOfInterest, Question, Submission
from areas.models.expression import last_day
from areas.states import ExpressionState, GroupRole
from areas.units import ATTACHMENTS, GROUP, Unit
from notices import reminders
from people.models import User
from programme import calendar, history, workflow

from .opening import outdate
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
    outdate(row)  # a retry of the old submission must not answer
    questions = Question.objects.bulk_create(_question(row, each, number, by, at) for each in asked)
    notices.expression_sent_back(row, questions, at=at)
    return row


def _question(row: ExpressionOfInterest, asked: Asked, about: int, by: User, at: dt.datetime) -> Question:
    section, unit = asked.unit
    return Question(expression=row, about=about, section=section, unit=unit, text=asked.text, asked_at=at, asked_by=by)


@transaction.atomic
def close_questions(
    expression: ExpressionOfInterest, *, number: int, reason: str, by: User, at: dt.datetime
) -> ExpressionOfInterest:
    """Wait for no answer any longer: what was sent last stands again, as sent when and by whom it was sent.

    What the area had written in answer and not sent is kept with its question, for the area to read, and taken out of
    the expression: it must not be sent by and by with something else. Only the steering group stays as it is now.
    `number` is that of the submission asked about: Changed if another has come since. Raises NotAllowed when nothing
    is asked.
    """
    row = workflow.lock(expression)
    if not access.may_close_questions(by, row):
        raise workflow.NotAllowed(f"expression {row.pk}: {by.pk} may not close its questions")
    submission = row.submissions.latest("number")
    if submission.number != number:
        raise Changed
    questions = list(row.open_questions)
    _keep_unsent(row, questions, Content.from_json(submission.content))
    for question in questions:
        question.closed_at, question.closed_by, question.closed_reason = at, by, reason
    Question.objects.bulk_update(questions, ["closed_at", "closed_by", "closed_reason", "unsent"])
    _restore(row, {(each.section, each.unit) for each in questions}, Content.from_json(submission.content), by, at)
    row = workflow.move_locked(
        row,
        ExpressionState.SUBMITTED,
        by=by,
        at=at,
        may=access.may_close_questions,
        verb="expression/questions_closed",
        facts={"count": len(questions), "why": reason, "number": number},
        answer_due_on=None,
    )
    _stands_as_sent(row, submission)
    outdate(row)  # an answer that is on its way must not be taken for the one that was sent
    notices.questions_closed(row, reason=reason, is_unsent=any(each.unsent for each in questions), at=at)
    return row


def _keep_unsent(row: ExpressionOfInterest, questions: list[Question], sent: Content) -> None:
    """In the contact person's words: it is given back to the area, who wrote it."""
    contact = row.area.memberships.current().select_related("person").filter(role=GroupRole.CONTACT).first()
    with translation.override(contact.person.language if contact else None):
        now = content.read(row)
        for question in questions:
            unit = (question.section, question.unit)
            if unit != GROUP and units.neutral(unit, now) != units.neutral(unit, sent):
                question.unsent = units.said(unit, now)


def _restore(row: ExpressionOfInterest, asked: set[Unit], sent: Content, by: User, at: dt.datetime) -> None:
    """Write back what was sent in the sections that were open."""
    for section in drafting.WRITTEN:
        if any(where == section for where, _unit in asked):
            drafting.write(section, row, drafting.values_of(section, sent))
    row.save()
    if ATTACHMENTS in asked:
        titles = {file.uid: file.title for file in sent.attachments}
        for each in Attachment.objects.filter(expression=row).select_related("document"):
            was_sent = str(each.document.uid) in titles
            each.title = titles.get(str(each.document.uid), each.title)
            if not was_sent and each.removed_at is None:
                each.removed_at, each.removed_by = at, by
            elif was_sent:
                each.removed_at = each.removed_by = None
            each.save(update_fields=["title", "removed_at", "removed_by"])


def _stands_as_sent(row: ExpressionOfInterest, submission: Submission) -> None:
    row.submitted_at, row.submitted_by = submission.arrived_at, submission.submitted_by
    row.deadline_on = last_day(row.deadline.due_on, row.extended_deadline_on)
    row.save(update_fields=["submitted_at", "submitted_by"])
