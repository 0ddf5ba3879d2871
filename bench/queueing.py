"""How the time to queue reminders grows with the number of areas."""

import datetime as dt
import time

from areas.models import ExpressionOfInterest
from bench import data
from kulturpunkt.obligations import all_obligations
from notices import reminders
from notices.models import Message, Reminder
from programme import calendar

NOW = calendar.at(dt.date(2025, 4, 14), dt.time(8, 0))


def measure(small: int = 100, large: int = 10_000) -> float:
    """Seconds for `large` areas in those for `small`; linear would be their quotient."""
    return min(_seconds(large) for _ in range(2)) / min(_seconds(small) for _ in range(5))


def _seconds(count: int) -> float:
    data.clear()
    data.areas(count)
    ExpressionOfInterest.objects.update(drafted_at=NOW - dt.timedelta(days=30))
    started = time.perf_counter()
    queued = reminders.queue_due(all_obligations(NOW), now=NOW)
    taken = time.perf_counter() - started
    assert queued == Reminder.objects.count() == Message.objects.count() == count, queued
    return taken
