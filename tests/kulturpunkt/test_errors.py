"""When something goes wrong: the right status, a page that helps, and what was typed still there."""

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import path
from django.utils.functional import SimpleLazyObject

from areas import actions, on_behalf
from kulturpunkt import urls
from people import second_factor
from programme import calendar
from tests import factories

handler404, handler500 = urls.handler404, urls.handler500


def away(request):
    raise OperationalError("the server closed the connection unexpectedly")


def broken(request):
    raise RuntimeError("a mistake of ours")


def away_later(request):
    """The database goes away when it is known already who reads the page."""
    assert request.user.is_authenticated
    raise OperationalError("the server closed the connection unexpectedly")


def broken_later(request):
    assert request.user.is_authenticated
    raise RuntimeError("a mistake of ours")


urlpatterns = [
    path("vaek/", away),
    path("fejl/", broken),
    path("vaek-senere/", away_later),
    path("fejl-senere/", broken_later),
    *urls.urlpatterns,
]
pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db]


@pytest.fixture
def visitor():
    return Client(raise_request_exception=False)


def test_database_away_says_come_again_and_keeps_the_text(visitor):
    typed = "Vi vil samle byen om havnen. " * 10

    response = visitor.post("/vaek/", {"challenge": typed})

    assert response.status_code == 503
    assert response.headers["Retry-After"] == "30"
    assert typed in response.content.decode()


def test_a_mistake_of_ours_is_a_500_that_shows_nothing_of_it(visitor):
    response = visitor.get("/fejl/")

    assert response.status_code == 500
    assert "a mistake of ours" not in response.content.decode()
    assert "<h1" in response.content.decode()


@pytest.mark.parametrize("page", ["vaek-senere", "fejl-senere"])
def test_who_writes_for_an_area_is_reminded_there_too(visitor, page, settings):
    settings.TODAY = factories.BEFORE_THE_DEADLINE.date()
    draft = factories.expression.draft(factories.anna())
    visitor.force_login(factories.bo())
    acting = actions.act_for(draft, reason="Ringede", by=factories.bo(), at=calendar.now())
    session = visitor.session
    session[on_behalf.KEY] = str(acting.uid)
    session[second_factor.SKIPPED] = True
    session.save()

    text = visitor.get(f"/{page}/").text

    assert "Du skriver på vegne af <b>Havnby</b>" in text
    assert "Begrundelse: Ringede" in text


def test_nobody_is_looked_up_for_it(rf):
    def look_up():
        raise AssertionError("asked who it is")

    request = rf.get("/fejl/")
    request.user = SimpleLazyObject(look_up)

    assert on_behalf.known(request) is None


def test_a_missing_page_helps(visitor):
    response = visitor.get("/findes-ikke/")

    assert response.status_code == 404
    assert "<h1" in response.content.decode()


def test_a_stale_form_from_our_own_page_comes_back_with_its_text():
    visitor = Client(enforce_csrf_checks=True)
    typed = "Tre timers arbejde, som ikke må gå tabt. " * 5

    response = visitor.post("/min-side/profil/", {"name": typed}, headers={"Sec-Fetch-Site": "same-origin"})

    assert response.status_code == 403
    assert typed in response.content.decode()


def test_a_strangers_form_is_not_put_into_ours():
    visitor = Client(enforce_csrf_checks=True)

    response = visitor.post("/min-side/profil/", {"name": "stolen " * 20}, headers={"Sec-Fetch-Site": "cross-site"})

    assert response.status_code == 403
    assert "stolen" not in response.content.decode()
