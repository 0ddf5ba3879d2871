"""The session runs out under somebody's hands, in a real browser: without script and with it."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import Page, expect

from people.models import UnsavedText
from tests import factories
from tests.browser import settle
from tests.people.signing import code_for

from .test_expression import anna, looks_right, on, save, sign_in  # noqa: F401 – a fixture among them

pytestmark = pytest.mark.django_db(transaction=True)
LINE = 'Æblerne på Læsø: "Ål & øl", <b>én</b> \\ {{ x }}\n'
TEXT = (LINE * 70)[:2999].strip() + "!"
SIGNED_OUT = "document.dispatchEvent(new CustomEvent('kp:signed-out'))"


@pytest.fixture
def draft(anna):  # noqa: F811
    return factories.expression.draft(anna)


def write(page: Page, person, draft, live_server) -> None:
    sign_in(page, person, live_server)
    page.goto(draft.get_absolute_url() + "udfordring/")
    page.locator("#id_challenge").fill(TEXT)


def run_out() -> None:
    assert Session.objects.all().delete()[0]


def enter_email(page: Page, email: str, send: str = "Send mig en kode") -> None:
    page.get_by_label(re.compile("^E-mail")).fill(email)
    page.get_by_role("button", name=send).click()


def enter_code(page: Page, email: str) -> None:
    field = page.get_by_role("textbox", name="Koden fra mailen")
    expect(field).to_be_visible()  # by then the mail is queued
    field.fill(code_for(email))
    page.get_by_role("main").or_(page.get_by_role("dialog")).get_by_role("button", name="Log ind", exact=True).click()


def test_without_script_every_character_is_back_after_sign_in(anna, draft, page_at, live_server):  # noqa: F811
    page = page_at(390, script=False)
    write(page, anna, draft, live_server)
    run_out()
    save(page)

    expect(page.get_by_text("Log ind igen, så får du det, du skrev, tilbage.")).to_be_visible()
    enter_email(page, anna.email)
    enter_code(page, anna.email)
    expect(page.get_by_text("Det, du skrev, er ikke gemt endnu")).to_be_visible()
    assert page.locator("#id_challenge").input_value() == TEXT
    save(page)
    expect(page).to_have_url(re.compile("/ide/$"))
    draft.refresh_from_db()
    assert draft.challenge == TEXT
    assert not UnsavedText.objects.exists()


def test_with_script_she_signs_in_without_leaving_the_page(anna, draft, page_at, live_server):  # noqa: F811
    page = page_at(390)
    write(page, anna, draft, live_server)
    page.evaluate("document.addEventListener('kp:signed-in', () => (document.title = 'signed in'))")
    run_out()
    page.evaluate(SIGNED_OUT)

    dialog = page.get_by_role("dialog", name="Du er blevet logget ud")
    expect(dialog.get_by_label("E-mailadresse")).to_be_visible()
    looks_right(page)
    enter_email(page, "")
    expect(dialog.get_by_role("alert")).to_contain_text("Skriv din e-mailadresse.")
    looks_right(page)
    enter_email(page, anna.email)
    expect(dialog.get_by_role("textbox", name="Koden fra mailen")).to_be_focused()
    looks_right(page)
    dialog.get_by_role("textbox", name="Koden fra mailen").fill("1234 5678")
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("alert")).to_contain_text("Koden passer ikke.")
    dialog.get_by_role("button", name="Send en ny kode").click()
    expect(dialog.get_by_text("Vi har sendt en ny mail.")).to_be_visible()
    enter_code(page, anna.email)

    expect(dialog).to_be_hidden()
    expect(page).to_have_title("signed in")
    expect(page.locator("#id_challenge")).to_be_focused()
    assert page.locator("#id_challenge").input_value() == TEXT
    assert on(page) == "udfordring"
    save(page)
    expect(page).to_have_url(re.compile("/ide/$"))
    draft.refresh_from_db()
    assert draft.challenge == TEXT


def test_the_dialog_can_be_put_off_and_taken_up_again(anna, draft, page_at, live_server):  # noqa: F811
    page = page_at(390)
    write(page, anna, draft, live_server)
    run_out()
    page.evaluate(SIGNED_OUT)
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("E-mailadresse")).to_be_visible()
    page.keyboard.press("Escape")

    expect(dialog).to_be_hidden()
    expect(page.locator("#id_challenge")).to_be_focused()
    expect(page.get_by_text("Det, du skriver, bliver ikke gemt, før du logger ind igen.")).to_be_visible()
    looks_right(page)
    page.evaluate(SIGNED_OUT)
    page.wait_for_timeout(300)
    expect(dialog).to_be_hidden()  # she knows; it does not push itself forward again
    page.get_by_role("button", name="Log ind igen").click()
    expect(dialog.get_by_label("E-mailadresse")).to_be_visible()


def test_a_late_answer_from_before_does_not_sign_her_out_again(anna, draft, page_at, live_server):  # noqa: F811
    page = page_at(390)
    write(page, anna, draft, live_server)
    run_out()
    late = []
    page.route("**/til-stede/**", lambda route: late.append((route, route.fetch())))
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # now it asks who else is there
    page.evaluate(SIGNED_OUT)
    enter_email(page, anna.email)
    enter_code(page, anna.email)
    expect(page.get_by_role("dialog")).to_be_hidden()
    (route, answer), *_ = late
    assert answer.status == 401
    with page.expect_response("**/til-stede/**"):
        route.fulfill(response=answer)

    save(page)

    expect(page).to_have_url(re.compile("/ide/$"))
    draft.refresh_from_db()
    assert draft.challenge == TEXT


def test_what_could_not_be_sent_from_the_dialog_can_be_pressed_again(anna, draft, page_at, live_server):  # noqa: F811
    page = page_at(390)
    write(page, anna, draft, live_server)
    run_out()
    page.evaluate(SIGNED_OUT)
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("E-mailadresse")).to_be_visible()
    page.context.set_offline(True)
    enter_email(page, anna.email)
    expect(dialog.get_by_role("alert")).to_contain_text("Vi kan ikke få forbindelse lige nu.")
    expect(dialog.get_by_role("button", name="Send mig en kode")).to_be_focused()
    looks_right(page)

    page.context.set_offline(False)
    page.keyboard.press("Enter")

    expect(dialog.get_by_role("textbox", name="Koden fra mailen")).to_be_focused()
    expect(dialog.get_by_role("alert")).to_be_hidden()


def test_a_button_pressed_all_the_same_takes_the_long_way(anna, draft, page_at, live_server):  # noqa: F811
    page = page_at(390)
    write(page, anna, draft, live_server)
    run_out()
    page.evaluate(SIGNED_OUT)
    expect(page.get_by_role("dialog").get_by_label("E-mailadresse")).to_be_visible()
    page.get_by_role("button", name="Luk").last.click()
    save(page)
    enter_email(page, anna.email)
    enter_code(page, anna.email)

    expect(page.get_by_text("Det, du skrev, er ikke gemt endnu")).to_be_visible()
    assert page.locator("#id_challenge").input_value() == TEXT
    looks_right(page)
    page.locator("#id_challenge").press("End")
    page.keyboard.press("Backspace")
    expect(page.get_by_text("Det, du skrev, er ikke gemt endnu")).to_be_hidden()  # the page has saved it by itself
    assert not UnsavedText.objects.exists()
    draft.refresh_from_db()
    assert len(draft.challenge) == len(TEXT) - 1


def test_what_was_pressed_goes_on_once_she_is_signed_in(anna, draft, page_at, live_server):  # noqa: F811
    page = page_at(390)
    write(page, anna, draft, live_server)
    run_out()
    save(page, "Gem og gå til oversigten")

    expect(page.get_by_role("dialog").get_by_label("E-mailadresse")).to_be_visible()
    enter_email(page, anna.email)
    enter_code(page, anna.email)
    expect(page).to_have_url(re.compile(draft.get_absolute_url() + "$"))
    draft.refresh_from_db()
    assert draft.challenge == TEXT
    assert not UnsavedText.objects.exists()


def test_a_button_is_not_dead_once_the_dialog_is_put_off(anna, draft, page_at, live_server):  # noqa: F811
    page = page_at(390)
    write(page, anna, draft, live_server)
    run_out()
    page.get_by_role("button", name="Gem og fortsæt").click()
    expect(page.get_by_role("dialog").get_by_label("E-mailadresse")).to_be_visible()
    page.keyboard.press("Escape")

    save(page)
    enter_email(page, anna.email)
    enter_code(page, anna.email)

    expect(page.get_by_text("Det, du skrev, er ikke gemt endnu")).to_be_visible()
    assert page.locator("#id_challenge").input_value() == TEXT


def test_after_sign_in_it_is_heard_that_it_is_saved(anna, draft, page_at, live_server):  # noqa: F811
    page = page_at(390)
    write(page, anna, draft, live_server)
    expect(page.locator("[data-spoken]")).to_contain_text("Gemt kl.")
    run_out()
    page.locator("#id_challenge").press("End")
    page.keyboard.press("Backspace")
    expect(page.locator("[data-spoken]")).to_contain_text("Du er logget ud.")

    enter_email(page, anna.email)
    enter_code(page, anna.email)

    expect(page.locator("[data-spoken]")).to_contain_text("Gemt kl.")


def test_the_dialog_does_not_take_the_keyboard_from_who_is_typing(anna, draft, page_at, live_server):  # noqa: F811
    page = page_at(1280)
    write(page, anna, draft, live_server)
    run_out()
    page.locator("#id_challenge").press("End")
    page.keyboard.type(" og")
    page.evaluate(SIGNED_OUT)
    page.keyboard.type(" mere", delay=100)

    expect(page.get_by_role("dialog")).to_be_visible()
    assert page.locator("#id_challenge").input_value().endswith(" og mere")


def sign_in_there(page: Page, email: str) -> None:
    enter_email(page, email)
    enter_code(page, email)


def put_off_and_sign_in(page: Page, email: str) -> None:
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Log ind igen").click()
    sign_in_there(page, email)


@pytest.mark.parametrize(
    "leave",
    [
        sign_in_there,
        put_off_and_sign_in,
        lambda page, email: page.keyboard.press("Escape"),
        lambda page, email: page.get_by_role("button", name="Luk").last.click(),
    ],
    ids=["signed in", "put off, then signed in", "Escape", "Luk"],
)
def test_after_the_dialog_she_types_on_where_she_was(anna, draft, page_at, live_server, leave):  # noqa: F811
    page = page_at(390)
    write(page, anna, draft, live_server)
    run_out()
    page.keyboard.press("Control+Home")
    page.keyboard.press("End")  # of the first line on the screen
    page.keyboard.press("Shift+ArrowLeft")
    page.evaluate(SIGNED_OUT)
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("E-mailadresse")).to_be_visible()
    leave(page, anna.email)

    expect(dialog).to_be_hidden()
    page.keyboard.type("; og")
    start = page.locator("#id_challenge").evaluate("field => field.selectionStart") - len("; og")
    assert 10 < start < len(LINE)
    assert page.locator("#id_challenge").input_value() == TEXT[:start] + "; og" + TEXT[start + 1 :]


@pytest.mark.parametrize("who", ["Ejnar, of the same group", "Carla"])
def test_another_person_in_the_dialog_empties_the_page(anna, page_at, live_server, who):  # noqa: F811
    draft = factories.expression.complete(anna)
    other = factories.carla() if who == "Carla" else draft.area.memberships.get(role="member").person
    page = page_at(390)
    write(page, anna, draft, live_server)
    page.evaluate(
        "document.addEventListener('kp:other-person', () => setTimeout(() => "
        "sessionStorage.setItem('left', document.querySelector('#id_challenge').value), 0))"
    )
    run_out()
    page.evaluate(SIGNED_OUT)
    enter_email(page, other.email)
    enter_code(page, other.email)

    expect(page).to_have_url(re.compile(reverse("my_page") + "$"))
    assert page.evaluate("sessionStorage.getItem('left')") == ""
    page.go_back()
    settle(page)
    page.wait_for_timeout(2000)
    assert "Æblerne" not in page.content()
    draft.refresh_from_db()
    assert draft.challenge == "Vi vil samle byen"  # neither hers nor the emptied fields


def test_another_who_signed_in_in_another_tab_sees_nothing_of_what_was_sent(anna, draft, page_at, live_server):  # noqa: F811
    carla = factories.carla()
    page = page_at(390)
    write(page, anna, draft, live_server)
    run_out()
    sign_in(page, carla, live_server)
    page.evaluate("document.querySelector('.kp-section-form').submit()")  # past all script

    expect(page.get_by_role("heading", name="Siden blev åbnet af en anden")).to_be_visible()
    assert "Æblerne" not in page.content()
    looks_right(page)
    page.get_by_role("main").get_by_role("button", name="Log ud").click()
    enter_email(page, anna.email)
    enter_code(page, anna.email)
    expect(page.locator("#id_challenge")).to_have_value(TEXT)


def test_who_signed_in_in_another_tab_just_goes_on(anna, draft, page_at, live_server):  # noqa: F811
    page = page_at(390)
    write(page, anna, draft, live_server)
    run_out()
    page.evaluate(SIGNED_OUT)
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("E-mailadresse")).to_be_visible()
    with page.expect_popup() as tab:
        dialog.get_by_role("link", name="Log ind i en ny fane").click()
    enter_email(tab.value, anna.email)
    enter_code(tab.value, anna.email)
    tab.value.wait_for_url("**/udfordring/")
    tab.value.close()
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    expect(dialog).to_be_hidden()
    save(page)
    expect(page).to_have_url(re.compile("/ide/$"))  # with a token that counts
    draft.refresh_from_db()
    assert draft.challenge == TEXT


def test_the_teams_second_step_is_left_to_a_tab_of_its_own(anna, draft, page_at, live_server, settings):  # noqa: F811
    settings.DEMO = False
    bo = factories.bo()
    page = page_at(390)
    write(page, anna, draft, live_server)
    run_out()
    page.evaluate(SIGNED_OUT)
    enter_email(page, bo.email)
    enter_code(page, bo.email)

    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("Der er et trin mere.")).to_be_visible()
    link = dialog.get_by_role("link", name="Log ind i en ny fane")
    assert reverse("mfa_index") in link.get_attribute("href")


def test_a_stale_token_shows_the_text_and_its_button_saves_every_character(anna, draft, page_at, live_server):  # noqa: F811
    page = page_at(390, script=False)
    write(page, anna, draft, live_server)
    page.context.clear_cookies(name="csrftoken")
    save(page)

    expect(page.get_by_role("heading", name="Siden havde stået åben for længe")).to_be_visible()
    expect(page.get_by_role("textbox", name="Det, du skrev")).to_have_value(TEXT)
    page.get_by_role("button", name="Prøv igen").click()
    expect(page).to_have_url(re.compile("/ide/$"))
    draft.refresh_from_db()
    assert draft.challenge == TEXT


def test_in_english_too(anna, draft, page_at, live_server):  # noqa: F811
    page = page_at(1280, language="en")
    write(page, anna, draft, live_server)
    run_out()
    page.evaluate(SIGNED_OUT)

    expect(page.get_by_role("dialog").locator("input[name=email]")).to_be_visible()
    looks_right(page)
