"""Moments in words."""

import datetime as dt

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from programme import calendar
from programme.period import day_text


def moment_text(at: dt.datetime) -> str:
    """Like "28. april 2025 kl. 23.59": of a deadline one wants to know the minute."""
    return _("%(day)s kl. %(time)s") % {
        "day": day_text(calendar.day_of(at)),
        "time": date_format(at.astimezone(calendar.COPENHAGEN), "TIME_FORMAT"),
    }
