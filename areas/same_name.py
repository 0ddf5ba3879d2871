"""Two areas of one name in one municipality, both under way: it may be one place, or two. Derived, so that a name that
is changed later is seen as well."""

from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, F
from django.db.models.functions import JSONObject

from areas.models import ExpressionOfInterest, Municipality
from areas.naming import folded, folded_column
from areas.states import ExpressionState
from programme.models import Programme


def begun(programme: Programme, municipality: Municipality | int | None, name: str):
    """The expressions under way for an area of that name there, the first begun first."""
    open_ones = ExpressionOfInterest.objects.filter(programme=programme, area__municipality=municipality)
    named = open_ones.alias(folded=folded_column("area__name")).filter(folded=folded(name))
    return named.exclude(state=ExpressionState.WITHDRAWN).order_by("pk")


def pairs(programme: Programme, *, by) -> list[Any]:
    """Every name that is there more than once among what `by` may see, in one query: dicts of `municipality`, and of
    `places` the `uid` and `name`."""
    seen = ExpressionOfInterest.objects.visible_to(by)
    open_ones = seen.filter(programme=programme, area__municipality__isnull=False)
    named = open_ones.exclude(state=ExpressionState.WITHDRAWN).order_by().annotate(folded=folded_column("area__name"))
    return list(
        named.values("folded", municipality=F("area__municipality__name"))
        .annotate(count=Count("pk"), places=ArrayAgg(JSONObject(uid="uid", name="area__name"), order_by="pk"))
        .filter(count__gt=1)
        .order_by("municipality", "folded")
    )
