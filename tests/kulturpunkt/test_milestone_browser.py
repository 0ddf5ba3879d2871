"""Bo moves the deadline in a real Chromium."""

import datetime as dt

import pytest
from django.test import Client
from playwright.sync_api import expect

from programme import loading
from programme.models import Milestone
from tests import factories
from tests.browser import axe_violations
from tests.people.signing import sign_in
from tests.programme.conftest import LOADED_AT

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("width", [390, 1280])
def test_the_deadline_is_moved_after_seeing_what_it_does(page_at, live_server, settings, width):
    settings.TODAY = dt.date(2025, 4, 22)
    loading.load(loading.read(loading.SHIPPED), at=LOADED_AT)
    bo, anna = factories.bo(), factories.anna()
    factories.expression.draft(anna)
    session = sign_in(Client(), bo).cookies["sessionid"].value
    page = page_at(width)
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])

    page.goto("/team/tidsplan/")
    assert axe_violations(page) == []
    page.get_by_role("link", name="Interessetilkendegivelse").click()
    assert axe_violations(page) == []
    page.get_by_label("Fra:").fill("2025-05-05")
    page.get_by_label("Til:").fill("2025-05-05")
    page.get_by_label("Hvorfor?").fill("Påsken tog en uge")
    page.get_by_role("button", name="Gem", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Se, hvad der ændrer sig")
    expect(page.get_by_role("table")).to_contain_text("28. april 2025 (1)")
    assert axe_violations(page) == []
    assert Milestone.objects.get(key="interest").to_on == dt.date(2025, 4, 28)
    page.get_by_role("button", name="Gem ændringen").click()

    expect(page.get_by_role("row", name="Interessetilkendegivelse")).to_contain_text("5. maj 2025")
    page.goto("/team/historik/")
    expect(page.get_by_role("table")).to_contain_text("Påsken tog en uge")
    assert axe_violations(page) == []
