"""A real Chromium for the tests: `page_at(390)` opens a page of the running site.

    def test_time_plan(page_at):
        page = page_at(390)
        page.goto("/tidsplan/")
        assert axe_violations(page) == []

A page that breaks the content security policy, or whose script fails, fails its test when it ends.
A test that means to break it empties the list: `csp_violations.clear()`.
"""

import os
import shutil
import time
from weakref import WeakKeyDictionary

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = ["--disable-background-networking", "--disable-component-update", "--no-first-run", "--disable-gpu"]
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def executable() -> str:
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    assert found, "These tests drive Chromium: apt install chromium, or set CHROMIUM=/path/to/it."
    return found


def pytest_configure(config):
    """Static files under their own names and straight from where they lie: no test waits for collectstatic.

    For the whole run and not by a fixture, because the live server is older than any fixture of a test.
    """
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}
    settings.STATIC_ROOT = settings.BASE_DIR / "static"  # WhiteNoise warns of a folder that is not there


@pytest.fixture(scope="session")
def chromium(playwright):
    """One browser for all tests of a process; each page gets a profile of its own."""
    # Playwright's event loop makes Django think that its ORM is called from asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    browser = playwright.chromium.launch(executable_path=executable(), args=QUIET + root)
    yield browser
    browser.close()


@pytest.fixture
def csp_violations() -> list[str]:
    """What the pages of this test did against the content security policy."""
    return []


@pytest.fixture
def page_at(chromium, live_server, csp_violations):
    """`page_at(width, script=True, language="da")`: a new page on the running site, in a profile of its own."""
    contexts, failures = [], []

    def open_page(width: int, *, script: bool = True, language: str = "da"):
        context = chromium.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 900},
            java_script_enabled=script,
            reduced_motion="reduce",
        )
        contexts.append(context)
        if language != "da":
            context.add_cookies([{"name": "sprog", "value": language, "url": live_server.url}])
        page = context.new_page()
        page.on("console", lambda said: "Content Security Policy" in said.text and csp_violations.append(said.text))
        page.on("pageerror", lambda error: failures.append(str(error)))
        _watch(page)
        return page

    yield open_page
    for context in contexts:
        context.set_offline(True)  # a page that closes sends what it has not saved, and the database is emptied next
        context.close()
    assert csp_violations == []
    assert failures == []


# The pages each page is on its way to: a press comes back before the next page has arrived.
_under_way: WeakKeyDictionary = WeakKeyDictionary()


def _watch(page) -> None:
    under_way = _under_way[page] = set()
    page.on("request", lambda request: request.is_navigation_request() and under_way.add(request))
    page.on("requestfinished", lambda request: under_way.discard(request))
    page.on("requestfailed", lambda request: under_way.discard(request))


def settle(page) -> None:
    """Wait for the page that the last press leads to, if it leads to one."""
    give_up, quiet = time.monotonic() + 30, 0
    while quiet < 3 and time.monotonic() < give_up:
        page.wait_for_timeout(20)
        quiet = 0 if _under_way[page] or _saves_first(page) else quiet + 1
    page.wait_for_load_state()


def _saves_first(page) -> bool:
    """A button of a page that saves itself waits for that save."""
    return page.locator("form[data-leaving]").count() > 0


def axe_violations(page) -> list[str]:
    """What axe finds on the page, one line a finding; an empty list is what one wants."""
    settle(page)
    found = Axe().run(page, options={"runOnly": WCAG}).response["violations"]
    return [f"{rule['id']}: {rule['help']} {[node['target'] for node in rule['nodes']][:5]}" for rule in found]


def overflows(page) -> bool:
    """Whether the page is wider than its window: on a phone nobody scrolls sideways."""
    settle(page)
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
