"""What is typed is saved by itself: a real Chromium, a network that comes and goes, and two who write at once."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from areas import actions, content, drafting, merging
from areas.completeness import Section
from areas.models import ExpressionOfInterest
from programme.models import Goal, GoalLevel
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

    expect(status(page)).to_contain_text("undtagen Budget")
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


# --- what the server did not take


def test_a_page_that_was_refused_is_kept_by_the_browser(page_at, live_server, draft):
    page = signed_in(page_at, live_server, draft.created_by)
    page.goto(section(draft, Section.CHALLENGE))
    page.get_by_label("Jeres fælles udfordring").fill("x" * 3100)
    page.get_by_role("button", name="Gem og fortsæt").click()
    expect(page.get_by_role("alert")).to_contain_text("Teksten er for lang")
    expect(status(page)).to_contain_text("undtagen Jeres fælles udfordring")
    page.close()

    again = page.context.new_page()
    again.goto(section(draft, Section.CHALLENGE))

    expect(again.get_by_text("Her er den tekst, der ikke nåede at blive gemt")).to_be_visible()
    expect(again.get_by_label("Jeres fælles udfordring")).to_have_value("x" * 3100)


def write_as_ejnar(draft, of: Section, **values) -> None:
    """Ejnar saves, and nobody's page knows."""
    stood = drafting.values_of(of, said(draft))
    ejnar = draft.area.memberships.get(role="member").person
    how = {"seen": merging.seen_of(stood), "by": ejnar, "at": factories.BEFORE_THE_DEADLINE}
    assert not actions.save_section(draft, of, stood | values, **how).conflicts


def test_a_page_in_which_two_wrote_is_kept_and_asks_again(page_at, live_server, draft):
    page = signed_in(page_at, live_server, draft.created_by)
    page.goto(section(draft, Section.CHALLENGE))
    page.route("**/gem/", lambda route: route.fulfill(status=503))
    write_as_ejnar(draft, Section.CHALLENGE, challenge="Ejnars tekst")
    page.get_by_label("Jeres fælles udfordring").fill("Annas tekst")
    page.get_by_role("button", name="Gem og fortsæt").click()
    expect(page.get_by_text("Der er gemt noget andet samme sted, mens du skrev")).to_be_visible()
    page.close()

    again = page.context.new_page()
    again.goto(section(draft, Section.CHALLENGE))

    expect(again.get_by_label("Jeres fælles udfordring")).to_have_value("Annas tekst")
    expect(again.locator("[data-conflict]")).to_contain_text("Ejnars tekst")
    assert said(draft).challenge == "Ejnars tekst"


@pytest.mark.parametrize(
    "text", ["Flere mødes på havnen", "x" * 301], ids=["nothing is wrong", "another goal is wrong"]
)
def test_an_example_is_there_and_stays_there(page_at, live_server, draft, text):
    programme, words = draft.programme, "Udvikle et forum, der koordinerer"
    Goal.objects.create(programme=programme, key="eksempel", level=GoalLevel.LOCAL, text=words, position=9)
    page = signed_in(page_at, live_server, draft.created_by)
    page.goto(section(draft, Section.GOALS))
    page.locator("#id_goals-0-text").fill(text)

    page.get_by_text("Eksempler, I kan bruge").click()
    page.get_by_role("button", name="Brug eksemplet").first.click()
    expect(page.locator("#id_goals-1-text")).to_have_value(words)
    page.goto(section(draft, Section.IDEA))
    page.goto(section(draft, Section.GOALS))

    expect(page.locator("#id_goals-0-text")).to_have_value(text)
    expect(page.locator("#id_goals-1-text")).to_have_value(words)


def test_theirs_is_fetched_and_the_rest_of_what_she_wrote_stays(page_at, live_server, draft):
    page = signed_in(page_at, live_server, draft.created_by)
    page.goto(section(draft, Section.BUDGET))
    write_as_ejnar(draft, Section.BUDGET, grant=[{"what": "Ejnars linje", "amount": "50000.00"}])
    page.locator("#id_grant-0-what").fill("Annas linje")
    page.locator("#id_own-0-what").fill("Kaffe")
    page.locator("#id_own-0-amount").fill("mange penge")
    page.get_by_role("button", name="Hent deres").click()

    expect(page.locator("#id_grant-0-what")).to_have_value("Ejnars linje")
    expect(page.locator("#id_own-0-what")).to_have_value("Kaffe")
    expect(page.locator("#id_own-0-amount")).to_have_value("mange penge")
    expect(page.get_by_text("der ikke nåede at blive gemt")).to_have_count(0)
    expect(status(page)).to_contain_text("undtagen Egen finansiering")
    page.locator("#id_own-0-amount").fill("500")
    expect(status(page)).not_to_contain_text("undtagen")
    assert [line.what for line in said(draft).budget] == ["Ejnars linje", "Kaffe"]


# --- what is wrong


def test_a_mark_goes_with_what_was_wrong_also_when_its_row_has_another_number(page_at, live_server, draft):
    page = signed_in(page_at, live_server, draft.created_by)
    page.goto(section(draft, Section.BUDGET))
    page.locator("#id_grant-1-what").fill("Lys")
    page.locator("#id_grant-1-amount").fill("mange penge")
    page.get_by_role("button", name="Gem og fortsæt").click()
    expect(page.locator("#id_grant-1-amount_error")).to_be_visible()

    page.locator("#grant-0").get_by_role("button", name="Fjern").click()
    expect(page.locator("#id_grant-0-amount_error")).to_be_visible()
    page.locator("#id_grant-0-amount").fill("50.000")
    page.locator("#id_grant-0-amount").blur()

    expect(page.locator(".form-error-message")).to_have_count(0)
    expect(page.locator("[aria-invalid], .form-error")).to_have_count(0)
    expect(status(page)).not_to_contain_text("undtagen")
    assert [line.what for line in said(draft).budget] == ["Lys"]


def test_a_question_of_several_boxes_is_marked_as_one(page_at, live_server, draft):
    page = signed_in(page_at, live_server, draft.created_by)
    page.goto(section(draft, Section.GOALS))

    page.locator("#id_goals-0-serves_0").evaluate("box => { box.checked = true; box.value = 'findes-ikke'; }")
    page.locator("#id_goals-0-text").fill("Flere mødes")
    page.locator("#id_goals-0-text").blur()

    expect(page.get_by_role("group", name="Hvilke af programmets mål")).to_have_accessible_description(
        re.compile("Vælg blandt programmets mål på listen.")
    )
    assert axe_violations(page) == []


# --- what is heard


def heard(page: Page):
    return page.locator("[data-spoken]")


def test_it_is_heard_that_it_is_saved_again(page_at, live_server, draft):
    page = signed_in(page_at, live_server, draft.created_by)
    page.goto(section(draft, Section.CHALLENGE))
    page.get_by_label("Jeres fælles udfordring").fill("Først")
    expect(heard(page)).to_contain_text("Gemt kl.")
    page.context.set_offline(True)
    page.get_by_label("Jeres fælles udfordring").fill("I tunnelen")
    expect(heard(page)).to_have_text("Ikke gemt, prøver igen")

    page.context.set_offline(False)

    expect(heard(page)).to_contain_text("Gemt kl.")


def test_it_is_heard_what_is_not_saved_and_what_came_from_others(page_at, live_server, draft):
    page = signed_in(page_at, live_server, draft.created_by)
    page.goto(section(draft, Section.IDEA))
    page.get_by_label("Jeres idé").fill("x" * 3001)
    expect(heard(page)).to_contain_text("undtagen Jeres idé")
    write_as_ejnar(draft, Section.IDEA, practice="Ejnars")

    page.get_by_label("Jeres idé").fill("Annas")

    expect(page.get_by_label("Sådan gør I i praksis")).to_have_value("Ejnars")
    expect(heard(page)).to_contain_text("Der er kommet noget nyt i “Sådan gør I i praksis”.")
    expect(heard(page)).to_contain_text("Gemt kl.")


def test_who_is_here_is_filled_into_a_place_that_is_heard(page_at, live_server, draft):
    page = signed_in(page_at, live_server, draft.created_by)
    page.goto(section(draft, Section.IDEA))

    here = page.locator("[data-present]")

    assert here.evaluate("place => getComputedStyle(place).display") == "block"
    assert here.evaluate("place => place.offsetHeight") == 0


# --- a button while nothing can be sent


def test_a_button_pressed_without_a_line_waits_for_it(page_at, live_server, draft):
    page = signed_in(page_at, live_server, draft.created_by)
    page.goto(section(draft, Section.CHALLENGE))
    page.context.set_offline(True)
    page.get_by_label("Jeres fælles udfordring").fill("Skrevet i en tunnel")
    page.get_by_role("button", name="Gem og fortsæt").click()

    expect(heard(page)).to_have_text("Ikke gemt, prøver igen")
    page.wait_for_timeout(1000)
    expect(page.get_by_label("Jeres fælles udfordring")).to_have_value("Skrevet i en tunnel")
    page.context.set_offline(False)

    expect(page.get_by_role("heading", level=1)).to_have_text("Idé og praksis")
    assert said(draft).challenge == "Skrevet i en tunnel"
