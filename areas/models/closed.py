"""What a case takes with it when it is closed to somebody who is disqualified from it: its area, what was talked about
it, and who was invited to apply for it. Conditions on the rows of a query, to be left out.

An area outlives its rounds. It is closed while every expression it has is; one that has another, in a round that is
open to the person, stays, and shows nothing of the closed one.

`person` is who asks, or an `OuterRef` of an `OuterRef` to the column that says who.
"""

from django.db.models import Exists, OuterRef, Q, QuerySet

from areas.naming import folded, folded_column
from programme.models import Disqualification


def area_is_closed(person, area: str = "pk") -> Q:
    """`area` is the column that holds the area's id."""
    there = _expressions().filter(area=OuterRef(area))
    shut = Disqualification.objects.cases_of(person)
    return Q(Exists(there.filter(case__in=shut))) & ~Q(Exists(there.filter(~Q(case__in=shut))))


def dialogue_is_closed(person) -> Q:
    """About a closed area; or, in the round of the case, about its area, about a place of its name while there was no
    area, or the talk that led to its being begun."""
    about = Q(area=OuterRef("area")) | _of_the_place() | Q(apply_invitations__dialogue=OuterRef("pk"))
    return Q(Exists(_shut_in_the_round(person).filter(about))) | area_is_closed(person, "area")


def invitation_is_closed(person) -> Q:
    """To apply: what was begun through it is closed, what it came of, or the place it is for."""
    about = Q(pk=OuterRef("expression")) | _of_the_place()
    talks = _dialogues().filter(dialogue_is_closed(person)).values("pk")
    return Q(Exists(_shut_in_the_round(person).filter(about))) | Q(dialogue__in=talks)


def place_is_closed(person, *, programme, municipality, name: str) -> bool:
    """Whether that name is the place of a closed case, to be asked before somebody writes down anything about it."""
    shut = _expressions().filter(case__in=Disqualification.objects.cases_of(person), programme=programme)
    named = shut.alias(named=folded_column("area__name")).filter(area__municipality=municipality, named=folded(name))
    return named.exists()


def _shut_in_the_round(person) -> QuerySet:
    shut = _expressions().filter(case__in=Disqualification.objects.cases_of(person), programme=OuterRef("programme"))
    return shut.alias(named=folded_column("area__name"))


def _of_the_place() -> Q:
    return Q(area__municipality=OuterRef("municipality"), named=folded_column(OuterRef("place_name")))


def _expressions() -> QuerySet:
    from .expression import ExpressionOfInterest  # which stands on the areas, as these conditions stand in them

    return ExpressionOfInterest.objects.order_by()


def _dialogues() -> QuerySet:
    from .dialogue import Dialogue

    return Dialogue.objects.order_by()
