"""What one of the team sees of the books that know an area by its case alone: mail, pauses and history, without the
cases that are closed to them. Here, because what belongs to a case is known by the apps above those books."""

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from areas.closed import in_closed_case
from notices import reminders
from notices.actions import OUTBOX
from notices.models import Message, Reminder, ReminderPause
from programme.models import Disqualification, HistoryEntry


def messages_for(user) -> QuerySet[Message]:
    """Also without a reminder of several things of which one is closed, and without what tells one area of another
    (`about`) that is."""
    return Message.objects.exclude(_is_closed_to(user))


def pauses_for(user) -> QuerySet[ReminderPause]:
    return ReminderPause.objects.exclude(in_closed_case(user))


def history_for(user) -> QuerySet[HistoryEntry]:
    """Also without what was done with the mail of such a case, which stands in the history of the outbox."""
    mails = Message.objects.filter(_is_closed_to(user)).alias(said=Cast("uid", CharField()))
    this_one = Exists(mails.filter(said=KeyTextTransform("message", OuterRef("facts"))))
    return HistoryEntry.objects.exclude(in_closed_case(user)).exclude(Q(this_one, case=OUTBOX))


def _is_closed_to(user) -> Q:
    reminded = Reminder.objects.filter(in_closed_case(user), message=OuterRef("pk"))
    shut = Disqualification.objects.cases_of(user).alias(said=Cast("case", CharField()))
    about = shut.filter(said=KeyTextTransform("about", OuterRef("context")))
    return in_closed_case(user) | Q(Exists(reminded), kind=reminders.KIND) | Q(Exists(about))
