"""One way in: an address, a code by mail, in. The same for everybody; no link that a scanner opens does anything."""

import re
import time

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from notices.models import Message
from notices.rendering import render
from people.models import User

from .signing import ask, code_for, enter, mails, user_in, walk_in

pytestmark = pytest.mark.django_db
PAGES = ["account_login", "account_confirm_login_code"]


def without_csrf(content: bytes) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", content.decode())


def test_a_code_by_mail_signs_anna_in(client, anna):
    response = walk_in(client, anna.email)

    assert response.status_code == 302
    assert response.headers["Location"] == reverse("my_page")
    assert user_in(client) == anna.pk
    anna.refresh_from_db()
    assert anna.last_login


def test_the_code_is_eight_digits_in_two_groups_and_may_be_pasted_in_any_way(client, anna):
    ask(client, anna.email)
    code = code_for(anna.email)
    enter(client, f" \t{code[:2]} {code[2:4]}\N{NO-BREAK SPACE}{code[5:]}. ")

    assert re.fullmatch(r"\d{4} \d{4}", code)
    assert user_in(client) == anna.pk


def test_the_address_is_hers_however_she_writes_it(client, anna):
    asked = ask(client, "  Anna@Eksempel.DK ")
    client.post(asked.headers["Location"], {"action": "verify", "code": code_for(anna.email)})

    assert user_in(client) == anna.pk
    assert User.objects.count() == 1


def test_known_unknown_and_closed_addresses_get_the_same_answer_and_one_mail_each(anna):
    closed = User.objects.create_user(email="luka@eksempel.dk", name="Lukket", is_active=False)
    answers = []
    for email in (anna.email, "ukjt@eksempel.dk", closed.email):  # as long as each other: the page names the address
        visitor = Client()
        asked = ask(visitor, email)
        page = visitor.get(asked.headers["Location"])
        headers = {k: v for k, v in page.headers.items() if k not in ("Set-Cookie", "Expires")}
        text = without_csrf(page.content).replace(email, "")
        answers.append((asked.status_code, asked.headers["Location"], headers, text))

    assert answers[0] == answers[1] == answers[2]
    assert [mails(email).count() for email in (anna.email, "ukjt@eksempel.dk", closed.email)] == [1, 1, 1]
    facts = [(m.kind, m.language, m.name, sorted(m.context)) for m in Message.objects.all()]
    assert facts[0] == facts[1] == facts[2]


def test_asking_for_a_code_looks_at_no_person(anna):
    with CaptureQueriesContext(connection) as known:
        ask(Client(), anna.email)
    with CaptureQueriesContext(connection) as unknown:
        ask(Client(), "ukendt@eksempel.dk")

    assert len(known) == len(unknown)
    assert not [q for q in known.captured_queries if "people_user" in q["sql"]]


def test_an_unknown_address_becomes_an_account_when_its_code_is_entered_and_not_before(client):
    ask(client, "ny@eksempel.dk")
    assert not User.objects.exists()

    enter(client, code_for("ny@eksempel.dk"))

    assert user_in(client) == User.objects.get(email="ny@eksempel.dk").pk
    assert not User.objects.get().has_usable_password()


def test_a_closed_account_is_not_opened_by_its_code(client):
    User.objects.create_user(email="lukket@eksempel.dk", name="Lukket", is_active=False)

    response = walk_in(client, "lukket@eksempel.dk")

    assert user_in(client) is None
    assert "Din konto er lukket" in client.get(response.headers["Location"]).content.decode()
    assert User.objects.count() == 1


def test_the_first_time_asks_for_a_name_and_goes_on_to_where_she_was_heading(client):
    response = walk_in(client, "ny@eksempel.dk", next_url="/tidsplan/?a=1")

    profile = response.headers["Location"]
    assert profile.startswith(reverse("profile"))
    saved = client.post(profile, {"name": "Ny Person", "phone": "", "language": "da"})
    assert saved.headers["Location"] == "/tidsplan/?a=1"


def test_the_first_time_on_the_way_to_the_profile_goes_there_once(client):
    response = walk_in(client, "ny@eksempel.dk", next_url=reverse("profile"))

    assert response.headers["Location"] == reverse("profile")


def test_where_she_was_heading_is_kept_from_the_page_that_wanted_a_sign_in(client, anna):
    page = client.get(reverse("profile"))
    form = client.get(page.headers["Location"]).content.decode()
    assert f'name="next" value="{reverse("profile")}"' in form

    response = walk_in(client, anna.email, next_url=reverse("profile"))

    assert response.headers["Location"] == reverse("profile")


@pytest.mark.parametrize("elsewhere", ["https://ond.example/", "//ond.example/", "javascript:x()", "/\\ond.example"])
def test_it_never_leads_to_another_site(client, anna, elsewhere):
    response = walk_in(client, anna.email, next_url=elsewhere)

    assert response.headers["Location"] == reverse("my_page")


def test_a_wrong_code_says_so_and_the_right_one_still_works(client, anna):
    ask(client, anna.email)
    wrong = enter(client, "0000 0000" if code_for(anna.email) != "0000 0000" else "1111 1111")

    assert wrong.status_code == 200
    assert "Koden passer ikke" in wrong.content.decode()
    enter(client, code_for(anna.email))
    assert user_in(client) == anna.pk


def test_five_wrong_codes_use_it_up(client, anna):
    ask(client, anna.email)
    code = code_for(anna.email)
    wrong = "0000 0000" if code != "0000 0000" else "1111 1111"
    answers = [enter(client, wrong) for _ in range(5)]

    assert [a.status_code for a in answers] == [200, 200, 200, 200, 302]
    enter(client, code)
    assert user_in(client) is None
    page = client.get(answers[-1].headers["Location"]).content.decode()
    assert "skrevet forkert for mange gange" in page


def test_a_slip_with_too_few_digits_costs_no_attempt(client, anna):
    ask(client, anna.email)
    for _ in range(6):
        assert "Koden er på otte tal" in enter(client, "123").content.decode()

    enter(client, code_for(anna.email))

    assert user_in(client) == anna.pk


def test_a_code_works_once(client, anna):
    ask(client, anna.email)
    code = code_for(anna.email)
    other = Client()
    other.cookies = client.cookies.copy()
    enter(client, code)
    client.post(reverse("account_logout"))

    enter(client, code)
    enter(other, code)

    assert user_in(client) is None
    assert user_in(other) is None


def test_a_code_is_worth_nothing_in_another_browser(client, anna):
    ask(client, anna.email)
    thief = Client()
    ask(thief, anna.email)
    first, second = (message.context["code"] for message in mails(anna.email))

    enter(thief, first)

    assert first != second
    assert user_in(thief) is None


def test_a_code_grows_old(client, anna, settings):
    ask(client, anna.email)
    settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 0
    time.sleep(0.01)

    response = enter(client, code_for(anna.email))

    assert user_in(client) is None
    assert "for gammel" in client.get(response.headers["Location"]).content.decode()


def test_a_new_code_can_be_asked_for_twice_and_only_the_newest_works(client, anna):
    ask(client, anna.email)
    first = code_for(anna.email)
    confirm = reverse("account_confirm_login_code")
    client.post(confirm, {"action": "resend"})
    client.post(confirm, {"action": "resend"})

    assert mails(anna.email).count() == 3
    assert b'value="resend"' not in client.get(confirm).content
    enter(client, first)
    assert user_in(client) is None
    enter(client, code_for(anna.email))
    assert user_in(client) == anna.pk


def test_the_session_gets_a_new_id_at_sign_in_and_none_survives_sign_out(client, anna):
    ask(client, anna.email)
    before = client.session.session_key
    enter(client, code_for(anna.email))
    signed_in = client.session.session_key
    stolen = client.cookies["sessionid"].value
    client.post(reverse("account_logout"))

    assert before != signed_in
    assert not Session.objects.filter(session_key__in=[before, signed_in]).exists()
    thief = Client()
    thief.cookies["sessionid"] = stolen
    assert thief.get(reverse("profile")).status_code == 302


def test_an_answer_to_a_session_that_is_gone_leaves_the_cookie_alone(client, anna):
    """She may have signed in meanwhile: the browser keeps whatever cookie came last."""
    client.force_login(anna)
    Session.objects.all().delete()

    answer = client.get(reverse("who"))

    assert answer.status_code == 401
    assert "sessionid" not in answer.cookies


def test_signing_out_takes_the_cookie_away(client, anna):
    client.force_login(anna)

    answer = client.post(reverse("account_logout"))

    assert answer.cookies["sessionid"].value == ""


def test_signing_out_wants_a_press_of_the_button(client, anna):
    client.force_login(anna)

    page = client.get(reverse("account_logout"))

    assert page.status_code == 200
    assert user_in(client) == anna.pk


def test_an_account_that_is_closed_while_signed_in_is_out_at_once(client, anna):
    client.force_login(anna)
    User.objects.filter(pk=anna.pk).update(is_active=False)

    assert client.get(reverse("profile")).status_code == 302


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_what_a_mail_scanner_does_uses_nothing_up_and_gives_no_session(client, anna, name, method):
    ask(client, anna.email)
    code = code_for(anna.email)
    scanner = Client()
    scanner.cookies = client.cookies.copy()  # the worst of them: one that runs in her own browser
    for _ in range(7):
        getattr(scanner, method)(reverse(name), {"code": code, "action": "verify"})

    assert user_in(scanner) is None
    assert mails(anna.email).count() == 1
    enter(client, code)
    assert user_in(client) == anna.pk


def test_the_mail_has_no_link_that_signs_in(client, anna):
    ask(client, anna.email)
    message = mails(anna.email).get()
    mail = render(message.kind, message.context | {"site": "https://kulturpunkt.example", "name": ""}, language="da")

    assert message.context["code"] in mail.text
    assert message.context["code"] in mail.html
    assert message.context["code"] not in mail.subject
    assert "log-ind" not in mail.text + mail.html


def test_the_code_stands_in_no_log_and_in_the_session_only_under_seal(client, anna, caplog):
    caplog.set_level("DEBUG")
    ask(client, anna.email)
    code = code_for(anna.email)
    session = str(dict(client.session.items()))
    enter(client, "9" * 8)
    enter(client, code)

    assert anna.email in session
    for written in (code, code.replace(" ", "")):
        assert written not in caplog.text
        assert written not in session


def test_the_row_in_the_outbox_is_a_secret_that_loses_its_point(client, anna):
    ask(client, anna.email)
    message = mails(anna.email).get()

    assert message.is_secret
    assert message.good_until > message.queued_at
    assert (message.subject, message.text) == ("", "")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Skriv din e-mailadresse."),
        ("anna", "Skriv en hel e-mailadresse"),
        ("anna@eksempel.dk\nBcc: alle@eksempel.dk", "Skriv en hel e-mailadresse"),
        ("a" * 250 + "@eksempel.dk", "Så lang kan en e-mailadresse ikke være"),
        ("<b>anna</b>@eksempel.dk", "Skriv en hel e-mailadresse"),
        ("anna\x00@eksempel.dk", ""),
    ],
)
def test_what_is_no_address_gets_a_sentence(client, typed, sentence):
    response = ask(client, typed)

    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert "form-error-message" in response.content.decode()
    assert not Message.objects.exists()


def test_a_stale_form_is_shown_again_with_the_address_and_nothing_done(anna):
    visitor = Client(enforce_csrf_checks=True)
    response = ask(visitor, anna.email, HTTP_ORIGIN="http://testserver")
    page = response.content.decode()

    assert response.status_code == 403
    assert "havde stået åben for længe" in page
    assert f'value="{anna.email}"' in page
    assert not Message.objects.exists()
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page)[1]
    again = visitor.post(
        reverse("account_login"), {"email": anna.email, "csrfmiddlewaretoken": token}, HTTP_ORIGIN="http://testserver"
    )
    assert again.headers["Location"] == reverse("account_confirm_login_code")


def test_a_stale_form_with_the_code_keeps_the_code_and_costs_no_attempt(anna):
    visitor = Client()
    ask(visitor, anna.email)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = visitor.cookies.copy()

    response = enter(strict, "1234 5678", HTTP_ORIGIN="http://testserver")

    assert response.status_code == 403
    assert 'value="1234 5678"' in response.content.decode()
    assert strict.session["account_login"]["state"]["stages"]["login_by_code"]["data"]["failed_attempts"] == 0


def test_another_sites_words_are_not_put_into_our_form(anna):
    visitor = Client(enforce_csrf_checks=True)

    response = ask(visitor, "ond@ond.example", HTTP_ORIGIN="https://ond.example")

    assert response.status_code == 403
    assert "ond@ond.example" not in response.content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "login/", "signup/", "email/", "password/change/", "password/set/", "password/reset/", "confirm-email/",
        "inactive/", "reauthenticate/", "signup/passkey/", "2fa/", "3rdparty/", "3rdparty/signup/", "sessions/",
        "oidc/oidc/login/", "social/signup/", "mitid/", "mitid/retur/",
    ],
)  # fmt: skip
def test_what_is_not_used_is_not_there(client, anna, path):
    client.force_login(anna)

    assert client.get(f"/log-ind/{path}").status_code == 404
