"""What one of the team sees of the books that know an area by its case alone: mail, pauses and history, without the
cases that are closed to them. Here, because what belongs to a case is known by the apps above those books."""

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast

from areas.closed import in_closed_case
from notices.actions import OUTBOX
from notices.models import Message, Reminder, ReminderPause
from programme.models import HistoryEntry


def messages_for(user) -> QuerySet[Message]:
    """Also without the reminders of several things at once (they have no case of their own) of which one is closed."""
    return Message.objects.exclude(_is_closed_to(user))


def pauses_for(user) -> QuerySet[ReminderPause]:
    return ReminderPause.objects.exclude(in_closed_case(user))


def history_for(user) -> QuerySet[HistoryEntry]:
    """Also without what was done with the mail of such a case, which stands in the history of the outbox."""
    mails = Message.objects.filter(_is_closed_to(user)).order_by().values(said=Cast("uid", CharField()))
    about_mail = Q(case=OUTBOX, facts__message__isnull=False, facts__message__in=mails)
    return HistoryEntry.objects.exclude(in_closed_case(user)).exclude(about_mail)


def _is_closed_to(user) -> Q:
    reminded = Reminder.objects.filter(in_closed_case(user), message=OuterRef("pk"))
    return in_closed_case(user) | Q(Exists(reminded), case__isnull=True)
