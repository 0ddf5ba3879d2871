"""Anna's way from nothing to the receipt, in a real browser: on a phone and at a desk, with script and without."""

import datetime as dt

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.urls import reverse

from areas import actions
from areas.models import ExpressionOfInterest, Submission
from notices.models import Message
from people.models import User
from programme.models import Goal, GoalLevel
from tests import factories
from tests.browser import axe_violations, overflows, settle

DAY_AFTER = factories.DEADLINE + dt.timedelta(days=1)
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def anna(transactional_db, settings):
    settings.TODAY = factories.BEFORE_THE_DEADLINE.date()
    programme = factories.programme()
    factories.municipality()
    Goal.objects.create(
        programme=programme, key="eksempel", level=GoalLevel.LOCAL, text="Udvikle et forum, der koordinerer", position=9
    )
    return factories.anna()


def sign_in(page, user: User, server) -> None:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    page.context.add_cookies([{"name": "sessionid", "value": session.session_key, "url": server.url}])


def looks_right(page) -> None:
    assert not overflows(page), page.url
    assert axe_violations(page) == [], page.url


def on(page):
    """The end of the page's address: which section this is."""
    return page.url.rstrip("/").rpartition("/")[2].partition("#")[0]


def save(page, name: str = "Gem og fortsæt") -> None:
    page.get_by_role("button", name=name, exact=True).click()
    settle(page)


def write_the_texts(page) -> None:
    page.get_by_label("Jeres fælles udfordring eller vision").fill("Byen sover om vinteren.")
    save(page)
    page.get_by_label("Jeres idé").fill("Fællessang på havnen.")
    page.get_by_label("Sådan gør I i praksis").fill("Hver torsdag i forsamlingshuset.")
    save(page)
    page.get_by_label("Udvikling").fill("Vi bygger videre på havnefesten.")
    page.get_by_label("Forankring").fill("Borgerforeningen tager over.")
    save(page)


def begin(page) -> None:
    page.goto(reverse("start_expression"))
    page.get_by_label("Områdets navn").fill("Havnby")
    page.get_by_label("Kommune").select_option("813")
    page.get_by_role("button", name="Opret kladde").click()
    page.get_by_role("link", name="Begynd med “Sted og partnerskab”").click()


def test_with_script_on_a_phone(anna, page_at, live_server):
    page = page_at(390)
    sign_in(page, anna, live_server)
    begin(page)

    looks_right(page)
    page.locator("#id_partners-0-name").fill("Havnby Skole")
    page.locator("#id_partners-0-sector").select_option("school")
    page.locator("#id_partners-1-name").fill("Brugsen")
    page.locator("#id_partners-1-sector").select_option("business")
    page.locator("#id_partners-2-name").fill("Fejl")
    page.locator("#partners-2").get_by_role("button", name="Fjern").click()
    page.get_by_role("button", name="Tilføj en partner").click()
    assert page.evaluate("document.activeElement.id") == "id_partners-2-name"
    page.keyboard.type("Kirken")
    page.locator("#id_partners-2-sector").select_option("church")
    at_first = page.locator(".kp-map-marker path").get_attribute("transform")
    page.locator(".kp-map input").click(position={"x": 150, "y": 120})
    assert page.locator(".kp-map-marker path").get_attribute("transform") != at_first
    save(page)

    assert on(page) == "udfordring"
    write_the_texts(page)
    page.get_by_text("Eksempler, I kan bruge").click()
    looks_right(page)
    page.get_by_role("button", name="Brug eksemplet").click()
    assert page.get_by_label("Jeres mål").input_value() == "Udvikle et forum, der koordinerer"
    page.get_by_label("Fællesskaber").check()
    save(page)

    page.get_by_label("Hvad hedder aktiviteten?").fill("Fællessang")
    page.get_by_label("Hvornår cirka?").fill("September 2025")
    save(page)

    looks_right(page)
    page.locator("#id_grant-0-what").fill("Musikere")
    page.locator("#id_grant-0-amount").fill("37.499,50 kr.")
    page.get_by_text("Der mangler 12.500,50 kr., før budgettet går op.").wait_for()
    page.locator("#id_grant-1-what").fill("Leje")
    page.locator("#id_grant-1-amount").fill("12 500,50")
    page.get_by_text("Budgettet går op.", exact=True).wait_for()
    save(page)

    page.get_by_label("Navn", exact=True).fill("Ejnar Prøve")
    page.get_by_label("E-mail").fill("ejnar@eksempel.dk")
    page.get_by_role("button", name="Tilføj uden invitation").click()
    page.get_by_text("Ejnar Prøve er med i styregruppen").wait_for()
    looks_right(page)
    save(page)

    page.get_by_role("link", name="Fortsæt til tjek").click()
    looks_right(page)
    page.get_by_role("button", name="Send interesseerklæringen").click()
    page.get_by_role("heading", name="Kvittering", exact=True).wait_for()
    looks_right(page)
    sent = Submission.objects.get()
    assert [partner["name"] for partner in sent.content["partners"]] == ["Havnby Skole", "Brugsen", "Kirken"]
    assert sent.content["grant_total"] == "50000.00"
    assert Message.objects.filter(kind="expression-received").count() == 2


def test_without_script_at_a_desk(anna, page_at, live_server):
    page = page_at(1280, script=False)
    sign_in(page, anna, live_server)
    begin(page)

    page.locator("#id_partners-0-name").fill("Havnby Skole")
    page.locator("#id_partners-0-sector").select_option("school")
    page.locator("#id_partners-1-name").fill("Brugsen")
    page.locator("#id_partners-1-sector").select_option("business")
    page.locator("#id_partners-2-name").fill("Kirken")
    page.locator("#id_partners-2-sector").select_option("church")
    page.get_by_role("button", name="Tilføj en partner").click()
    page.locator("#id_partners-3-name").fill("Idrætsforeningen")
    page.locator("#partners-0").get_by_role("button", name="Fjern").click()
    page.locator(".kp-map input").click(position={"x": 140, "y": 100})
    assert page.locator("[name=longitude]").input_value().startswith("9.7")
    page.get_by_role("button", name="Nord", exact=True).click()
    assert page.locator("#id_partners-2-name").input_value() == "Idrætsforeningen"
    page.locator("#id_partners-2-sector").select_option("sport")
    page.locator("#id_place").fill("På havnen")
    page.locator("#id_place").press("Enter")

    assert on(page) == "udfordring"
    write_the_texts(page)
    page.get_by_text("Eksempler, I kan bruge").click()
    page.get_by_role("button", name="Brug eksemplet").click()
    page.get_by_label("Fællesskaber").check()
    save(page)
    page.get_by_label("Hvad hedder aktiviteten?").fill("Fællessang")
    page.get_by_label("Hvornår cirka?").fill("September 2025")
    save(page)
    page.locator("#id_grant-0-what").fill("Musikere")
    page.locator("#id_grant-0-amount").fill("60.000")
    save(page, "Gem og gå til oversigten")

    page.get_by_role("link", name="Budgettet er 10.000 kr. over de 50.000 kr.").click()
    page.locator("#id_grant-0-amount").fill("50000,-")
    save(page)
    page.get_by_label("Navn", exact=True).fill("Ejnar Prøve")
    page.get_by_label("E-mail").fill("ejnar@eksempel.dk")
    page.get_by_role("button", name="Tilføj uden invitation").click()
    save(page)
    page.get_by_role("link", name="Fortsæt til tjek").click()
    page.get_by_role("button", name="Send interesseerklæringen").click()

    page.get_by_role("link", name="Se efter igen").click()
    sent = Submission.objects.get()
    assert [partner["name"] for partner in sent.content["partners"]] == ["Brugsen", "Kirken", "Idrætsforeningen"]


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("language", ["da", "en"])
def test_every_page_of_a_draft_is_accessible(anna, page_at, live_server, width, language):
    draft = factories.expression.complete(anna)
    page = page_at(width, language=language)
    sign_in(page, anna, live_server)
    sections = ["sted", "udfordring", "ide", "kerneelementer", "maal", "aktiviteter", "budget", "styregruppe", "bilag"]

    for path in ("", *(f"{section}/" for section in sections), "tjek/", "traek-tilbage/"):
        page.goto(draft.get_absolute_url() + path)
        looks_right(page)
    for name in ("my_page", "start_expression"):
        page.goto(reverse(name))
        looks_right(page)


@pytest.mark.parametrize("width", [390, 1280])
def test_every_page_of_what_was_sent_is_accessible(anna, page_at, live_server, width):
    sent = factories.expression.submitted(anna)
    page = page_at(width)
    sign_in(page, anna, live_server)

    for path in ("", "kvittering/", "genaabn/", "traek-tilbage/", "styregruppe/"):
        page.goto(sent.get_absolute_url() + path)
        looks_right(page)


def test_errors_are_summed_up_and_lead_to_their_fields(anna, page_at, live_server):
    draft = factories.expression.draft(anna)
    page = page_at(390)
    sign_in(page, anna, live_server)
    page.goto(draft.get_absolute_url() + "budget/")
    page.locator("#id_grant-1-what").fill("Musik")
    page.locator("#id_grant-1-amount").fill("-100")
    save(page)

    looks_right(page)
    page.get_by_role("link", name="Beløbet skal være større end 0 kr.").click()
    assert page.evaluate("document.activeElement.id") == "id_grant-1-amount"
    assert page.locator("#id_grant-1-amount").input_value() == "-100"


def test_two_who_write_at_once_both_keep_their_text(anna, page_at, live_server):
    draft = factories.expression.complete(anna)
    ejnar = draft.area.memberships.get(role="member").person
    annas, ejnars = page_at(390), page_at(1280)
    sign_in(annas, anna, live_server)
    sign_in(ejnars, ejnar, live_server)
    for page in (annas, ejnars):
        page.goto(draft.get_absolute_url() + "udfordring/")
    ejnars.locator("#id_challenge").fill("Ejnars tekst")
    save(ejnars)

    annas.locator("#id_challenge").fill("Annas tekst")
    save(annas)

    looks_right(annas)
    assert annas.get_by_text("Ejnars tekst").is_visible()
    assert annas.locator("#id_challenge").input_value() == "Annas tekst"
    assert ExpressionOfInterest.objects.get().challenge == "Ejnars tekst"


def test_the_receipt_finds_the_pdf_by_itself(anna, page_at, live_server):
    from documents import papers

    sent = factories.expression.submitted(anna)
    page = page_at(390)
    sign_in(page, anna, live_server)
    page.goto(sent.get_absolute_url() + "kvittering/")
    assert page.get_by_text("PDF-filen bliver lavet nu.").is_visible()

    papers.make(sent.submissions.get().paper)

    link = page.get_by_role("link", name="Hent det, I sendte, som PDF")
    link.wait_for(timeout=10_000)
    with page.expect_download() as download:
        link.click()
    assert download.value.suggested_filename.endswith(".pdf")


def test_late_is_said_before_and_after(anna, page_at, live_server, settings):
    draft = factories.expression.complete(anna)
    settings.TODAY = DAY_AFTER
    page = page_at(390)
    sign_in(page, anna, live_server)
    page.goto(draft.get_absolute_url() + "tjek/")
    assert page.get_by_text("I kan stadig sende interesseerklæringen").is_visible()

    page.get_by_role("button", name="Send interesseerklæringen").click()

    assert page.get_by_role("heading", name="Modtaget efter fristen").is_visible()
    looks_right(page)


def test_reopened_and_sent_again(anna, page_at, live_server):
    sent = factories.expression.submitted(anna)
    page = page_at(390)
    sign_in(page, anna, live_server)
    page.goto(sent.get_absolute_url())
    page.get_by_role("link", name="Åbn igen og ret").click()
    page.get_by_role("button", name="Ja, åbn den igen").click()
    page.get_by_text("Interesseerklæringen er åbnet igen.").wait_for()
    page.get_by_role("link", name="Tjek og send").click()
    page.get_by_role("button", name="Send interesseerklæringen").click()

    page.get_by_role("heading", name="Sendt tidligere").wait_for()
    looks_right(page)
    assert Submission.objects.count() == 2


def test_carla_gets_nothing_of_annas(anna, page_at, live_server):
    draft = factories.expression.complete(anna)
    actions.submit(draft, by=anna, arrived_at=factories.BEFORE_THE_DEADLINE, version=draft.version)
    page = page_at(390)
    sign_in(page, factories.carla(), live_server)

    for path in ("", "sted/", "tjek/", "kvittering/", "kvittering.pdf"):
        assert page.goto(draft.get_absolute_url() + path).status == 404


def test_a_contact_person_without_a_number_is_led_to_her_own(anna, page_at, live_server):
    """The member to be invited has a telephone number on the same page."""
    draft = factories.expression.complete(anna)
    User.objects.filter(pk=anna.pk).update(phone="")
    page = page_at(390)
    sign_in(page, anna, live_server)

    page.goto(draft.get_absolute_url() + "tjek/")
    page.get_by_role("link", name="Skriv kontaktpersonens telefonnummer.").click()
    page.get_by_label("Dit telefonnummer").fill("20 30 40 50")
    save(page)

    anna.refresh_from_db()
    assert anna.phone == "+4520304050"


def test_what_a_section_lacks_stands_beside_its_bullet(anna, page_at, live_server):
    draft = factories.expression.draft(anna)
    page = page_at(390)
    sign_in(page, anna, live_server)

    page.goto(draft.get_absolute_url() + "ide/")
    page.get_by_label("Jeres idé").fill("Fællessang på havnen.")
    save(page)
    page.goto(draft.get_absolute_url() + "ide/")

    item = page.locator(".kp-missing li").first
    bullet, indent = item.evaluate(
        "item => [getComputedStyle(item, '::before').content, parseFloat(getComputedStyle(item).paddingLeft)]"
    )
    assert bullet == '"•"'
    assert indent >= 8
