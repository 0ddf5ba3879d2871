"""A round with expressions whose assessments are given: what the tests of the board start from."""

from decimal import Decimal

from django.test import Client

from areas.models import BudgetLine, ExpressionOfInterest, LocalArea
from areas.states import ExpressionState, Funding
from people.models import User
from programme.models import CoreElement
from selection.models import Assessment, Composition, Placement, Score
from selection.states import AssessmentState
from tests import factories
from tests.people.signing import sign_in
from tests.selection import factories as made

NOW = made.GIVEN_AT


def signed_in(person: User) -> Client:
    client = Client()
    sign_in(client, person)
    return client


def sent(
    name: str, *opinions: tuple[int, ...], code: int = 813, town: str = "Frederikshavn", **fields
) -> ExpressionOfInterest:
    """A sent expression of that area, with one given assessment for each of the tuples of points."""
    email = f"{name.lower().replace(' ', '-').translate(str.maketrans('æøå', 'eoa'))}@eksempel.dk"
    person = factories.person(f"{name} Prøve", email=email, phone="+4520304060")
    where = factories.municipality(code, town)
    expression = factories.expression.submitted(person, name=name, municipality=where, **fields)
    for number, points in enumerate(opinions):
        made.assessment.given(expression, made.assessor(f"Vibe{number} Dom"), *points)
    return expression


def many(count: int, *, assessors: int = 2) -> list[ExpressionOfInterest]:
    """So many sent expressions in two municipalities, made in bulk, each assessed by so many."""
    programme = factories.programme()
    places = [factories.municipality(), factories.municipality(851, "Aalborg")]
    first = ExpressionOfInterest.objects.count()
    at, anna = factories.BEFORE_THE_DEADLINE, factories.anna()
    areas = LocalArea.objects.bulk_create(
        LocalArea(
            name=f"Sted {n:04}",
            municipality=places[n % 2],
            latitude=Decimal("57.1"),
            longitude=Decimal("9.9"),
            created_at=at,
            created_by=anna,
        )
        for n in range(first, first + count)
    )
    expressions = ExpressionOfInterest.objects.bulk_create(
        ExpressionOfInterest(
            programme=programme,
            area=area,
            state=ExpressionState.SUBMITTED,
            created_at=at,
            created_by=anna,
            changed_at=at,
            changed_by=anna,
            submitted_at=at,
            submitted_by=anna,
        )
        for area in areas
    )
    people = [made.assessor(f"Vibe{number} Dom") for number in range(assessors)]
    given = Assessment.objects.bulk_create(
        Assessment(
            expression=each,
            assessor=person,
            state=AssessmentState.GIVEN,
            due_on=made.DUE_ON,
            assigned_at=made.ASSIGNED_AT,
            assigned_by=factories.bo(),
            qualified_at=made.ASSIGNED_AT,
            given_at=NOW,
            given_by=person,
        )
        for each in expressions
        for person in people
    )
    elements = list(CoreElement.objects.filter(programme=programme))
    Score.objects.bulk_create(
        Score(assessment=each, element=element, points=1 + (each.pk * 7 + element.pk * 3) % 5, reason="Fordi")
        for each in given
        for element in elements
    )
    return expressions


def own_funding(expression: ExpressionOfInterest, amount: int) -> None:
    BudgetLine.objects.create(expression=expression, what="Vores", amount=Decimal(amount), funding=Funding.OWN)


def seats(composition: Composition) -> list[Placement]:
    """All that are in, by the number of their place, each with its expression and area."""
    placed = composition.placements.filter(seat__isnull=False).select_related("expression__area")
    return list(placed.order_by("seat"))


def reserve(composition: Composition) -> list[Placement]:
    """The reserve list in its order."""
    placed = composition.placements.filter(reserve__isnull=False).select_related("expression__area")
    return list(placed.order_by("reserve"))
