"""What one assessor writes: as plain texts, unit by unit, the same from the database and from a form, so that two tabs
are told apart (`areas.merging`); and what it lacks."""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext as _

from programme.models import CoreElement

from .models import Assessment, Score

OVERALL = "overall"
Values = dict[str, str]


def points_unit(element: CoreElement) -> str:
    return f"points-{element.key}"


def reason_unit(element: CoreElement) -> str:
    return f"reason-{element.key}"


def elements_of(assessment: Assessment) -> list[CoreElement]:
    return list(assessment.expression.programme.core_elements.all())


def values_of(assessment: Assessment, elements: Collection[CoreElement]) -> Values:
    """Every unit there is; empty where nothing is written. One query."""
    scores = {each.element_id: each for each in assessment.scores.all()}
    values = {}
    for element in elements:
        score = scores.get(element.pk, Score())
        values[points_unit(element)] = str(score.points or "")
        values[reason_unit(element)] = score.reason
    return values | {OVERALL: assessment.overall}


def write(assessment: Assessment, elements: Collection[CoreElement], values: Values) -> None:
    """Put the values in place of what stands; the assessment itself is saved by whoever calls."""
    Score.objects.bulk_create(
        [
            Score(
                assessment=assessment,
                element=element,
                points=int(values[points_unit(element)]) if values[points_unit(element)] else None,
                reason=values[reason_unit(element)],
            )
            for element in elements
        ],
        update_conflicts=True,
        unique_fields=["assessment", "element"],
        update_fields=["points", "reason"],
    )
    assessment.overall = values[OVERALL]


@dataclass(frozen=True)
class Missing:
    """`field` is the unit it stands at."""

    field: str
    sentence: str


def missing_to_give(values: Values, elements: Collection[CoreElement]) -> list[Missing]:
    """What lacks before it can be given, in the order of the page."""
    missing = []
    for element in elements:
        if not values[points_unit(element)]:
            sentence = _("Giv fra 1 til 5 point for “%(element)s”.") % {"element": element}
            missing.append(Missing(points_unit(element), sentence))
        if not values[reason_unit(element)]:
            sentence = _("Skriv, hvorfor “%(element)s” får de point.") % {"element": element}
            missing.append(Missing(reason_unit(element), sentence))
    if not values[OVERALL]:
        missing.append(Missing(OVERALL, _("Skriv din samlede vurdering.")))
    return missing
