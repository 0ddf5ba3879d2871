"""Every control and component in a real browser, with and without errors: axe, the security policy, a phone's width."""

import pytest

from tests.browser import axe_violations, overflows

pytestmark = [pytest.mark.urls("tests.dkfds.gallery"), pytest.mark.django_db]


@pytest.mark.parametrize(("width", "address"), [(390, "/galleri/?fejl"), (1280, "/galleri/?fejl"), (390, "/partnere/")])
def test_gallery_has_no_violation(page_at, width, address):
    page = page_at(width)

    page.goto(address)

    assert axe_violations(page) == []
    assert not overflows(page)


def test_open_menu_has_no_violation_and_closes_with_escape(page_at):
    page = page_at(390)
    page.goto("/partnere/")

    page.get_by_role("button", name="Menu").click()

    assert page.locator(".mobile-drawer").get_by_role("link", name="Tidsplan").is_visible()
    assert axe_violations(page) == []
    page.keyboard.press("Escape")
    assert not page.locator(".mobile-drawer").is_visible()


def test_wide_page_has_its_menu_in_sight(page_at):
    page = page_at(1280)
    page.goto("/partnere/")

    assert page.locator(".navigation-menu").get_by_role("link", name="Tidsplan").is_visible()
    assert not page.get_by_role("button", name="Menu").is_visible()


def test_error_summary_is_focused_and_leads_to_the_field(page_at):
    page = page_at(390)
    page.goto("/galleri/?fejl")

    focused = page.evaluate("document.activeElement.dataset.module")
    page.get_by_role("link", name="Udfyld feltet “Sektor”.").click()

    assert focused == "error-summary"
    assert page.evaluate("document.activeElement.id") == "id_sector_0"


def test_error_summary_leads_to_the_field_without_script(page_at):
    page = page_at(390, script=False)
    page.goto("/galleri/?fejl")

    page.get_by_role("link", name="Udfyld feltet “Kommune”.").click()

    assert page.url.endswith("#id_municipality")


def test_counter_counts_in_the_language_of_the_page(page_at):
    page = page_at(1280)
    page.goto("/galleri/")

    page.locator("#id_vision").press_sequentially("Havnen")

    assert page.locator(".character-limit").inner_text() == "Du har 2994 tegn tilbage"


def test_menu_is_reached_without_script(page_at):
    page = page_at(390, script=False)
    page.goto("/galleri/")

    assert page.locator(".navigation-menu").get_by_role("link", name="Tidsplan").is_visible()
    assert not page.get_by_role("button", name="Menu").is_visible()
    assert not overflows(page)


def test_every_target_is_large_enough_and_every_focus_seen(page_at):
    page = page_at(390)
    page.goto("/galleri/")

    small = page.evaluate(
        """() => [...document.querySelectorAll("main a, main button, main input, main select, main textarea, footer a")]
        .filter((e) => e.offsetParent && e.type !== "hidden" && !e.closest("p, dd, .kp-file"))
        .filter((e) => e.getBoundingClientRect().height < 24).map((e) => e.outerHTML)"""
    )
    page.keyboard.press("Tab")

    assert small == []
    assert page.evaluate("document.activeElement.className") == "skipnav"
    assert page.locator(".skipnav").bounding_box()["y"] >= 0
