"""Which parts of an expression are open while the team waits for answers, and what they still lack."""

from collections.abc import Collection

from areas.completeness import Missing, Section, missing_to_submit
from areas.content import Content
from areas.models import ExpressionOfInterest
from areas.units import Unit, unit_of
from programme.workflow import NotAllowed

_PLACE = Section.PLACE.value


class NotOpen(NotAllowed):
    """The expression was sent back with questions about other units than these, and only what was asked about opens."""

    def __init__(self, units: Collection[Unit]):
        super().__init__(f"not asked about: {sorted(units)}")
        self.units = frozenset(units)


def open_units(expression: ExpressionOfInterest) -> frozenset[Unit] | None:
    """What may be changed while the expression is sent back, as pairs of section and unit; None: all of it.

    After `content.read` it asks the database nothing, else in one query. The point on the map moves with the
    municipality, so it is open together with it.
    """
    if not expression.is_sent_back:
        return None
    asked = {(question.section, question.unit) for question in expression.open_questions}
    return frozenset(asked | {(_PLACE, "latitude")} if (_PLACE, "municipality") in asked else asked)


def demand_open(expression: ExpressionOfInterest, units: Collection[Unit]) -> None:
    """Raises NotOpen if the expression is sent back and any of these units was not asked about."""
    opened = open_units(expression)
    if opened is not None and (closed := set(units) - opened):
        raise NotOpen(closed)


def still_missing(expression: ExpressionOfInterest, content: Content) -> list[Missing]:
    """What lacks before it can be sent. Of an answer only what can be changed, and the budget, which must add up:
    the rest was whole when it was sent, and nobody can mend it now."""
    found = missing_to_submit(content, expression.programme)
    opened = open_units(expression)
    if opened is None:
        return found
    needed = opened | {(Section.BUDGET.value, "grant")}
    return [each for each in found if (each.section.value, unit_of(each.field)) in needed]
