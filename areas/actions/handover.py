"""The role of contact person goes from one of the steering group to another."""

import datetime as dt

from django.db import transaction

from areas import access, notices
from areas.models import ExpressionOfInterest, Membership
from areas.states import ExpressionState, GroupRole
from people.models import User
from programme import history, workflow

from .opening import outdate


class ContactChanged(Exception):
    """Somebody else has handed the role over meanwhile; `contact` is who has it now."""

    def __init__(self, contact: User):
        super().__init__("the contact person was changed meanwhile")
        self.contact = contact


@transaction.atomic
def hand_over(
    expression: ExpressionOfInterest,
    *,
    to: Membership,
    seen: Membership,
    leaves: bool = False,
    reason: str = "",
    by: User,
    at: dt.datetime,
) -> Membership:
    """Make `to` the area's contact person in place of `seen`, who becomes a member, or leaves.

    From that moment rights, reminders and letters are the new one's: all of them ask the membership. The contact
    person hands over herself; the team does it with a reason. Raises ContactChanged when the contact person is not
    `seen` any more, NotAllowed when `by` may not, or `to` is no active member of the group.
    """
    cases = _lock_cases(expression)
    # Whoever comes second waits here, and then sees what the first has done.
    group = {each.pk: each for each in _lock_group(expression)}
    old = next(each for each in group.values() if each.role == GroupRole.CONTACT)
    if old.pk != seen.pk:
        raise ContactChanged(old.person)
    new = group.get(to.pk)
    may = all(access.may_hand_over(by, each) for each in cases) and (old.person_id == by.pk or reason)
    if not may or new is None or new.pk == old.pk or not new.person.is_active:
        raise workflow.NotAllowed(f"area {expression.area_id}: {by.pk} may not make {to.pk} its contact person")
    _swap(old, new, leaves=leaves, by=by, at=at)
    facts = {"old": str(old.person), "new": str(new.person), "left": leaves, "reason": reason}
    for row in cases:
        outdate(row)
        history.record(row.case, "expression/contact_changed", by=by, at=at, **facts)
    notices.contact_changed(cases[-1], old=old, new=new, by=by, at=at)
    return new


def _lock_cases(expression: ExpressionOfInterest) -> list[ExpressionOfInterest]:
    """The area's expressions that the change is about: those that are not withdrawn, or else the one in hand."""
    rows = ExpressionOfInterest.objects.select_for_update(of=("self",), no_key=True).filter(area=expression.area_id)
    locked = list(rows.order_by("pk"))
    return [each for each in locked if each.state != ExpressionState.WITHDRAWN] or [
        each for each in locked if each.pk == expression.pk
    ]


def _lock_group(expression: ExpressionOfInterest) -> list[Membership]:
    rows = Membership.objects.current().filter(area=expression.area_id).select_for_update(of=("self",), no_key=True)
    return list(rows.select_related("person").order_by("pk"))


def _swap(old: Membership, new: Membership, *, leaves: bool, by: User, at: dt.datetime) -> None:
    """The old one first: the database allows one contact person at a time."""
    if leaves:
        old.ended_at, old.ended_by = at, by
    else:
        old.role = GroupRole.MEMBER
    old.save(update_fields=["role", "ended_at", "ended_by"])
    new.role = GroupRole.CONTACT
    new.save(update_fields=["role"])
