"""Who is in the steering group."""

import datetime as dt

from django.db import transaction

from areas import access, notices
from areas.models import ExpressionOfInterest, Membership
from areas.states import GroupRole
from people.models import User
from programme import history, workflow

from .draft import change


def touch(row: ExpressionOfInterest, *, by: User, at: dt.datetime) -> None:
    """Count the version up: what somebody is about to send is no longer what they read."""
    row.version += 1
    row.changed_at, row.changed_by = at, by
    row.save(update_fields=["version", "changed_at", "changed_by"])


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
    touch(row, by=by, at=at)
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
    touch(row, by=by, at=at)
    history.record(row.case, "expression/member_left", by=by, at=at, name=str(current.person))


def _group_open_to(expression: ExpressionOfInterest, by: User) -> ExpressionOfInterest:
    row = workflow.lock(expression)
    if not access.may_change_group(by, row):
        raise workflow.NotAllowed(f"expression {row.pk}: {by.pk} may not change the group")
    return row


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
