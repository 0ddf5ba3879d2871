"""Sending, and taking back."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from areas import access, content, notices, papers, questions
from areas.completeness import Missing
from areas.models import ExpressionOfInterest, Submission
from areas.states import ExpressionState
from people.models import User
from programme import workflow

from .opening import touch


class NotReady(Exception):
    """The expression lacks something: `missing` says what, section by section."""

    def __init__(self, missing: list[Missing]):
        super().__init__(f"{len(missing)} missing")
        self.missing = missing


class Changed(Exception):
    """Somebody changed the draft after the version that this person read."""


class DeadlinePassed(Exception):
    """It was in the person's own hands until the deadline; now it is the team's."""


@dataclass(frozen=True)
class Sent:
    """`again` is true when this very version had been sent before: a double click, F5, a second tab."""

    submission: Submission
    again: bool


@transaction.atomic
def submit(
    expression: ExpressionOfInterest,
    *,
    by: User,
    arrived_at: dt.datetime,
    version: int,
    tried_at: dt.datetime | None = None,
) -> Sent:
    """Send the expression, once: freeze what it says, order its receipt, tell the whole group.

    Late is stored and marked, never refused (Ombudsmanden, FOB 2018-29). `tried_at` is when it reached us before and
    could not be taken in: that counts as its arrival, unless a word of it was changed since. Raises NotAllowed when
    `by` is not the contact person or it is no draft, Changed when the draft is no longer `version`, NotReady when
    something is missing.
    """
    row = workflow.lock(expression)
    row.programme, row.entry_if_any = expression.programme, expression.entry_if_any
    said = content.read(row)  # after the lock: nobody can change a word of it any more
    if row.state == ExpressionState.SUBMITTED and row.version == version and access.is_contact(by, row):
        return Sent(row.submissions.latest("number"), again=True)
    if access.may_submit(by, row) and row.version != version:
        raise Changed
    if access.may_submit(by, row) and (missing := questions.still_missing(row, said)):
        raise NotReady(missing)
    if tried_at and row.changed_at <= tried_at < arrived_at:
        arrived_at = tried_at
    submission = frozen(row, said, by=by, arrived_at=arrived_at)
    facts = {"reference": row.reference, "late": submission.is_late, "sha256": submission.content_sha256}
    facts["answer"] = submission.is_answer
    row = workflow.move_locked(
        row,
        ExpressionState.SUBMITTED,
        by=by,
        at=arrived_at,
        may=access.may_submit,
        verb="expression/submitted",
        facts=facts,
        answer_due_on=None,
    )
    submission.paper = papers.order_receipt(submission, said)
    submission.save(force_insert=True)
    if submission.is_answer:
        row.questions.open().update(answered_at=arrived_at, answered_in=submission.number)
    notices.expression_received(submission, said)
    return Sent(submission, again=False)


def frozen(row: ExpressionOfInterest, said: content.Content, *, by: User, arrived_at: dt.datetime) -> Submission:
    frozen = said.as_json()
    return Submission(
        expression=row,
        number=row.times_sent + 1,
        arrived_at=arrived_at,
        submitted_by=by,
        deadline_on=row.deadline_on,
        is_late=row.is_late(arrived_at),
        is_answer=row.is_sent_back,
        grant_amount=row.programme.grant_amount,
        budget_total=said.grant_total,
        content=frozen,
        content_sha256=content.sha256_of(frozen),
    )


@transaction.atomic
def reopen(expression: ExpressionOfInterest, *, by: User, at: dt.datetime) -> ExpressionOfInterest:
    """Make it a draft again, which the contact person may until the deadline. What was sent stays on record."""
    row = workflow.lock(expression)
    if row.is_late(at):
        raise DeadlinePassed
    row = workflow.move_locked(
        row, ExpressionState.DRAFT, by=by, at=at, may=access.may_reopen, verb="expression/reopened"
    )
    touch(row, by=by, at=at)  # a retry of the old submission must not send the reopened draft
    notices.expression_reopened(row, by=by, at=at)
    return row


@transaction.atomic
def withdraw(expression: ExpressionOfInterest, *, by: User, at: dt.datetime) -> ExpressionOfInterest:
    row = workflow.move(
        expression,
        ExpressionState.WITHDRAWN,
        by=by,
        at=at,
        may=access.may_withdraw,
        verb="expression/withdrawn",
        answer_due_on=None,
    )
    notices.expression_withdrawn(row, by=by, at=at)
    return row
