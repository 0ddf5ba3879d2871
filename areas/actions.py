"""The verbs: each locks, checks, writes, tells the history and queues its messages in one transaction."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction

from areas import access, content, drafting, notices, papers
from areas.completeness import Missing, Section, missing_to_submit
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


class SectionChanged(Exception):
    """Somebody else wrote in the section after this person's form was made: `stored` is what stands there now."""

    def __init__(self, stored: drafting.Values, *, by: User, at: dt.datetime):
        super().__init__("the section was changed meanwhile")
        self.stored, self.by, self.at = stored, by, at


class DeadlinePassed(Exception):
    """It was in the person's own hands until the deadline; now it is the team's."""


@transaction.atomic
def start(*, programme: Programme, name: str, municipality, by: User, at: dt.datetime) -> ExpressionOfInterest:
    """A new local area with `by` as its contact person, and its draft.

    Who starts one of that name again (a double click, a second tab, a new day) gets the draft that is there.
    """
    workflow.lock(by)  # two starts at once stand in line
    mine = Membership.objects.current().filter(person=by, area__name__iexact=name).values("area")
    open_ones = ExpressionOfInterest.objects.filter(programme=programme, area__in=mine)
    if found := open_ones.exclude(state=ExpressionState.WITHDRAWN).order_by("pk").first():
        return found
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
    expression: ExpressionOfInterest, write: Callable[[ExpressionOfInterest], object], *, by: User, at: dt.datetime
) -> ExpressionOfInterest:
    """Let `write` change the locked draft or what belongs to it, and count the version up.

    A `write` that returns False has found nothing to change. Raises NotAllowed when it is not a draft any more or `by`
    is not in its group.
    """
    row = workflow.lock(expression)
    if not access.may_edit(by, row):
        raise workflow.NotAllowed(f"expression {row.pk}: {by.pk} may not edit")
    if write(row) is False:
        return row
    row.version += 1
    row.changed_at, row.changed_by = at, by
    row.save()
    return row


def save_section(
    expression: ExpressionOfInterest,
    section: Section,
    values: drafting.Values,
    *,
    seen: str,
    by: User,
    at: dt.datetime,
) -> ExpressionOfInterest:
    """Put what was typed in the place of what stands in the section, incomplete as it may be.

    `seen` is the fingerprint of what the form was made from. If others have changed the section since, nothing is
    overwritten and SectionChanged is raised; a form that changes nothing lets what they wrote stand.
    """

    def write(row: ExpressionOfInterest) -> bool:
        stored = drafting.values_of(section, content.read(row))
        typed = drafting.fingerprint(values)
        if typed in (drafting.fingerprint(stored), seen):
            return False
        if drafting.fingerprint(stored) != seen:
            raise SectionChanged(stored, by=row.changed_by, at=row.changed_at)
        drafting.write(section, row, values)
        return True

    return change(expression, write, by=by, at=at)


@dataclass(frozen=True)
class Sent:
    """`again` is true when this very version had been sent before: a double click, F5, a second tab."""

    submission: Submission
    again: bool


@transaction.atomic
def submit(expression: ExpressionOfInterest, *, by: User, arrived_at: dt.datetime, version: int) -> Sent:
    """Send the expression, once: freeze what it says, order its receipt, tell the whole group.

    Late is stored and marked, never refused (Ombudsmanden, FOB 2018-29). Raises NotAllowed when `by` is not the contact
    person or it is no draft, Changed when the draft is no longer `version`, NotReady when something is missing.
    """
    row = workflow.lock(expression)
    row.programme = expression.programme
    said = content.read(row)  # after the lock: nobody can change a word of it any more
    if row.state == ExpressionState.SUBMITTED and row.version == version and access.is_contact(by, row):
        return Sent(row.submissions.latest("number"), again=True)
    if access.may_submit(by, row) and row.version != version:
        raise Changed
    if access.may_submit(by, row) and (missing := missing_to_submit(said, row.programme)):
        raise NotReady(missing)
    submission = _frozen(row, said, by=by, arrived_at=arrived_at)
    facts = {"reference": row.reference, "late": submission.is_late, "sha256": submission.content_sha256}
    row = workflow.move_locked(
        row,
        ExpressionState.SUBMITTED,
        by=by,
        at=arrived_at,
        may=access.may_submit,
        verb="expression/submitted",
        facts=facts,
    )
    submission.paper = papers.order_receipt(submission, said)
    submission.save(force_insert=True)
    notices.expression_received(submission, said)
    return Sent(submission, again=False)


def _frozen(row: ExpressionOfInterest, said: content.Content, *, by: User, arrived_at: dt.datetime) -> Submission:
    frozen = said.as_json()
    return Submission(
        expression=row,
        number=row.times_sent + 1,
        arrived_at=arrived_at,
        submitted_by=by,
        deadline_on=row.deadline_on,
        is_late=row.is_late(arrived_at),
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
    _touch(row, by=by, at=at)  # a retry of the old submission must not send the reopened draft
    notices.expression_reopened(row, by=by, at=at)
    return row


@transaction.atomic
def withdraw(expression: ExpressionOfInterest, *, by: User, at: dt.datetime) -> ExpressionOfInterest:
    row = workflow.move(
        expression, ExpressionState.WITHDRAWN, by=by, at=at, may=access.may_withdraw, verb="expression/withdrawn"
    )
    notices.expression_withdrawn(row, by=by, at=at)
    return row


@transaction.atomic
def add_member(
    expression: ExpressionOfInterest, *, name: str, email: str, phone: str, by: User, at: dt.datetime
) -> Membership:
    """Put a person in the steering group; who is new to the system becomes a user by that address.

    What a known person has written of themselves is kept. Raises NotAllowed, or IntegrityError when they are in it.
    """
    row = _group_open_to(expression, by)
    person = User.objects.get_or_make(email, name=name, phone=phone)
    membership = Membership.objects.create(
        area=row.area, person=person, role=GroupRole.MEMBER, started_at=at, started_by=by
    )
    _touch(row, by=by, at=at)
    history.record(row.case, "expression/member_added", by=by, at=at, name=str(person))
    notices.member_added(row, membership, by=by, at=at)
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


def set_phone(expression: ExpressionOfInterest, *, phone: str, by: User, at: dt.datetime) -> None:
    """The contact person's own number, kept as +4520304050; it is part of what is sent."""

    def write(row: ExpressionOfInterest) -> bool:
        if not access.is_contact(by, row):
            raise workflow.NotAllowed(f"expression {row.pk}: {by.pk} is not its contact person")
        changed = by.phone != phone
        by.phone = phone
        by.save(update_fields=["phone"])
        return changed

    change(expression, write, by=by, at=at)


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
