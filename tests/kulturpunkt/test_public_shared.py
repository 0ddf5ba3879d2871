"""What is kept of a page is nobody's, of one language and one day, and no older than a minute."""

import datetime as dt
import time

import pytest
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpResponse
from django.test import Client, RequestFactory

from kulturpunkt import shared_page
from tests.people.signing import sign_in

from .pages import PUBLIC, page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _the_day(settings):
    settings.TODAY = dt.date(2025, 4, 22)


@pytest.fixture
def signed_in(anna) -> Client:
    return sign_in(Client(), anna)


@pytest.mark.parametrize("path", PUBLIC)
def test_one_persons_name_is_on_no_others_page(plan, client, signed_in, carla, path):
    mine = signed_in.get(path).content.decode()
    nobodys = client.get(path).content.decode()
    carlas = sign_in(Client(), carla).get(path).content.decode()

    assert mine.count("Anna Holm") >= 1
    assert "Anna Holm" not in nobodys
    assert "Anna Holm" not in carlas
    assert "Carla Friis" in carlas
    assert "/log-ind/ud/" not in nobodys


@pytest.mark.parametrize("path", PUBLIC)
def test_the_token_of_a_form_is_never_kept(plan, client, signed_in, path):
    signed_in.get(path)

    assert "csrfmiddlewaretoken" not in client.get(path).content.decode()


@pytest.mark.parametrize("path", PUBLIC)
def test_a_page_kept_in_one_language_is_not_shown_in_another(plan, client, path):
    english = Client()
    english.cookies["sprog"] = "en"

    first = [page(each.get(path)).all("html")[0]["lang"] for each in (client, english)]
    again = [page(each.get(path)).all("html")[0]["lang"] for each in (client, english)]

    assert first == again == ["da", "en"]


def test_a_page_kept_on_one_day_is_not_shown_on_the_next(plan, client, settings):
    assert "6 dage tilbage" in client.get("/").content.decode()
    settings.TODAY = dt.date(2025, 4, 29)
    assert "dage tilbage" not in client.get("/").content.decode()
    settings.TODAY = dt.date(2025, 4, 22)
    assert "6 dage tilbage" in client.get("/").content.decode()


def test_a_change_shows_within_a_minute_and_not_before(plan, client, monkeypatch):
    def moved() -> bool:
        return "5. maj 2025" in client.get("/tidsplan/").content.decode()

    clock = time.monotonic()
    monkeypatch.setattr(shared_page.time, "monotonic", lambda: clock)
    client.get("/tidsplan/")
    plan.milestones.filter(key="interest").update(from_on="2025-05-05", to_on="2025-05-05")

    clock += 59
    assert not moved()
    clock += 2
    assert moved()


def test_nothing_of_the_address_line_is_kept(plan, client):
    client.get("/kontakt/?navn=Ditte&next=//ond.eksempel.dk")

    html = client.get("/kontakt/").content.decode()
    assert "Ditte" not in html
    assert 'name="next" value="/kontakt/"' in html


def carried(text: str) -> str:
    """A message on its way to the next page, as the browser holds it."""
    response = HttpResponse()
    storage = CookieStorage(RequestFactory().get("/"))
    storage._store([Message(constants.SUCCESS, text)], response)
    return response.cookies["messages"].value


def test_a_message_is_shown_once_and_to_one_only(plan, client):
    client.get("/kontakt/")
    client.cookies["messages"] = carried("Du er logget ud.")

    first = client.get("/kontakt/").content.decode()
    second = client.get("/kontakt/").content.decode()

    assert "Du er logget ud." in first
    assert "Du er logget ud." not in second
    assert "Du er logget ud." not in Client().get("/kontakt/").content.decode()


def test_a_browser_or_proxy_keeps_no_page_for_another(plan, client, signed_in):
    for reader in (client, signed_in):
        response = reader.get("/")

        assert response.headers["Cache-Control"] == "private, no-cache"
        assert "Cookie" in response.headers["Vary"]


@pytest.mark.parametrize(
    ("path", "first"), [("/", 5), ("/tidsplan/", 3), ("/kontakt/", 2), ("/tilgaengelighed/", 2), ("/privatliv/", 2)]
)
def test_the_database_is_asked_once_a_minute(plan, client, signed_in, django_assert_num_queries, path, first):
    with django_assert_num_queries(first):
        client.get(path)
    with django_assert_num_queries(0):
        client.get(path)
    with django_assert_num_queries(2):  # the session and its person
        signed_in.get(path)


def test_a_page_without_the_places_is_refused(rf):
    with pytest.raises(ValueError, match="has no place for"):
        shared_page._split("<html></html>")


def test_pages_are_shown_while_redis_is_away(plan, client, settings):
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": "unix:///nowhere/valkey.sock"}}

    assert client.get("/").status_code == 200
    assert client.get("/tidsplan/").status_code == 200
