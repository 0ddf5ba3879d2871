"""The way from dialogue to sent counts places, not conversations."""

import pytest
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from areas import actions, funnel
from areas.funnel import Stage
from areas.models import Municipality
from tests import factories
from tests.areas.desk import as_bo, many

pytestmark = pytest.mark.django_db
NOW = factories.BEFORE_THE_DEADLINE


@pytest.fixture
def aalborg():
    factories.municipality()
    return factories.municipality(851, "Aalborg")


def invite(by, place, dialogue=None):
    return actions.invite_to_apply(
        programme=factories.programme(),
        municipality=factories.municipality(),
        place=place,
        name="Ditte",
        email="ditte@eksempel.dk",
        dialogue=dialogue,
        by=by,
        at=NOW,
    )


def line(by, name: str = "Frederikshavn") -> tuple[int, ...]:
    """Talked with, invited, draft, sent, not begun."""
    found = funnel.places(factories.programme(), by=by)
    (only,) = (each for each in funnel.lines(found, Municipality.objects.all()) if each.name == name)
    return tuple(only.counts[stage] for stage in Stage)


def test_three_talks_about_one_place_are_one_place(bo, programme):
    for place in ("Aabybro", " åbybro", "ÅBYBRO"):
        factories.dialogue(place=place)
    factories.dialogue(place="Klitby")

    assert line(bo) == (2, 0, 0, 0, 2)


def test_a_place_that_begins_is_the_one_that_was_talked_about(bo, anna):
    factories.dialogue(place="Havnby")
    factories.expression.draft(anna, name="havnby")

    assert line(bo) == (1, 0, 1, 0, 0)


def test_sent_is_no_longer_a_draft(bo, submitted):
    factories.dialogue(place="Havnby")

    assert line(bo) == (1, 0, 0, 1, 0)


def test_sent_back_with_questions_has_been_sent_and_says_so(bo, sent_back):
    assert line(bo) == (0, 0, 0, 1, 0)
    (place,) = funnel.places(factories.programme(), by=bo)
    assert place.state_text == "Sendt tilbage"


def test_withdrawn_is_neither_a_draft_nor_waiting(bo, anna, programme):
    factories.expression.withdrawn(anna)

    assert line(bo) == (0, 0, 0, 0, 0)


def test_what_came_of_an_invitation_is_the_place_that_was_talked_about_whatever_it_is_called(bo, carla):
    talk = factories.dialogue(place="Strandby")
    invitation = invite(bo, "Strandby", talk)
    assert line(bo) == (1, 1, 0, 0, 1)

    actions.start(
        programme=talk.programme,
        name="Strandby Havn",
        municipality=talk.municipality,
        by=carla,
        at=NOW,
        invitation=invitation,
    )

    assert line(bo) == (1, 1, 1, 0, 0)


def test_two_areas_of_one_name_are_two_places(bo, anna, carla):
    factories.expression.draft(anna, name="Havnby")
    factories.expression.draft(carla, name="Havnby", another=True)
    factories.dialogue(place="Havnby")

    assert line(bo) == (1, 0, 2, 0, 0)


def test_the_same_name_in_another_municipality_is_another_place(bo, aalborg):
    factories.dialogue(place="Havnby")
    factories.dialogue(place="Havnby", municipality=aalborg)

    assert (line(bo)[0], line(bo, "Aalborg")[0]) == (1, 1)


def test_another_round_is_not_counted(bo, programme):
    old = factories.programme(slug="kulturpunkt-2023", name="Kulturpunkt 2023", is_current=False)
    factories.dialogue(place="Havnby", programme=old)

    assert line(bo) == (0, 0, 0, 0, 0)


def test_a_contact_sees_the_line_of_ones_own(aalborg, today, client, bo):
    factories.dialogue(place="Havnby")
    factories.dialogue(place="Limby", municipality=aalborg)
    karen = factories.municipal_contact().person
    client.force_login(karen)

    page = client.get(reverse("municipal_overview"))

    assert line(karen) == (1, 0, 0, 0, 1)
    assert line(karen, "Aalborg") == (0, 0, 0, 0, 0)
    assert "<td>Aalborg</td>" not in page.text
    assert "<td>Frederikshavn</td>" in page.text


def test_each_number_leads_to_the_places_that_it_counts(bo, anna, carla, aalborg, today):
    factories.dialogue(place="Strandby")
    factories.dialogue(place="Strandby")
    factories.expression.draft(anna)
    factories.expression.submitted(carla, name="Limby", municipality=aalborg)
    desk = as_bo()
    page = desk.get(reverse("admin:areas_dialogue_funnel")).text
    assert 'role="img"' in page
    assert "Frederikshavn: talt med 1, inviteret 0, kladde 1, sendt 0." in page

    there = reverse("admin:areas_dialogue_places")
    found = {}
    for stage, code, count in ((s, c, n) for s, c, n in _links(page, there)):
        listed = desk.get(there, {"trin": stage, "kommune": code}).text
        assert f"{count} sted" in listed, (stage, code)
        found[stage, code] = count

    assert found["talt-med", "813"] == found["kladde", "813"] == found["sendt", "851"] == 1
    assert found["ikke-begyndt", ""] == 1


def _links(page: str, there: str):
    for piece in page.split(f'href="{there}?trin=')[1:]:
        query, _, rest = piece.partition('">')
        stage, _, code = query.partition("&amp;kommune=")
        yield stage, code, int(rest.partition("<")[0])


def test_the_funnel_asks_the_same_at_any_size(bo, programme, today):
    counts = []
    for first, more in ((0, 1), (1, 29)):
        many(more, first=first)
        for n in range(first, first + more):
            invite(bo, f"Andet {n}", factories.dialogue(place=f"Andet {n}"))
        desk = as_bo()
        for name in ("funnel", "places"):
            with CaptureQueriesContext(_connection()) as queries:
                assert desk.get(reverse(f"admin:areas_dialogue_{name}")).status_code == 200
            counts.append(len(queries))

    assert counts == [7, 7, 7, 7]


def _connection():
    from django.db import connection

    return connection


def test_the_longest_bar_is_as_long_as_there_is_room(bo, programme):
    for place in ("A", "B", "C"):
        factories.dialogue(place=place)
    found = funnel.places(programme, by=bo)

    rows = {row.name: row for row in funnel.picture(funnel.lines(found, Municipality.objects.all())).rows}

    assert [bar.length for bar in rows["Frederikshavn"].bars] == [funnel.LONGEST, 0, 0, 0]
