"""The public pages in a real Chromium: on a telephone and on a desk, in both languages, with axe and a strict CSP."""

import datetime as dt
import re

import pytest
from playwright.sync_api import expect

from programme import loading
from tests.browser import axe_violations, overflows
from tests.programme.conftest import LOADED_AT

from .pages import PUBLIC

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _programme(transactional_db, settings):
    settings.TODAY = dt.date(2025, 4, 22)
    loading.load(loading.read(loading.SHIPPED), at=LOADED_AT)


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("width", [390, 1280])
def test_every_public_page_is_without_fault(page_at, width, language):
    page = page_at(width, language=language)

    for path in PUBLIC:
        page.goto(path)
        expect(page.locator("html")).to_have_attribute("lang", language)
        assert axe_violations(page) == [], path
        assert not overflows(page), path


@pytest.mark.parametrize("day", ["2025-04-28", "2025-04-29", "2026-09-15"])
def test_the_pages_of_other_days_are_without_fault_too(page_at, settings, day):
    settings.TODAY = dt.date.fromisoformat(day)
    page = page_at(390)

    for path in ("/", "/tidsplan/"):
        page.goto(path)
        assert axe_violations(page) == [], path
        assert not overflows(page), path


@pytest.mark.parametrize(("width", "shown", "hidden"), [(390, ".kp-tall", ".kp-wide"), (1280, ".kp-wide", ".kp-tall")])
def test_the_picture_fits_the_window(page_at, width, shown, hidden):
    page = page_at(width)

    page.goto("/tidsplan/")

    expect(page.locator(shown)).to_be_visible()
    expect(page.locator(hidden)).to_be_hidden()
    expect(page.get_by_role("img", name="Tidsplanen måned for måned")).to_have_count(1)


def test_the_words_of_the_picture_can_be_read_on_a_telephone(page_at):
    page = page_at(390)

    page.goto("/tidsplan/")

    heights = page.locator(".kp-tall text").evaluate_all(
        "all => all.map(each => parseFloat(getComputedStyle(each).fontSize) * each.getScreenCTM().a)"
    )
    assert min(heights) >= 13


def test_no_label_of_the_wide_picture_is_cut_off(page_at):
    page = page_at(1280)

    page.goto("/tidsplan/")

    outside = page.locator(".kp-wide").evaluate(
        """picture => {
            const frame = picture.getBoundingClientRect();
            return [...picture.querySelectorAll("text")].map(each => [each.textContent, each.getBoundingClientRect()])
                .filter(([, box]) => box.left < frame.left - 1 || box.right > frame.right + 1).map(([text]) => text);
        }"""
    )
    assert outside == []


@pytest.mark.parametrize("script", [True, False])
def test_the_language_is_changed_where_one_stands(page_at, script):
    page = page_at(1280, script=script)
    page.goto("/tidsplan/")

    page.get_by_role("button", name="English").first.click()

    expect(page).to_have_url(re.compile("/tidsplan/$"))
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_from_the_front_page_one_gets_to_signing_in(page_at):
    page = page_at(390)
    page.goto("/")

    page.get_by_role("link", name="Send interesseerklæring").click()

    expect(page).to_have_url(re.compile("/log-ind/.*next="))
