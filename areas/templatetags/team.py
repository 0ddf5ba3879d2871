"""Words of the team's pages as filters, and what a list of Django's needs to be read on a phone."""

import datetime as dt

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _

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
    return rows.badge_of(expression.state, expression.answer_due_on)


@register.simple_tag
def cell(item: SafeString, headers: list[dict], number: int) -> SafeString:
    """A cell as Django's list has drawn it, with the name of its column: on a phone each row is a card (team.css).

    The first column names the row and needs no name itself; nor does a box to tick. "–" and "-" say nothing there.
    """
    first = next(at for at, header in enumerate(headers) if "action-checkbox" not in header.get("class_attrib", ""))
    yes, no = _("ja"), _("nej")
    item = mark_safe(item.replace('alt="True"', f'alt="{yes}"').replace('alt="False"', f'alt="{no}"'))  # noqa: S308 - drawn by Django
    if number <= first or not item.startswith("<td"):
        return item
    if item.endswith((">–</td>", ">-</td>")):
        return mark_safe(f"<td data-nothing{item[3:]}")  # noqa: S308
    return format_html('<td data-label="{}"{}', capfirst(headers[number]["text"]), mark_safe(item[3:]))  # noqa: S308
