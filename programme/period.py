"""Days and periods in words, as the plan shows them."""

import datetime as dt

from django.utils import translation
from django.utils.formats import date_format
from django.utils.text import capfirst


def day_text(day: dt.date) -> str:
    """Like "28. april 2025", in English "28 April 2025": the one way a day is written, also beside Danish texts."""
    return date_format(day, "j F Y" if translation.get_language() == "en" else "j. F Y")


def period_text(from_on: dt.date, to_on: dt.date, precision: str) -> str:
    """Like "28. april 2025", "Maj 2025", "Juni – august 2025"; with month precision never made-up days."""
    return capfirst(period_within(from_on, to_on, precision))


def period_within(from_on: dt.date, to_on: dt.date, precision: str) -> str:
    """The same inside a sentence: "maj 2025"."""
    if precision == "day":
        return day_text(from_on) if from_on == to_on else f"{day_text(from_on)} – {day_text(to_on)}"
    last = date_format(to_on, "F Y")
    if (from_on.year, from_on.month) == (to_on.year, to_on.month):
        return last
    first = date_format(from_on, "F" if from_on.year == to_on.year else "F Y")
    return f"{first} – {last}"
