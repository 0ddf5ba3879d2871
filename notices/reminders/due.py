"""Queue what is due: one message to each person, however much there is to remind of, and each reminder once."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from itertools import batched

from django.db import transaction
from django.db.models import Exists, F, OuterRef

from people.models import User
from programme import calendar, tasking
from programme.obligation import Obligation

from .. import claims, outbox
from ..models import Message, Reminder
from ..states import MessageState, Reason
from . import hours
from .standing import Due, Memory, Standing

KIND = "reminder"
_CHUNK = 1000


def queue_due(obligations: Iterable[Obligation], *, now: dt.datetime) -> int:
    """Queue a reminder for every offset that has been reached and not been spoken of; returns how many messages.

    It asks what has been reached, never whether today is the day: a morning that was missed is caught up with, once,
    on the next working day from 08:00. Of two schedulers at work at once, one steps back; what the lock should ever
    let through the unique keys stop.
    """
    if not hours.is_open(now):
        return 0
    with claims.scheduler() as alone:
        queued = queue_now(obligations, now=now) if alone else 0
    if queued:
        tasking.send("kulturpunkt.tasks.deliver_waiting")
    return queued


def queue_now(obligations: Iterable[Obligation], *, now: dt.datetime) -> int:
    """As `queue_due`, at any hour and without its lock."""
    by_person = defaultdict(list)
    for due in _unspoken(_reached(obligations, now)):
        by_person[due.person].append(due)
    return sum(_queue(dict(chunk), now) for chunk in batched(by_person.items(), _CHUNK))


def _reached(obligations: Iterable[Obligation], now: dt.datetime) -> list[Due]:
    reached = ((each, each.reached(now)) for each in obligations)
    return [Due(each, person, offset) for each, offset in reached if offset is not None for person in each.owed_by]


def _unspoken(dues: list[Due]) -> list[Due]:
    memory = Memory(due.obligation.key for due in dues)
    left = [due for due in dues if not memory.has(due)]
    standing = Standing.of(left)
    return [due for due in left if not standing.obstacle(due)]


@transaction.atomic
def _queue(by_person: dict[int, list[Due]], now: dt.datetime) -> int:
    people = User.objects.filter(is_active=True).in_bulk(by_person)
    today = calendar.day_of(now)
    earlier = _earlier_today(people, today)
    joined = _still_open(earlier)
    fresh = {
        person: outbox.new(
            KIND,
            to=person,
            key=_key(person, today, len(earlier[person.pk])),
            context={"on": today.isoformat()},
            case=_only_case(by_person[person.pk]),
            at=now,
        )
        for person in people.values()
        if person.pk not in joined
    }
    Message.objects.bulk_create(fresh.values(), ignore_conflicts=True)
    # A key that somebody else took meanwhile has another uid: theirs is the message, and the next run sees to the rest.
    ours = Message.objects.filter(uid__in=[message.uid for message in fresh.values()]).values_list("to", "pk")
    messages = joined | dict(ours)
    Reminder.objects.bulk_create(
        (_row(due, messages[person]) for person in messages for due in by_person[person]), ignore_conflicts=True
    )
    return len(messages)


def _earlier_today(people: Iterable[int], today: dt.date) -> dict[int, list[int]]:
    """The messages of this kind that these people were already written today."""
    found = defaultdict(list)
    rows = Message.objects.filter(to__in=list(people), kind=KIND, context={"on": today.isoformat()})
    for person, message in rows.values_list("to", "pk").order_by("pk"):
        found[person].append(message)
    return found


def _still_open(earlier: dict[int, list[int]]) -> dict[int, int]:
    """For each person the message, if any, that no worker has taken up: what is new goes along with it."""
    kept = claims.keep_until_commit(message for messages in earlier.values() for message in messages)
    # Read after the lock was had: before, a worker may have sent it and let it go.
    queued = set(Message.objects.filter(pk__in=kept, state=MessageState.QUEUED).values_list("pk", flat=True))
    return {person: each for person, messages in earlier.items() for each in messages if each in queued}


def _key(person: User, today: dt.date, earlier: int) -> str:
    key = f"{KIND}:{person.pk}:{today.isoformat()}"
    return f"{key}:{earlier + 1}" if earlier else key


def _only_case(dues: list[Due]):
    cases = {due.obligation.case for due in dues}
    return cases.pop() if len(cases) == 1 else None


def _row(due: Due, message: int) -> Reminder:
    return Reminder(
        key=due.obligation.key,
        kind=due.obligation.kind,
        case=due.obligation.case,
        person_id=due.person,
        due_on=due.obligation.due_on,
        offset=due.offset,
        message_id=message,
    )


def void_for_moved(kind: str, due_on: dt.date, *, at: dt.datetime, keys: Collection[str] | None = None) -> int:
    """The date `due_on` of this kind of obligation has been moved: what was queued for it will not go out.

    `keys`: those of the obligations whose date it was, when others keep theirs. Call it in the transaction of the
    move, so that nobody gets both. Returns how many reminders it concerned.
    """
    unsent = [MessageState.QUEUED, MessageState.HELD, MessageState.FAILED]
    rows = Reminder.objects.filter(kind=kind, due_on=due_on, void_at__isnull=True, message__state__in=unsent)
    if keys is not None:
        rows = rows.filter(key__in=keys)
    concerned = dict(rows.values_list("pk", "message"))
    Reminder.objects.filter(pk__in=concerned).update(void_at=at, reason=Reason.MOVED)
    live = Reminder.objects.filter(message=OuterRef("pk"), void_at__isnull=True)
    messages = Message.objects.filter(pk__in=set(concerned.values()), state__in=unsent)
    empty = messages.exclude(Exists(live))
    empty.update(state=MessageState.VOID, reason=Reason.MOVED, void_at=at, held_at=None, failed_at=None)
    # What a worker has made of the rest says too much. It is queued anew (see marks.sending), in the place that it had.
    messages.update(queued_at=F("queued_at") + dt.timedelta(microseconds=1))
    return len(concerned)
