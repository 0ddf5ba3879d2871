"""What is ticked, pressed and read at the team's desk has the room its words need, in a real browser."""

import pytest
from django.urls import reverse

from tests import factories
from tests.areas.desk import as_bo
from tests.journeys.test_decisions import signed_in
from tests.selection import factories as made

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(transactional_db, settings, page_at, live_server):
    settings.TODAY = made.DECIDED_AT.date()

    def open_desk(width: int, name: str, *args: object):
        page = signed_in(page_at(width), as_bo().session.session_key, live_server)
        page.goto(reverse(f"admin:{name}", args=args))
        return page

    return open_desk


def width(locator) -> float:
    return locator.bounding_box()["width"]


def test_what_goes_with_a_tick_is_no_narrow_column(desk):
    factories.bo()
    profile = made.kulturpunkt()

    page = desk(1280, "selection_publication_profile", profile.uid)
    assert width(page.get_by_text("Gået igennem og klar til at blive vist")) > 200

    page.goto(reverse("admin:programme_disqualification_declare", args=[profile.expression.uid]))
    assert width(page.get_by_text("Jeg ved, at sagen bliver lukket for mig")) > 400


def test_a_choice_stands_beside_its_words_and_what_compares_is_big_enough_to_press(desk):
    made.composition(made.round_of(2))

    page = desk(390, "selection_compositions")

    tick, words = page.get_by_label("De bedste efter samlet tal"), page.get_by_text("De bedste efter samlet tal")
    assert width(tick) < 30
    assert tick.bounding_box()["x"] < words.bounding_box()["x"] + 30
    assert words.bounding_box()["height"] < 40
    assert page.get_by_role("button", name="Vis dem side om side").bounding_box()["height"] >= 30


def test_a_number_in_a_card_stands_where_its_name_does(desk):
    made.composition(made.round_of(2))

    page = desk(390, "selection_compositions")

    cells = page.locator("td.number")
    assert set(cells.evaluate_all("all => all.map(each => getComputedStyle(each).textAlign)")) == {"left"}
