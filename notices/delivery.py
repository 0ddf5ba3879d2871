"""Send what waits: claim, ask whether it still has a point, render, mark, hand over, record.

    deliver_waiting(now=…, still_owed=…)    all that is due, over one line
    deliver(uid, now=…, still_owed=…)       one message, at once
    settle(now=…)                           those whose worker died between handing over and recording

`still_owed(keys, now)` derives the obligations of these keys anew; reminders are asked of it.
The order is what keeps a mail from going twice or getting lost: `sending` is on disk before the first byte leaves, and
once it has left only the mail server's own word, now or by its Message-ID later, says what became of it.
"""

import datetime as dt
import logging
import time
import uuid
from collections import Counter
from collections.abc import Collection

from django.conf import settings

from . import claims, lookup, marks
from .making import RETRIES, Making
from .models import Message
from .reminders.letter import StillOwed
from .sending import Sending
from .states import MessageState, Reason
from .wire import Line

log = logging.getLogger(__name__)

BATCH = 200
# So long a worker may take over one mail before it is asked for: the time-outs of one mail, and some more.
GRACE = dt.timedelta(minutes=2)
# A clock that was far ahead may have put off a retry for years; no honest retry is farther off than this.
_FARTHEST_RETRY = dt.timedelta(days=8)


def deliver_waiting(*, now: dt.datetime, still_owed: StillOwed, seconds: float = 0) -> Counter:
    """Send all that is due, or for about so many seconds. Returns how many went which way."""
    held = settings.MAIL_HELD
    if held:
        hold_all(now)
    _mend_clock(now)
    tally: Counter = Counter()
    started = time.monotonic()
    with Line() as line:
        while True:
            with claims.due(now, limit=BATCH, held=held) as ids:
                goes_on = bool(ids) and _send(ids, line, now, still_owed, tally)
            if not goes_on or (seconds and time.monotonic() - started > seconds):
                return tally


def deliver(uid: uuid.UUID | str, *, now: dt.datetime, still_owed: StillOwed) -> Counter:
    """Send this one message, if it waits and nobody else has it."""
    waiting = Message.objects.due(now).filter(uid=uid)
    if settings.MAIL_HELD:
        waiting = waiting.filter(released_at__isnull=False)
    message = waiting.values_list("pk", flat=True).first()
    tally: Counter = Counter()
    if message is not None:
        with claims.one(message) as claimed, Line() as line:
            if claimed:
                _send([message], line, now, still_owed, tally)
    return tally


def _send(ids: Collection[int], line: Line, now: dt.datetime, still_owed: StillOwed, tally: Counter) -> bool:
    # Read after the claim: what was read before may be somebody else's work by now.
    found = Message.objects.filter(pk__in=ids, state=MessageState.QUEUED).select_related("to").in_bulk()
    messages = _not_there_yet([found[pk] for pk in ids if pk in found], now, tally)
    letters = Making(messages, now=now, still_owed=still_owed, tally=tally)
    return Sending(line, letters, now=now, tally=tally).run()


def _not_there_yet(messages: list[Message], now: dt.datetime, tally: Counter) -> list[Message]:
    """Those that somebody let go (`released_at`) may have gone out before: held when a backup was restored, or because
    that was in doubt. Where the mail server can be asked it is; while it does not answer, they wait."""
    released = [message for message in messages if message.released_at]
    if not released or not lookup.is_possible():
        return messages
    there: set[int] = set()
    try:
        with lookup.mailbox() as has:
            for message in released:
                if has(message.message_id):
                    there.add(message.pk)
                    tally["found"] += marks.leave(message, MessageState.SENT, now=now)
    except lookup.CannotAsk as error:
        log.warning("The mail server cannot be asked, %d released messages wait: %s", len(released), error)
        there = {message.pk for message in released}
        for message in released:
            tally["later"] += marks.leave(message, MessageState.QUEUED, now=now, next_try_at=now + RETRIES[0])
    return [message for message in messages if message.pk not in there]


def hold_all(now: dt.datetime) -> int:
    """Nothing goes out until somebody has looked (MAIL_HELD, after a backup was restored)."""
    waiting = Message.objects.filter(state=MessageState.QUEUED, released_at__isnull=True)
    return waiting.update(state=MessageState.HELD, reason=Reason.MAIL_HELD, held_at=now, next_try_at=None)


def settle(*, now: dt.datetime, grace: dt.timedelta = GRACE) -> Counter:
    """Find out what became of messages whose worker is gone: the mail server is asked, or else the team."""
    tally: Counter = Counter()
    while True:
        with claims.unsettled(now, grace=grace, limit=BATCH) as ids:
            messages = list(Message.objects.unsettled().filter(pk__in=ids))
            if not messages or not _settle(messages, now, tally):
                return tally


def _settle(messages: list[Message], now: dt.datetime, tally: Counter) -> bool:
    if settings.MAIL_HELD or not lookup.is_possible():
        for message in messages:
            detail = message.detail
            held = marks.leave(message, MessageState.HELD, now=now, reason=Reason.UNKNOWN, detail=detail)
            tally["held"] += held
        return True
    try:
        with lookup.mailbox() as has:
            for message in messages:
                if has(message.message_id):
                    marks.sent([message], now=now)
                    tally["found"] += 1
                else:
                    tally["queued"] += marks.leave(message, MessageState.QUEUED, now=now)
    except lookup.CannotAsk as error:
        log.warning("The mail server cannot be asked, %d messages wait: %s", len(messages), error)
        return False
    return True


def _mend_clock(now: dt.datetime) -> None:
    Message.objects.filter(state=MessageState.QUEUED, next_try_at__gt=now + _FARTHEST_RETRY).update(next_try_at=now)
