"""What the team does with messages and reminders. Every act is written down with who did it."""

import datetime as dt
import uuid

from django.db import transaction
from django.db.models import QuerySet

from people.models import User
from programme import history, tasking, workflow
from programme.models import Disqualification
from programme.workflow import NotAllowed

from .models import Message, ReminderPause
from .states import MOVES, STAMPS, UNSENT, MessageState, Reason

# The acts on all messages are one case in the history: most messages belong to no other, and few are ever touched.
OUTBOX = uuid.UUID("6f7574b6-f800-4000-8000-000000000000")


@transaction.atomic
def send_again(message: Message, *, by: User, at: dt.datetime) -> Message:
    """A failed message gets all its attempts anew. Raises NotAllowed, also for a code, whose text is gone."""
    return _act(message, MessageState.QUEUED, "message/sent_again", by=by, at=at, of=(MessageState.FAILED,))


@transaction.atomic
def release(message: Message, *, by: User, at: dt.datetime) -> Message:
    """A held message goes out, even while all other mail is held; if it was in doubt, perhaps a second time."""
    return _act(message, MessageState.QUEUED, "message/released", by=by, at=at, of=(MessageState.HELD,))


@transaction.atomic
def release_all(reason: Reason, *, by: User, at: dt.datetime, among: QuerySet[Message] | None = None) -> int:
    """All that is held for this reason goes out, of what `by` may deal with. Returns how many.

    `among`: what they may see, where the caller knows more than that they are disqualified from its case.
    """
    theirs = Message.objects.all() if among is None else among
    held = theirs.filter(state=MessageState.HELD, reason=reason)
    held = held.exclude(case__in=Disqualification.objects.cases_of(by))
    count = held.update(**_stamps(MessageState.QUEUED, at), reason="", attempts=0, released_at=at, released_by=by)
    history.record(OUTBOX, "message/all_released", by=by, at=at, count=count, reason=reason)
    tasking.send("kulturpunkt.tasks.deliver_waiting")
    return count


@transaction.atomic
def void(message: Message, *, by: User, at: dt.datetime) -> Message:
    """An unsent message is not to be sent at all."""
    row = _act(message, MessageState.VOID, "message/voided", by=by, at=at, reason=Reason.BY_TEAM)
    row.reminders.filter(void_at__isnull=True).update(void_at=at, reason=Reason.BY_TEAM)
    return row


def _act(message: Message, to: MessageState, verb: str, *, by: User, at: dt.datetime, of=UNSENT, reason="") -> Message:
    row = workflow.lock(message)
    _demand_open(row.case, by)
    if row.state not in of or to not in MOVES[MessageState(row.state)]:
        raise NotAllowed(f"message {row.pk}: {row.state} → {to}")
    if to == MessageState.QUEUED and row.is_secret and not row.context:
        raise NotAllowed(f"message {row.pk}: a code is never kept")
    fields = _stamps(to, at) | {"reason": reason}
    if to == MessageState.QUEUED:
        fields |= {"attempts": 0, "next_try_at": None, "released_at": at, "released_by": by}
    if to == MessageState.VOID and row.is_secret:
        fields["context"] = {}
    for name, value in fields.items():
        setattr(row, name, value)
    row.save(update_fields=list(fields))
    history.record(OUTBOX, verb, by=by, at=at, message=str(row.uid), kind=row.kind, to=row.address)
    if to == MessageState.QUEUED:
        tasking.send("kulturpunkt.tasks.deliver", str(row.uid))
    return row


def _demand_open(case: uuid.UUID | None, by: User) -> None:
    if case and Disqualification.objects.cases_of(by).filter(case=case).exists():
        raise NotAllowed(f"{by.pk} is disqualified from the case {case}")


def _stamps(state: MessageState, at: dt.datetime) -> dict:
    return {"state": state} | {stamp: at if each == state else None for each, stamp in STAMPS.items()}


def acts_on(message: Message) -> QuerySet:
    """What was done with it, oldest first."""
    entries = history.HistoryEntry.objects.filter(case=OUTBOX, facts__message=str(message.uid))
    return entries.select_related("by").order_by("number")


@transaction.atomic
def pause(case: uuid.UUID, *, reason: str, by: User, at: dt.datetime) -> ReminderPause:
    """No reminders in this case until it is resumed. Raises NotAllowed if it is paused already, or closed to `by`."""
    _demand_open(case, by)
    made, is_new = ReminderPause.objects.open().get_or_create(
        case=case, ended_at=None, defaults={"reason": reason, "paused_at": at, "paused_by": by}
    )
    if not is_new:
        raise NotAllowed(f"the reminders of {case} are paused already")
    history.record(case, "reminders/paused", by=by, at=at, reason=reason)
    return made


@transaction.atomic
def resume(case: uuid.UUID, *, by: User, at: dt.datetime) -> ReminderPause:
    """The case is reminded of again; of what it missed, the last. Raises NotAllowed if it is not paused, or closed to
    `by`."""
    _demand_open(case, by)
    paused = ReminderPause.objects.open().select_for_update(of=("self",)).filter(case=case).first()
    if paused is None:
        raise NotAllowed(f"the reminders of {case} are not paused")
    paused.ended_at, paused.ended_by = at, by
    paused.save(update_fields=["ended_at", "ended_by"])
    history.record(case, "reminders/resumed", by=by, at=at)
    return paused
