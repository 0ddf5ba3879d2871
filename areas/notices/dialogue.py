"""The messages before there is an expression, and about two of one name. Called inside the transaction they tell of."""

import datetime as dt

from django.urls import reverse

from areas.models import ApplyInvitation, ExpressionOfInterest, Membership, MunicipalContact
from areas.states import GroupRole
from areas.wording import days_for
from notices import outbox
from notices.models import Message
from people.models import User


def municipal_contact_added(contact: MunicipalContact, *, by: User, at: dt.datetime) -> None:
    outbox.queue(
        "municipal-contact",
        to=contact.person,
        key=f"municipal-contact:{contact.uid}",
        context={"municipality": contact.municipality.name, "by": str(by), "path": reverse("municipal_overview")},
        case=contact.uid,
        at=at,
    )


def invited_to_apply(invitation: ApplyInvitation, person: User, *, by: User, at: dt.datetime) -> None:
    deadline = invitation.programme.milestones.get(key="interest").due_on
    earlier = len(invited_to_apply_at(invitation))
    outbox.queue(
        "apply-invitation",
        to=person,
        key=f"apply-invitation:{invitation.uid}:{earlier}" if earlier else f"apply-invitation:{invitation.uid}",
        context={
            "area": invitation.place_name,
            "municipality": invitation.municipality.name,
            "by": str(by),
            "by_email": by.email,
            "by_team": by.is_team,
            "path": f"{reverse('start_expression')}?invitation={invitation.uid}",
        }
        | days_for(person.language, deadline=deadline),
        case=invitation.case,
        at=at,
    )


def invited_to_apply_at(invitation: ApplyInvitation) -> list[dt.datetime]:
    """When a mail with this invitation was queued."""
    mails = Message.objects.filter(kind="apply-invitation", key__startswith=f"apply-invitation:{invitation.uid}")
    return list(mails.order_by("queued_at").values_list("queued_at", flat=True))


def join_asked(expression: ExpressionOfInterest, *, by: User, at: dt.datetime) -> None:
    """To the contact person: somebody who was about to begin the same would rather join. Once for each who asks."""
    if contact := _contact_of(expression):
        outbox.queue(
            "join-asked",
            to=contact,
            key=f"join-asked:{expression.pk}:{by.pk}",
            context={
                "area": expression.area.name,
                "asker": str(by),
                "email": by.email,
                "path": reverse("expression_section", args=[expression.uid, "styregruppe"]),
            },
            case=expression.case,
            at=at,
        )


def same_name(made: ExpressionOfInterest, other: ExpressionOfInterest, *, at: dt.datetime) -> None:
    """To both contact persons, and to neither of them who the other is.

    `about` is the other's case: whoever of the team may not deal with that does not see that there is such a mail.
    """
    for expression, about in ((other, made), (made, other)):
        if contact := _contact_of(expression):
            outbox.queue(
                "same-name",
                to=contact,
                key=f"same-name:{other.pk}:{made.pk}:{contact.pk}",
                context={
                    "area": expression.area.name,
                    "municipality": str(made.area.municipality),
                    "path": expression.get_absolute_url(),
                    "about": str(about.case),
                },
                case=expression.case,
                at=at,
            )


def _contact_of(expression: ExpressionOfInterest) -> User | None:
    contact = Membership.objects.current().filter(area=expression.area_id, role=GroupRole.CONTACT)
    found = contact.select_related("person").first()
    return found.person if found else None
