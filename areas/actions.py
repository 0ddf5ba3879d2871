"""The verbs: each locks, checks, writes, tells the history and queues its messages in one transaction."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import get_language

from areas import access, content, notices, papers
from areas.completeness import Missing, missing_to_submit
from areas.models import Attachment, ExpressionOfInterest, LocalArea, Membership, Submission
from areas.states import ExpressionState, GroupRole
from documents.models import Document
from people.models import User
from programme import history, workflow
from programme.models import Programme


class NotReady(Exception):
    """The expression lacks something: `missing` says what, section by section."""

    def __init__(self, missing: list[Missing]):
        super().__init__(f"{len(missing)} missing")
        self.missing = missing


class Changed(Exception):
    """Somebody changed the draft after the version that this person read."""


class DeadlinePassed(Exception):
    """It was in the person's own hands until the deadline; now it is the team's."""


@transaction.atomic
def start(*, programme: Programme, name: str, municipality, by: User, at: dt.datetime) -> ExpressionOfInterest:
    """A new local area with `by` as its contact person, and its draft."""
    area = LocalArea.objects.create(name=name, municipality=municipality, created_at=at, created_by=by)
    Membership.objects.create(area=area, person=by, role=GroupRole.CONTACT, started_at=at, started_by=by)
    return start_for(area, programme=programme, by=by, at=at)


@transaction.atomic
def start_for(area: LocalArea, *, programme: Programme, by: User, at: dt.datetime) -> ExpressionOfInterest:
    """The area's draft in this programme. Raises IntegrityError if it has one that is not withdrawn."""
    expression = ExpressionOfInterest.objects.create(
        programme=programme,
        area=area,
        created_at=at,
        created_by=by,
        drafted_at=at,
        drafted_by=by,
        changed_at=at,
        changed_by=by,
    )
    history.record(expression.case, "expression/started", by=by, at=at, area=area.name)
    return expression


@transaction.atomic
def change(
    expression: ExpressionOfInterest, write: Callable[[ExpressionOfInterest], None], *, by: User, at: dt.datetime
) -> ExpressionOfInterest:
    """Let `write` change the locked draft or what belongs to it, and count the version up.

    Raises NotAllowed when it is not a draft any more or `by` is not in its group.
    """
    row = workflow.lock(expression)
    if not access.may_edit(by, row):
        raise workflow.NotAllowed(f"expression {row.pk}: {by.pk} may not edit")
    write(row)
    row.version += 1
    row.changed_at, row.changed_by = at, by
    row.save()
    return row


@dataclass(frozen=True)
class Sent:
    """`again` is true when this very version had been sent before: a double click, F5, a second tab."""

    submission: Submission
    again: bool


@transaction.atomic
def submit(expression: ExpressionOfInterest, *, by: User, arrived_at: dt.datetime, version: int) -> Sent:
    """Send the expression, once: freeze what it says, order its receipt, tell the whole group.

    Late is stored and marked, never refused (Ombudsmanden, FOB 2018-29). Raises Changed when the draft is no longer
    `version`, NotReady when something is missing, NotAllowed when `by` is not the contact person.
    """
    row = workflow.lock(expression)
    if row.state == ExpressionState.SUBMITTED and row.version == version and access.is_contact(by, row):
        return Sent(row.submissions.latest("number"), again=True)
    if row.state == ExpressionState.DRAFT and row.version != version:
        raise Changed
    said = content.read(row)
    frozen = said.as_json()
    sha256 = content.sha256_of(frozen)
    if row.state == ExpressionState.DRAFT and (missing := missing_to_submit(said, row.programme)):
        raise NotReady(missing)
    row = workflow.move_locked(
        row,
        ExpressionState.SUBMITTED,
        by=by,
        at=arrived_at,
        may=access.may_submit,
        verb="expression/submitted",
        facts={"reference": row.reference, "late": row.is_late(arrived_at), "sha256": sha256},
    )
    submission = _freeze(row, said, frozen, sha256, by=by, arrived_at=arrived_at)
    notices.expression_received(submission)
    return Sent(submission, again=False)


def _freeze(
    row: ExpressionOfInterest, said: content.Content, frozen: dict, sha256: str, *, by: User, arrived_at: dt.datetime
) -> Submission:
    number = row.submissions.count() + 1
    submission = Submission(
        expression=row,
        number=number,
        arrived_at=arrived_at,
        submitted_by=by,
        deadline_on=row.deadline.due_on,
        is_late=row.is_late(arrived_at),
        grant_amount=row.programme.grant_amount,
        budget_total=said.grant_total,
        content=frozen,
        content_sha256=sha256,
    )
    submission.paper = papers.order_receipt(submission, said, language=get_language() or "da")
    submission.save(force_insert=True)
    return submission


@transaction.atomic
def reopen(expression: ExpressionOfInterest, *, by: User, at: dt.datetime) -> ExpressionOfInterest:
    """Make it a draft again, which the contact person may until the deadline. What was sent stays on record."""
    if expression.is_late(at):
        raise DeadlinePassed
    row = workflow.move(
        expression, ExpressionState.DRAFT, by=by, at=at, may=access.may_reopen, verb="expression/reopened"
    )
    _touch(row, by=by, at=at)  # a retry of the old submission must not send the reopened draft
    notices.expression_reopened(row, by=by, at=at)
    return row


@transaction.atomic
def withdraw(expression: ExpressionOfInterest, *, by: User, at: dt.datetime) -> ExpressionOfInterest:
    row = workflow.move(
        expression, ExpressionState.WITHDRAWN, by=by, at=at, may=access.may_withdraw, verb="expression/withdrawn"
    )
    notices.expression_withdrawn(row, by=by)
    return row


@transaction.atomic
def add_member(
    expression: ExpressionOfInterest, *, name: str, email: str, phone: str, by: User, at: dt.datetime
) -> Membership:
    """Put a person in the steering group; who is new to the system becomes a user by that address.

    What a known person has written of themselves is kept. Raises NotAllowed, or IntegrityError when they are in it.
    """
    row = _group_open_to(expression, by)
    person, _created = User.objects.get_or_create(
        email=User.objects.normalize_email(email), defaults={"name": name, "phone": phone}
    )
    membership = Membership.objects.create(
        area=row.area, person=person, role=GroupRole.MEMBER, started_at=at, started_by=by
    )
    _touch(row, by=by, at=at)
    history.record(row.case, "expression/member_added", by=by, at=at, name=str(person))
    notices.member_added(row, membership, by=by)
    return membership


@transaction.atomic
def end_membership(expression: ExpressionOfInterest, membership: Membership, *, by: User, at: dt.datetime) -> None:
    """Take a member out of the group. The contact person cannot be taken out, only hand the role over."""
    row = _group_open_to(expression, by)
    current = workflow.lock(membership)
    if current.role == GroupRole.CONTACT or current.area_id != row.area_id or current.ended_at:
        raise workflow.NotAllowed(f"membership {current.pk} cannot be ended by {by.pk}")
    current.ended_at, current.ended_by = at, by
    current.save(update_fields=["ended_at", "ended_by"])
    _touch(row, by=by, at=at)
    history.record(row.case, "expression/member_left", by=by, at=at, name=str(current.person))


def _group_open_to(expression: ExpressionOfInterest, by: User) -> ExpressionOfInterest:
    row = workflow.lock(expression)
    if not access.may_change_group(by, row):
        raise workflow.NotAllowed(f"expression {row.pk}: {by.pk} may not change the group")
    return row


def _touch(row: ExpressionOfInterest, *, by: User, at: dt.datetime) -> None:
    row.version += 1
    row.changed_at, row.changed_by = at, by
    row.save(update_fields=["version", "changed_at", "changed_by"])


@transaction.atomic
def attach(
    expression: ExpressionOfInterest, document: Document, *, title: str, by: User, at: dt.datetime
) -> Attachment:
    attachment = Attachment(expression=expression, document=document, title=title)
    change(expression, lambda row: attachment.save(force_insert=True), by=by, at=at)
    return attachment


@transaction.atomic
def detach(expression: ExpressionOfInterest, attachment: Attachment, *, by: User, at: dt.datetime) -> None:
    """The file goes out of the expression; what was sent with it keeps it."""

    def write(row: ExpressionOfInterest) -> None:
        Attachment.objects.filter(pk=attachment.pk, expression=row, removed_at__isnull=True).update(
            removed_at=at, removed_by=by
        )

    change(expression, write, by=by, at=at)
