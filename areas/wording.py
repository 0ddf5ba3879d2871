"""Moments in words."""

import datetime as dt

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from programme import calendar
from programme.period import day_text


def moment_text(at: dt.datetime) -> str:
    """Like "28. april 2025 kl. 23.59": of a deadline one wants to know the minute."""
    return _("%(day)s kl. %(time)s") % {
        "day": day_text(calendar.day_of(at)),
        "time": clock_text(at),
    }


def clock_text(at: dt.datetime) -> str:
    """Like "14.32"."""
    return date_format(at.astimezone(calendar.COPENHAGEN), "TIME_FORMAT")


def days_for(language: str, **days: dt.date | dt.datetime) -> dict[str, str]:
    """Days, and moments, as a reader of this language reads them: facts for a mail."""
    with translation.override(language):
        return {name: moment_text(day) if isinstance(day, dt.datetime) else day_text(day) for name, day in days.items()}


def too_soon(until: dt.datetime) -> str:
    return _("Vi har lige skrevet til den adresse. Du kan sende igen kl. %s.") % clock_text(until)
