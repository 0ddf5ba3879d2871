"""PostgreSQL is away for a while under the running site: nobody loses what she typed, and nobody restarts anything."""

from django.utils import timezone
from playwright.sync_api import expect

from areas.completeness import Section
from areas.models import ExpressionOfInterest, Submission
from tests.areas.pages import at, fields_of
from tests.faults.browser import Author, Browser, at_once, authors

# More at once than the web's two workers have threads: each of these has a connection that breaks.
PEOPLE = 12
TYPED = 'Vi vil samle byen om havnen, og "alle" skal <kunne> være med & blive ved.\r\n' * 40


def test_a_section_saved_while_the_database_is_away_comes_back_with_its_text_and_is_saved_later(site):
    people = authors(site, PEOPLE)

    def press(author: Author, fields: dict):
        return author.browser.press(author.address(Section.CHALLENGE), fields)

    pages = at_once(lambda author: author.browser.get(author.address(Section.CHALLENGE)), people)
    typed = [fields_of(page) | {"challenge": [f"{number} {TYPED}"]} for number, page in enumerate(pages)]
    processes = site.web.pids

    site.postgres.stop()
    answers = at_once(press, people, typed)
    kept = [fields_of(answer, "kp-typed") for answer in answers]
    site.postgres.start()
    # As the page's own button does it: the fields that the page holds, to the same address.
    again = at_once(press, people, kept)

    assert [answer.status_code for answer in answers] == [503] * PEOPLE
    assert all(int(answer.headers["Retry-After"]) > 0 for answer in answers)
    assert all("Vi kunne ikke gemme lige nu" in answer.text for answer in answers)
    assert all("Teksten er stadig her på siden" in answer.text for answer in answers)
    assert [fields["challenge"] for fields in kept] == [[f"{number} {TYPED}"] for number in range(PEOPLE)]
    assert [answer.status_code for answer in again] == [302] * PEOPLE
    with site.database():
        stored = [ExpressionOfInterest.objects.get(pk=each.expression.pk).challenge for each in people]
    assert [text.split() for text in stored] == [f"{number} {TYPED}".split() for number in range(PEOPLE)]
    assert site.web.pids == processes


def test_what_was_sent_while_the_database_is_away_is_sent_again_by_its_button_and_came_when_it_came(site):
    (anna,) = authors(site, 1)

    site.postgres.stop()
    told = anna.send()
    back = timezone.now()
    site.postgres.start()
    again = anna.browser.press(at("expression_send", anna.expression), fields_of(told, "kp-typed"))

    assert (told.status_code, "Vi kunne ikke gemme lige nu" in told.text) == (503, True)
    assert anna.has_receipt(again)
    with site.database():
        assert Submission.objects.get(expression=anna.expression).arrived_at < back


def test_pages_read_while_the_database_is_away_say_come_again_and_come_again(site):
    (anna,), monitoring = authors(site, 1), Browser(site, {})
    address = anna.address(Section.IDEA)

    site.postgres.stop()
    page, health, looked_up = anna.browser.get(address), monitoring.get("/sundhed/"), anna.browser.get("/sundhed/")
    site.postgres.start()
    later = anna.browser.get(address)

    assert (page.status_code, health.status_code) == (503, 503)
    assert "Det, I har gemt, er i god behold." in page.text
    assert health.json()["database"] == {"state": "away"}
    assert looked_up.json() == health.json()  # from a browser in which somebody is signed in, too
    assert later.status_code == 200


def test_a_page_that_saves_itself_catches_up_by_itself(site, chromium):
    (anna,) = authors(site, 1)
    context = chromium.new_context(base_url=site.url)
    cookies = anna.browser.cookies.get_dict().items()
    context.add_cookies([{"name": name, "value": value, "url": site.url} for name, value in cookies])
    page = context.new_page()
    page.goto(anna.address(Section.CHALLENGE))
    said = page.locator("[data-saved] [data-line]")

    site.postgres.stop()
    page.locator("#id_challenge").fill("Skrevet, mens databasen var væk")
    expect(said).to_have_text("Ikke gemt, prøver igen", timeout=20_000)
    site.postgres.start()

    expect(said).to_contain_text("Gemt kl.", timeout=30_000)
    context.close()
    with site.database():
        stored = ExpressionOfInterest.objects.get(pk=anna.expression.pk)
    assert stored.challenge == "Skrevet, mens databasen var væk"
