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
from django.db import DatabaseError, InterfaceError
from django.db.models import F
from django.utils.translation import gettext

from . import claims, composing, lookup
from .models import Message
from .reminders import KIND as REMINDER
from .reminders.letter import NotNow, Pointless, Round, StillOwed
from .states import STAMPS, MessageState, Reason
from .wire import Line, NotTaken, Unknown, Unreachable

log = logging.getLogger(__name__)

BATCH = 100
# After the first, second … failed attempt; after the last there is none.
RETRIES = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 5, 15, 60))
# So long a worker may take over one mail at most (all time-outs of a mail after another) before it is asked for.
GRACE = dt.timedelta(minutes=5)
# A clock that was far ahead may have put off a retry for years; no honest retry is farther off than this.
_FARTHEST_RETRY = dt.timedelta(days=8)


class _Stop(Exception):
    """There is no use in going on with this run; the next comes soon."""


def deliver_waiting(*, now: dt.datetime, still_owed: StillOwed, seconds: float = 0) -> Counter:
    """Send all that is due, or for about so many seconds. Returns how many went which way."""
    held = settings.MAIL_HELD
    if held:
        hold_all(now)
    _mend_clock(now)
    tally = Counter()
    started = time.monotonic()
    with Line() as line:
        while not (seconds and time.monotonic() - started > seconds):
            with claims.due(now, limit=BATCH, held=held) as ids:
                if not ids or not _Run(line, now, still_owed, tally).send(ids):
                    return tally
    return tally


def deliver(uid: uuid.UUID | str, *, now: dt.datetime, still_owed: StillOwed) -> Counter:
    """Send this one message, if it waits and nobody else has it."""
    waiting = Message.objects.due(now).filter(uid=uid)
    if settings.MAIL_HELD:
        waiting = waiting.filter(released_at__isnull=False)
    message = waiting.values_list("pk", flat=True).first()
    tally = Counter()
    if message is not None:
        with claims.one(message) as claimed, Line() as line:
            if claimed:
                _Run(line, now, still_owed, tally).send([message])
    return tally


def hold_all(now: dt.datetime) -> int:
    """Nothing goes out until somebody has looked (MAIL_HELD, after a backup was restored)."""
    waiting = Message.objects.filter(state=MessageState.QUEUED, released_at__isnull=True)
    return waiting.update(state=MessageState.HELD, reason=Reason.MAIL_HELD, held_at=now, next_try_at=None)


def settle(*, now: dt.datetime, grace: dt.timedelta = GRACE) -> Counter:
    """Find out what became of messages whose worker is gone: the mail server is asked, or else the team."""
    tally = Counter()
    while True:
        with claims.unsettled(now, grace=grace, limit=BATCH) as ids:
            messages = list(Message.objects.unsettled().filter(pk__in=ids))
            if not messages or not _settle(messages, now, tally):
                return tally


def _settle(messages: list[Message], now: dt.datetime, tally: Counter) -> bool:
    if settings.MAIL_HELD or not lookup.is_possible():
        for message in messages:
            tally["held"] += _leave(message, MessageState.HELD, now=now, reason=Reason.UNKNOWN, detail=message.detail)
        return True
    try:
        with lookup.mailbox() as has:
            for message in messages:
                if has(message.message_id):
                    claims.mark_sent(message, now=now)
                    tally["found"] += 1
                else:
                    tally["queued"] += _leave(message, MessageState.QUEUED, now=now)
    except lookup.CannotAsk as error:
        log.warning("The mail server cannot be asked, %d messages wait: %s", len(messages), error)
        return False
    return True


def _leave(message: Message, to: MessageState, *, now: dt.datetime, reason: str = "", detail: str = "", **more) -> int:
    """Out of the state in which `message` was read, into another; 0 if it is no longer in that state."""
    stamps = {stamp: now if state == to else None for state, stamp in STAMPS.items()}
    fields = stamps | {"state": to, "reason": reason, "detail": detail[:500]} | more
    if message.is_secret and to in (MessageState.FAILED, MessageState.VOID):
        fields["context"] = {}
    return Message.objects.filter(pk=message.pk, state=message.state).update(**fields)


def _mend_clock(now: dt.datetime) -> None:
    Message.objects.filter(state=MessageState.QUEUED, next_try_at__gt=now + _FARTHEST_RETRY).update(next_try_at=now)


class _Run:
    """One batch over one line. While the mail server deals with one mail, the next is made."""

    def __init__(self, line: Line, now: dt.datetime, still_owed: StillOwed, tally: Counter):
        self._line = line
        self._now = now
        self._still_owed = still_owed
        self._tally = tally
        self._under_way: Message | None = None

    def send(self, ids: Collection[int]) -> bool:
        """False: no more in this run."""
        messages = self._load(ids)
        reminders = [message for message in messages if message.kind == REMINDER]
        self._round = Round(reminders, still_owed=self._still_owed, now=self._now)
        try:
            for message in messages:
                self._one(message)
            self._finish()
        except _Stop:
            return False
        return True

    @staticmethod
    def _load(ids: Collection[int]) -> list[Message]:
        # Only after the claim: what was read before may be somebody else's work by now.
        found = Message.objects.filter(pk__in=ids, state=MessageState.QUEUED).select_related("to", "paper").in_bulk()
        return [found[pk] for pk in ids if pk in found]

    def _one(self, message: Message) -> None:
        if message.paper and not message.paper.is_ready and not self._may_try(message):
            return
        try:
            letter = self._compose(message)
        except (DatabaseError, InterfaceError):
            raise
        except Exception as error:  # one bad message must not stop the others
            log.exception("Message %s cannot be made", message.uid)
            self._settle_badly(message, error)
            return
        if letter is None:
            return
        self._finish()
        if not claims.mark_sending(message, now=self._now):
            return
        message.state = MessageState.SENDING
        self._begin(message, letter)

    def _compose(self, message: Message):
        """The mail as bytes; None when it is not to go out now."""
        if message.good_until and message.good_until <= self._now:
            return self._void(message, Reason.EXPIRED)
        if message.to and not message.to.is_active:
            return self._void(message, Reason.INACTIVE)
        if message.kind != REMINDER:
            return composing.compose(message, now=self._now)
        verdict = self._round.ask(message)
        if isinstance(verdict, Pointless):
            return self._void(message, verdict.reason)
        if isinstance(verdict, NotNow):
            self._tally["later"] += _leave(message, MessageState.QUEUED, now=self._now, next_try_at=verdict.until)
            return None
        return composing.compose_reminder(message, verdict, now=self._now)

    def _may_try(self, message: Message) -> bool:
        """Write down that a paper is tried before it is: should it bring the whole process down, it must wait too."""
        if message.attempts > len(RETRIES):
            self._settle_badly(message, RuntimeError(gettext("Dokumentet kunne ikke laves")))
            return False
        later = self._now + RETRIES[min(message.attempts, len(RETRIES) - 1)]
        return bool(
            Message.objects.filter(pk=message.pk, state=MessageState.QUEUED).update(
                attempts=F("attempts") + 1, next_try_at=later
            )
        )

    def _void(self, message: Message, reason: Reason) -> None:
        self._tally["void"] += _leave(message, MessageState.VOID, now=self._now, reason=reason)

    def _settle_badly(self, message: Message, error: Exception) -> None:
        if isinstance(error, composing.NotYet):
            self._again(message, str(error))
            return
        reason = Reason.BAD_ADDRESS if isinstance(error, composing.BadAddress) else Reason.BROKEN
        detail = f"{type(error).__name__}: {error}"
        self._tally["failed"] += _leave(message, MessageState.FAILED, now=self._now, reason=reason, detail=detail)

    def _begin(self, message: Message, letter) -> None:
        try:
            refused = self._line.begin(letter)
        except Unreachable as trouble:
            # No fault of the message: the attempt does not count, and the next run tries again.
            detail = trouble.detail
            _leave(message, MessageState.QUEUED, now=self._now, detail=detail, attempts=F("attempts") - 1)
            self._tally["unreachable"] += 1
            raise _Stop from trouble
        except NotTaken as refusal:
            self._not_taken(message, refusal)
            return
        message.detail = f"Cc: {', '.join(refused)}" if refused else ""
        self._under_way = message

    def _finish(self) -> None:
        """What became of the mail that is under way."""
        message, self._under_way = self._under_way, None
        if message is None:
            return
        try:
            self._line.finish()
        except NotTaken as refusal:
            self._not_taken(message, refusal)
        except Unknown as doubt:
            # It stays in `sending`, and `settle` finds out. Whoever cuts the line here may do so again: stop.
            Message.objects.filter(pk=message.pk).update(detail=str(doubt)[:500])
            self._tally["unknown"] += 1
            raise _Stop from doubt
        else:
            claims.mark_sent(message, now=self._now, detail=message.detail)
            self._tally["sent"] += 1

    def _not_taken(self, message: Message, refusal: NotTaken) -> None:
        if refusal.is_final:
            reason = Reason.REFUSED
            self._tally["failed"] += _leave(
                message, MessageState.FAILED, now=self._now, reason=reason, detail=refusal.detail
            )
        else:
            self._again(message, refusal.detail)

    def _again(self, message: Message, detail: str) -> None:
        """Try again after a while, but not for ever."""
        if message.attempts < len(RETRIES):
            self._tally["again"] += _leave(
                message,
                MessageState.QUEUED,
                now=self._now,
                detail=detail,
                attempts=message.attempts + 1,
                next_try_at=self._now + RETRIES[message.attempts],
            )
        else:
            self._tally["failed"] += _leave(
                message, MessageState.FAILED, now=self._now, reason=Reason.GAVE_UP, detail=detail
            )
