"""What day it is, and which days count. The only place that asks the clock.

Days are dates in Europe/Copenhagen; moments are aware datetimes in UTC. On a demonstration or training site
KULTURPUNKT_TODAY sets the day, and the time of day goes on as usual.
"""

import datetime as dt
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays
from django.conf import settings
from django.utils import timezone

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
REMINDERS_AT = dt.time(8, 0)


def now() -> dt.datetime:
    """The present moment, in UTC; on a training day, that day with the clock's time of day."""
    moment = timezone.now()
    if settings.TODAY:
        local = moment.astimezone(COPENHAGEN).timetz().replace(tzinfo=None)
        moment = at(settings.TODAY, local)
    return moment.astimezone(dt.UTC)


def today() -> dt.date:
    return day_of(now())


def day_of(moment: dt.datetime) -> dt.date:
    """The Danish calendar day a moment falls on."""
    return moment.astimezone(COPENHAGEN).date()


def at(day: dt.date, time: dt.time) -> dt.datetime:
    """The moment of a Danish wall-clock time (in the hour that comes twice in October: the first)."""
    return dt.datetime.combine(day, time, COPENHAGEN).astimezone(dt.UTC)


def end_of(day: dt.date) -> dt.datetime:
    """The first moment that is too late: a deadline ends 23:59:59 that day, so what arrives before this is in time."""
    return at(day + dt.timedelta(days=1), dt.time.min)


@lru_cache(maxsize=32)
def _public_holidays(year: int) -> frozenset[dt.date]:
    return frozenset(holidays.country_holidays("DK", years=year))


def is_working_day(day: dt.date) -> bool:
    """Monday to Friday, and no Danish public holiday (1 May, 24 and 31 December are working days in this sense)."""
    return day.weekday() < 5 and day not in _public_holidays(day.year)


def working_day_on_or_before(day: dt.date) -> dt.date:
    while not is_working_day(day):
        day -= dt.timedelta(days=1)
    return day


def working_day_on_or_after(day: dt.date) -> dt.date:
    while not is_working_day(day):
        day += dt.timedelta(days=1)
    return day


@lru_cache(maxsize=4096)
def reminder_day(due_on: dt.date, offset: int) -> dt.date:
    """The working day on which the reminder `offset` days from `due_on` goes out (negative: before).

    One before the date, or on it, moves back to the working day before; one after it moves on to the working day
    after (domain.md, "Reminders").
    """
    day = due_on + dt.timedelta(days=offset)
    return working_day_on_or_after(day) if offset > 0 else working_day_on_or_before(day)
