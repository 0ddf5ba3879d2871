"""Words and figures of an expression."""

import datetime as dt
from decimal import Decimal

from django import template
from django.utils.formats import date_format, number_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from areas.completeness import kroner as kroner_text
from areas.states import ExpressionState
from people.forms import readable_phone
from programme import calendar
from programme.period import day_text

register = template.Library()
register.filter("phone", readable_phone)


@register.filter
def kroner(amount: str | Decimal) -> str:
    """ "12500.00" as "12.500"; a dash for none."""
    return kroner_text(Decimal(amount)) if amount else "–"


@register.filter
def degrees(text: str) -> str:
    """ "57.44070" as "57,441": to a hundred metres."""
    return number_format(Decimal(text), 3)


@register.filter
def moment(at: dt.datetime) -> str:
    """28. april 2025 kl. 23.59: of a deadline one wants to know the minute."""
    return _("%(day)s kl. %(time)s") % {
        "day": day_text(calendar.day_of(at)),
        "time": date_format(localtime(at), "H.i"),
    }


@register.filter
def state_kind(state: str) -> str:
    """The colour of the badge."""
    return {ExpressionState.SUBMITTED: "success", ExpressionState.DRAFT: "info"}.get(state, "")


@register.simple_tag
def next_step(steps):
    """The first section that lacks something."""
    return next((step for step in steps if step.missing), None)
