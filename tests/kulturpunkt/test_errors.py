"""When something goes wrong: the right status, a page that helps, and what was typed still there."""

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import path

from kulturpunkt import urls

handler404, handler500 = urls.handler404, urls.handler500


def away(request):
    raise OperationalError("the server closed the connection unexpectedly")


def broken(request):
    raise RuntimeError("a mistake of ours")


urlpatterns = [path("vaek/", away), path("fejl/", broken), *urls.urlpatterns]
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
