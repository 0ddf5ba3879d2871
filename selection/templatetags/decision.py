"""What is decided, on the area's own page."""

from django import template

from areas.models import ExpressionOfInterest
from areas.states import DECIDED, ExpressionState
from people.models import User
from programme import calendar
from selection import told

register = template.Library()


@register.inclusion_tag("selection/_outcome.html")
def outcome_of(expression: ExpressionOfInterest, user: User) -> dict:
    """The outcome with its next step; nothing before the release, and nothing to who is not of the area's group."""
    may_have = expression.state in (*DECIDED, ExpressionState.WITHDRAWN)
    found = told.of(user, expression.uid) if may_have else None
    return {"told": found, "milestones": found.milestones_ahead(calendar.today()) if found else {}}
