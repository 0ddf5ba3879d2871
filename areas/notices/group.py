"""The messages about who is in a steering group. Called inside the transaction of what they tell about."""

import datetime as dt
from typing import Any

from django.urls import reverse

from areas.completeness import Section
from areas.models import ExpressionOfInterest, Invitation, Membership
from areas.states import ExpressionState, GroupRole
from areas.wording import days_for
from notices import outbox
from people.models import User


def member_added(expression: ExpressionOfInterest, membership: Membership, *, by: User, at: dt.datetime) -> None:
    person = membership.person
    outbox.queue(
        "member-added",
        to=person,
        key=f"member-added:{membership.uid}",
        context={"area": expression.area.name, "by": str(by), "path": expression.get_absolute_url()}
        | days_for(person.language, deadline=expression.deadline_on),
        case=expression.case,
        at=at,
    )


def invited(invitation: Invitation, *, by: User, at: dt.datetime) -> None:
    """Who is known is greeted by their own name and in their language, others by those of whoever invites."""
    expression = invitation.expression
    known = User.objects.filter(email=invitation.email).first()
    language = known.language if known else by.language
    facts = {
        "area": expression.area.name,
        "by": str(by),
        "address": invitation.email,
        "is_sent": expression.state == ExpressionState.SUBMITTED,
        "is_awaited": expression.is_draft and not expression.is_late(at),
        "again": invitation.times_sent > 1,
        "path": invitation.get_absolute_url(),
    }
    said: dict[str, Any] = {
        "key": _key(invitation),
        "context": facts | days_for(language, last_day=invitation.last_day, deadline=expression.deadline_on),
        "case": expression.case,
        "at": at,
    }
    if known:
        outbox.queue("invitation", to=known, **said)
    else:
        outbox.queue_to_address("invitation", email=invitation.email, name=invitation.name, language=language, **said)


def void_invitation(invitation: Invitation, *, at: dt.datetime) -> None:
    """Its mail has lost its point, if it has not left."""
    outbox.void(_key(invitation), at=at)


def _key(invitation: Invitation) -> str:
    return f"invitation:{invitation.uid}:{invitation.times_sent}"


def invitation_accepted(invitation: Invitation, *, person: User, at: dt.datetime) -> None:
    _tell_contact("invitation-accepted", invitation.expression, who=str(person), of=invitation.uid, at=at)


def invitation_declined(invitation: Invitation, *, person: User, at: dt.datetime) -> None:
    who = person.name or invitation.name
    _tell_contact("invitation-declined", invitation.expression, who=who, of=invitation.uid, at=at)


def member_left(expression: ExpressionOfInterest, membership: Membership, *, at: dt.datetime) -> None:
    others = Membership.objects.current().filter(area=expression.area_id, role=GroupRole.MEMBER)
    who, of = str(membership.person), membership.uid
    _tell_contact("member-left", expression, who=who, of=of, is_alone=not others.exists(), at=at)


def _tell_contact(kind: str, expression: ExpressionOfInterest, *, of, at: dt.datetime, **facts) -> None:
    """Whoever is the contact person by now: the one who invited may have handed the role over."""
    group = Membership.objects.current().filter(area=expression.area_id).select_related("person")
    contact = group.get(role=GroupRole.CONTACT).person
    outbox.queue(
        kind,
        to=contact,
        key=f"{kind}:{of}",
        context={"area": expression.area.name, "path": _group_page(expression)} | facts,
        case=expression.case,
        at=at,
    )


def contact_changed(
    expression: ExpressionOfInterest, *, old: Membership, new: Membership, by: User, at: dt.datetime
) -> None:
    """To the new contact person what it means, to the old one that it is so, to the others in short."""
    facts = {
        "area": expression.area.name,
        "by": str(by),
        "by_team": by.pk != old.person_id,
        "old": str(old.person),
        "new": str(new.person),
        "left": old.ended_at is not None,
        "is_draft": expression.is_draft,
        "is_sent": expression.state == ExpressionState.SUBMITTED,
        "lacks_phone": not new.person.phone,
        "path": expression.get_absolute_url(),
        "group_path": _group_page(expression),
    }
    others = User.objects.filter(memberships__area=expression.area_id, memberships__ended_at=None)
    others = others.exclude(pk__in=[old.person_id, new.person_id]).order_by("pk")
    kinds = [("contact-now", new.person), ("contact-no-more", old.person)]
    outbox.queue_all(
        outbox.new(
            kind,
            to=person,
            key=f"{kind}:{new.uid}:{at.isoformat()}:{person.pk}",
            context=facts | days_for(person.language, deadline=expression.deadline_on),
            case=expression.case,
            at=at,
        )
        for kind, person in [*kinds, *(("contact-changed", each) for each in others)]
    )


def _group_page(expression: ExpressionOfInterest) -> str:
    return reverse("expression_section", args=[expression.uid, Section.GROUP.value])
