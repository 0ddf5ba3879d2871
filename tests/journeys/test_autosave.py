"""What is typed is saved by itself: a real Chromium, a network that comes and goes, and two who write at once."""

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from areas import actions, content, merging
from areas.completeness import Section
from areas.models import ExpressionOfInterest
from tests import factories
from tests.browser import axe_violations, overflows
from tests.people.signing import sign_in

pytestmark = pytest.mark.django_db(transaction=True)
# Between the server's answer and its arrival one has time to write.
SLOW_ANSWERS = """
const ask = window.fetch;
window.fetch = (...what) => ask(...what).then((answer) => new Promise((on) => setTimeout(() => on(answer), 1500)));
"""


@pytest.fixture(autouse=True)
def today(settings):
    settings.TODAY = factories.BEFORE_THE_DEADLINE.date()


@pytest.fixture
def draft():
    return factories.expression.complete(factories.anna())


def signed_in(page_at, live_server, person, width=390, **how) -> Page:
    page = page_at(width, **how)
    session = sign_in(Client(), person).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    return page


def said(draft) -> content.Content:
    return content.read(ExpressionOfInterest.objects.get(pk=draft.pk))


def section(draft, of: Section) -> str:
    return reverse("expression_section", args=[draft.uid, of.value])


def status(page: Page):
    return page.locator("[data-saved] [data-line]")


def test_what_is_typed_is_saved_and_the_page_says_so(page_at, live_server, draft):
    page = signed_in(page_at, live_server, draft.created_by)
    page.goto(section(draft, Section.IDEA))

    page.get_by_label("Jeres idé").press_sequentially(" og endnu mere", delay=20)

    expect(status(page)).to_contain_text("Gemt kl.")
    expect(page.locator("[data-spoken]")).to_contain_text("Gemt kl.")
    assert said(draft).idea.endswith("og endnu mere") or said(draft).idea.startswith("og endnu mere")
    assert axe_violations(page) == []
    assert not overflows(page)


def test_what_cannot_be_sent_is_kept_by_the_browser_and_sent_when_the_network_is_back(page_at, live_server, draft):
    page = signed_in(page_at, live_server, draft.created_by)
    page.goto(section(draft, Section.CHALLENGE))
    page.context.set_offline(True)

    page.get_by_label("Jeres fælles udfordring").fill("Skrevet i en tunnel")

    expect(status(page)).to_have_text("Ikke gemt, prøver igen")
    assert said(draft).challenge == "Vi vil samle byen"
    page.context.set_offline(False)
    expect(status(page)).to_contain_text("Gemt kl.")
    assert said(draft).challenge == "Skrevet i en tunnel"


def first_time(route_as):
    """A handler for the first request that comes; those after it go their way."""
    came = []

    def handle(route):
        came.append(route)
        return route_as(route) if len(came) == 1 else route.continue_()

    return handle


def test_an_answer_that_breaks_off_on_the_way_is_asked_for_again(page_at, live_server, draft):
    page = signed_in(page_at, live_server, draft.created_by)
    page.goto(section(draft, Section.CHALLENGE))
    cut = first_time(lambda route: route.fulfill(content_type="application/json", body='{"time": "12'))
    page.route("**/gem/", cut)

    page.get_by_label("Jeres fælles udfordring").fill("Halvt svar")

    expect(status(page)).to_have_text("Ikke gemt, prøver igen")
    expect(status(page)).to_contain_text("Gemt kl.")
    assert said(draft).challenge == "Halvt svar"


def test_an_answer_that_never_comes_is_not_waited_for_for_ever(page_at, live_server, draft):
    page = signed_in(page_at, live_server, draft.created_by)
    page.clock.install()
    page.goto(section(draft, Section.CHALLENGE))
    page.route("**/gem/", first_time(lambda route: None))
    with page.expect_request("**/gem/"):
        page.get_by_label("Jeres fælles udfordring").fill("Intet svar")

    page.clock.fast_forward(31_000)

    expect(status(page)).to_have_text("Ikke gemt, prøver igen")
    expect(status(page)).to_contain_text("Gemt kl.")
    assert said(draft).challenge == "Intet svar"


def test_a_page_that_was_closed_before_it_could_send_gives_the_text_back(page_at, live_server, draft):
    page = signed_in(page_at, live_server, draft.created_by)
    page.goto(section(draft, Section.BUDGET))
    page.context.route("**/gem/", lambda route: route.abort())
    page.get_by_role("button", name="Tilføj en udgift").click()
    page.locator("#id_grant-3-what").fill("Lys på havnen")
    expect(status(page)).to_have_text("Ikke gemt, prøver igen")
    page.close()
    page.context.unroute("**/gem/")

    again = page.context.new_page()
    again.goto(section(draft, Section.BUDGET))

    expect(again.get_by_text("Her er den tekst, der ikke nåede at blive gemt")).to_be_visible()
    expect(again.locator("#id_grant-1-what, #id_grant-3-what").last).to_have_value("Lys på havnen")
    expect(status(again)).to_contain_text("Gemt kl.")
    assert [line.what for line in said(draft).budget] == ["Musikere", "Lys på havnen"]


def test_another_person_on_that_browser_gets_nothing(page_at, live_server, draft):
    page = signed_in(page_at, live_server, draft.created_by)
    page.goto(section(draft, Section.CHALLENGE))
    page.context.set_offline(True)
    page.get_by_label("Jeres fælles udfordring").fill("Annas hemmelighed")
    expect(status(page)).to_have_text("Ikke gemt, prøver igen")
    page.close()
    page.context.set_offline(False)
    ejnar = draft.area.memberships.get(role="member").person
    session = sign_in(Client(), ejnar).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])

    theirs = page.context.new_page()
    theirs.goto(section(draft, Section.CHALLENGE))
    theirs.wait_for_timeout(1000)

    expect(theirs.get_by_label("Jeres fælles udfordring")).to_have_value("Vi vil samle byen")


@pytest.mark.parametrize(
    ("choice", "becomes"),
    [("Behold min", "Annas tekst"), ("Brug deres", "Ejnars tekst"), ("Sæt begge ind", "Annas tekst\n\nEjnars tekst")],
)
def test_two_in_one_field_choose_between_both_texts(page_at, live_server, draft, choice, becomes):
    ejnar = draft.area.memberships.get(role="member").person
    anna = signed_in(page_at, live_server, draft.created_by)
    his = signed_in(page_at, live_server, ejnar, 1280)
    for page in (anna, his):
        page.goto(section(draft, Section.CHALLENGE))
    his.get_by_label("Jeres fælles udfordring").fill("Ejnars tekst")
    expect(status(his)).to_contain_text("Gemt kl.")

    anna.get_by_label("Jeres fælles udfordring").fill("Annas tekst")
    panel = anna.locator("[data-conflict]")
    expect(panel).to_contain_text("Ejnars tekst")
    expect(panel).to_contain_text("Annas tekst")
    assert said(draft).challenge == "Ejnars tekst"
    assert axe_violations(anna) == []
    panel.get_by_role("button", name=choice).click()

    expect(status(anna)).to_contain_text("Gemt kl.")
    expect(panel).to_have_count(0)
    expect(anna.get_by_label("Jeres fælles udfordring")).to_have_value(becomes)
    anna.get_by_role("button", name="Gem og fortsæt").click()
    expect(anna.get_by_role("heading", level=1)).to_have_text("Idé og praksis")
    assert said(draft).challenge == becomes


def test_what_is_wrong_is_said_at_its_field_when_one_leaves_it(page_at, live_server, draft):
    page = signed_in(page_at, live_server, draft.created_by)
    page.goto(section(draft, Section.BUDGET))

    page.locator("#id_grant-0-amount").fill("mange penge")
    page.locator("#id_own-0-what").fill("Kaffe")
    page.locator("#id_own-0-what").blur()

    expect(status(page)).to_contain_text("undtagen det, der er markeret")
    expect(page.locator("#id_grant-0-amount_error")).to_be_visible()
    assert said(draft).own_total == "0.00"
    assert axe_violations(page) == []
    page.locator("#id_grant-0-amount").fill("50.000")
    page.locator("#id_grant-0-amount").blur()
    expect(page.locator("#id_grant-0-amount_error")).to_have_count(0)
    expect(status(page)).to_have_text("Gemt kl. " + (status(page).text_content() or "")[-5:])


def test_each_sees_that_the_other_is_there(page_at, live_server, draft):
    ejnar = draft.area.memberships.get(role="member").person
    his = signed_in(page_at, live_server, ejnar)
    his.goto(section(draft, Section.IDEA))

    page = signed_in(page_at, live_server, draft.created_by)
    page.goto(draft.get_absolute_url())

    expect(page.locator("[data-present]")).to_contain_text(f"{ejnar} er i afsnittet “Idé og praksis” lige nu.")
    assert axe_violations(page) == []


def test_what_was_sent_meanwhile_is_told(page_at, live_server, draft):
    page = signed_in(page_at, live_server, draft.created_by)
    page.goto(section(draft, Section.IDEA))
    version = ExpressionOfInterest.objects.get(pk=draft.pk).version
    actions.submit(draft, by=draft.created_by, arrived_at=factories.BEFORE_THE_DEADLINE, version=version)

    page.get_by_label("Jeres idé").fill("For sent")

    expect(status(page)).to_contain_text("Interesseerklæringen kan ikke rettes nu")


def test_what_is_typed_while_anothers_text_comes_in_is_saved_too(page_at, live_server, draft):
    """The answer brings Ejnar's text for one field while Anna has written on in the other."""
    ejnar = draft.area.memberships.get(role="member").person
    page = signed_in(page_at, live_server, draft.created_by)
    page.add_init_script(SLOW_ANSWERS)
    page.goto(section(draft, Section.IDEA))
    theirs = said(draft)
    values = {"idea": theirs.idea, "practice": "Ejnars linje\nog en til"}
    seen = merging.seen_of({"idea": theirs.idea, "practice": theirs.practice})
    actions.save_section(draft, Section.IDEA, values, seen=seen, by=ejnar, at=factories.BEFORE_THE_DEADLINE)
    idea = page.get_by_label("Jeres idé")
    with page.expect_request("**/gem/"):
        idea.fill("Annas første")

    page.keyboard.press("Home")
    page.keyboard.type("Nu ", delay=1)

    expect(page.get_by_label("Sådan gør I i praksis")).to_have_value("Ejnars linje\nog en til")
    page.wait_for_timeout(5000)  # nobody touches a key any more
    assert (said(draft).idea, said(draft).practice) == ("Nu Annas første", "Ejnars linje\nog en til")
    page.keyboard.type("igen ")
    expect(idea).to_have_value("Nu igen Annas første")
