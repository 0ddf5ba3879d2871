"""Who owes what by when, derived from state (domain.md, "Obligations")."""

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple
from uuid import UUID

from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from areas.models import Dialogue, ExpressionOfInterest, Membership
from areas.models.expression import last_day
from areas.states import ExpressionState, GroupRole
from programme.models import Milestone
from programme.obligation import Obligation

_SEND = _("Send interesseerklæringen for {area}")
_ANSWER = _("Svar på spørgsmålene til interesseerklæringen for {area}")
_OWN = ("drafted_at", "deadline_set_at", "extended_deadline_on", "answer_due_on")
_COLUMNS = ("uid", "case", "area_id", "area__name", "programme_id", *_OWN)


class Draft(NamedTuple):
    """What a draft has of its own that its deadline hangs on; see the model."""

    drafted_at: dt.datetime | None
    deadline_set_at: dt.datetime | None
    extended_deadline_on: dt.date | None
    answer_due_on: dt.date | None

    @classmethod
    def of(cls, expression: ExpressionOfInterest) -> "Draft":
        return cls(*(getattr(expression, name) for name in _OWN))


def submit_expression(expressions=None) -> Iterator[Obligation]:
    """An area with a draft owes its expression by the milestone "interest", or by a later day that it was granted, and
    one that was sent back its answers by theirs; the contact person is reminded.

    But not of what came on paper or by telephone, and the team is typing in. Where the plan has no such milestone,
    nothing is owed.

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
    for uid, case, area, name, programme, *own in drafts.order_by("pk").values_list(*_COLUMNS).iterator(5000):
        owed_by = (contacts[area],) if area in contacts else ()
        if milestone := milestones.get(programme):
            yield submission(uid, case, Draft(*own), name, milestone, owed_by)


def submission(
    uid: UUID, case: UUID, draft: Draft, name: str, milestone: Milestone, owed_by: tuple[int, ...]
) -> Obligation:
    """What one draft owes, from what is known of it already: its area's `name`, and the milestone "interest"."""
    due_on = last_day(milestone.due_on, draft.extended_deadline_on, draft.answer_due_on)
    # Where the area has a later day of its own, a move of the milestone has changed nothing for it.
    moved_at = milestone.moved_at if due_on == milestone.due_on else None
    return Obligation(
        key=f"submit-expression:{uid}",
        kind="submit-expression",
        case=case,
        title=format_lazy(_ANSWER if draft.answer_due_on else _SEND, area=name),
        path=reverse("expression", args=[uid]),
        due_on=due_on,
        since=_latest(draft.drafted_at, draft.deadline_set_at, moved_at),
        offsets=tuple(milestone.offsets),
        owed_by=owed_by,
        copy_to=milestone.programme.team_email,
        subject=name,
    )


_FOLLOW_UP = (
    "uid",
    "area__name",
    "place_name",
    "follow_up_on",
    "follow_up_set_at",
    "follow_up_by",
    "follow_up_by__is_team",
    "has_owner",
    "programme__reminder_days",
    "programme__team_email",
)


def follow_up(dialogues=None) -> Iterator[Obligation]:
    """Who said that they would follow up on a dialogue owes it by its date, for as long as they have the role.

    `dialogues`: a queryset to derive from, else all. One query, whatever their number.
    """
    awaiting = (Dialogue.objects.all() if dialogues is None else dialogues).awaiting_follow_up()
    for uid, area, place, due_on, since, owner, of_team, has_owner, offsets, team_email in (
        awaiting.order_by("pk").values_list(*_FOLLOW_UP).iterator(5000)
    ):
        yield Obligation(
            key=f"follow-up:{uid}",
            kind="follow-up",
            case=uid,
            title=format_lazy(_("Følg op på dialogen med {place}"), place=area or place),
            path=reverse("admin:areas_dialogue_change" if of_team else "dialogue", args=[uid]),
            due_on=due_on,
            since=since,
            offsets=tuple(offsets),
            owed_by=(owner,) if has_owner else (),
            copy_to=team_email,
            subject=area or place,
        )


def _latest(*moments: dt.datetime | None) -> dt.datetime:
    return max(moment for moment in moments if moment)
