"""Two areas of one name in one municipality: pointed out before, and told to both after."""

import pytest
from django.urls import reverse

from areas import actions, same_name
from areas.admin import around
from areas.models import ExpressionOfInterest
from kulturpunkt.overview import Overview
from notices.models import Message
from programme.models import HistoryEntry
from tests import factories
from tests.areas.desk import as_bo

pytestmark = pytest.mark.django_db
NOW = factories.BEFORE_THE_DEADLINE


@pytest.fixture
def aaby(programme, anna):
    """Anna's draft."""
    return factories.expression.draft(anna, name="Aabybro")


def start(client, **fields):
    return client.post(reverse("start_expression"), {"name": "Aabybro", "municipality": "813"} | fields)


@pytest.mark.parametrize("name", ["Aabybro", " aabyBRO ", "Åbybro", "ÅBYBRO"])
def test_who_would_begin_the_same_is_shown_so_and_nothing_of_it(as_carla, aaby, name):
    response = start(as_carla, name=name)

    assert response.status_code == 409
    assert "Bed om at være med" in response.text
    for secret in ("Anna", "anna@", str(aaby.uid), aaby.reference):
        assert secret not in response.text
    assert ExpressionOfInterest.objects.count() == 1


def test_another_municipality_or_name_is_another_place(as_carla, aaby):
    factories.municipality(851, "Aalborg")

    start(as_carla, municipality="851")
    start(as_carla, name="Aabybro Strand")

    assert ExpressionOfInterest.objects.count() == 3


def test_what_is_withdrawn_or_of_another_round_is_not_under_way(as_carla, aaby, anna):
    actions.withdraw(aaby, by=anna, at=NOW)
    old = factories.programme(slug="kulturpunkt-2023", name="Kulturpunkt 2023", is_current=False)
    factories.expression.draft(anna, name="Aabybro", programme=old)

    assert start(as_carla).status_code == 302


def test_ones_own_is_offered_before_anothers_of_the_name(as_carla, aaby, carla):
    mine = factories.expression.draft(carla, name="Aabybro", another=True)

    assert start(as_carla, name="åbybro").headers["Location"] == mine.get_absolute_url()


def test_asking_to_join_writes_to_the_contact_person_once(as_carla, aaby, anna, carla):
    for _ in range(2):
        response = as_carla.post(
            reverse("start_expression"), {"name": "åbybro", "municipality": "813", "join": "1"}, follow=True
        )
        assert "Vi har skrevet til kontaktpersonen for åbybro" in response.text
        assert "Anna" not in response.text

    message = Message.objects.get(kind="join-asked")
    assert message.to == anna
    assert (message.context["asker"], message.context["email"]) == ("Carla Friis", "carla@eksempel.dk")
    assert HistoryEntry.objects.filter(case=aaby.case, verb="expression/join_asked").count() == 1
    assert ExpressionOfInterest.objects.visible_to(carla).count() == 0


def test_asking_to_join_what_is_gone_says_so(as_carla, aaby, anna):
    actions.withdraw(aaby, by=anna, at=NOW)

    response = as_carla.post(
        reverse("start_expression"), {"name": "Aabybro", "municipality": "813", "join": "1"}, follow=True
    )

    assert "Der er ikke længere nogen i gang" in response.text
    assert not Message.objects.filter(kind="join-asked").exists()


def test_beginning_all_the_same_is_told_to_both_and_to_neither_who_the_other_is(as_carla, aaby, anna, carla):
    start(as_carla, another="1")

    messages = Message.objects.filter(kind="same-name").order_by("address")
    assert [each.to for each in messages] == [anna, carla]
    assert "Carla" not in str(messages[0].context)
    assert "Anna" not in str(messages[1].context)
    assert messages[0].context["path"] == aaby.get_absolute_url()


def test_two_of_one_name_are_seen_on_the_overview_and_on_both_pages(as_carla, aaby, anna, settings):
    start(as_carla, another="1")
    other = ExpressionOfInterest.objects.exclude(pk=aaby.pk).get()
    desk = as_bo()

    (pair,) = Overview(NOW, factories.bo()).same_names

    assert [place["uid"] for place in pair["places"]] == [str(aaby.uid), str(other.uid)]
    assert "Samme navn i samme kommune" in desk.get(reverse("admin:index")).text
    for one, another in ((aaby, other), (other, aaby)):
        page = desk.get(reverse("admin:areas_expressionofinterest_change", args=[one.uid])).text
        assert "hedder det samme" in page
        assert another.reference in page


def test_a_name_that_is_changed_later_is_seen_as_well(aaby, carla):
    other = factories.expression.draft(carla, name="Limby")
    assert same_name.pairs(aaby.programme, by=factories.bo()) == []

    other.area.name = "ÅBYBRO"
    other.area.save()

    assert len(same_name.pairs(aaby.programme, by=factories.bo())) == 1
    assert [(each.uid, each.name) for each in around.read(aaby.case, by=factories.bo()).same_name] == [
        (str(other.uid), "ÅBYBRO")
    ]


def test_what_is_withdrawn_has_no_namesake(aaby, carla):
    other = factories.expression.draft(carla, name="Limby")
    other.area.name = "Aabybro"
    other.area.save()
    assert len(around.read(other.case, by=factories.bo()).same_name) == 1

    actions.withdraw(other, by=carla, at=NOW)

    assert (
        around.read(aaby.case, by=factories.bo()).same_name
        == around.read(other.case, by=factories.bo()).same_name
        == []
    )
