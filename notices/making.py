"""Make the letters of a batch, one after another, in steps small enough for the pauses in which a server thinks."""

import datetime as dt
import logging
from collections import Counter
from collections.abc import Generator, Iterator, Sequence

from django.db import DatabaseError, InterfaceError
from django.db.models import F

from documents.models import Paper

from . import composing, marks
from .mime import Letter
from .models import Message
from .reminders import KIND as REMINDER
from .reminders.letter import NotNow, Pointless, Round, StillOwed
from .states import MessageState, Reason

log = logging.getLogger(__name__)

# After the first, second … failed attempt; after the last there is none.
RETRIES = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 5, 15, 60))


# So many letters are marked and leave one after another; more would save little, and leave more in doubt after a crash.
AT_ONCE = 5


class Making:
    """`take()` gives the next message with its letter; `step()` works ahead. What is not to go out is settled here."""

    def __init__(self, messages: Sequence[Message], *, now: dt.datetime, still_owed: StillOwed, tally: Counter):
        self._now, self._tally = now, tally
        reminders = [message for message in messages if message.kind == REMINDER]
        self._round = Round(reminders, still_owed=still_owed, now=now)
        self._ready: list[tuple[Message, Letter]] = []
        self._steps = self._all(messages)
        self._trouble: Exception | None = None

    def step(self) -> None:
        """Work ahead a little, if there is anything to do. Never raises: whoever takes is told."""
        if len(self._ready) < AT_ONCE:
            next(self._steps, None)

    def take(self) -> list[tuple[Message, Letter]]:
        """The next few messages with their letters; none when there are no more."""
        while len(self._ready) < AT_ONCE and next(self._steps, self) is not self:
            pass
        if self._trouble and not self._ready:
            raise self._trouble
        taken, self._ready = self._ready, []
        return taken

    def _all(self, messages: Sequence[Message]) -> Iterator[None]:
        try:
            for message in messages:
                yield from self._one(message)
                yield
        except (DatabaseError, InterfaceError) as trouble:
            self._trouble = trouble

    def _one(self, message: Message) -> Iterator[None]:
        try:
            letter = yield from self._letter(message)
        except (DatabaseError, InterfaceError):
            raise
        except composing.BadAddress as error:
            self._fail(message, Reason.BAD_ADDRESS, str(error))
        except Exception as error:  # one bad message must not stop the others
            log.exception("Message %s cannot be made", message.uid)
            again(message, f"{type(error).__name__}: {error}", now=self._now, tally=self._tally, at_last=Reason.BROKEN)
        else:
            if letter:
                self._ready.append((message, letter))

    def _letter(self, message: Message) -> Generator[None, None, Letter | None]:
        """None: it is not to go out, or not now."""
        if message.good_until and message.good_until <= self._now:
            self._void(message, Reason.EXPIRED)
            return None
        if message.to and not message.to.is_active:
            self._void(message, Reason.INACTIVE)
            return None
        if message.paper and not message.paper.is_ready and not self._may_try(message, message.paper):
            return None
        if message.kind != REMINDER:
            return (yield from composing.compose(message, now=self._now))
        verdict = self._round.ask(message)
        if isinstance(verdict, Pointless):
            self._void(message, verdict.reason)
            return None
        if isinstance(verdict, NotNow):
            later = marks.leave(message, MessageState.QUEUED, now=self._now, next_try_at=verdict.until)
            self._tally["later"] += later
            return None
        return (yield from composing.compose_reminder(message, verdict, now=self._now))

    def _may_try(self, message: Message, paper: Paper) -> bool:
        """Write down that a paper is tried before it is: should it bring the whole process down, it has to wait."""
        if message.attempts > len(RETRIES):
            self._fail(message, Reason.BROKEN, paper.error)
            return False
        waits = RETRIES[min(message.attempts, len(RETRIES) - 1)]
        tried = Message.objects.filter(pk=message.pk, state=MessageState.QUEUED)
        return bool(tried.update(attempts=F("attempts") + 1, next_try_at=self._now + waits))

    def _void(self, message: Message, reason: Reason) -> None:
        self._tally["void"] += marks.leave(message, MessageState.VOID, now=self._now, reason=reason)

    def _fail(self, message: Message, reason: Reason, detail: str) -> None:
        failed = marks.leave(message, MessageState.FAILED, now=self._now, reason=reason, detail=detail)
        self._tally["failed"] += failed


def again(message: Message, detail: str, *, now: dt.datetime, tally: Counter, at_last: Reason) -> None:
    """Try again after a while, but not for ever."""
    tries = message.attempts + 1
    if message.attempts < len(RETRIES):
        next_try_at = now + RETRIES[message.attempts]
        tally["again"] += marks.leave(
            message, MessageState.QUEUED, now=now, detail=detail, attempts=tries, next_try_at=next_try_at
        )
    else:
        tally["failed"] += marks.leave(
            message, MessageState.FAILED, now=now, reason=at_last, detail=detail, attempts=tries
        )
