"""The team's admin as a house: who gets in, under which addresses, with which menu."""

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import NoReverseMatch, reverse

from kulturpunkt.team import MENU
from programme.models import Disqualification
from tests import factories
from tests.areas.desk import as_bo

pytestmark = pytest.mark.django_db
PAGES = ["/team/", "/team/interesseerklaeringer/", "/team/lokalomraader/", "/team/personer/", "/team/findes-ikke/"]


@pytest.mark.parametrize("path", PAGES)
def test_who_is_signed_out_is_led_to_sign_in_and_back(path):
    response = Client().get(path)

    assert (response.status_code, response["Location"]) == (302, f"{reverse('account_login')}?next={path}")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("fields", [{}, {"is_assessor": True}], ids=["anna", "assessor"])
def test_who_is_not_of_the_team_finds_nothing_there(path, fields):
    client = Client()
    client.force_login(factories.person("Kim Dom", **fields))

    assert client.get(path).status_code == 404
    assert client.post(path).status_code == 404


def test_what_is_there_and_what_is_not_look_the_same_to_others(anna, carla):
    theirs = factories.expression.submitted(carla, name="Andetsteds")
    client = Client()
    client.force_login(anna)
    there = client.get(reverse("admin:areas_expressionofinterest_change", args=[theirs.uid]))
    missing = client.get("/team/findes-ikke/")

    assert (there.status_code, missing.status_code) == (404, 404)
    assert there.text.replace(str(theirs.uid), "") == missing.text.replace("findes-ikke", "") or (
        len(there.text.partition("<main")[2]) == len(missing.text.partition("<main")[2])
    )


def test_a_team_member_who_was_made_inactive_is_out(bo):
    client = as_bo()
    bo.is_active = False
    bo.save()

    assert client.get("/team/").status_code == 302


@pytest.mark.parametrize("name", ["login", "logout", "password_change", "password_change_done", "view_on_site"])
def test_there_is_no_second_door(name):
    with pytest.raises(NoReverseMatch):
        reverse(f"admin:{name}")


@pytest.mark.parametrize("path", ["login/", "logout/", "password_change/", "r/1/1/"])
def test_djangos_own_doors_are_not_there(bo, path):
    assert as_bo().get(f"/team/{path}").status_code == 404


def test_an_apps_own_page_leads_to_the_overview(bo):
    response = as_bo().get(reverse("admin:app_list", args=["areas"]))

    assert (response.status_code, response["Location"]) == (302, "/team/")


def test_an_address_without_its_slash_is_completed(bo):
    response = as_bo().get("/team/interesseerklaeringer")

    assert (response.status_code, response["Location"]) == (301, "/team/interesseerklaeringer/")


@pytest.mark.parametrize("path", PAGES[:4])
def test_nothing_of_the_team_is_kept_by_a_browser(programme, path):
    assert "no-store" in as_bo().get(path)["Cache-Control"]


def test_the_menu_is_the_teams_work_and_says_where_one_is(programme):
    client = as_bo()
    lines = admin.site.menu("/team/interesseerklaeringer/")

    assert [str(line["label"]) for line in lines] == [str(label) for label, _name in MENU]
    assert [str(line["label"]) for line in lines if line["current"]] == ["Interesseerklæringer"]
    for line in lines:
        assert client.get(line["url"]).status_code == 200, line


@pytest.mark.parametrize(
    ("path", "label"),
    [
        ("/team/", "Overblik"),
        ("/team/udvaelgelse/fordel/", "Vurdering"),
        ("/team/udvaelgelse/tavle/sammensaetninger/", "Tavle"),
        ("/team/udvaelgelse/afgoerelser/frigiv/", "Afgørelser"),
    ],
)
def test_one_line_of_the_menu_is_current_also_where_pages_lie_below_each_other(path, label):
    assert [str(line["label"]) for line in admin.site.menu(path) if line["current"]] == [label]


def test_every_model_of_the_admin_has_a_danish_address():
    addresses = {
        reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for model in admin.site._registry
        if model is not Disqualification  # its pages are those of a case
    }

    assert all(address.count("/") in (3, 4) and "." not in address for address in addresses), addresses


def test_the_way_out_is_the_sites_own(programme):
    text = as_bo().get("/team/").text

    assert f'action="{reverse("account_logout")}"' in text


@pytest.mark.parametrize(
    "asked",
    ["postkasse/?kind=%00", "postkasse/?state__exact=%00", "personer/?email__contains=a%00"],
)
def test_a_list_that_is_narrowed_by_a_nul_says_that_it_is_no_question(bo, programme, asked):
    """The database takes none in a text, and Django's lists ask it all the same."""
    response = as_bo().get(f"/team/{asked}")

    assert response.status_code == 400
    assert "Vi forstod ikke" in response.content.decode()
