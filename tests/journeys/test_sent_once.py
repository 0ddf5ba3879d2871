"""Double click, F5, back and again, two tabs, in a real browser (fault 1): one submission, and always the same receipt.
Fifty at once at the running site: tests/faults/test_fifty_at_once.py."""

import re

import pytest
from playwright.sync_api import Page, expect

from areas.models import Submission
from notices.models import Message
from tests import factories
from tests.browser import settle

from .test_expression import anna, sign_in  # noqa: F401 – a fixture among them

pytestmark = pytest.mark.django_db(transaction=True)
RECEIPT = re.compile("/kvittering/$")


@pytest.fixture
def complete(anna):  # noqa: F811
    return factories.expression.complete(anna)


@pytest.fixture
def check_page(page_at, anna, complete, live_server):  # noqa: F811
    """The check page in a new browser."""
    page = page_at(390)
    sign_in(page, anna, live_server)
    page.goto(complete.get_absolute_url() + "tjek/")
    return page


def send_button(page: Page):
    return page.get_by_role("main").get_by_role("button", name=re.compile("^Send"))


def sent_once() -> None:
    assert Submission.objects.count() == 1
    assert Message.objects.filter(kind="expression-received").count() == 2


def test_a_double_click_is_one_press(check_page):
    send_button(check_page).dblclick()

    expect(check_page).to_have_url(RECEIPT)
    settle(check_page)
    sent_once()


def test_reloaded_it_is_the_same_receipt(check_page, complete):
    send_button(check_page).click()
    expect(check_page).to_have_url(RECEIPT)

    check_page.reload()

    expect(check_page.get_by_text(complete.reference).first).to_be_visible()
    sent_once()


def test_back_and_pressed_again_it_is_the_same_receipt(check_page):
    send_button(check_page).click()
    expect(check_page).to_have_url(RECEIPT)

    check_page.go_back()
    settle(check_page)
    if send_button(check_page).count():  # a browser that keeps the page shows it as it was
        send_button(check_page).click()

    expect(check_page.get_by_text("sendt", exact=False).first).to_be_visible()
    sent_once()


def test_two_tabs_lead_to_the_same_receipt(check_page, complete):
    other = check_page.context.new_page()
    other.goto(check_page.url)
    send_button(check_page).click()
    expect(check_page).to_have_url(RECEIPT)

    send_button(other).click()

    expect(other).to_have_url(RECEIPT)
    expect(other.get_by_text(complete.reference).first).to_be_visible()
    sent_once()


def test_the_very_form_sent_again_is_the_same_receipt(check_page, complete):
    """What F5 does on the answer to a form; here without the redirect that spares one that question."""
    button = send_button(check_page)
    action = button.evaluate("button => button.form.action")
    fields = button.evaluate("button => Object.fromEntries(new FormData(button.form))")

    answers = [check_page.request.post(action, form=fields, headers={"Referer": action}) for _ in range(3)]

    assert [answer.url for answer in answers] == [answers[0].url] * 3
    assert RECEIPT.search(answers[0].url)
    sent_once()
