"""The cases that are closed to somebody, for what knows of an area by its case alone: mail, reminders, history."""

from uuid import UUID

from areas.models import ApplyInvitation, Dialogue
from areas.models.closed import dialogue_is_closed, invitation_is_closed
from programme.models import Disqualification


def closed_cases(person) -> list[UUID]:
    """Those of the expressions the person is disqualified from, and of what was said before there was one.

    Three queries; one where there are none, which is nearly always. As a part of another query the three cost twenty
    milliseconds to plan.
    """
    shut = list(Disqualification.objects.cases_of(person).values_list("case", flat=True))
    if not shut:
        return []
    talks = Dialogue.objects.filter(dialogue_is_closed(person)).values_list("uid", flat=True)
    invitations = ApplyInvitation.objects.filter(invitation_is_closed(person)).values_list("uid", flat=True)
    return [*shut, *talks, *invitations]
