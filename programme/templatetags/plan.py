"""Words for milestones that are no longer, or not yet, in the database: before and after a move."""

import datetime as dt

from django import template
from django.templatetags.static import static
from django.utils import translation

from programme.period import day_text, period_within

_DRAWN = {"development", "anchoring", "across", "community", "strengths", "artists"}

register = template.Library()
register.filter("day", day_text)


@register.filter
def iso_day(text: str) -> str:
    """ "2025-05-05" as "5. maj 2025", inside a sentence."""
    return day_text(dt.date.fromisoformat(text))


@register.filter
def period(dates: dict) -> str:
    """{"from_on": "2025-04-28", "to_on": …, "precision": "day"} as "28. april 2025", inside a sentence."""
    first, last = (dt.date.fromisoformat(dates[end]) for end in ("from_on", "to_on"))
    return period_within(first, last, dates["precision"])


@register.filter
def said(texts: dict) -> str:
    """{"da": …, "en": …} in the reader's language, Danish where there is no English."""
    return texts.get(translation.get_language() or "da") or texts["da"]


@register.simple_tag(name="said")
def said_of(row, field: str) -> str:
    """A shipped text of a milestone, core element or goal in the reader's language."""
    return row.said(field)


@register.simple_tag
def element_picture(key: str) -> str:
    """The address of a core element's picture; one that came later, and has none drawn, gets the rings in the water."""
    return static(f"img/element-{key}.svg" if key in _DRAWN else "img/element.svg")
