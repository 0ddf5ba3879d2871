"""An assessment as it is sent while it is being written."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from selection.models import Assessment, Score
from tests.areas.pages import fields_of
from tests.people.signing import sign_in
from tests.selection import factories as made

pytestmark = pytest.mark.django_db


@pytest.fixture
def mine(havnby, vibe) -> Assessment:
    return made.assessment.qualified(havnby, vibe)


def typed(client: Client, assessment: Assessment, **fields: str) -> dict:
    return fields_of(client.get(reverse("assessment", args=[assessment.uid]))) | fields


def autosave(client: Client, assessment: Assessment, fields: dict):
    return client.post(reverse("assessment_autosave", args=[assessment.uid]), fields)


def test_what_is_typed_is_saved_and_the_moment_told(as_vibe, mine):
    answer = autosave(as_vibe, mine, typed(as_vibe, mine, **{"points-udvikling": "3", "overall": "Lovende"})).json()

    mine.refresh_from_db()
    assert (mine.overall, mine.version) == ("Lovende", 2)
    assert Score.objects.get(element__key="udvikling").points == 3
    assert answer["time"]
    assert (answer["errors"], answer["unsaved"], answer["conflicts"], answer["fresh"]) == ({}, [], [], {})


def test_a_save_whose_answer_was_lost_can_be_sent_again(as_vibe, mine):
    fields = typed(as_vibe, mine, overall="Lovende")
    autosave(as_vibe, mine, fields)

    answer = autosave(as_vibe, mine, fields).json()

    mine.refresh_from_db()
    assert answer["conflicts"] == []
    assert mine.version == 2


def test_what_is_wrong_is_told_at_its_field_and_the_rest_is_saved(as_vibe, mine):
    fields = typed(as_vibe, mine, **{"reason-udvikling": "x" * 1501, "points-udvikling": "4", "overall": "Lovende"})

    answer = autosave(as_vibe, mine, fields).json()

    score = Score.objects.get(element__key="udvikling")
    assert list(answer["errors"]) == ["id_reason-udvikling"]
    assert answer["unsaved"] == ["Hvorfor de point for “Udvikling”?"]
    assert (score.points, score.reason) == (4, "")
    assert "reason-udvikling" not in answer["seen"]


def test_points_that_are_none_are_told_at_their_question(as_vibe, mine):
    answer = autosave(as_vibe, mine, typed(as_vibe, mine, **{"points-udvikling": "6"})).json()

    assert list(answer["errors"]) == ["id_points-udvikling"]


def test_another_tab_gets_both_and_overwrites_nothing(as_vibe, mine):
    one, other = (typed(as_vibe, mine, **{"points-udvikling": points}) for points in ("2", "5"))
    autosave(as_vibe, mine, one)

    answer = autosave(as_vibe, mine, other).json()

    (conflict,) = answer["conflicts"]
    assert (conflict["unit"], conflict["field"]) == ("points-udvikling", "id_points-udvikling_0")
    assert "points-udvikling" not in answer["seen"]
    assert Score.objects.get(element__key="udvikling").points == 2
    chosen = other | {"seen": json.dumps({"points-udvikling": conflict["seen"]})}
    assert autosave(as_vibe, mine, chosen).json()["conflicts"] == []
    assert Score.objects.get(element__key="udvikling").points == 5


def test_what_the_other_tab_wrote_and_this_one_did_not_touch_comes_along(as_vibe, mine):
    one = typed(as_vibe, mine, overall="Lovende")
    other = typed(as_vibe, mine, **{"points-udvikling": "5"})
    autosave(as_vibe, mine, one)

    answer = autosave(as_vibe, mine, other).json()

    mine.refresh_from_db()
    fresh = answer["fresh"]["overall"]
    assert (fresh["label"], fresh["value"]) == ("Din samlede vurdering", "Lovende")
    assert mine.overall == "Lovende"
    assert Score.objects.get(element__key="udvikling").points == 5


def test_who_is_signed_out_is_told_so(as_vibe, mine):
    fields = typed(as_vibe, mine, overall="Lovende")
    as_vibe.logout()

    assert autosave(as_vibe, mine, fields).status_code == 401
    mine.refresh_from_db()
    assert mine.overall == ""


def test_a_page_of_anothers_saves_nothing_in_this_ones_name(as_vibe, mine, havnby, tage):
    fields = typed(as_vibe, mine, overall="Vibes")
    his = made.assessment.qualified(havnby, tage)
    sign_in(as_vibe, tage)

    assert autosave(as_vibe, mine, fields).status_code == 401
    his.refresh_from_db()
    assert his.overall == ""


def test_who_is_disqualified_meanwhile_finds_nothing(as_vibe, mine, havnby, vibe):
    fields = typed(as_vibe, mine, overall="For sent")
    made.disqualified(vibe, havnby)

    assert autosave(as_vibe, mine, fields).status_code == 404


def test_what_is_given_meanwhile_is_closed(as_vibe, mine, vibe):
    fields = typed(as_vibe, mine, overall="For sent")
    Assessment.objects.filter(pk=mine.pk).update(state="given", given_at=made.GIVEN_AT, given_by=vibe)

    response = autosave(as_vibe, mine, fields)

    assert response.status_code == 409
    assert "kan ikke rettes nu" in response.json()["closed"]


def test_what_a_browser_had_kept_is_drawn_as_it_was_typed(as_vibe, mine):
    fields = typed(as_vibe, mine, **{"points-udvikling": "5", "overall": "Fra browseren"}) | {"restore": "1"}

    response = as_vibe.post(reverse("assessment", args=[mine.uid]), fields)

    again = fields_of(response)
    assert "data-unsaved" in response.text
    assert (again["points-udvikling"], again["overall"]) == (["5"], ["Fra browseren"])
    assert not Score.objects.exists()
