"""Signing in as people do it: a real Chromium at 390 and 1280 pixels, axe on every page, a real passkey."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests import factories
from tests.browser import axe_violations, overflows

from .signing import app_code, code_for

pytestmark = pytest.mark.django_db(transaction=True)
WIDTHS = [1280, 390]  # and left at the narrow one


def check(page: Page) -> None:
    """No fault for axe and nothing wider than the window, on a phone and on a desk."""
    __tracebackhide__ = True
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert axe_violations(page) == [], f"{page.url} at {width}"
        assert not overflows(page), f"{page.url} at {width}"


def press(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def walk_in(page: Page, email: str, next_url: str = "") -> None:
    page.goto(reverse("account_login") + (f"?next={next_url}" if next_url else ""))
    page.get_by_label("E-mailadresse").fill(email)
    press(page, "Send mig en kode")
    page.get_by_label("Koden fra mailen").fill(code_for(email))
    press(page, "Log ind")


@pytest.mark.parametrize(("width", "script"), [(390, True), (390, False), (1280, True)])
def test_a_new_volunteer_gets_in(page_at, width, script):
    page = page_at(width, script=script)
    page.goto(reverse("account_login") + f"?next={reverse('contact')}")
    press(page, "Send mig en kode")
    expect(page.get_by_role("alert")).to_contain_text("Skriv din e-mailadresse.")
    page.get_by_label("E-mailadresse").fill("Ellen@Eksempel.dk")
    press(page, "Send mig en kode")
    field = page.get_by_label("Koden fra mailen")
    expect(field).to_have_attribute("autocomplete", "one-time-code")
    expect(field).to_have_attribute("inputmode", "numeric")
    field.fill("12 34")
    press(page, "Log ind")
    expect(page.get_by_role("alert")).to_contain_text("Koden er på otte tal.")
    page.get_by_label("Koden fra mailen").fill(f" {code_for('ellen@eksempel.dk')} ")
    press(page, "Log ind")
    page.get_by_label("Dit navn").fill("Ellen Prøve")
    press(page, "Gem og fortsæt")

    expect(page).to_have_url(re.compile(reverse("contact") + "$"))


def test_a_long_address_in_the_header_fits_a_phone_without_script(page_at):
    """Until somebody has given a name, the header calls them by their address."""
    page = page_at(390, script=False)

    walk_in(page, "styregruppeformanden.i.borgerforeningen@eksempel.dk")

    expect(page.get_by_label("Dit navn")).to_be_visible()
    assert not overflows(page)


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_pages_of_signing_in_are_sound(page_at, language):
    page = page_at(390, language=language)
    page.goto(reverse("account_login"))
    check(page)
    submit = page.locator("main form[novalidate] button.button-primary")
    submit.click()
    check(page)
    page.locator("#id_email").fill("anna@eksempel.dk")
    submit.click()
    check(page)
    page.locator("#id_code").fill("1234")
    submit.click()
    check(page)
    page.locator("#id_code").fill(code_for("anna@eksempel.dk"))
    submit.click()
    check(page)
    page.locator("#id_phone").fill("12")
    submit.click()
    check(page)
    page.goto(reverse("account_logout"))
    check(page)


def test_bo_sets_up_an_app_and_signs_in_with_it(page_at, settings):
    settings.DEMO = False
    bo = factories.bo()
    page = page_at(390)
    walk_in(page, bo.email, next_url=reverse("profile"))
    expect(page.get_by_role("heading", level=1)).to_have_text("To-trins-login")
    check(page)
    page.get_by_role("link", name="En app på telefonen").click()
    picture = page.locator("img.kp-qr")
    assert picture.evaluate("image => image.complete && image.naturalWidth") > 0
    page.locator("summary").click()
    secret = page.locator(".kp-secret").inner_text()
    page.get_by_label("Koden, som appen viser").fill("1")
    press(page, "Sæt appen til")
    check(page)
    page.get_by_label("Koden, som appen viser").fill(app_code(secret))
    press(page, "Sæt appen til")
    assert page.locator(".kp-recovery-codes li").count() == 10
    check(page)
    page.get_by_role("link", name="Jeg har gemt dem – fortsæt").click()
    expect(page).to_have_url(re.compile(reverse("profile") + "$"))

    page.get_by_role("link", name="To-trins-login").click()
    check(page)
    for name in ("mfa_deactivate_totp", "mfa_generate_recovery_codes", "mfa_view_recovery_codes"):
        page.goto(reverse(name))
        check(page)
    page.goto(reverse("account_logout"))
    press(page, "Log ud")
    walk_in(page, bo.email)
    expect(page.get_by_role("heading", level=1)).to_have_text("Andet trin")
    check(page)
    page.get_by_label("Kode").fill(app_code(secret))
    press(page, "Log ind")
    expect(page).to_have_url(re.compile(reverse("my_page") + "$"))


@pytest.fixture
def device():
    """Gives a page a device that can make passkeys, as Chromium's own tools simulate it."""

    def give(page: Page):
        session = page.context.new_cdp_session(page)
        session.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        made = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        return lambda **change: session.send("WebAuthn.setUserVerified", made | change)

    return give


def test_bo_sets_up_a_passkey_and_it_alone_signs_him_in(page_at, device, settings):
    settings.DEMO = False
    bo = factories.bo()
    page = page_at(390)
    device(page)
    walk_in(page, bo.email, next_url=reverse("profile"))
    page.get_by_role("link", name="En adgangsnøgle").click()
    check(page)
    page.get_by_label("Hvad vil du kalde den?").fill("Min telefon")
    press(page, "Lav adgangsnøglen")
    page.get_by_role("link", name="Jeg har gemt dem – fortsæt").click()
    expect(page).to_have_url(re.compile(reverse("profile") + "$"))
    assert Authenticator.objects.get(type="webauthn").wrap().name == "Min telefon"

    # as the second step
    page.goto(reverse("account_logout"))
    press(page, "Log ud")
    walk_in(page, bo.email, next_url=reverse("profile"))
    press(page, "Brug adgangsnøgle")
    expect(page).to_have_url(re.compile(reverse("profile") + "$"))

    # and as the only one, also while a code waits that was asked for before
    page.goto(reverse("account_logout"))
    press(page, "Log ud")
    page.goto(reverse("account_login") + f"?next={reverse('profile')}")
    page.get_by_label("E-mailadresse").fill(bo.email)
    press(page, "Send mig en kode")
    page.get_by_role("link", name="Skriv en anden e-mailadresse").click()
    press(page, "Log ind med adgangsnøgle")
    expect(page).to_have_url(re.compile(reverse("profile") + "$"))

    # taken away, after it has been shown once more
    page.goto(reverse("mfa_index"))
    check(page)
    page.get_by_role("link", name="Fjern Min telefon").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bekræft, at det er dig")
    page.get_by_role("link", name="Brug en adgangsnøgle i stedet").click()
    check(page)
    press(page, "Brug adgangsnøgle")
    check(page)
    press(page, "Fjern adgangsnøglen")
    expect(page.get_by_role("heading", level=1)).to_have_text("To-trins-login")
    assert not Authenticator.objects.exists()


def test_a_device_that_refuses_is_told_and_can_be_tried_again(page_at, device, settings):
    bo = factories.bo()
    page = page_at(390)
    verified = device(page)
    walk_in(page, bo.email, next_url=reverse("mfa_add_webauthn"))
    verified(isUserVerified=False)
    press(page, "Lav adgangsnøglen")
    expect(page.get_by_role("alert").filter(has_text="Det lykkedes ikke med adgangsnøglen")).to_be_visible()
    check(page)
    verified(isUserVerified=True)
    press(page, "Lav adgangsnøglen")

    expect(page.get_by_role("heading", level=1)).to_have_text("Dine nødkoder")


def test_at_an_address_of_figures_the_page_says_why_there_are_no_passkeys(page_at, live_server):
    bo = factories.bo()
    page = page_at(390)
    here = live_server.url.replace("localhost", "127.0.0.1")
    page.goto(f"{here}{reverse('account_login')}?next={reverse('mfa_add_webauthn')}")
    page.get_by_label("E-mailadresse").fill(bo.email)
    press(page, "Send mig en kode")
    page.get_by_label("Koden fra mailen").fill(code_for(bo.email))
    press(page, "Log ind")

    expect(page.get_by_text("prøv med localhost i stedet for 127.0.0.1")).to_be_visible()
    expect(page.get_by_role("button", name="Lav adgangsnøglen")).to_be_hidden()


def test_anna_signs_in_through_the_broker(page_at, broker):
    factories.anna()
    page = page_at(390)
    page.goto(reverse("account_login") + f"?next={reverse('profile')}")
    check(page)
    press(page, "Log ind med MitID")
    assert page.url.startswith(broker)
    page.get_by_role("button", name="Authorize as anna").click()

    expect(page).to_have_url(re.compile(reverse("profile") + "$"))
    expect(page.get_by_label("Dit navn")).to_have_value("Anna Holm")


def test_the_pages_for_when_the_broker_fails_are_sound(page_at, broker):
    page = page_at(390)
    for name in ("socialaccount_login_cancelled", "socialaccount_login_error"):
        page.goto(reverse(name))
        check(page)
    page.goto(reverse("account_login"))
    press(page, "Log ind med MitID")
    page.get_by_role("button", name="Deny access").click()
    expect(page.get_by_role("link", name="Tilbage til log ind")).to_be_visible()


def test_the_broker_is_unreachable_without_its_origin_in_the_csp(page_at, broker, settings, csp_violations):
    """The control: this is what the browser does when form-action lacks it."""
    settings.SECURE_CSP = settings.SECURE_CSP | {"form-action": ["'self'"]}
    page = page_at(1280)
    page.goto(reverse("account_login"))
    press(page, "Log ind med MitID")
    page.wait_for_timeout(500)

    assert not page.url.startswith(broker)
    assert csp_violations
    csp_violations.clear()
