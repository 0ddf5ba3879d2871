"""One evening: Anna types three thousand characters, Ejnar writes in the same section, and everything falls over."""

import random

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import BrowserContext, Page, expect

from areas.models import ExpressionOfInterest
from bench import data
from tests.areas.pages import at
from tests.faults.browser import authors
from tests.faults.site import Site, until
from tests.people.signing import code_for, mails

WORDS = [
    "havnen",
    "“Lys”",
    "blåbær",
    "<b>fest</b>",
    "& mad",
    "Ærø",
    "ø-by",
    "æøå",
    "musik;",
    "i år",
    "1.000 kr.",
    "'ild'",
]


def text_of(length: int) -> str:
    dice = random.Random(7)
    text = ""
    while len(text) < length:
        text += dice.choice(WORDS) + dice.choice([" ", " ", " ", "\n"])
    return text[: length - 1] + "!"


def typed(page: Page, label: str, text: str) -> None:
    """Key by key, at the end of what stands there."""
    field = page.get_by_label(label)
    field.press("Control+End")
    field.press_sequentially(text, delay=1)


def is_saved(page: Page) -> None:
    expect(page.locator("[data-saved] [data-line]")).to_contain_text("Gemt kl.", timeout=45_000)


@pytest.fixture
def person(chromium, site):
    """`person(cookies)`: a browser of her own on the site, on its page of the idea."""
    contexts: list[BrowserContext] = []

    def arrive(draft: ExpressionOfInterest, cookies: dict[str, str]) -> Page:
        context = chromium.new_context(base_url=site.url, viewport={"width": 390, "height": 900})
        contexts.append(context)
        context.add_cookies([{"name": name, "value": value, "url": site.url} for name, value in cookies.items()])
        page = context.new_page()
        page.goto(at("expression_section", draft, "ide"))
        return page

    yield arrive
    for context in contexts:
        context.close()


def test_every_character_is_there_in_the_end(site: Site, person):
    whole, other = text_of(3000), text_of(600)
    (author,) = authors(site, 1)
    draft, email = author.expression, author.expression.created_by.email
    with site.database():
        member = draft.area.memberships.get(role="member").person
        his_cookies = data.session(member)
    anna, ejnar = person(draft, dict(author.browser.cookies)), person(draft, his_cookies)
    for page, label in ((anna, "Jeres idé"), (ejnar, "Sådan gør I i praksis")):
        page.get_by_label(label).fill("")
        is_saved(page)
    parts, his = [whole[n : n + 500] for n in range(0, 3000, 500)], [other[n : n + 150] for n in range(0, 600, 150)]

    typed(anna, "Jeres idé", parts[0])
    site.web.kill()
    typed(anna, "Jeres idé", parts[1])
    typed(ejnar, "Sådan gør I i praksis", his[0])
    site.web.start()
    anna.context.set_offline(True)
    typed(anna, "Jeres idé", parts[2])
    typed(ejnar, "Sådan gør I i praksis", his[1])
    anna.context.set_offline(False)
    site.postgres.stop()
    typed(anna, "Jeres idé", parts[3])
    typed(ejnar, "Sådan gør I i praksis", his[2])
    site.postgres.start()
    is_saved(anna)
    with site.database():
        Session.objects.filter(session_key=author.browser.cookies["sessionid"]).delete()
    typed(anna, "Jeres idé", parts[4])
    _sign_in_again(anna, site, email)
    typed(anna, "Jeres idé", parts[5])
    typed(ejnar, "Sådan gør I i praksis", his[3])

    with site.database():
        until(lambda: _said(draft) == (whole, other), "every character in the database")
    for page, label, text in ((anna, "Jeres idé", whole), (ejnar, "Sådan gør I i praksis", other)):
        is_saved(page)
        assert page.get_by_label(label).input_value() == text


def _said(draft: ExpressionOfInterest) -> tuple[str, str]:
    return ExpressionOfInterest.objects.values_list("idea", "practice").get(pk=draft.pk)


def _sign_in_again(page: Page, site: Site, email: str) -> None:
    dialog = page.get_by_role("dialog", name="Du er blevet logget ud")
    dialog.get_by_label("E-mailadresse").fill(email, timeout=30_000)
    dialog.get_by_role("button", name="Send mig en kode").click()
    code = dialog.get_by_role("textbox", name="Koden fra mailen")
    expect(code).to_be_visible()
    with site.database():
        until(lambda: mails(email).exists(), "the mail with the code")
        code.fill(code_for(email))
    dialog.get_by_role("button", name="Log ind", exact=True).click()
    expect(dialog).to_be_hidden()
