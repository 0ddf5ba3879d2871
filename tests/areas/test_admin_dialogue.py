"""The team's pages about dialogues."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from areas.models import ApplyInvitation, Dialogue
from tests import factories
from tests.areas.desk import as_bo

pytestmark = pytest.mark.django_db
LIST = "admin:areas_dialogue_changelist"
SOON = dt.date(2025, 4, 25)


@pytest.fixture(autouse=True)
def _today(today):
    """Six days before the deadline."""


@pytest.fixture
def desk(programme):
    factories.municipality()
    return as_bo()


def typed(**fields):
    return {
        "municipality": "813",
        "place": "Strandby",
        "held_on": "2025-04-15",
        "channel": "meeting",
        "talked_with": "Ditte",
        "interest": "decided",
        "holding_back": "",
        "note": "",
        "follow_up_on": "",
        "follow_up_by": "",
    } | fields


def test_the_team_logs_corrects_follows_up_and_invites(desk, bo):
    desk.post(reverse("admin:areas_dialogue_add"), typed(follow_up_on="2025-04-25"))
    talk = Dialogue.objects.get()
    there = reverse("admin:areas_dialogue_change", args=[talk.uid])
    edit = reverse("admin:areas_dialogue_edit", args=[talk.uid])
    assert 'value="2025-04-25"' in desk.get(edit).text
    desk.post(edit, typed(follow_up_on="2025-04-25", holding_back="Mangler tid"))
    desk.post(there, {"note": "De er i gang"})
    said = {"name": "Ditte", "email": "ditte@eksempel.dk", "place": "Strandby", "municipality": "813"}
    desk.post(reverse("admin:areas_dialogue_invite", args=[talk.uid]), said)

    page = desk.get(there).text

    talk.refresh_from_db()
    assert (talk.follow_up_by, talk.followed_up_by) == (bo, bo)
    for text in ("Mangler tid", "De er i gang", "ditte@eksempel.dk", "Bo Lund rettede dialogen om Strandby."):
        assert text in page
    assert ApplyInvitation.objects.get().dialogue == talk
    assert "ikke endnu" in desk.get(reverse("admin:areas_applyinvitation_changelist")).text


def test_what_is_wrong_is_said_and_nothing_is_lost(desk):
    response = desk.post(reverse("admin:areas_dialogue_add"), typed(held_on="2025-04-23", note="Langt notat"))

    assert response.status_code == 422
    assert "Dagen ligger ude i fremtiden." in response.text
    assert "Langt notat" in response.text


def test_only_who_has_a_part_in_the_municipality_can_be_asked_to_follow_up(desk):
    lars = factories.municipal_contact("Lars Lund", factories.municipality(851, "Aalborg")).person

    response = desk.post(reverse("admin:areas_dialogue_add"), typed(follow_up_on="2025-04-25", follow_up_by=lars.pk))

    assert "Den person er ikke kontakt for kommunen." in response.text


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, {"Strandby", "Klitby", "Havnby"}),
        ({"kommune": "851"}, {"Klitby"}),
        ({"interesse": "not now"}, {"Klitby"}),
        ({"opfoelgning": "mangler"}, {"Strandby", "Klitby"}),
        ({"opfoelgning": "over-tiden"}, {"Klitby"}),
        ({"opfoelgning": "min"}, {"Strandby", "Klitby"}),
        ({"opfoelgning": "gjort"}, set()),
        ({"q": "havn"}, {"Havnby"}),
        ({"q": "aalborg"}, {"Klitby"}),
        ({"q": "forsamlingshus"}, {"Strandby"}),
    ],
)
def test_the_list_is_narrowed_and_searched(desk, bo, anna, asked, found):
    factories.expression.draft(anna)
    factories.dialogue(place="Havnby", talked_with="Anna")
    factories.dialogue(note="I et forsamlingshus", follow_up_on=SOON, follow_up_by=bo)
    factories.dialogue(
        place="Klitby",
        municipality=factories.municipality(851, "Aalborg"),
        interest="not now",
        follow_up_on=dt.date(2025, 4, 20),
        follow_up_by=bo,
    )

    page = desk.get(reverse(LIST), asked).text

    assert {name for name in ("Strandby", "Klitby", "Havnby") if f">{name}</a>" in page} == found


@pytest.mark.parametrize("name", [LIST, "admin:areas_applyinvitation_changelist"])
def test_the_lists_cost_the_same_at_one_and_at_thirty(desk, bo, name):
    counts = []
    for first, more in ((0, 1), (1, 29)):
        for n in range(first, first + more):
            talk = factories.dialogue(place=f"Sted {n}", follow_up_on=SOON, follow_up_by=bo)
            ApplyInvitation.objects.create(
                programme=talk.programme,
                municipality=talk.municipality,
                place_name=talk.place_name,
                name="Ditte",
                email=f"d{n}@eksempel.dk",
                invited_at=factories.BEFORE_THE_DEADLINE,
                invited_by=bo,
            )
        with CaptureQueriesContext(connection) as queries:
            page = desk.get(reverse(name)).text
        assert page.count("Sted ") == first + more
        counts.append(len(queries))

    assert counts == [7, 7]


def test_a_filter_that_is_not_there_leads_to_the_whole_list(desk):
    assert desk.get(reverse(LIST), {"interesse": "meget"}).headers["Location"] == reverse(LIST)


def test_the_areas_own_page_shows_what_was_talked_about(desk, anna):
    area = factories.expression.draft(anna).area
    talk = factories.dialogue(place="Havnby")

    page = desk.get(reverse("admin:areas_localarea_change", args=[area.uid])).text

    assert reverse("admin:areas_dialogue_change", args=[talk.uid]) in page
