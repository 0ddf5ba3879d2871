"""Words and figures of an expression."""

import datetime as dt
from decimal import Decimal

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from areas.completeness import Section
from areas.completeness import kroner as kroner_text
from areas.states import Channel, ExpressionState
from areas.wording import moment_text
from people.forms import readable_phone

register = template.Library()
register.filter("phone", readable_phone)
register.filter("moment", moment_text)


@register.filter
def kroner(amount: str | Decimal) -> str:
    """ "12500.00" as "12.500"; a dash for none."""
    return kroner_text(Decimal(amount)) if amount else "–"


@register.simple_tag
def point(latitude: str, longitude: str) -> str:
    """ "57,441° N, 10,537° Ø": to a hundred metres."""
    north, east = (number_format(round(Decimal(text), 3), 3) for text in (latitude, longitude))
    return _("%(north)s° N, %(east)s° Ø") % {"north": north, "east": east}


@register.filter
def state_kind(state: str) -> str:
    """The colour of the badge."""
    kinds: dict[str, str] = {
        ExpressionState.SUBMITTED: "success",
        ExpressionState.DRAFT: "info",
        ExpressionState.DESIGNATED: "success",
        ExpressionState.RESERVE: "warning",
    }
    return kinds.get(state, "")


@register.inclusion_tag("areas/_asked.html", takes_context=True)
def asked(context, unit: str) -> dict:
    """What the team asks about a field or a list of the section, and what stood there; nothing when it asks nothing."""
    case, step = context.get("case"), context.get("step")
    asked_here = (each for each in case.questions if each.unit == (step.section, unit)) if case and step else ()
    found = next(iter(asked_here), None)
    return {"asked": found, "before": case.before(found.unit) if found else []}


@register.simple_tag
def next_step(steps):
    """The first section that lacks something."""
    return next((step for step in steps if step.missing), None)


@register.filter
def section_label(name: str) -> str:
    """The section's name, by the end of its address."""
    return str(Section(name).label)


@register.filter
def came(channel: str) -> str:
    """ "på papir", within a sentence."""
    return Channel(channel).came


@register.filter
def iso_moment(said: str) -> str:
    """A moment that was written down as text, like "28. april 2025 kl. 23.59"."""
    return moment_text(dt.datetime.fromisoformat(said))
