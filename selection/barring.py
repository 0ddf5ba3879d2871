"""Who cannot be given which expression: read once for any number of both."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from areas.models import ExpressionOfInterest, Membership, MunicipalContact
from people.models import User
from programme.models import Disqualification

from .models import Assessment
from .states import AssessmentState

Pair = tuple[int, int]  # the ids of an expression and of a person


class Bar(models.TextChoices):
    """Why somebody cannot assess an expression."""

    HAS = "has", _("har den allerede")
    GROUP = "group", _("er eller har været med i områdets styregruppe")
    MUNICIPALITY = "municipality", _("er kommunal kontakt for området")
    DISQUALIFIED = "disqualified", _("er inhabil i sagen")


@dataclass(frozen=True)
class Barred:
    """One who cannot be given one expression."""

    expression: ExpressionOfInterest
    person: User
    why: Bar


def may_be_asked() -> models.QuerySet[User]:
    """Who can be asked to assess: the team, and those who have the role."""
    asked = models.Q(is_team=True) | models.Q(is_assessor=True)
    return User.objects.filter(asked, is_active=True).order_by("name", "email")


def bars(expressions: Collection[ExpressionOfInterest], people: Collection[User]) -> dict[Pair, Bar]:
    """Every pair that cannot be, and why; the weightiest reason. Four queries, however many there are."""
    by_area: dict[int, list[int]] = {}
    by_municipality: dict[int, list[int]] = {}
    by_case = {each.case: each.pk for each in expressions}
    for each in expressions:
        by_area.setdefault(each.area_id, []).append(each.pk)
        if each.area.municipality_id:
            by_municipality.setdefault(each.area.municipality_id, []).append(each.pk)
    asked = [person.pk for person in people]
    found: dict[Pair, Bar] = {}

    def bar(rows, places: dict[int, list[int]], why: Bar) -> None:
        found.update({(pk, person): why for place, person in rows for pk in places.get(place, ())})

    has = Assessment.objects.filter(expression__in=expressions, assessor__in=asked)
    bar(
        has.exclude(state=AssessmentState.ENDED).values_list("expression", "assessor"),
        {each.pk: [each.pk] for each in expressions},
        Bar.HAS,
    )
    contacts = MunicipalContact.objects.current().filter(municipality__in=by_municipality, person__in=asked)
    bar(contacts.values_list("municipality", "person"), by_municipality, Bar.MUNICIPALITY)
    groups = Membership.objects.filter(area__in=by_area, person__in=asked)
    bar(groups.values_list("area", "person"), by_area, Bar.GROUP)
    closed = Disqualification.objects.current().filter(case__in=by_case, person__in=asked)
    bar(
        ((by_case[case], person) for case, person in closed.values_list("case", "person")),
        {each.pk: [each.pk] for each in expressions},
        Bar.DISQUALIFIED,
    )
    return found
