"""Send the letters of a batch over one line: mark, hand over, record."""

import datetime as dt
from collections import Counter, deque

from django.db.models import F

from . import making, marks
from .making import Making
from .mime import Letter
from .models import Message
from .states import MessageState, Reason
from .wire import Line, NotTaken, Unknown, Unreachable


class _Stop(Exception):
    """There is no use in going on with this run; the next comes soon."""


class Sending:
    """While the mail server deals with one mail, the next ones are made; they are marked a few at a time.

    So of a run that is killed few mails are in doubt: those few, and the one before them that was on its way.
    """

    def __init__(self, line: Line, letters: Making, *, now: dt.datetime, tally: Counter):
        self._line, self._letters, self._now, self._tally = line, letters, now, tally
        self._marked: deque[tuple[Message, Letter]] = deque()
        self._under_way: Message | None = None
        self._arrived: list[Message] = []

    def run(self) -> bool:
        """False: no more for now, the line is broken."""
        try:
            while made := self._letters.take():
                self._mark(made)
                while self._marked:
                    self._finish()
                    self._begin()
            self._finish()
        except _Stop:
            return False
        finally:
            self._wind_up()
        return True

    def _mark(self, made: list[tuple[Message, Letter]]) -> None:
        arrived, self._arrived = self._arrived, []
        marked = marks.sending([message for message, _letter in made], now=self._now, after=arrived)
        self._marked.extend((message, letter) for message, letter in made if message.pk in marked)

    def _begin(self) -> None:
        message, letter = self._marked[0]
        try:
            refused = self._line.begin(letter, meanwhile=self._letters.step)
        except Unreachable as trouble:
            self._tally["unreachable"] += 1
            message.detail = trouble.detail
            raise _Stop from trouble
        except NotTaken as refusal:
            self._marked.popleft()
            self._not_taken(message, refusal)
            return
        message.detail = f"Cc: {', '.join(refused)}"[:500] if refused else ""
        self._marked.popleft()
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
            self._tally["sent"] += 1
            self._arrived.append(message)

    def _not_taken(self, message: Message, refusal: NotTaken) -> None:
        if not refusal.is_final:
            making.again(message, refusal.detail, now=self._now, tally=self._tally, at_last=Reason.GAVE_UP)
            return
        detail, reason = refusal.detail, Reason.REFUSED
        failed = marks.leave(message, MessageState.FAILED, now=self._now, reason=reason, detail=detail)
        self._tally["failed"] += failed

    def _wind_up(self) -> None:
        """Record those that arrived last (the others were, when the next ones were marked); unmark what never left."""
        if self._arrived:
            marks.sent(self._arrived, now=self._now)
        for message, _letter in self._marked:
            # No fault of the message: the attempt does not count.
            detail = message.detail
            marks.leave(message, MessageState.QUEUED, now=self._now, detail=detail, attempts=F("attempts") - 1)
