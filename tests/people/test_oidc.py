"""Signing in through a broker, with a real provider process at the other end."""

from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.urls import reverse

from people.models import User

from .broker import agree, free_port
from .signing import ask, code_for, user_in, walk_in

pytestmark = pytest.mark.django_db
START = {"provider_id": "oidc"}


def set_off(client: Client, **data):
    return client.post(reverse("openid_connect_login", kwargs=START), data)


def through_the_broker(client: Client, sub: str, **data):
    off = set_off(client, **data)
    assert off.status_code == 302, off.content.decode()
    return client.get(agree(off.headers["Location"], sub))


def test_the_button_is_there_only_when_a_broker_is(client, broker, settings):
    assert "Log ind med MitID" in client.get(reverse("account_login")).content.decode()
    settings.OIDC_NAME = ""

    assert "MitID" not in client.get(reverse("account_login")).content.decode()


def test_the_csp_lets_the_form_reach_the_brokers_origin_and_no_other(client, broker):
    policy = client.get(reverse("account_login")).headers["Content-Security-Policy"]

    assert f"form-action 'self' {broker}" in policy.split("; ")


def test_it_sets_off_with_a_state_and_a_proof_key(client, broker):
    off = urlsplit(set_off(client).headers["Location"])
    asked = parse_qs(off.query)

    assert f"{off.scheme}://{off.netloc}" == broker
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["state"][0]
    assert asked["redirect_uri"] == ["http://testserver/log-ind/mitid/retur/"]


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_link_to_it_does_not_set_off(client, broker, method):
    response = getattr(client, method)(reverse("openid_connect_login", kwargs=START))

    assert response.headers["Location"] == reverse("account_login")


@pytest.mark.parametrize("where", ["?process=connect", "?process=redirect"])
def test_it_signs_in_and_does_nothing_else(client, broker, where):
    assert client.post(reverse("openid_connect_login", kwargs=START) + where).status_code == 404


def test_a_verified_address_is_the_account_of_that_address(client, broker, anna):
    before = client.session.session_key
    response = through_the_broker(client, "anna", next=reverse("profile"))

    assert user_in(client) == anna.pk
    assert response.headers["Location"] == reverse("profile")
    assert client.session.session_key != before
    assert User.objects.count() == 1
    anna.refresh_from_db()
    assert anna.name == "Anna Holm"  # her own, not the broker's


def test_the_next_time_it_is_the_same_account_whatever_became_of_the_address(client, broker, anna):
    through_the_broker(Client(), "anna")
    User.objects.filter(pk=anna.pk).update(email="anna.ny@eksempel.dk")

    through_the_broker(client, "anna")

    assert user_in(client) == anna.pk


def test_who_has_no_account_gets_one_with_her_name(client, broker):
    response = through_the_broker(client, "ny")

    made = User.objects.get(email="ny@eksempel.dk")
    assert user_in(client) == made.pk
    assert made.name == "Ny Person"
    assert not made.has_usable_password()
    assert response.headers["Location"] == reverse("my_page")


def test_who_comes_without_a_name_is_asked_for_it(client, broker):
    response = through_the_broker(client, "nyere")

    assert response.headers["Location"].startswith(reverse("profile"))


def test_nothing_is_kept_of_what_the_broker_tells_but_its_identifier(client, broker):
    through_the_broker(client, "ny")

    account = SocialAccount.objects.get()
    assert account.extra_data == {}
    assert account.uid == "ny"
    assert not EmailAddress.objects.exists()  # allauth's second list of addresses stays empty


@pytest.mark.parametrize("sub", ["tyv", "tyv-i-ord"])
def test_an_unverified_address_takes_over_no_account(client, broker, anna, sub):
    response = through_the_broker(client, sub)

    assert user_in(client) is None
    assert not SocialAccount.objects.exists()
    page = client.get(response.headers["Location"]).content.decode()
    assert "har ikke givet os en bekræftet e-mailadresse" in page


@pytest.mark.parametrize("sub", ["tyv", "uden-mail"])
def test_who_comes_without_a_verified_address_shows_hers_by_a_code_once(client, broker, carla, sub):
    through_the_broker(client, sub, next="/kontakt/")
    walk_in(client, carla.email)
    other = Client()
    through_the_broker(other, sub)

    assert user_in(client) == carla.pk
    assert user_in(other) == carla.pk


def test_the_thief_who_cannot_read_her_mail_gets_nowhere(client, broker, anna):
    through_the_broker(client, "tyv")
    ask(client, anna.email)
    assert code_for(anna.email)
    client.post(reverse("account_confirm_login_code"), {"action": "verify", "code": "00000000"})

    through_the_broker(client, "tyv")

    assert user_in(client) is None
    assert not SocialAccount.objects.exists()


def test_a_broker_login_that_waits_is_forgotten_after_a_while(client, broker, carla, settings):
    through_the_broker(client, "uden-mail")
    session = client.session
    session["oidc_to_connect"] |= {"at": session["oidc_to_connect"]["at"] - 21 * 60}
    session.save()
    walk_in(client, carla.email)

    assert user_in(client) == carla.pk
    assert not SocialAccount.objects.exists()


def test_an_identity_that_belongs_to_one_is_not_given_to_another(client, broker, anna, carla):
    through_the_broker(client, "uden-mail")
    waiting = client.session["oidc_to_connect"]
    walk_in(client, anna.email)
    second = Client()
    second.get(reverse("account_login"))
    ask(second, carla.email)
    session = second.session
    session["oidc_to_connect"] = waiting
    session.save()
    second.post(reverse("account_confirm_login_code"), {"action": "verify", "code": code_for(carla.email)})

    assert user_in(second) == carla.pk
    assert SocialAccount.objects.get().user_id == anna.pk


def test_a_closed_account_stays_closed(client, broker):
    User.objects.create_user(email="lukket@eksempel.dk", name="Lukket", is_active=False)
    response = through_the_broker(client, "lukket")

    assert user_in(client) is None
    assert "Din konto er lukket" in client.get(response.headers["Location"]).content.decode()


def test_the_team_still_needs_its_second_factor(client, broker, bo, settings):
    settings.DEMO = False
    through_the_broker(client, "bo")

    assert client.get("/team/personer/").headers["Location"] == reverse("mfa_index")


def test_an_answer_that_nobody_asked_for_signs_nobody_in(client, broker, anna):
    off = set_off(Client())
    stranger = client.get(agree(off.headers["Location"], "anna"))

    assert stranger.status_code == 401
    assert user_in(client) is None


def test_an_answer_works_once(client, broker, anna):
    back = agree(set_off(client).headers["Location"], "anna")
    client.get(back)
    client.post(reverse("account_logout"))

    assert client.get(back).status_code == 401
    assert user_in(client) is None


def test_who_says_no_at_the_broker_is_told_what_to_do(client, broker):
    state = parse_qs(urlsplit(set_off(client).headers["Location"]).query)["state"][0]
    callback = reverse("openid_connect_callback", kwargs=START)
    response = client.get(callback, {"error": "access_denied", "state": state}, follow=True)

    assert "Tilbage til log ind" in response.content.decode()


def test_a_broker_that_is_down_is_a_page_that_helps(client, broker, settings):
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]["server_url"] = (
        f"http://127.0.0.1:{free_port()}"
    )
    response = set_off(client)

    assert response.status_code == 503
    assert "Det lykkedes ikke med MitID" in response.content.decode()
