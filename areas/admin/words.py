"""Days and moments as a list shows them: short, in the reader's language, and cheap: a page has a hundred."""

import datetime as dt
from functools import lru_cache

from django.utils.dates import MONTHS_AP
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from programme import calendar


def moment(at: dt.datetime | None, today: dt.date) -> str:
    """ "i dag kl. 10.05", "22. april kl. 10.05", "22. april 2024"."""
    if at is None:
        return ""
    local = at.astimezone(calendar.COPENHAGEN)
    clock = f"{local:%H.%M}" if get_language() != "en" else f"{local:%H:%M}"
    if local.date() == today:
        return _("i dag kl. %s") % clock
    if local.year != today.year:
        return day(local.date())
    return _("%(day)s kl. %(clock)s") % {"day": day(local.date(), with_year=False), "clock": clock}


def day(date: dt.date, *, with_year: bool = True) -> str:
    return _day(date, with_year, get_language() or "da")


@lru_cache(maxsize=4096)
def _day(date: dt.date, with_year: bool, language: str) -> str:
    month = str(MONTHS_AP[date.month])
    text = f"{date.day} {month}" if language == "en" else f"{date.day}. {month}"
    return f"{text} {date.year}" if with_year else text


def days_left(days: int) -> str:
    """To a deadline: "6 dage", "i dag", "3 dage over"."""
    if days == 0:
        return _("i dag")
    if days > 0:
        return ngettext("%d dag", "%d dage", days) % days
    return ngettext("%d dag over", "%d dage over", -days) % -days


def in_days(days: int) -> str:
    """Until something that comes: "i dag", "i morgen", "om 6 dage"."""
    if days <= 0:
        return _("i dag")
    return _("om %d dage") % days if days > 1 else _("i morgen")


def months_left(months: int) -> str:
    """To something the plan shows by its month: "denne måned", "næste måned", "om 3 måneder"."""
    if months <= 0:
        return _("denne måned")
    return _("om %d måneder") % months if months > 1 else _("næste måned")


def days_ago(days: int) -> str:
    if days <= 0:
        return _("i dag")
    return _("for %d dage siden") % days if days > 1 else _("i går")


def phone(number: str) -> str:
    """ "+45 20 30 40 50"; a foreign number as it is."""
    if number.startswith("+45") and len(number) == 11:
        return " ".join((number[:3], *(number[n : n + 2] for n in range(3, 11, 2))))
    return number


def offset(days: int) -> str:
    """Where a reminder stands round its deadline."""
    if days == 0:
        return _("på dagen")
    if days < 0:
        return ngettext("%d dag før", "%d dage før", -days) % -days
    return ngettext("%d dag efter", "%d dage efter", days) % days
