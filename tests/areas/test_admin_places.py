"""The team's pages about local areas."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from areas import actions
from tests import factories
from tests.areas.desk import as_bo, many, rows_of

pytestmark = pytest.mark.django_db
LIST = "admin:areas_localarea_changelist"


def names(**asked: object) -> list[str]:
    response = as_bo().get(reverse(LIST), asked)
    assert response.status_code == 200
    return [row["area"] for row in rows_of(response)]


def test_a_row_shows_the_area_its_contact_and_its_rounds(anna):
    draft = factories.expression.draft(anna)
    old = factories.programme(slug="kulturpunkt-2023", name="Kulturpunkt 2023", is_current=False)
    actions.start_for(draft.area, programme=old, by=anna, at=factories.BEFORE_THE_DEADLINE)

    (row,) = rows_of(as_bo().get(reverse(LIST)))

    assert row["text"].startswith("Havnby Frederikshavn Anna Holm")
    assert "Kulturpunkt 2025–2026 Kladde" in row["text"]
    assert "Kulturpunkt 2023 Kladde" in row["text"]
    assert row["text"].endswith("22. april 2025")


def test_areas_are_searched_and_narrowed(anna, carla):
    factories.expression.draft(anna)
    other = factories.expression.draft(carla, name="Andetsteds")
    other.area.municipality = factories.municipality(851, "Aalborg")
    other.area.save()

    assert names() == ["Andetsteds", "Havnby"]
    assert names(o="-area") == ["Havnby", "Andetsteds"]
    assert names(q="holm") == ["Havnby"]
    assert names(q="aalb") == ["Andetsteds"]
    assert names(kommune="851") == ["Andetsteds"]
    assert names(kommune="ingen") == []


def test_an_area_shows_its_rounds_partners_and_people_now_and_before(anna):
    complete = factories.expression.complete(anna)
    ejnar = complete.area.memberships.get(role="member")
    actions.end_membership(complete, ejnar, by=anna, at=factories.BEFORE_THE_DEADLINE + dt.timedelta(days=1))

    text = as_bo().get(reverse("admin:areas_localarea_change", args=[complete.area.uid])).text

    assert "Kulturpunkt 2025–2026" in text
    assert "Partner 1" in text
    assert "tel:+4520304050" in text
    former = text.partition("Har været i styregruppen")[2]
    assert "Ejnar Prøve" in former
    assert "22. april 2025 – 23. april 2025" in former


def test_the_list_of_areas_asks_six_times_at_any_size(programme):
    counts = []
    for first, more in ((0, 11), (11, 289)):
        many(more, first=first)
        client = as_bo()
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse(LIST))
        counts.append(len(queries))

    assert counts == [6, 6]
