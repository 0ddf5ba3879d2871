"""Questions and answers in a real browser: nothing for axe to find, nothing the CSP refuses, nothing wider than a
phone; and the place for a question opens when its box is ticked, without any script."""

import pytest
from django.test import Client
from django.urls import reverse

from areas import actions
from areas.completeness import Section
from areas.models import ExpressionOfInterest
from tests import factories
from tests.browser import axe_violations, overflows

from .desk import as_bo
from .pages import address, at

pytestmark = pytest.mark.django_db(transaction=True)
NOW = factories.BEFORE_THE_DEADLINE
ASKED = [
    (("sted", "partners"), "Er kroen med?"),
    (("ide", "practice"), "Hvem gør hvad?"),
    (("budget", "grant"), "Hvad koster musikken?"),
]


def team_page(name: str, expression) -> str:
    return reverse(f"admin:areas_expressionofinterest_{name}", args=[expression.uid])


@pytest.fixture
def story(transactional_db, settings):
    """Havnby waits to answer, Klitby has answered, Fjordby is sent and has more time."""
    settings.TODAY = NOW.date()
    anna, bo = factories.anna(), factories.bo()
    waits = factories.expression.sent_back(*ASKED)
    answered = factories.expression.sent_back(*ASKED, name="Klitby")
    units = [unit for unit, _text in ASKED]
    actions.change(answered, lambda row: setattr(row, "practice", "Vi alle"), by=anna, at=NOW, units=units)
    answered = ExpressionOfInterest.objects.get(pk=answered.pk)
    actions.submit(answered, by=anna, arrived_at=NOW, version=answered.version)
    sent = factories.expression.submitted(anna, name="Fjordby")
    actions.extend(sent, until=factories.ANSWER_ON, reason="Brand", by=bo, at=NOW)
    return waits, answered, sent


def opened(page_at, live_server, client: Client, width: int, **how):
    page = page_at(width, **how)
    cookie = {"name": "sessionid", "value": client.session.session_key, "url": live_server.url}
    page.context.add_cookies([cookie])
    return page


@pytest.mark.parametrize("width", [390, 1280])
def test_what_the_area_sees(story, page_at, live_server, width):
    waits, answered, sent = story
    client = Client()
    client.force_login(factories.anna())
    page = opened(page_at, live_server, client, width)

    for path in (
        at("expression", waits),
        address(waits, Section.PLACE),
        address(waits, Section.IDEA),
        address(waits, Section.BUDGET),
        address(waits, Section.CORE),
        at("expression_check", waits),
        at("expression_receipt", answered),
        at("expression", sent),
    ):
        page.goto(path)
        assert axe_violations(page) == [], path
        assert not overflows(page), path


@pytest.mark.parametrize("width", [390, 1280])
def test_what_the_team_sees(story, page_at, live_server, width):
    waits, answered, sent = story
    page = opened(page_at, live_server, as_bo(), width)

    for path in (
        team_page("change", waits),
        team_page("change", answered),
        team_page("extension", sent),
        team_page("send_back", sent),
        reverse("admin:areas_expressionofinterest_changelist"),
    ):
        page.goto(path)
        assert axe_violations(page) == [], path
        assert not overflows(page), path


def test_ticked_the_place_for_the_question_opens_and_it_goes_back(story, page_at, live_server):
    _waits, _answered, sent = story
    page = opened(page_at, live_server, as_bo(), 1280, script=False)
    page.goto(team_page("send_back", sent))
    question = page.get_by_label("Spørgsmål: Idéen")
    assert not question.is_visible()

    page.get_by_label("Spørg om dette: Idéen").check()
    question.fill("Hvad er idéen?")
    page.get_by_label("Svar senest").fill("2025-05-06")
    page.get_by_role("button", name="Send tilbage med spørgsmål").click()

    page.get_by_text("Venter på svar").wait_for()
    assert ExpressionOfInterest.objects.get(pk=sent.pk).open_questions[0].text == "Hvad er idéen?"
