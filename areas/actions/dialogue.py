"""What was talked about, what was to be done about it, and the invitations that came of it."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models.lookups import Exact

from areas import access, notices
from areas.models import ApplyInvitation, Dialogue, LocalArea, Municipality
from areas.models.closed import place_is_closed
from areas.naming import folded, folded_column
from people.models import User
from programme import history, workflow
from programme.models import Programme

from .invitations import wait_between_mails


class AlreadyBegun(Exception):
    """Whoever would be invited has begun, through the invitation they had."""


class ClosedPlace(Exception):
    """The place is that of a case which is closed to whoever would write something down about it."""


@transaction.atomic
def log_dialogue(
    *, programme: Programme, municipality: Municipality, place: str, by: User, at: dt.datetime, **said: Any
) -> Dialogue:
    """Keep a conversation. `place` is the name of a place; `said` the fields of Dialogue that a person fills in.

    Raises NotAllowed when `by` is neither of the team nor the municipality's contact, ClosedPlace when it is the place
    of a case they are disqualified from.
    """
    if not access.may_log(by, municipality):
        raise workflow.NotAllowed(f"municipality {municipality.pk}: {by.pk} may not log a dialogue")
    dialogue = Dialogue(programme=programme, created_at=at, created_by=by)
    _write(dialogue, municipality, place, said, by=by, at=at)
    history.record(dialogue.uid, "dialogue/logged", by=by, at=at, place=dialogue.place)
    return dialogue


@transaction.atomic
def edit_dialogue(
    dialogue: Dialogue, *, municipality: Municipality, place: str, by: User, at: dt.datetime, **said: Any
) -> Dialogue:
    """Correct it. A new date to follow up by is a new follow-up, whatever came of the one before. Raises as above."""
    row = workflow.lock(dialogue)
    if not (access.may_edit_dialogue(by, row) and access.may_log(by, municipality)):
        raise workflow.NotAllowed(f"dialogue {row.pk}: {by.pk} may not edit")
    _write(row, municipality, place, said, by=by, at=at)
    history.record(row.uid, "dialogue/edited", by=by, at=at, place=row.place)
    return row


def _write(
    row: Dialogue, municipality: Municipality, place: str, said: dict[str, Any], *, by: User, at: dt.datetime
) -> None:
    _demand_open(row.programme, municipality, place, by)
    before = row.follow_up_on
    for name, value in said.items():
        setattr(row, name, value)
    if row.follow_up_on is None:
        row.follow_up_by = None
    if row.follow_up_on != before:
        row.follow_up_set_at = at if row.follow_up_on else None
        row.followed_up_at, row.followed_up_by, row.follow_up_note = None, None, ""
    row.municipality = municipality
    row.area = _area_named(place, municipality, row.area)
    row.place_name = "" if row.area else place
    row.changed_at, row.changed_by = at, by
    row.save()


def _demand_open(programme: Programme, municipality: Municipality, place: str, by: User) -> None:
    if place_is_closed(by, programme=programme, municipality=municipality, name=place):
        raise ClosedPlace


def _area_named(place: str, municipality: Municipality, before: LocalArea | None) -> LocalArea | None:
    """The local area of that name there; of two the one it was, else none, since nobody has said which."""
    if before and before.municipality_id == municipality.pk and folded(before.name) == folded(place):
        return before
    named = LocalArea.objects.filter(municipality=municipality).alias(folded=folded_column("name"))
    found = list(named.filter(folded=folded(place)).order_by("pk")[:2])
    return found[0] if len(found) == 1 else None


@transaction.atomic
def follow_up(dialogue: Dialogue, *, note: str, by: User, at: dt.datetime) -> Dialogue:
    """It has been done, and is owed no more. Raises NotAllowed when nothing is owed."""
    row = workflow.lock(dialogue)
    if not (row.is_owed and access.may_follow_up(by, row)):
        raise workflow.NotAllowed(f"dialogue {row.pk}: nothing for {by.pk} to follow up")
    row.followed_up_at, row.followed_up_by, row.follow_up_note = at, by, note
    row.changed_at, row.changed_by = at, by
    row.save()
    history.record(row.uid, "dialogue/followed_up", by=by, at=at, note=note)
    return row


@transaction.atomic
def invite_to_apply(
    *,
    programme: Programme,
    municipality: Municipality,
    place: str,
    name: str,
    email: str,
    by: User,
    at: dt.datetime,
    dialogue: Dialogue | None = None,
) -> ApplyInvitation:
    """Send a person a link to begin with; who has one for that place and has not used it gets the mail again.

    Raises NotAllowed, ClosedPlace, TooSoon after the last mail, AlreadyBegun, or IntegrityError when somebody else
    invites them for it at this moment.
    """
    _demand_open(programme, municipality, place, by)
    if not access.may_invite_to_apply(by, municipality):
        raise workflow.NotAllowed(f"municipality {municipality.pk}: {by.pk} may not invite")
    person = User.objects.get_or_make(email, name=name)
    theirs = ApplyInvitation.objects.filter(programme=programme, municipality=municipality, email=person.email)
    if earlier := theirs.filter(Exact(folded_column("place_name"), folded(place))).first():
        return _invite_again(earlier, person, by=by, at=at)
    invitation = ApplyInvitation.objects.create(
        programme=programme,
        municipality=municipality,
        place_name=place,
        dialogue=dialogue,
        name=name,
        email=person.email,
        invited_at=at,
        invited_by=by,
    )
    history.record(invitation.case, "dialogue/invited", by=by, at=at, name=name, place=place)
    notices.invited_to_apply(invitation, person, by=by, at=at)
    return invitation


def _invite_again(invitation: ApplyInvitation, person: User, *, by: User, at: dt.datetime) -> ApplyInvitation:
    if invitation.used_at:
        raise AlreadyBegun
    wait_between_mails(max(notices.invited_to_apply_at(invitation), default=invitation.invited_at), at)
    history.record(invitation.case, "dialogue/invited_again", by=by, at=at, name=invitation.name)
    notices.invited_to_apply(invitation, person, by=by, at=at)
    return invitation
