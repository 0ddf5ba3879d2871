"""One evening: Anna types three thousand characters, Ejnar writes in the same section, and everything falls over."""

import contextlib
import random
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import BrowserContext, Page, expect

from areas.models import ExpressionOfInterest
from bench import data
from tests.areas.pages import at
from tests.faults.browser import authors
from tests.faults.site import Site, until
from tests.people.signing import code_for, mails

WORDS = "havnen “Lys” blåbær <b>fest</b> & Ærø ø-by æøå musik; i 1.000 'ild' \\ {{x}} %20"
TURNS = 12
PATIENCE = 45_000  # ms: longer than any pause between two tries


def text_of(length: int) -> str:
    dice, words = random.Random(7), WORDS.split()
    text = ""
    while len(text) < length:
        text += dice.choice(words) + dice.choice("   \n")
    return text[: length - 1] + "!"


@dataclass
class Writer:
    """Writes a text into a field of the section key by key, a twelfth of it in each turn.

    Nobody puts the keyboard or the caret back for a writer: it stays where it was, whatever comes between.
    """

    page: Page
    label: str
    text: str
    written: int = 0

    def begin(self) -> None:
        self.page.get_by_label(self.label).fill("")
        self.is_told("done")

    def write(self, count: int) -> None:
        self.page.keyboard.type(self.text[self.written : self.written + count], delay=1)
        self.written += count

    def is_told(self, what: str) -> None:
        """What the page says of the text: `failed` or `done`."""
        expect(self.page.locator("[data-saved]")).to_have_attribute("data-is", what, timeout=PATIENCE)

    def tries_in_vain(self) -> None:
        """The page tries once more, after the last key, and fails: from now on it is on its own."""
        with self.page.expect_request("**/gem/", timeout=PATIENCE) as tried:
            pass
        answer = tried.value.response()
        assert not (answer and answer.ok)

    def sees_it_all(self) -> bool:
        return self.page.get_by_label(self.label).input_value() == self.text


def write_on(*writers: Writer) -> None:
    """A turn of theirs, a few words of each alternately."""
    for _ in range(5):
        for writer in writers:
            writer.write(len(writer.text) // TURNS // 5)


@contextlib.contextmanager
def without_server(site: Site) -> Iterator[None]:
    site.web.kill()
    yield
    site.web.start()


@contextlib.contextmanager
def without_network(context: BrowserContext) -> Iterator[None]:
    context.set_offline(True)
    yield
    context.set_offline(False)


@contextlib.contextmanager
def without_database(site: Site) -> Iterator[None]:
    site.postgres.stop()
    yield
    site.postgres.start()


@pytest.fixture
def page_of(chromium, site):
    """`page_of(draft, cookies)`: a browser of her own on the site, at the idea of the draft."""
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


def test_every_character_is_there_in_the_end(site: Site, page_of):
    """The server is killed, the network goes, the database is away and the session ends, in turn and while they write:
    each is felt (a page says that it could not save), they write on through it and after it, and touch nothing else.
    """
    (author,) = authors(site, 1)
    draft = author.expression
    with site.database():
        ejnars = data.session(draft.area.memberships.get(role="member").person)
    anna = Writer(page_of(draft, dict(author.browser.cookies)), "Jeres idé", text_of(3000))
    ejnar = Writer(page_of(draft, ejnars), "Sådan gør I i praksis", text_of(600))
    for writer in (anna, ejnar):
        writer.begin()

    write_on(anna, ejnar)
    for fault, struck in (
        (without_server(site), [anna, ejnar]),
        (without_network(anna.page.context), [anna]),
        (without_database(site), [anna, ejnar]),
    ):
        with fault:
            write_on(anna, ejnar)
            for writer in struck:
                writer.is_told("failed")
            write_on(anna, ejnar)
            anna.tries_in_vain()
        for writer in (anna, ejnar):
            writer.is_told("done")
        write_on(anna, ejnar)
    with site.database():
        Session.objects.get(session_key=author.browser.cookies["sessionid"]).delete()
    write_on(anna)  # without a pause, in which the dialog would come
    write_on(ejnar)
    sign_in_again(anna.page, site, draft.created_by.email)
    write_on(anna, ejnar)

    assert (anna.written, ejnar.written) == (3000, 600)
    with site.database():
        until(lambda: said(draft) == (anna.text, ejnar.text), "every character in the database")
    assert anna.sees_it_all()
    assert ejnar.sees_it_all()


def said(draft: ExpressionOfInterest) -> tuple[str, str]:
    return ExpressionOfInterest.objects.values_list("idea", "practice").get(pk=draft.pk)


def sign_in_again(page: Page, site: Site, email: str) -> None:
    """In the dialog that comes by itself."""
    dialog = page.get_by_role("dialog", name="Du er blevet logget ud")
    dialog.get_by_label("E-mailadresse").fill(email, timeout=PATIENCE)
    dialog.get_by_role("button", name="Send mig en kode").click()
    code = dialog.get_by_role("textbox", name="Koden fra mailen")
    expect(code).to_be_visible(timeout=PATIENCE)
    with site.database():
        until(lambda: mails(email).exists(), "the mail with the code")
        code.fill(code_for(email))
    dialog.get_by_role("button", name="Log ind", exact=True).click()
    expect(dialog).to_be_hidden(timeout=PATIENCE)
