"""The team's pages in a real browser: nothing for axe to find, nothing the CSP refuses, nothing wider than a phone."""

import pytest
from django.urls import reverse

from areas import actions
from tests import factories
from tests.areas.desk import as_bo
from tests.browser import axe_violations, overflows
from tests.house_rules.places import a_document

pytestmark = pytest.mark.django_db(transaction=True)
WHEN = factories.BEFORE_THE_DEADLINE


@pytest.fixture
def desk(transactional_db, settings, page_at, live_server):
    """`desk(width, language="da")`: a page in which Bo is signed in."""
    settings.TODAY = WHEN.date()
    factories.programme()
    key = as_bo().session.session_key

    def open_page(width: int, **how):
        page = page_at(width, **how)
        page.context.add_cookies([{"name": "sessionid", "value": key, "url": live_server.url}])
        return page

    return open_page


@pytest.fixture
def story(desk):
    """Anna's, sent and opened again, with a file; Carla's draft, which nobody has touched for long."""
    anna, carla = factories.anna(), factories.carla()
    complete = factories.expression.complete(anna)
    actions.attach(complete, a_document(anna), title="Havnen", by=anna, at=WHEN)
    complete.refresh_from_db()
    actions.submit(complete, by=anna, arrived_at=WHEN, version=complete.version)
    actions.reopen(complete, by=anna, at=WHEN)
    factories.expression.draft(carla, name="Et sted med et meget langt navn ude ved den nordligste fjord", at=WHEN)
    return complete


def pages(expression) -> list[str]:
    one = reverse("admin:areas_expressionofinterest_change", args=[expression.uid])
    many = reverse("admin:areas_expressionofinterest_changelist")
    return [
        "/team/",
        many,
        f"{many}?q=findes+ikke",
        one,
        f"{one}?udgave=1",
        reverse("admin:areas_localarea_changelist"),
        reverse("admin:areas_localarea_change", args=[expression.area.uid]),
        reverse("admin:people_user_changelist"),
        reverse("admin:people_user_change", args=[expression.created_by_id]),
        reverse("admin:people_user_add"),
    ]


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("width", [390, 1280])
def test_every_page_is_sound(desk, story, width, language):
    page = desk(width, language=language)
    for path in pages(story):
        page.goto(path)

        assert page.locator("h1").count() == 1, path
        assert page.locator("html").get_attribute("lang") == language
        assert axe_violations(page) == [], path
        assert not overflows(page), path


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_the_menu_of_a_phone_opens_and_leads(desk, script):
    page = desk(390, script=script)
    page.goto("/team/")
    menu = page.get_by_role("navigation", name="Hovedmenu")
    assert not menu.is_visible()

    page.get_by_role("button", name="Menu").click()
    menu.get_by_role("link", name="Interesseerklæringer").click()

    assert page.url.endswith("/team/interesseerklaeringer/")


def test_bo_finds_an_area_on_the_telephone_and_reads_it(desk, story):
    page = desk(1280)
    page.goto("/team/")
    page.get_by_role("link", name="Interesseerklæringer").click()

    page.get_by_label("Søg").fill("holm havn")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Havnby").click()

    assert page.get_by_role("heading", level=1).inner_text().startswith("Havnby")
    page.get_by_role("link", name="Som sendt nr. 1").click()
    assert page.get_by_text("Fingeraftryk af det, der blev sendt").is_visible()
    with page.expect_download() as receipt:
        page.get_by_role("link", name="Kvittering nr. 1 (PDF)").click()
    assert receipt.value.suggested_filename.endswith(".pdf")


def test_bo_takes_out_what_the_list_shows(desk, story):
    page = desk(1280)
    page.goto("/team/interesseerklaeringer/")
    page.get_by_label("Status").select_option("Kladde")
    page.get_by_role("button", name="Vis").click()

    with page.expect_download() as taken:
        page.get_by_role("link", name="Hent som regneark").click()

    assert taken.value.suggested_filename == "interesseerklaeringer-2025-04-22.csv"


def test_the_way_out_is_the_sites_own(desk):
    page = desk(1280)
    page.goto("/team/")

    page.get_by_role("button", name="Log ud").click()

    page.goto("/team/")
    assert page.url.partition("?")[0].endswith(reverse("account_login"))
