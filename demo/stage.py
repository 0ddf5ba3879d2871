"""Lets time pass: the script's events, and each working morning what the outbox has to say."""

import datetime as dt
from collections.abc import Callable

from kulturpunkt.obligations import all_obligations, still_owed
from notices import delivery, reminders
from programme import calendar

from .script import Play


def live(play: Play, *, first: dt.date, until: dt.datetime, each_day: Callable[[dt.date], None] | None = None) -> None:
    """Play from `first` to the moment `until`, day by day: what happened before 8, the reminders at 8, the rest.

    All mail goes out at the moment of the script it belongs to. `each_day` is told of every day when it is over.
    """
    day, since = first, calendar.at(first, dt.time.min) - dt.timedelta(microseconds=1)
    while day <= calendar.day_of(until):
        morning = calendar.at(day, calendar.REMINDERS_AT)
        for moment in (morning, calendar.end_of(day) - dt.timedelta(seconds=1)):
            moment = min(moment, until)
            for event in play.events(after=since, until=moment):
                play.perform(event)
                _deliver(event.at)
            since = max(since, moment)
            if moment == morning:
                reminders.queue_due(all_obligations(moment), now=moment)
            _deliver(moment)
        if each_day:
            each_day(day)
        day += dt.timedelta(days=1)


def _deliver(now: dt.datetime) -> None:
    delivery.deliver_waiting(now=now, still_owed=still_owed)
