"""The cases that are closed to somebody, for what knows of an area by its case alone: mail, reminders, history."""

from django.db.models import Q

from areas.models import ApplyInvitation, Dialogue
from areas.models.closed import dialogue_is_closed, invitation_is_closed
from programme.models import Disqualification


def in_closed_case(person, column: str = "case") -> Q:
    """A condition on rows whose `column` names a case: that of an expression the person is disqualified from, or of
    what was said before there was one. Use it with `exclude`."""
    talks = Dialogue.objects.order_by().filter(dialogue_is_closed(person)).values("uid")
    invitations = ApplyInvitation.objects.order_by().filter(invitation_is_closed(person)).values("uid")
    found = (Disqualification.objects.cases_of(person), talks, invitations)
    return Q(*((f"{column}__in", cases) for cases in found), _connector=Q.OR)
