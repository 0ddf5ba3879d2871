"""Words of the team's pages as filters."""

import datetime as dt

from django import template

from areas.admin import rows, words
from areas.models import ExpressionOfInterest
from programme import calendar

register = template.Library()
register.filter("moment", words.moment)
register.filter("short_day", words.day)
register.filter("phone", words.phone)
register.filter("offset", words.offset)


@register.filter
def iso(at: dt.datetime) -> str:
    return at.isoformat(timespec="seconds")


@register.filter
def on_day(at: dt.datetime | None) -> str:
    return words.day(calendar.day_of(at)) if at else ""


@register.filter
def badge(expression: ExpressionOfInterest) -> str:
    return rows.BADGES[expression.state]
