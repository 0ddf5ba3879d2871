"""How much each core element counts."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction

from areas.models import ExpressionOfInterest
from areas.states import DECIDED
from people.models import User
from programme import history, workflow
from programme.models import Programme

from .. import access


class AlreadyDecided(workflow.NotAllowed):
    """Areas have had their answer, and its reasons stand on the weights there were."""


def is_decided(programme: Programme) -> bool:
    return ExpressionOfInterest.objects.filter(programme=programme, state__in=DECIDED).exists()


@transaction.atomic
def change_weights(
    programme: Programme,
    weights: Mapping[str, Decimal],
    *,
    seen: Mapping[str, Decimal],
    by: User,
    at: dt.datetime,
) -> bool:
    """New weights by the key of their element; `seen` are those that the person saw. False when they are the same.

    Raises Overtaken, AlreadyDecided, NotAllowed, or ValidationError for one that the database would refuse.
    """
    row = workflow.lock(programme)
    if not access.may_compose(by, None):
        raise workflow.NotAllowed(f"{by.pk} may not weigh")
    if is_decided(row):
        raise AlreadyDecided(f"programme {row.pk} has told areas its decisions")
    elements = list(row.core_elements.order_by("position", "pk"))
    if any(element.weight != seen.get(element.key) for element in elements):
        raise workflow.Overtaken(f"programme {row.pk}: other weights than those seen")
    changes = []
    for element in elements:
        before, after = element.weight, weights.get(element.key, element.weight)
        if before != after:
            element.weight = after
            element.clean_fields()
            element.validate_constraints()
            element.save(update_fields=["weight"])
            title = {"da": element.title, "en": element.title_en}
            changes.append({"title": title, "before": f"{before:.2f}", "after": f"{after:.2f}"})
    if changes:
        history.record(row.case, "weights_changed", by=by, at=at, changes=changes)
    return bool(changes)
