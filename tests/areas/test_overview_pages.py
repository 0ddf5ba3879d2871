import datetime as dt

import pytest
from django.urls import reverse

from areas import actions
from areas.completeness import Section
from areas.models import ExpressionOfInterest
from tests import factories

from .pages import address, at, save

DAY_AFTER = factories.DEADLINE + dt.timedelta(days=1)
NOW = factories.BEFORE_THE_DEADLINE


def start(client, **fields):
    return client.post(reverse("start_expression"), {"name": "Havnby", "municipality": "813"} | fields)


def test_beginning_makes_a_draft_with_oneself_as_contact_person(as_anna, anna):
    response = start(as_anna)

    made = ExpressionOfInterest.objects.get()
    assert response.headers["Location"] == made.get_absolute_url()
    assert made.area.municipality.name == "Frederikshavn"
    assert made.group_roles == {anna.pk: "contact"}


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": ""}, "Skriv, hvad området hedder."),
        ({"name": " \x00 "}, "Skriv, hvad området hedder."),
        ({"name": "x" * 81}, "der er plads til 80 tegn"),
        ({"municipality": ""}, "Vælg, hvilken kommune området ligger i."),
        ({"municipality": "101"}, "Vælg en af de 11 kommuner på listen."),
    ],
)
def test_what_is_wrong_gets_its_sentence_and_begins_nothing(as_anna, fields, sentence):
    response = start(as_anna, **fields)

    assert response.status_code == 422
    assert sentence in response.text
    assert not ExpressionOfInterest.objects.exists()


def test_who_has_a_draft_is_shown_it_first(as_anna, draft):
    page = as_anna.get(reverse("start_expression")).text

    assert page.index(draft.get_absolute_url()) < page.index("for et andet område")


def test_who_begins_the_same_again_is_led_to_the_draft(as_anna, draft):
    response = as_anna.post(reverse("start_expression"), {"name": " havnby ", "municipality": "813"}, follow=True)

    assert ExpressionOfInterest.objects.count() == 1
    assert "I er allerede i gang." in response.text


def test_without_a_programme_there_is_nothing_to_begin(as_anna, programme):
    programme.is_current = False
    programme.save()

    assert "Der kan ikke søges lige nu" in as_anna.get(reverse("start_expression")).text
    start(as_anna)
    assert not ExpressionOfInterest.objects.exists()


def test_the_overview_says_what_lacks_where_somebody_has_begun(as_anna, draft):
    save(as_anna, draft, Section.IDEA, idea="En fest")

    page = as_anna.get(draft.get_absolute_url()).text

    assert f'<a href="{address(draft, Section.IDEA)}#id_practice">Fortæl, hvordan I vil gøre det i praksis.</a>' in page
    assert "Beskriv den udfordring" not in page
    assert "28. april 2025" in page
    assert "<b>6 dage</b> tilbage" in page


def test_on_the_last_day_it_says_so_and_after_it_says_what_happens(as_anna, draft, settings):
    settings.TODAY = factories.DEADLINE
    assert "Det er i dag." in as_anna.get(draft.get_absolute_url()).text

    settings.TODAY = DAY_AFTER

    page = as_anna.get(draft.get_absolute_url()).text
    assert "Fristen er passeret" in page
    assert "I kan stadig sende" in page


def test_five_queries_for_the_overview(as_anna, complete, django_assert_num_queries):
    as_anna.get(complete.get_absolute_url())

    with django_assert_num_queries(5):  # session, person, expression, all it says, who changed it
        as_anna.get(complete.get_absolute_url())


def test_what_was_sent_is_read_as_it_was_sent(as_anna, submitted):
    ExpressionOfInterest.objects.filter(pk=submitted.pk).update(challenge="Ændret bagefter")

    page = as_anna.get(submitted.get_absolute_url()).text

    assert "Vi vil samle byen" in page
    assert "Ændret bagefter" not in page
    assert at("expression_reopen", submitted) in page


def test_what_was_withdrawn_can_be_begun_again(as_anna, complete, anna):
    actions.withdraw(complete, by=anna, at=NOW)
    assert "Begynd igen" in as_anna.get(complete.get_absolute_url()).text

    response = as_anna.post(at("expression_start_again", complete), follow=True)

    assert "Alt, hvad I skrev, er taget med over." in response.text
    assert ExpressionOfInterest.objects.count() == 2


def test_what_is_a_draft_cannot_be_begun_again(as_anna, complete):
    as_anna.post(at("expression_start_again", complete))

    assert ExpressionOfInterest.objects.count() == 1


# --- one's own page


def test_my_page_says_what_i_owe(as_anna, draft):
    page = as_anna.get(reverse("my_page")).text

    assert "Hej Anna" in page
    assert "Send interesseerklæringen for Havnby" in page
    assert "6 dage tilbage" in page


def test_my_page_without_an_area_leads_to_the_beginning(as_anna):
    page = as_anna.get(reverse("my_page")).text

    assert "Du er ikke med i et lokalområde endnu" in page
    assert reverse("start_expression") in page


def test_my_page_shows_nothing_of_others(as_carla, complete):
    page = as_carla.get(reverse("my_page")).text

    assert "Havnby" not in page


def test_what_is_sent_is_no_next_step(as_anna, submitted):
    page = as_anna.get(reverse("my_page")).text

    assert "Jeres næste skridt" not in page
    assert "Sendt" in page


def test_my_page_takes_the_same_queries_for_one_area_and_for_thirty(as_anna, anna, django_assert_num_queries):
    factories.expression.draft(anna)
    as_anna.get(reverse("my_page"))
    with django_assert_num_queries(8):
        as_anna.get(reverse("my_page"))
    for number in range(29):
        factories.expression.draft(anna, name=f"Sted {number}")

    with django_assert_num_queries(8):
        as_anna.get(reverse("my_page"))
