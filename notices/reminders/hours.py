"""When reminders may leave: from 08:00 Copenhagen on working days."""

import datetime as dt

from programme import calendar


def is_open(now: dt.datetime) -> bool:
    day = calendar.day_of(now)
    return calendar.is_working_day(day) and now >= calendar.at(day, calendar.REMINDERS_AT)


def next_opening(now: dt.datetime) -> dt.datetime:
    """The first moment from `now` on at which reminders may leave; `now` itself if they may."""
    if is_open(now):
        return now
    day = calendar.day_of(now)
    if now >= calendar.at(day, calendar.REMINDERS_AT):
        day += dt.timedelta(days=1)
    return calendar.at(calendar.working_day_on_or_after(day), calendar.REMINDERS_AT)
