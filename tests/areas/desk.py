"""The team's desk: a browser in which Bo sits, and as many areas as a test wants."""

import datetime as dt

from django.test import Client
from django.urls import reverse

from areas.models import ExpressionOfInterest, LocalArea, Membership
from areas.states import ExpressionState, GroupRole
from people import second_factor
from people.models import User
from tests import factories

LIST = "admin:areas_expressionofinterest_changelist"


def as_bo() -> Client:
    client = Client()
    client.force_login(factories.bo())
    session = client.session
    session[second_factor.SKIPPED] = True
    session.save()
    return client


def listed(client: Client, **asked: object):
    """The page of expressions, and the names of the areas on it, in order."""
    response = client.get(reverse(LIST), asked)
    assert response.status_code == 200, response.get("Location")
    return response, [row["area"] for row in rows_of(response)]


def rows_of(response) -> list[dict]:
    """The table's lines as they are read: one dict for each."""
    body = response.text.partition("<tbody>")[2].partition("</tbody>")[0]
    return [
        {
            "area": line.partition('/">')[2].partition("</a>")[0],
            "text": " ".join(_words(line)),
        }
        for line in body.split("<tr>")[1:]
    ]


def _words(markup: str) -> list[str]:
    return [word for piece in markup.split("<") for word in piece.rpartition(">")[2].split()]


def many(count: int, *, first: int = 0, at: dt.datetime = factories.BEFORE_THE_DEADLINE) -> None:
    """So many drafts in as many areas, each with its contact person, spread over two municipalities."""
    programme, places = factories.programme(), [factories.municipality(), factories.municipality(851, "Aalborg")]
    numbers = range(first, first + count)
    people = User.objects.bulk_create(User(email=f"kontakt{n}@eksempel.dk", name=f"Kontakt {n}") for n in numbers)
    areas = LocalArea.objects.bulk_create(
        LocalArea(name=f"Sted {n:04}", municipality=places[n % 2], created_at=at, created_by=person)
        for n, person in zip(numbers, people, strict=True)
    )
    Membership.objects.bulk_create(
        Membership(area=area, person=area.created_by, role=GroupRole.CONTACT, started_at=at, started_by=area.created_by)
        for area in areas
    )
    ExpressionOfInterest.objects.bulk_create(
        ExpressionOfInterest(
            programme=programme,
            area=area,
            state=ExpressionState.DRAFT,
            created_at=at,
            created_by=area.created_by,
            drafted_at=at,
            drafted_by=area.created_by,
            changed_at=at - dt.timedelta(minutes=n),
            changed_by=area.created_by,
        )
        for n, area in zip(numbers, areas, strict=True)
    )
