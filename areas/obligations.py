"""Who owes what by when, derived from state (domain.md, "Obligations")."""

import datetime as dt
from collections.abc import Iterator
from uuid import UUID

from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from areas.models import ExpressionOfInterest, Membership
from areas.states import ExpressionState, GroupRole
from programme.models import Milestone
from programme.obligation import Obligation

_COLUMNS = ("uid", "case", "drafted_at", "area_id", "area__name", "programme_id")


def submit_expression(expressions=None) -> Iterator[Obligation]:
    """An area with a draft owes its expression by the milestone "interest"; the contact person is reminded.

    But not of what came on paper or by telephone, and the team is typing in.

    `expressions`: a queryset to derive from, else all. Three queries, whatever their number.
    """
    deadlines = Milestone.objects.filter(key="interest").select_related("programme")
    milestones = {each.programme_id: each for each in deadlines}
    drafts = (ExpressionOfInterest.objects.all() if expressions is None else expressions).awaiting_submission()
    drafts = drafts.not_being_entered()
    contact = Membership.objects.current().filter(role=GroupRole.CONTACT)
    if expressions is None:
        contact = contact.filter(area__expressions__state=ExpressionState.DRAFT)
    else:
        contact = contact.filter(area__in=drafts.order_by().values_list("area", flat=True))
    contacts = dict(contact.values_list("area", "person"))
    for uid, case, drafted_at, area, name, programme in drafts.order_by("pk").values_list(*_COLUMNS).iterator(5000):
        owed_by = (contacts[area],) if area in contacts else ()
        yield submission(uid, case, drafted_at, name, milestones[programme], owed_by)


def submission(
    uid: UUID, case: UUID, drafted_at: dt.datetime | None, name: str, milestone: Milestone, owed_by: tuple[int, ...]
) -> Obligation:
    """What one draft owes, from what is known of it already: its area's `name`, and the milestone "interest"."""
    return Obligation(
        key=f"submit-expression:{uid}",
        kind="submit-expression",
        case=case,
        title=format_lazy(_("Send interesseerklæringen for {area}"), area=name),
        path=reverse("expression", args=[uid]),
        due_on=milestone.due_on,
        since=_latest(drafted_at, milestone.moved_at),
        offsets=tuple(milestone.offsets),
        owed_by=owed_by,
        copy_to=milestone.programme.team_email,
        subject=name,
    )


def _latest(*moments: dt.datetime | None) -> dt.datetime:
    return max(moment for moment in moments if moment)
