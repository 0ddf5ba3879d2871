"""The team's second step: demanded, set up with a real app's codes, asked for at every sign-in."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings as site
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from demo import script
from people import second_factor
from people.models import User

from .signing import app_code, sign_in, user_in, walk_in

pytestmark = pytest.mark.django_db
TEAM = "/team/personer/"


@pytest.fixture
def _for_real(settings):
    """Not the demonstration."""
    settings.DEMO = False


@pytest.fixture
def signed_in(client, bo):
    """Bo, by the code from his mail alone."""
    walk_in(client, bo.email)
    return client


def set_up_app(client: Client) -> tuple[str, list[str]]:
    """Sets up an app as a person does; (its secret, the recovery codes)."""
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    secret = re.search(r'kp-secret">(\w+)<', page)[1]
    response = client.post(reverse("mfa_activate_totp"), {"code": app_code(secret)})
    assert response.headers["Location"] == reverse("mfa_view_recovery_codes"), response.content.decode()
    codes = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    return secret, re.findall(r"<li>(\d{4} \d{4})</li>", codes)


@pytest.mark.usefixtures("_for_real")
@pytest.mark.parametrize("path", ["/team/", TEAM, "/min-side/", "/min-side/profil/", "/team/findes-ikke/"])
@pytest.mark.parametrize("method", ["get", "post", "head"])
def test_without_it_the_team_opens_nothing(signed_in, path, method):
    response = getattr(signed_in, method)(path)

    assert response.status_code == 302
    assert response.headers["Location"] == reverse("mfa_index")


@pytest.mark.usefixtures("_for_real")
def test_an_address_written_with_other_slashes_or_letters_is_no_way_round(signed_in):
    for path in ("//team/personer/", "/log-ind/../team/personer/", "/./team/personer/", "/TEAM/personer/", "/team/x/"):
        response = signed_in.get("/", PATH_INFO=path)

        assert response.status_code in (302, 404), path
        assert b"Kulturteamet" not in response.content


@pytest.mark.usefixtures("_for_real")
@pytest.mark.parametrize("path", ["/", "/kontakt/", "/log-ind/to-trin/", "/tilgaengelighed/"])
def test_what_everybody_may_read_the_team_may_read(signed_in, path):
    assert signed_in.get(path).status_code == 200


@pytest.mark.parametrize("name", ["mfa_activate_totp", "mfa_add_webauthn"])
def test_who_came_into_the_demonstration_by_one_click_can_set_it_up(client, name):
    """Nobody has a password there either: as long as there is no factor, there is nothing to ask for first."""
    for person in script.team():
        client.force_login(person)

        assert client.get(reverse(name)).status_code == 200


def test_others_are_not_asked(client, anna):
    walk_in(client, anna.email)

    assert client.get(reverse("profile")).status_code == 200


def test_htmx_is_led_there_too(signed_in):
    response = signed_in.post(TEAM, headers={"HX-Request": "true"})

    assert response.headers["HX-Redirect"] == reverse("mfa_index")


@pytest.mark.usefixtures("_for_real")
def test_who_is_taken_into_the_team_while_signed_in_is_asked_at_once(client, anna):
    walk_in(client, anna.email)
    User.objects.filter(pk=anna.pk).update(is_team=True)

    assert client.get(TEAM).headers["Location"] == reverse("mfa_index")


@pytest.mark.usefixtures("_for_real")
def test_an_app_is_set_up_once_with_its_own_code_and_leads_on_to_where_he_was_heading(signed_in):
    signed_in.get("/team/personer/")
    _, codes = set_up_app(signed_in)

    assert len(codes) == 10
    again = signed_in.get(reverse("mfa_view_recovery_codes")).content.decode()
    assert not any(code in again for code in codes)  # shown once
    assert 'href="/team/personer/"' in again
    assert signed_in.get("/team/personer/").status_code == 200


def test_a_wrong_first_code_sets_nothing_up_and_keeps_the_same_secret(signed_in):
    page = signed_in.get(reverse("mfa_activate_totp")).content.decode()
    secret = re.search(r'kp-secret">(\w+)<', page)[1]
    for typed, sentence in [("000000", "Koden passer ikke"), ("12", "Skriv de seks tal"), ("", "Skriv de seks tal")]:
        response = signed_in.post(reverse("mfa_activate_totp"), {"code": typed})

        assert sentence in response.content.decode()
        assert secret in response.content.decode()
    assert not Authenticator.objects.exists()


def test_the_picture_for_the_app_is_one_the_csp_allows(signed_in):
    page = signed_in.get(reverse("mfa_activate_totp")).content.decode()

    assert 'src="data:image/svg+xml;base64,' in page
    assert "<svg xmlns:svg" not in page


@pytest.mark.usefixtures("_for_real")
def test_the_next_sign_in_wants_both_steps(signed_in, bo):
    secret, _ = set_up_app(signed_in)
    other = Client()
    response = walk_in(other, bo.email, next_url=TEAM)

    assert response.headers["Location"] == reverse("mfa_authenticate")
    assert user_in(other) is None
    assert other.get(TEAM).status_code == 302
    wrong = other.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert "Koden passer ikke" in wrong.content.decode()
    right = other.post(reverse("mfa_authenticate"), {"code": app_code(secret)})
    assert right.headers["Location"] == TEAM
    assert other.get(TEAM).status_code == 200


@pytest.mark.usefixtures("_for_real")
def test_a_code_of_the_app_works_once(signed_in, bo):
    secret, _ = set_up_app(signed_in)
    code = app_code(secret)
    for expected in (bo.pk, None):
        other = Client()
        walk_in(other, bo.email)
        other.post(reverse("mfa_authenticate"), {"code": code})

        assert user_in(other) == expected


@pytest.mark.usefixtures("_for_real")
def test_a_recovery_code_works_once(signed_in, bo):
    _, codes = set_up_app(signed_in)
    for expected in (bo.pk, None):
        other = Client()
        walk_in(other, bo.email)
        other.post(reverse("mfa_authenticate"), {"code": codes[3]})

        assert user_in(other) == expected


@pytest.mark.usefixtures("_for_real")
def test_guessing_the_second_step_is_stopped_for_five_minutes(signed_in, bo):
    secret, _ = set_up_app(signed_in)
    other = Client()
    walk_in(other, bo.email)
    for _ in range(5):
        other.post(reverse("mfa_authenticate"), {"code": "000000"})

    response = other.post(reverse("mfa_authenticate"), {"code": app_code(secret)})

    assert "Vent fem minutter" in response.content.decode()
    assert user_in(other) is None


def test_too_many_at_once_get_a_page_that_says_wait(signed_in):
    set_up_app(signed_in)
    answers = [signed_in.post(reverse("mfa_reauthenticate"), {"code": "1"}) for _ in range(11)]

    assert answers[-1].status_code == 429
    assert "Vent et par minutter" in answers[-1].content.decode()


@pytest.mark.usefixtures("_for_real")
def test_a_session_that_showed_no_factor_is_asked_to_show_the_one_there_is(signed_in, bo):
    set_up_app(signed_in)
    older = Client()
    older.force_login(bo)

    response = older.get("/team/personer/")

    assert response.headers["Location"] == f"{reverse('mfa_reauthenticate')}?next=%2Fteam%2Fpersoner%2F"


@pytest.mark.usefixtures("_for_real")
def test_another_factor_or_none_takes_the_one_there_is(signed_in, bo):
    """Whoever finds an open session, or only reads his mail, can neither add a device nor take the app away."""
    set_up_app(signed_in)
    older = Client()
    older.force_login(bo)
    for name in ("mfa_add_webauthn", "mfa_deactivate_totp", "mfa_generate_recovery_codes", "mfa_view_recovery_codes"):
        response = older.post(reverse(name)) if name != "mfa_view_recovery_codes" else older.get(reverse(name))

        assert response.status_code == 302, name
        assert response.headers["Location"].startswith(reverse("mfa_reauthenticate")), name
    assert Authenticator.objects.filter(type="totp").exists()


@pytest.mark.usefixtures("_for_real")
def test_without_the_app_he_is_asked_anew(signed_in):
    set_up_app(signed_in)
    assert signed_in.get(TEAM).status_code == 200

    signed_in.post(reverse("mfa_deactivate_totp"))

    assert not Authenticator.objects.exists()
    assert signed_in.get(TEAM).headers["Location"] == reverse("mfa_index")


@pytest.mark.usefixtures("_for_real")
def test_showing_it_is_over_when_he_signs_out(signed_in, bo):
    set_up_app(signed_in)
    signed_in.post(reverse("account_logout"))
    signed_in.force_login(bo)

    assert signed_in.get(TEAM).status_code == 302


@pytest.mark.usefixtures("_for_real")
def test_what_one_person_showed_does_not_count_for_the_next_on_that_browser(signed_in, bo):
    set_up_app(signed_in)
    dorte = User.objects.create_user(email="dorte@eksempel.dk", name="Dorte Prøve", is_team=True)
    signed_in.force_login(dorte)

    assert signed_in.get(TEAM).headers["Location"] == reverse("mfa_index")


def test_the_secret_is_not_in_the_database_in_clear(signed_in):
    secret, codes = set_up_app(signed_in)

    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in kept
    assert codes[0].replace(" ", "") not in kept


def test_a_new_secret_key_still_opens_what_the_old_one_closed(signed_in, bo, settings):
    secret, _ = set_up_app(signed_in)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a-new-one"
    other = Client()
    walk_in(other, bo.email)

    other.post(reverse("mfa_authenticate"), {"code": app_code(secret)})

    assert user_in(other) == bo.pk


def test_a_lost_secret_key_is_a_wrong_code_and_no_crash(signed_in, bo, settings):
    secret, _ = set_up_app(signed_in)
    settings.SECRET_KEY = "another"
    other = Client()
    walk_in(other, bo.email)

    response = other.post(reverse("mfa_authenticate"), {"code": app_code(secret)})

    assert response.status_code == 200
    assert user_in(other) is None


def test_the_demonstration_can_skip_it(signed_in):
    assert site.DEMO
    signed_in.get("/team/personer/")
    page = signed_in.get(reverse("mfa_index")).content.decode()
    assert "Spring over – kun i demonstrationen" in page

    response = signed_in.post(reverse("second_factor_skip"))

    assert response.headers["Location"] == "/team/personer/"
    assert signed_in.get("/team/personer/").status_code == 200


@pytest.mark.usefixtures("_for_real")
def test_nothing_but_the_demonstration_can_skip_it(signed_in, bo):
    assert "Spring over" not in signed_in.get(reverse("mfa_index")).content.decode()
    assert signed_in.post(reverse("second_factor_skip")).status_code == 404
    with pytest.raises(PermissionDenied):
        second_factor.skip(signed_in.get("/kontakt/").wsgi_request)
    sign_in(signed_in, bo)  # a session that was skipped while this was a demonstration
    assert signed_in.get(TEAM).status_code == 302
