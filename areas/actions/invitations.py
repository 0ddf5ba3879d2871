"""Asking somebody into the steering group, and what they answer.

Every one of these locks the expression first and the invitation after it, so that no two can wait for each other.
"""

import datetime as dt
from collections.abc import Callable

from django.db import transaction

from areas import access, notices, questions
from areas.models import ExpressionOfInterest, Invitation, Membership
from areas.states import InvitationState
from areas.units import GROUP
from people.models import User
from programme import calendar, history, workflow

from .opening import group_open_to, touch

STANDS_FOR = dt.timedelta(days=30)
BETWEEN_MAILS = dt.timedelta(hours=1)
MOST_OPEN = 20


class AlreadyInGroup(Exception):
    """The address belongs to somebody who is in the steering group."""


class TooManyInvitations(Exception):
    """So many wait for an answer that no more go out."""


class TooSoon(Exception):
    """The last mail to this address left less than an hour ago; `until` is when the next may."""

    def __init__(self, until: dt.datetime):
        super().__init__(f"not before {until}")
        self.until = until


class Closed(Exception):
    """The invitation has run out, or the expression was withdrawn."""


@transaction.atomic
def invite(
    expression: ExpressionOfInterest, *, name: str, email: str, phone: str, by: User, at: dt.datetime
) -> Invitation:
    """Ask the person with this address to join the group, by mail.

    Whoever invites somebody twice gets the invitation that waits for its answer. Raises NotAllowed, AlreadyInGroup,
    TooManyInvitations or TooSoon. While the expression is sent back and the group was not asked about, NotOpen: nobody
    new is asked in, but who was asked before may still answer, and the role may be handed over.
    """
    row = group_open_to(expression, by)
    email = User.objects.normalize_email(email)
    if Membership.objects.current().filter(area=row.area_id, person__email=email).exists():
        raise AlreadyInGroup
    earlier = Invitation.objects.filter(area=row.area_id, email=email).select_related("expression").last()
    if earlier and earlier.is_open_on(calendar.day_of(at)):
        return earlier
    if earlier:
        wait_between_mails(earlier.sent_at, at)
    withdraw_pending(row, email, by=by, at=at)
    if Invitation.objects.pending().filter(area=row.area_id).count() >= MOST_OPEN:
        raise TooManyInvitations
    invitation = Invitation.objects.create(
        area=row.area,
        expression=row,
        name=name,
        email=email,
        phone=phone,
        invited_at=at,
        invited_by=by,
        sent_at=at,
        expires_on=_expiry(row, at),
    )
    history.record(row.case, "expression/member_invited", by=by, at=at, name=name)
    notices.invited(invitation, by=by, at=at)
    return invitation


@transaction.atomic
def send_again(invitation: Invitation, *, by: User, at: dt.datetime) -> Invitation:
    """The same mail once more, with a new last day; an invitation that had run out is open again.

    Raises NotAllowed when it is answered or withdrawn, NotOpen when the group is closed (see `invite`), Closed when the
    expression is withdrawn, TooSoon.
    """
    row = _locked(invitation)
    if row.is_pointless:
        raise Closed
    if not row.is_pending or not access.may_withdraw_invitation(by, row):
        raise workflow.NotAllowed(f"invitation {row.pk}: {by.pk} may not send it again")
    questions.demand_open(row.expression, [GROUP])
    wait_between_mails(row.sent_at, at)
    notices.void_invitation(row, at=at)  # the earlier one may still wait for a mail server
    row.sent_at, row.expires_on = at, _expiry(row.expression, at)
    row.times_sent += 1
    row.save(update_fields=["sent_at", "expires_on", "times_sent"])
    history.record(row.case, "expression/invitation_sent_again", by=by, at=at, name=row.name)
    notices.invited(row, by=by, at=at)
    return row


def wait_between_mails(last: dt.datetime, at: dt.datetime) -> None:
    """Raises TooSoon."""
    until = last + BETWEEN_MAILS
    if at < until:
        raise TooSoon(until)


def _expiry(expression: ExpressionOfInterest, at: dt.datetime) -> dt.date:
    return max(calendar.day_of(at) + STANDS_FOR, expression.deadline_on)


def _locked(invitation: Invitation) -> Invitation:
    expression = workflow.lock(invitation.expression)
    row = workflow.lock(invitation)
    row.expression = expression
    return row


@transaction.atomic
def accept(invitation: Invitation, *, by: User, at: dt.datetime) -> Membership:
    """Join the group. What the person has written of herself stays; only what is empty is taken from the invitation.

    Raises NotAllowed when it is not hers or not open to an answer any more, Closed when it ran out.
    """
    row = _answered(invitation, InvitationState.ACCEPTED, "expression/invitation_accepted", by=by, at=at)
    _fill_in(by, row)
    membership, _made = Membership.objects.current().get_or_create(
        area=row.area, person=by, defaults={"role": row.role, "started_at": at, "started_by": by}
    )
    touch(row.expression, by=by, at=at)
    notices.invitation_accepted(row, person=by, at=at)
    return membership


@transaction.atomic
def decline(invitation: Invitation, *, by: User, at: dt.datetime) -> None:
    """Raises as `accept`."""
    row = _answered(invitation, InvitationState.DECLINED, "expression/invitation_declined", by=by, at=at)
    notices.invitation_declined(row, person=by, at=at)


def _answered(invitation: Invitation, to: InvitationState, verb: str, *, by: User, at: dt.datetime) -> Invitation:
    row = _locked(invitation)
    if row.is_pending and access.may_answer_invitation(by, row) and not row.is_open_on(calendar.day_of(at)):
        raise Closed
    row = workflow.move_locked(
        row, to, by=by, at=at, may=access.may_answer_invitation, verb=verb, facts={"name": row.name}
    )
    notices.void_invitation(row, at=at)
    return row


def _fill_in(person: User, invitation: Invitation) -> None:
    for field in ("name", "phone"):
        if not getattr(person, field) and getattr(invitation, field):
            setattr(person, field, getattr(invitation, field))
            person.save(update_fields=[field])


@transaction.atomic
def withdraw_invitation(invitation: Invitation, *, by: User, at: dt.datetime) -> None:
    """It can be answered no more, and its mail, if it has not left, does not leave. Raises NotAllowed."""
    _withdraw(_locked(invitation), may=access.may_withdraw_invitation, by=by, at=at)


def withdraw_pending(row: ExpressionOfInterest, email: str, *, by: User, at: dt.datetime) -> None:
    """For a locked expression whose group `by` may change: whatever waits for an answer from this address."""
    for invitation in Invitation.objects.pending().filter(area=row.area_id, email=email):
        _withdraw(workflow.lock(invitation), may=lambda by, row: True, by=by, at=at)


def _withdraw(row: Invitation, *, may: Callable, by: User, at: dt.datetime) -> None:
    verb, facts = "expression/invitation_withdrawn", {"name": row.name}
    workflow.move_locked(row, InvitationState.WITHDRAWN, by=by, at=at, may=may, verb=verb, facts=facts)
    notices.void_invitation(row, at=at)
