"""The text as it is sent while it is being written, and who is there."""

import json

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from areas import actions, content
from areas.completeness import Section
from areas.models import ExpressionOfInterest
from tests import factories
from tests.areas.pages import address, fields_of, typed

NOW = factories.BEFORE_THE_DEADLINE


@pytest.fixture(autouse=True)
def nobody_there():
    cache.clear()


@pytest.fixture
def as_ejnar(member, today) -> Client:
    client = Client()
    client.force_login(member)
    return client


def said(expression) -> content.Content:
    return content.read(ExpressionOfInterest.objects.get(pk=expression.pk))


def autosave(client: Client, expression, section: Section, fields: dict):
    return client.post(reverse("expression_autosave", args=[expression.uid, section.value]), fields)


def test_what_is_typed_is_saved_and_the_moment_told(as_anna, complete):
    fields = typed(as_anna, complete, Section.CHALLENGE, challenge="Vi vil samle byen igen")

    answer = autosave(as_anna, complete, Section.CHALLENGE, fields).json()

    assert said(complete).challenge == "Vi vil samle byen igen"
    assert answer["time"]
    assert (answer["errors"], answer["unsaved"], answer["conflicts"], answer["fresh"]) == ({}, [], [], {})


def test_the_next_save_of_the_same_page_is_no_conflict(as_anna, complete):
    fields = typed(as_anna, complete, Section.CHALLENGE, challenge="Vi vil")
    answer = autosave(as_anna, complete, Section.CHALLENGE, fields).json()

    again = fields | {"challenge": "Vi vil samle byen", "seen": json.dumps(answer["seen"])}
    answer = autosave(as_anna, complete, Section.CHALLENGE, again).json()

    assert answer["conflicts"] == []
    assert said(complete).challenge == "Vi vil samle byen"


def test_a_save_whose_answer_was_lost_can_be_sent_again(as_anna, complete):
    fields = typed(as_anna, complete, Section.CHALLENGE, challenge="Vi vil")
    autosave(as_anna, complete, Section.CHALLENGE, fields)
    version = ExpressionOfInterest.objects.get(pk=complete.pk).version

    answer = autosave(as_anna, complete, Section.CHALLENGE, fields).json()

    assert answer["conflicts"] == []
    assert ExpressionOfInterest.objects.get(pk=complete.pk).version == version


def test_what_is_wrong_is_told_at_its_field_and_the_rest_is_saved(as_anna, complete):
    fields = typed(as_anna, complete, Section.IDEA, idea="x" * 3001, practice="Hver torsdag")

    answer = autosave(as_anna, complete, Section.IDEA, fields).json()

    assert list(answer["errors"]) == ["id_idea"]
    assert answer["unsaved"] == ["Jeres idé"]
    assert (said(complete).idea, said(complete).practice) == ("En fest", "Hver torsdag")
    assert list(answer["seen"]) == ["practice"]


def test_an_amount_that_is_none_keeps_its_list_as_it_was(as_anna, complete):
    fields = typed(as_anna, complete, Section.BUDGET, grant__0__amount="mange", own__0__what="Kaffe")

    answer = autosave(as_anna, complete, Section.BUDGET, fields).json()

    assert list(answer["errors"]) == ["id_grant-0-amount"]
    assert answer["unsaved"] == ["Budget"]
    assert [(line.what, line.amount) for line in said(complete).budget] == [("Musikere", "50000.00"), ("Kaffe", "")]


def test_what_no_single_field_is_to_blame_for_is_told_too(as_anna, complete):
    far_away = typed(as_anna, complete, Section.PLACE, latitude="12.3", place="Bag havnen")
    too_many = typed(as_anna, complete, Section.GOALS) | {"goals-TOTAL_FORMS": "13"}
    too_many |= {f"goals-{number}-text": f"Mål {number}" for number in range(13)}

    place = autosave(as_anna, complete, Section.PLACE, far_away).json()
    goals = autosave(as_anna, complete, Section.GOALS, too_many).json()

    assert (place["errors"], goals["errors"]) == ({}, {})
    assert "Punkt på kortet" in place["unsaved"]
    assert goals["unsaved"] == ["Jeres mål"]
    assert said(complete).place == "Ved havnen"


def test_a_question_of_several_boxes_is_marked_as_one(as_anna, complete):
    fields = typed(as_anna, complete, Section.GOALS, goals__0__serves=["findes-ikke"])

    assert list(autosave(as_anna, complete, Section.GOALS, fields).json()["errors"]) == ["id_goals-0-serves"]


def test_a_list_that_two_fill_up_holds_no_more_than_it_may(as_anna, as_ejnar, complete):
    eleven = {f"goals-{number}-text": f"Mål {number}" for number in range(11)} | {"goals-TOTAL_FORMS": "11"}
    autosave(as_anna, complete, Section.GOALS, typed(as_anna, complete, Section.GOALS) | eleven)
    mine, theirs = (
        typed(client, complete, Section.GOALS) | {"goals-11-text": text, "goals-TOTAL_FORMS": "12"}
        for client, text in ((as_anna, "Annas"), (as_ejnar, "Ejnars"))
    )
    autosave(as_ejnar, complete, Section.GOALS, theirs)

    answer = autosave(as_anna, complete, Section.GOALS, mine).json()

    assert [each["unit"] for each in answer["conflicts"]] == ["goals"]
    assert [goal.text for goal in said(complete).goals][-2:] == ["Mål 10", "Ejnars"]
    assert len(said(complete).goals) == 12


def test_two_in_one_field_get_both_texts_and_nothing_is_overwritten(as_anna, as_ejnar, complete):
    fields = typed(as_anna, complete, Section.CHALLENGE, challenge="Annas <b>tekst</b>")
    theirs = typed(as_ejnar, complete, Section.CHALLENGE, challenge="Ejnars <i>tekst</i>")
    autosave(as_ejnar, complete, Section.CHALLENGE, theirs)

    answer = autosave(as_anna, complete, Section.CHALLENGE, fields).json()

    (conflict,) = answer["conflicts"]
    assert (conflict["unit"], conflict["field"]) == ("challenge", "id_challenge")
    assert "Annas &lt;b&gt;tekst" in conflict["html"]
    assert "Ejnars &lt;i&gt;tekst" in conflict["html"]
    assert "Ejnar Prøve" not in conflict["html"]  # it may have been Anna herself, in another window
    assert answer["seen"] == {}
    assert said(complete).challenge == "Ejnars <i>tekst</i>"
    chosen = fields | {"seen": json.dumps({"challenge": conflict["seen"]})}
    assert autosave(as_anna, complete, Section.CHALLENGE, chosen).json()["conflicts"] == []
    assert said(complete).challenge == "Annas <b>tekst</b>"


def test_a_unit_that_waits_for_a_choice_is_left_alone(as_anna, as_ejnar, complete):
    fields = typed(as_anna, complete, Section.IDEA, idea="Annas", practice="Annas")
    autosave(as_ejnar, complete, Section.IDEA, typed(as_ejnar, complete, Section.IDEA, idea="Ejnars"))
    waiting = {unit: seen for unit, seen in json.loads(str(fields["seen"][0])).items() if unit != "idea"}

    answer = autosave(as_anna, complete, Section.IDEA, fields | {"seen": json.dumps(waiting)}).json()

    assert answer["conflicts"] == []
    assert (said(complete).idea, said(complete).practice) == ("Ejnars", "Annas")


def test_what_others_wrote_comes_along(as_anna, as_ejnar, complete):
    fields = typed(as_anna, complete, Section.IDEA, idea="Annas")
    autosave(as_ejnar, complete, Section.IDEA, typed(as_ejnar, complete, Section.IDEA, practice="Ejnars"))

    answer = autosave(as_anna, complete, Section.IDEA, fields).json()

    fresh = answer["fresh"]["practice"]
    assert (fresh["label"], fresh["value"]) == ("Sådan gør I i praksis", "Ejnars")
    assert (said(complete).idea, said(complete).practice) == ("Annas", "Ejnars")


def test_a_list_that_two_add_to_holds_what_both_wrote(as_anna, as_ejnar, complete):
    mine = typed(as_anna, complete, Section.PLACE) | {"partners-TOTAL_FORMS": "4", "partners-3-name": "Kirken"}
    mine["partners-3-sector"] = "church"
    theirs = typed(as_ejnar, complete, Section.PLACE) | {"partners-TOTAL_FORMS": "4", "partners-3-name": "Brugsen"}
    theirs["partners-3-sector"] = "business"
    autosave(as_ejnar, complete, Section.PLACE, theirs)

    answer = autosave(as_anna, complete, Section.PLACE, mine).json()

    assert answer["fresh"] == {"partners": {"rows": True, "label": "Partnerne"}}
    assert [each.name for each in said(complete).partners][-2:] == ["Kirken", "Brugsen"]
    mine["seen"] = json.dumps(json.loads(str(mine["seen"][0])) | answer["seen"])
    autosave(as_anna, complete, Section.PLACE, mine)
    assert [each.name for each in said(complete).partners][-2:] == ["Kirken", "Brugsen"]


def test_who_is_signed_out_is_told_so_and_not_sent_elsewhere(client, complete):
    response = autosave(client, complete, Section.CHALLENGE, {"challenge": "Hej"})

    assert response.status_code == 401
    assert said(complete).challenge == "Vi vil samle byen"


def test_another_areas_person_finds_nothing(as_carla, complete):
    assert autosave(as_carla, complete, Section.CHALLENGE, {"challenge": "Hej"}).status_code == 404
    assert as_carla.get(reverse("expression_present", args=[complete.uid])).status_code == 404


def test_what_has_been_sent_meanwhile_is_closed(as_anna, complete, anna):
    fields = typed(as_anna, complete, Section.CHALLENGE, challenge="For sent")
    actions.submit(complete, by=anna, arrived_at=NOW, version=complete.version)

    response = autosave(as_anna, complete, Section.CHALLENGE, fields)

    assert response.status_code == 409
    assert response.json()["url"] == complete.get_absolute_url()
    assert said(complete).challenge == "Vi vil samle byen"


def test_what_a_browser_had_kept_is_drawn_as_it_was_typed(as_anna, complete):
    fields = typed(as_anna, complete, Section.BUDGET, grant__0__amount="mange") | {"restore": "1"}

    response = as_anna.post(address(complete, Section.BUDGET), fields)

    assert "Her er den tekst, der ikke nåede at blive gemt" in response.text
    assert 'value="mange"' in response.text
    assert "data-unsaved" in response.text


@pytest.mark.parametrize(("text", "status"), [("x" * 3001, 422), ("Annas", 409)])
def test_a_page_that_comes_back_says_that_it_holds_what_is_not_saved(as_anna, as_ejnar, complete, text, status):
    fields = typed(as_anna, complete, Section.CHALLENGE, challenge=text)
    autosave(as_ejnar, complete, Section.CHALLENGE, typed(as_ejnar, complete, Section.CHALLENGE, challenge="Ejnars"))

    response = as_anna.post(address(complete, Section.CHALLENGE), fields | {"save": "1"})

    assert response.status_code == status
    assert "data-unsaved" in response.text
    assert "data-unsaved" not in as_anna.get(address(complete, Section.CHALLENGE)).text


def test_theirs_is_drawn_in_the_place_of_what_was_typed_in_that_list_alone(as_anna, as_ejnar, complete):
    fields = typed(as_anna, complete, Section.BUDGET, grant__0__what="Annas", own__0__what="Kaffe")
    autosave(as_ejnar, complete, Section.BUDGET, typed(as_ejnar, complete, Section.BUDGET, grant__0__what="Ejnars"))

    response = as_anna.post(address(complete, Section.BUDGET), fields | {"theirs": "grant"})

    again = fields_of(response)
    assert (again["grant-0-what"], again["own-0-what"]) == (["Ejnars"], ["Kaffe"])
    answer = autosave(as_anna, complete, Section.BUDGET, again).json()
    assert answer["conflicts"] == []
    assert [line.what for line in said(complete).budget] == ["Ejnars", "Kaffe"]


def test_each_sees_where_the_other_is(as_anna, as_ejnar, complete, member):
    as_ejnar.get(address(complete, Section.BUDGET))
    url = reverse("expression_present", args=[complete.uid])

    elsewhere = as_anna.get(url, {"afsnit": "ide"}).json()["here"]
    same = as_anna.get(url, {"afsnit": "budget"}).json()["here"]

    assert elsewhere == [
        {"text": f"{member} er i afsnittet “Budget” lige nu.", "url": address(complete, Section.BUDGET)}
    ]
    assert same == [{"text": f"{member} har også dette afsnit åbent lige nu.", "url": ""}]
    assert as_ejnar.get(url).json()["here"][0]["text"] == "Anna Holm er i afsnittet “Budget” lige nu."
