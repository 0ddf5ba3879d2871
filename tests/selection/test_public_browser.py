"""The pages of the Kulturpunkter in a real Chromium: axe, on a telephone and on a desk, and nothing from elsewhere."""

import pytest
from django.test import Client

from kulturpunkt import announced, shared_page
from programme import loading
from programme.models import Programme
from tests import factories
from tests.browser import axe_violations, overflows, settle
from tests.people.signing import sign_in
from tests.programme.conftest import LOADED_AT
from tests.selection import factories as made

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def told(transactional_db, settings):
    """The day of the kickoff; one with a photo, one without, one whose page is on its way."""
    settings.TODAY = made.KICKOFF
    loading.load(loading.read(loading.SHIPPED), at=LOADED_AT)
    programme = Programme.objects.get()
    first = made.with_photo(made.kulturpunkt("Havnby"))
    made.kulturpunkt("Limby", factories.carla())
    made.word(programme)
    made.profile(made.designated(factories.expression.submitted(made.contact_of(3), name="Østerby ved Søen")))
    shared_page.forget()
    announced.forget()
    return first


def fetched(page) -> set[str]:
    """Where the page went, as the browser tells it."""
    origins = page.evaluate("performance.getEntriesByType('resource').map(each => new URL(each.name).origin)")
    return set(origins)


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("width", [390, 1280])
def test_every_page_is_without_fault_and_fetches_nothing_from_elsewhere(told, page_at, live_server, width, language):
    page = page_at(width, language=language)

    for path in ("/kulturpunkter/", "/kulturpunkter/havnby/", "/kulturpunkter/limby/", "/"):
        page.goto(path)
        assert axe_violations(page) == [], path
        assert not overflows(page), path
        assert fetched(page) == {live_server.url}, path


def test_the_photo_and_the_map_are_really_there(told, page_at):
    page = page_at(1280)
    page.goto("/kulturpunkter/havnby/")
    settle(page)

    photo = page.locator(".kp-photo img")
    assert photo.evaluate("each => each.complete && each.naturalWidth > 0")
    assert photo.evaluate("each => each.currentSrc").endswith("/foto-1280.jpg")
    assert page.locator(".kp-nordjylland image").evaluate("each => each.getBBox().width") == 640


def as_person(page, live_server, person) -> None:
    cookie = sign_in(Client(), person).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])


@pytest.mark.parametrize("width", [390, 1280])
def test_the_teams_pages_are_without_fault(told, page_at, live_server, width):
    page = page_at(width)
    as_person(page, live_server, factories.bo())
    at = "/team/udvaelgelse/offentliggoerelse/"

    for path in (at, f"{at}vis/", f"{at}{told.uid}/", f"{at}{told.uid}/foto/", f"{at}{told.uid}/vis/"):
        page.goto(path)
        assert axe_violations(page) == [], path
        assert not overflows(page), path


@pytest.mark.parametrize("width", [390, 1280])
def test_the_areas_own_pages_are_without_fault(told, page_at, live_server, settings, width):
    settings.TODAY = made.GONE_THROUGH_AT.date()
    page = page_at(width)
    as_person(page, live_server, factories.anna())

    for path in (f"/min-side/praesentation/{told.uid}/", f"/min-side/praesentation/{told.uid}/ret/"):
        page.goto(path)
        assert axe_violations(page) == [], path
        assert not overflows(page), path
