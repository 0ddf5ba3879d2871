"""What one of the team sees of the books that know an area by its case alone: mail, pauses and history, without the
cases that are closed to them. Here, because what belongs to a case is known by the apps above those books."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from areas.models import ApplyInvitation, Dialogue
from areas.models.closed import dialogue_is_closed, invitation_is_closed
from notices import reminders
from notices.actions import OUTBOX
from notices.models import Message, Reminder, ReminderPause, ReminderPauseQuerySet
from programme.models import Disqualification, HistoryEntry


def messages_for(user) -> QuerySet[Message]:
    """Also without a reminder of several things of which one is closed, and without what tells one area of another
    (`about`) that is."""
    shut = _closed_cases(user)
    return Message.objects.exclude(_of_cases(shut)) if shut else Message.objects.all()


def pauses_for(user) -> ReminderPauseQuerySet:
    return ReminderPause.objects.exclude(case__in=_closed_cases(user))


def history_for(user) -> QuerySet[HistoryEntry]:
    """Also without what was done with the mail of such a case, which stands in the history of the outbox."""
    shut = _closed_cases(user)
    if not shut:
        return HistoryEntry.objects.all()
    mails = Message.objects.filter(_of_cases(shut)).alias(said=Cast("uid", CharField()))
    this_one = Exists(mails.filter(said=KeyTextTransform("message", OuterRef("facts"))))
    return HistoryEntry.objects.exclude(case__in=shut).exclude(Q(this_one, case=OUTBOX))


def _closed_cases(person) -> list[UUID]:
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


def _of_cases(cases: Sequence[UUID]) -> Q:
    reminded = Reminder.objects.filter(case__in=cases, message=OuterRef("pk"))
    about = Q(kind="same-name", context__about__in=[str(case) for case in cases])
    return Q(case__in=cases) | Q(Exists(reminded), kind=reminders.KIND) | about
