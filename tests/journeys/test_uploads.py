"""Attachments in a real browser: slice by slice, over breaks, signed out and in, and without script. Fault 6."""

import itertools
import os
import re

import pytest
from django.contrib.sessions.models import Session
from PIL import Image

from areas.models import Attachment
from documents import chunks
from documents.models import Document, Incoming
from tests import factories
from tests.browser import axe_violations, overflows
from tests.documents import files

from .test_expression import sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def anna(transactional_db, settings):
    settings.TODAY = factories.BEFORE_THE_DEADLINE.date()
    return factories.anna()


@pytest.fixture
def draft(anna):
    return factories.expression.draft(anna)


@pytest.fixture
def picture(tmp_path):
    """About three megabytes that no camera could pack tighter."""
    path = tmp_path / "havnen om vinteren.png"
    Image.frombytes("RGB", (1000, 1000), os.urandom(3_000_000)).save(path)
    return path


@pytest.fixture
def page(page_at, anna, draft, live_server):
    page = page_at(390)
    sign_in(page, anna, live_server)
    page.goto(f"{draft.get_absolute_url()}bilag/")
    return page


class Line:
    """Cuts the line to the server at the first slice beyond `share` of the file, until it is mended."""

    def __init__(self, page, size: int, share: float):
        self.limit, self.is_cut, self.was_cut, self.offsets = size * share, False, False, []
        self.page = page
        page.route("**/undervejs/**", self.pass_on)

    def pass_on(self, route) -> None:
        offset = int(route.request.headers.get("upload-offset", "-1"))
        if offset > self.limit and not self.was_cut:
            self.is_cut = self.was_cut = True
            self.page.context.set_offline(True)
        if self.is_cut:
            route.abort("internetdisconnected")
        else:
            if offset >= 0:
                self.offsets.append(offset)
            route.continue_()

    def mend(self) -> None:
        self.is_cut = False
        self.page.context.set_offline(False)


def choose(page, *paths) -> None:
    page.get_by_label("Vælg filer").set_input_files([str(path) for path in paths])


def state(page, sentence: str):
    """What stands at a file, as the live region says it too."""
    return page.locator("[data-state]").get_by_text(sentence)


def listen(page) -> None:
    """Keeps what the live region says from now on."""
    page.evaluate(
        """() => { window.heard = []; const place = document.getElementById("upload-said");
        new MutationObserver(() => window.heard.push(place.textContent)).observe(place, {childList: true}); }"""
    )


def test_line_cut_at_eighty_percent_and_mended(page, draft, picture):
    size = picture.stat().st_size
    line = Line(page, size, 0.8)
    listen(page)
    choose(page, picture)
    title = page.get_by_label("Hvad viser den? (frivilligt) havnen om vinteren.png")
    title.fill("Havnen, set fra")

    state(page, "Ingen forbindelse. Filen fortsætter af sig selv").wait_for()

    there = Incoming.objects.get()
    assert 0.8 * size < there.received < size
    assert chunks.path_of(there).stat().st_size == there.received
    assert not Document.objects.exists()
    title.press_sequentially(" molen")
    assert axe_violations(page) == []
    assert not overflows(page)
    sent_before = len(line.offsets)
    line.mend()

    state(page, "Filen er lagt op.").wait_for()
    assert title.input_value() == "Havnen, set fra molen"
    assert line.offsets == sorted(set(line.offsets)), "no slice was sent twice"
    assert line.offsets[sent_before] == there.received
    page.locator(".kp-files").get_by_text("Havnen, set fra molen").wait_for()
    assert Attachment.objects.get().title == "Havnen, set fra molen"
    assert Document.objects.get().name == "havnen om vinteren.png"
    assert list(chunks._folder().glob("*")) == []
    heard = page.evaluate("window.heard")
    percents = [sentence for sentence in heard if "%" in sentence]
    assert percents == sorted(set(percents)), "each ten percent once, and no more"
    assert len(percents) <= 9
    assert "havnen om vinteren.png: 80 % er nået frem." in percents
    assert sum("Ingen forbindelse" in sentence for sentence in heard) == 1
    assert axe_violations(page) == []
    assert not overflows(page)


def test_page_left_and_the_same_file_chosen_again(page, draft, picture):
    line = Line(page, picture.stat().st_size, 0.5)
    choose(page, picture)
    state(page, "Ingen forbindelse.").wait_for()
    there = Incoming.objects.get().received
    page.on("dialog", lambda dialog: dialog.accept())  # "leave the page?"
    page.context.set_offline(False)

    page.goto(f"{draft.get_absolute_url()}bilag/")

    assert page.get_by_text("Ikke kommet helt frem").is_visible()
    assert axe_violations(page) == []
    assert not overflows(page)
    line.mend()
    sent_before = len(line.offsets)
    choose(page, picture)
    state(page, "Filen er lagt op.").wait_for()
    page.locator(".kp-files").wait_for()
    assert line.offsets[sent_before] == there > 0
    assert page.get_by_text("Ikke kommet helt frem").count() == 0
    assert Document.objects.count() == 1
    assert not Incoming.objects.unfinished().exists()


def test_several_files_the_bad_one_says_why_and_the_others_come(page, tmp_path, picture):
    plan, bad = tmp_path / "plan.pdf", tmp_path / "scene.jpg"
    plan.write_bytes(files.pdf())
    bad.write_bytes(b"<!DOCTYPE html><html><script>1</script></html>")

    choose(page, plan, bad, picture)

    page.locator(".kp-upload").nth(2).get_by_text("Filen er lagt op.", exact=True).wait_for()
    assert page.locator(".kp-upload").nth(1).get_by_text("Filen er en webside").is_visible()
    assert page.locator(".kp-upload").nth(0).get_by_text("Filen er lagt op.", exact=True).is_visible()
    page.locator(".kp-files").get_by_role("link", name="plan.pdf", exact=True).wait_for()
    page.get_by_label("Hvad viser den? (frivilligt) plan.pdf").fill("Planen")
    page.get_by_role("button", name="Gem teksten plan.pdf").click()
    page.locator(".kp-files").get_by_text("Planen").wait_for()
    assert page.get_by_text("Teksten er gemt.", exact=True).first.is_visible()
    assert axe_violations(page) == []
    assert not overflows(page)
    assert sorted(Attachment.objects.values_list("title", flat=True)) == ["", "Planen"]
    assert not Incoming.objects.unfinished().exists()


def test_signed_out_on_the_way_it_waits_for_the_sign_in(page, anna, picture, live_server):
    page.evaluate("""() => { window.out = 0; document.addEventListener("kp:signed-out", () => window.out++); }""")
    line = Line(page, picture.stat().st_size, 0.5)
    choose(page, picture)
    state(page, "Ingen forbindelse.").wait_for()
    Session.objects.all().delete()
    line.mend()
    state(page, "Du er ikke logget ind længere. Log ind igen, så fortsætter filen.").wait_for()
    assert page.evaluate("window.out") == 1
    assert axe_violations(page) == []

    sign_in(page, anna, live_server)
    page.evaluate("""document.dispatchEvent(new CustomEvent("kp:signed-in"))""")

    state(page, "Filen er lagt op.").wait_for()
    assert line.offsets == sorted(set(line.offsets))
    assert Document.objects.count() == 1


def test_another_person_signs_in_and_nothing_goes_up_under_their_name(page, anna, picture, live_server):
    line = Line(page, picture.stat().st_size, 0.5)
    choose(page, picture)
    state(page, "Ingen forbindelse.").wait_for()
    Session.objects.all().delete()
    line.mend()
    state(page, "Du er ikke logget ind længere.").wait_for()
    sent_before = len(line.offsets)

    sign_in(page, factories.carla(), live_server)
    page.evaluate("""document.dispatchEvent(new CustomEvent("kp:other-person"))""")
    page.evaluate("""document.dispatchEvent(new CustomEvent("kp:signed-in"))""")
    page.wait_for_timeout(500)

    assert len(line.offsets) == sent_before
    assert list(Incoming.objects.values_list("person__email", flat=True)) == [anna.email]
    assert not Document.objects.exists()


def test_token_and_answers_lost_on_the_way_are_got_again(page, picture):
    """The token's cookie is gone; a slice comes in, but its answer does not come back; nor does that of the end."""
    lost = set()

    def lose(route):
        what = route.request.url.rstrip("/").rpartition("/")[2]
        what = "slice" if route.request.headers.get("upload-offset") == str(chunks.MAX_SLICE) else what
        if what in ("slice", "faerdig") and what not in lost:
            lost.add(what)
            route.fetch()
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/undervejs/**", lose)
    page.context.clear_cookies(name="csrftoken")
    choose(page, picture)

    state(page, "Filen er lagt op.").wait_for()
    assert lost == {"slice", "faerdig"}
    assert Document.objects.count() == 1
    assert Attachment.objects.count() == 1


def test_while_the_site_cannot_it_waits_and_says_so(page, picture):
    """The page that a database that is away gives: HTML, 503."""
    asked = []

    def away(route):
        asked.append(route.request.method)
        if len(asked) in (2, 3):
            route.fulfill(status=503, body="<h1>Vi kunne ikke gemme</h1>", content_type="text/html")
        else:
            route.continue_()

    page.route("**/undervejs/**", away)
    choose(page, picture)
    state(page, "Vi kan ikke tage imod filen lige nu. Vi prøver igen om lidt.").wait_for()

    state(page, "Filen er lagt op.").wait_for()
    assert asked[:4] == ["POST", "POST", "GET", "GET"]  # begin, a slice, and what is here?
    assert Document.objects.count() == 1


@pytest.mark.parametrize("refused", ["slices", "the end"])
def test_a_server_that_answers_and_takes_nothing_is_asked_less_and_less_and_without_chatter(page, picture, refused):
    """A disk that is full, or an examiner that is away: it says how much it has, and takes no more."""
    moments = []

    def refuse(route):
        is_slice = "upload-offset" in route.request.headers
        if is_slice if refused == "slices" else route.request.url.endswith("/faerdig/"):
            moments.append(page.evaluate("Date.now()"))
            route.fulfill(status=503, json={})
        else:
            route.continue_()

    page.clock.install()
    page.route("**/undervejs/**", refuse)
    listen(page)
    choose(page, picture)
    for _ in range(40):
        page.clock.run_for(1000)
        page.wait_for_timeout(50)

    waits = [later - earlier for earlier, later in itertools.pairwise(moments)]
    assert len(moments) <= 7, waits
    assert waits[-1] > 8000
    heard = [sentence for sentence in page.evaluate("window.heard") if "%" not in sentence]
    assert len(heard) == len(set(heard))
    assert any("Vi prøver igen om lidt." in sentence for sentence in heard)
    page.unroute("**/undervejs/**")
    page.clock.run_for(40_000)
    state(page, "Filen er lagt op.").wait_for()


def test_a_line_too_slow_for_a_slice_gets_smaller_ones(page, tmp_path):
    small = tmp_path / "havn.png"
    Image.frombytes("RGB", (400, 400), os.urandom(480_000)).save(small)
    sizes = []

    def slow(route):
        size = len(route.request.post_data_buffer or b"") if "upload-offset" in route.request.headers else 0
        sizes.append(size)
        if size <= 70_000:
            route.continue_()  # else it is on its way for ever

    page.clock.install()
    page.route("**/undervejs/**", slow)
    choose(page, small)
    for _ in range(2):
        page.wait_for_timeout(500)
        page.clock.run_for(61_000)
        page.wait_for_timeout(200)
        page.clock.run_for(5_000)

    state(page, "Filen er lagt op.").wait_for()
    tried = [size for size in sizes if size]
    assert tried[:3] == [262_144, 131_072, 65_536]
    assert max(tried[3:]) == 65_536


def test_a_title_typed_last_arrives_although_she_goes_on_at_once(page, tmp_path):
    plan = tmp_path / "plan.pdf"
    plan.write_bytes(files.pdf())
    choose(page, plan)
    state(page, "Filen er lagt op.").wait_for()
    under_way = []
    page.route("**/tekst/", lambda route: under_way.append(route))

    page.get_by_label("Hvad viser den? (frivilligt) plan.pdf").fill("Planen")
    page.get_by_label("Hvad viser den? (frivilligt) plan.pdf").blur()
    page.wait_for_timeout(300)
    page.goto("about:blank")
    under_way[0].continue_()

    for _ in range(50):
        if Attachment.objects.get().title:
            break
        page.wait_for_timeout(100)
    assert Attachment.objects.get().title == "Planen"


def test_given_up_on_the_way_it_is_gone(page, picture, tmp_path):
    plan = tmp_path / "plan.pdf"
    plan.write_bytes(files.pdf())
    line = Line(page, picture.stat().st_size, 0.3)
    choose(page, picture, plan)
    state(page, "Ingen forbindelse.").wait_for()
    line.mend()
    page.unroute("**/undervejs/**")

    page.get_by_role("button", name=re.compile("Afbryd havnen")).click()

    page.locator(".kp-files").get_by_role("link", name="plan.pdf", exact=True).wait_for()
    assert page.evaluate("document.activeElement.type") == "file"
    assert page.locator(".kp-upload").count() == 1
    assert Document.objects.get().name == "plan.pdf"
    assert not Incoming.objects.unfinished().exists()
    assert list(chunks._folder().glob("*")) == []


def test_in_english(page_at, anna, draft, live_server, tmp_path):
    page = page_at(1280, language="en")
    sign_in(page, anna, live_server)
    page.goto(f"{draft.get_absolute_url()}bilag/")
    path = tmp_path / "plan.pdf"
    path.write_bytes(files.pdf())

    page.locator("input[type=file]").set_input_files(str(path))

    page.locator(".kp-files").get_by_role("link", name="plan.pdf", exact=True).wait_for()
    assert axe_violations(page) == []


def test_without_script_one_whole_file_comes_as_it_always_did(page_at, anna, draft, live_server, picture):
    page = page_at(390, script=False)
    sign_in(page, anna, live_server)
    page.goto(f"{draft.get_absolute_url()}bilag/")
    assert page.get_by_role("heading", name="Læg en fil op").is_visible()
    assert page.locator("input[type=file]").get_attribute("multiple") is None
    assert page.get_by_text("Vælg en eller flere filer.").is_visible() is False

    page.get_by_label("Vælg en fil").set_input_files(str(picture))
    page.get_by_label("Hvad viser den?").fill("Havnen")
    page.get_by_role("button", name="Læg filen op").click()

    page.get_by_text("er lagt op.").wait_for()
    page.get_by_role("link", name="Ret teksten til havnen").click()
    page.get_by_label("Hvad viser den?").fill("Havnen om vinteren")
    page.get_by_role("button", name="Gem teksten").click()
    page.get_by_text("Havnen om vinteren", exact=False).first.wait_for()
    assert Attachment.objects.get().title == "Havnen om vinteren"
