"""Who is in the steering group."""

import datetime as dt

from django.db import transaction

from areas import access, notices
from areas.models import ExpressionOfInterest, Membership
from areas.states import GroupRole
from areas.units import GROUP
from people.models import User
from programme import history, workflow

from .draft import change
from .invitations import withdraw_pending
from .opening import group_open_to, touch


@transaction.atomic
def add_member(
    expression: ExpressionOfInterest, *, name: str, email: str, phone: str, by: User, at: dt.datetime
) -> Membership:
    """Put a person in the steering group; who is new to the system becomes a user by that address.

    What a known person has written of themselves is kept; an invitation that waits for their answer is withdrawn.
    Raises NotAllowed, or IntegrityError when they are in it.
    """
    row = group_open_to(expression, by)
    withdraw_pending(row, User.objects.normalize_email(email), by=by, at=at)
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
    row = group_open_to(expression, by)
    current = workflow.lock(membership)
    if current.role == GroupRole.CONTACT or current.area_id != row.area_id or current.ended_at:
        raise workflow.NotAllowed(f"membership {current.pk} cannot be ended by {by.pk}")
    current.ended_at, current.ended_by = at, by
    current.save(update_fields=["ended_at", "ended_by"])
    touch(row, by=by, at=at)
    history.record(row.case, "expression/member_left", by=by, at=at, name=str(current.person))


@transaction.atomic
def leave(expression: ExpressionOfInterest, *, by: User, at: dt.datetime) -> None:
    """A member goes out of the group herself; the contact person is told. Raises NotAllowed for anybody else."""
    row = workflow.lock(expression)
    if not access.may_leave(by, row):
        raise workflow.NotAllowed(f"expression {row.pk}: {by.pk} cannot leave its group")
    mine = workflow.lock(Membership.objects.current().get(area=row.area_id, person=by))
    if mine.role == GroupRole.CONTACT or mine.ended_at:  # the role came to her, or she was taken out, meanwhile
        raise workflow.NotAllowed(f"membership {mine.pk} cannot be left by {by.pk}")
    mine.ended_at, mine.ended_by = at, by
    mine.save(update_fields=["ended_at", "ended_by"])
    touch(row, by=by, at=at)
    history.record(row.case, "expression/member_went", by=by, at=at)
    notices.member_left(row, mine, at=at)


def set_phone(expression: ExpressionOfInterest, *, phone: str, by: User, at: dt.datetime) -> None:
    """The contact person's own number, kept as +4520304050; it is part of what is sent."""

    def write(row: ExpressionOfInterest) -> bool:
        if not access.is_contact_in_person(by, row):
            raise workflow.NotAllowed(f"expression {row.pk}: {by.pk} is not its contact person")
        changed = by.phone != phone
        by.phone = phone
        by.save(update_fields=["phone"])
        return changed

    change(expression, write, by=by, at=at, units=[GROUP])
