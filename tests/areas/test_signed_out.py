"""The session runs out while somebody writes: she gets every character back, and nobody else gets any."""

import datetime as dt
import re
import uuid
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from areas.completeness import Section
from areas.models import ExpressionOfInterest
from people import unsaved
from people.models import UNSAVED_AT_MOST, UnsavedText
from people.signed_out import COOKIE
from tests import factories
from tests.people.signing import user_in, walk_in

from .pages import address, fields_of, save, typed

NOW = factories.BEFORE_THE_DEADLINE
LONG = ('Æblerne på Læsø: "Ål & øl" <b>i én</b> <script>alert(1)</script> \\u0000 {{ x }} %s\r\n\r\n' * 40)[
    :3000
].strip()
KEPT = LONG.replace("\r\n", "\n")


@pytest.fixture
def as_member(complete, member, today) -> Client:
    client = Client()
    client.force_login(member)
    return client


def said(expression) -> ExpressionOfInterest:
    return ExpressionOfInterest.objects.get(pk=expression.pk)


def sign_out(client: Client) -> None:
    """As if the session had run out: the browser still has everything else."""
    client.session.flush()


def send_signed_out(client: Client, expression, section=Section.CHALLENGE, pressed: dict | None = None, **fields):
    filled = typed(client, expression, section, **fields)
    sign_out(client)
    return client.post(address(expression, section), filled | (pressed or {"save": "1"}))


def plain(value: str) -> str:
    return value.replace("\r\n", "\n")


# --- the same person


def test_she_signs_in_and_has_every_character_back_and_can_save_it(as_anna, draft):
    assert len(LONG) > 2900
    response = send_signed_out(as_anna, draft, challenge=LONG)

    there = urlsplit(response.headers["Location"])
    assert (there.path, parse_qs(there.query)) == (
        reverse("account_login"),
        {"next": [address(draft, Section.CHALLENGE)]},
    )
    assert "Log ind igen, så får du det, du skrev, tilbage." in as_anna.get(response.headers["Location"]).text
    back = walk_in(as_anna, "anna@eksempel.dk", parse_qs(there.query)["next"][0])
    page = as_anna.get(back.headers["Location"])
    assert "Det, du skrev, er ikke gemt endnu" in page.text
    assert plain(fields_of(page)["challenge"][0]) == KEPT
    assert said(draft).challenge == ""
    saved = as_anna.post(address(draft, Section.CHALLENGE), fields_of(page) | {"save": "1"})
    assert saved.status_code == 302
    assert said(draft).challenge == KEPT
    assert not UnsavedText.objects.exists()
    assert not as_anna.cookies[COOKIE].value
    assert "ikke gemt endnu" not in as_anna.get(address(draft, Section.CHALLENGE)).text


def test_it_is_there_until_it_is_saved_as_it_was_sent_last(as_anna, draft, anna):
    send_signed_out(as_anna, draft, challenge=LONG)
    as_anna.force_login(anna)
    page = as_anna.get(address(draft, Section.CHALLENGE))
    assert fields_of(as_anna.get(address(draft, Section.CHALLENGE)))["challenge"] == fields_of(page)["challenge"]

    refused = as_anna.post(address(draft, Section.CHALLENGE), fields_of(page) | {"challenge": "x" * 3001, "save": "1"})

    assert refused.status_code == 422
    again = as_anna.get(address(draft, Section.CHALLENGE))
    assert fields_of(again)["challenge"] == ["x" * 3001]
    assert "ikke gemt endnu" in again.text


def test_what_was_kept_of_one_page_is_not_shown_on_another(as_anna, draft, anna):
    send_signed_out(as_anna, draft, Section.IDEA, idea="Fællessang")
    as_anna.force_login(anna)

    page = as_anna.get(address(draft, Section.CHALLENGE))

    assert "ikke gemt endnu" not in page.text
    assert UnsavedText.objects.count() == 1


def test_what_the_page_saves_by_itself_is_not_kept_any_more(as_anna, draft, anna):
    send_signed_out(as_anna, draft, challenge=LONG)
    as_anna.force_login(anna)
    path = reverse("expression_autosave", args=[draft.uid, Section.CHALLENGE.value])
    given = fields_of(as_anna.get(address(draft, Section.CHALLENGE)))

    wrong = as_anna.post(path, given | {"challenge": "x" * 3001})
    assert wrong.json()["errors"]
    assert UnsavedText.objects.count() == 1
    as_anna.post(path, given)

    assert said(draft).challenge == KEPT
    assert not UnsavedText.objects.exists()


def test_a_page_does_not_save_itself_in_anothers_name(as_anna, complete, member):
    given = typed(as_anna, complete, Section.CHALLENGE, challenge="Annas hemmelige tekst")
    as_anna.force_login(member)

    response = as_anna.post(reverse("expression_autosave", args=[complete.uid, Section.CHALLENGE.value]), given)

    assert response.status_code == 401
    assert said(complete).challenge == "Vi vil samle byen"


@pytest.mark.parametrize(
    ("section", "fields"),
    [
        (Section.PLACE, {"place": "På havnen", "partners-0-name": "Skolen", "partners-0-sector": "school"}),
        (Section.IDEA, {"idea": "Fællessang", "practice": "Hver torsdag"}),
        (Section.CORE, {"udvikling": "Vi bygger videre", "forankring": "Vi bliver ved"}),
        (Section.GOALS, {"goals-0-text": "Flere mødes", "goals-0-serves": ["faellesskaber"]}),
        (Section.ACTIVITIES, {"activities-0-title": "Fest", "activities-0-when": "August"}),
        (Section.BUDGET, {"grant-0-what": "Musik", "grant-0-amount": "rigtig mange"}),
    ],
)
def test_every_section_gives_back_what_was_typed(as_anna, draft, anna, section, fields):
    send_signed_out(as_anna, draft, section, **fields)
    as_anna.force_login(anna)

    page = as_anna.get(address(draft, section))

    given = fields_of(page)
    assert {name: given[name] for name in fields} == {
        name: value if isinstance(value, list) else [value] for name, value in fields.items()
    }


def test_the_row_she_asked_for_is_there_too(as_anna, draft, anna):
    send_signed_out(as_anna, draft, Section.BUDGET, {"add": "grant"}, grant__0__what="Musik")
    as_anna.force_login(anna)

    given = fields_of(as_anna.get(address(draft, Section.BUDGET)))

    assert (given["grant-TOTAL_FORMS"], given["grant-0-what"]) == (["4"], ["Musik"])


def test_a_new_member_that_was_typed_comes_back(as_anna, draft, anna):
    path = address(draft, Section.GROUP)
    whose = fields_of(as_anna.get(path), "kp-add-member")["whose"][0]
    sign_out(as_anna)
    as_anna.post(path, {"whose": whose, "add-member": "1", "name": "Ejnar Prøve", "email": "ejnar@", "phone": "1"})
    as_anna.force_login(anna)

    given = fields_of(as_anna.get(path), "kp-add-member")

    assert (given["name"], given["email"], given["phone"]) == (["Ejnar Prøve"], ["ejnar@"], ["1"])


def test_what_others_saved_meanwhile_is_not_overwritten(as_anna, complete, anna, as_member):
    send_signed_out(as_anna, complete, challenge="Annas tekst")
    save(as_member, complete, Section.CHALLENGE, challenge="Ejnars tekst")
    as_anna.force_login(anna)
    page = as_anna.get(address(complete, Section.CHALLENGE))

    response = as_anna.post(address(complete, Section.CHALLENGE), fields_of(page) | {"save": "1"})

    assert response.status_code == 409
    assert "Ejnars tekst" in response.text
    assert said(complete).challenge == "Ejnars tekst"


def test_she_may_do_without_it(as_anna, complete, anna):
    send_signed_out(as_anna, complete, challenge="Et udkast")
    as_anna.force_login(anna)

    response = as_anna.post(address(complete, Section.CHALLENGE), {"discard-unsaved": "1"}, follow=True)

    assert fields_of(response)["challenge"] == ["Vi vil samle byen"]
    assert not UnsavedText.objects.exists()
    twice = as_anna.post(address(complete, Section.CHALLENGE), {"discard-unsaved": "1"})
    assert twice.status_code == 302
    assert said(complete).challenge == "Vi vil samle byen"


def test_reading_costs_nothing_and_changes_nothing(as_anna, draft, anna, django_assert_num_queries):
    send_signed_out(as_anna, draft, challenge="Et udkast")
    as_anna.force_login(anna)

    with django_assert_num_queries(5):  # session, person, what was kept, expression, all it says
        as_anna.get(address(draft, Section.CHALLENGE))

    assert UnsavedText.objects.count() == 1


# --- another person


def test_another_member_on_that_browser_gets_nothing_and_the_cookie_goes(as_anna, complete, member):
    send_signed_out(as_anna, complete, challenge="Annas hemmelige tekst")
    as_anna.force_login(member)

    page = as_anna.get(address(complete, Section.CHALLENGE))

    assert "Annas hemmelige tekst" not in page.text
    assert "ikke gemt endnu" not in page.text
    assert page.cookies[COOKIE]["max-age"] == 0
    assert page.cookies[COOKIE]["path"] == address(complete, Section.CHALLENGE)


def test_somebody_from_elsewhere_gets_the_same_404_and_the_cookie_goes(as_anna, complete, carla):
    send_signed_out(as_anna, complete, challenge="Annas hemmelige tekst")
    as_anna.force_login(carla)

    page = as_anna.get(address(complete, Section.CHALLENGE))

    assert page.status_code == 404
    assert "hemmelige" not in page.text
    assert page.cookies[COOKIE]["max-age"] == 0


def test_nobody_saves_in_anothers_name(as_anna, complete, member):
    fields = typed(as_anna, complete, Section.CHALLENGE, challenge="Annas hemmelige tekst")
    as_anna.force_login(member)  # in another tab

    response = as_anna.post(address(complete, Section.CHALLENGE), fields | {"save": "1"})

    assert response.status_code == 409
    assert "Siden blev åbnet af en anden" in response.text
    assert "hemmelige" not in response.text
    assert said(complete).challenge == "Vi vil samle byen"
    there = as_anna.post(reverse("account_logout"), {"next": address(complete, Section.CHALLENGE)})
    assert there.headers["Location"] == address(complete, Section.CHALLENGE)
    assert user_in(as_anna) is None
    walk_in(as_anna, "anna@eksempel.dk")
    assert fields_of(as_anna.get(address(complete, Section.CHALLENGE)))["challenge"] == ["Annas hemmelige tekst"]


def test_the_id_alone_opens_nothing(as_anna, complete, as_member):
    send_signed_out(as_anna, complete, challenge="Annas hemmelige tekst")
    as_member.cookies[COOKIE] = as_anna.cookies[COOKIE].value

    assert "hemmelige" not in as_member.get(address(complete, Section.CHALLENGE)).text
    assert UnsavedText.objects.count() == 1


@pytest.mark.parametrize("cookie", ["", "x", str(uuid.UUID(int=1)), "\x00", "é" * 200])
def test_a_made_up_id_is_taken_away(as_anna, draft, cookie):
    as_anna.cookies[COOKIE] = cookie

    page = as_anna.get(address(draft, Section.CHALLENGE))

    assert page.status_code == 200
    assert page.cookies[COOKIE]["max-age"] == 0


# --- what is kept, and what is not


def forged(token: str, draft, anna, carla) -> dict[str, str]:
    person, when, seal = token.split(":")
    return {
        "none": "",
        "another's": f"{carla.pk}:{when}:{seal}",
        "later": f"{person}:9zzzzz:{seal}",
        "another page's": unsaved.token_for(anna, address(draft, Section.IDEA)),
        "nonsense": "x",
    }


@pytest.mark.parametrize("how", ["none", "another's", "later", "another page's", "nonsense"])
def test_without_a_token_of_ours_nothing_is_kept(as_anna, draft, anna, carla, how):
    fields = typed(as_anna, draft, Section.CHALLENGE, challenge="Plantet tekst " * 5)
    fields["whose"] = forged(fields["whose"][0], draft, anna, carla)[how]
    sign_out(as_anna)

    response = as_anna.post(address(draft, Section.CHALLENGE), fields | {"save": "1"})

    assert not UnsavedText.objects.exists()
    assert COOKIE not in response.cookies
    # It came from a page of ours (the CSRF check says so), so whoever typed it may have it back.
    assert response.status_code == 403
    assert "Plantet tekst" in response.text


def test_a_token_is_good_for_a_month(as_anna, draft):
    fields = typed(as_anna, draft, Section.CHALLENGE, challenge="Et udkast")
    sign_out(as_anna)
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=31)):
        late = as_anna.post(address(draft, Section.CHALLENGE), fields)
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=29)):
        in_time = as_anna.post(address(draft, Section.CHALLENGE), fields)

    assert (late.status_code, in_time.status_code) == (403, 302)
    assert UnsavedText.objects.count() == 1


def test_what_is_too_much_is_shown_instead(as_anna, draft):
    much = "Æ" * UNSAVED_AT_MOST

    response = send_signed_out(as_anna, draft, challenge=much)

    assert response.status_code == 403
    assert "Log ind i en ny fane" in response.text
    assert fields_of(response, "kp-typed")["challenge"] == [much]
    assert not UnsavedText.objects.exists()


def test_who_is_not_active_keeps_nothing(as_anna, draft, anna):
    fields = typed(as_anna, draft, Section.CHALLENGE, challenge="Et udkast")
    anna.is_active = False
    anna.save()

    as_anna.post(address(draft, Section.CHALLENGE), fields)

    assert not UnsavedText.objects.exists()


def test_neither_tokens_nor_what_cannot_be_stored_are_kept(as_anna, draft):
    send_signed_out(as_anna, draft, challenge="Vi\x00 vil")

    kept = UnsavedText.objects.get()
    assert kept.body["challenge"] == ["Vi vil"]
    assert not {"csrfmiddlewaretoken", "whose"} & kept.body.keys()


def test_the_cookie_is_for_that_page_and_no_script(as_anna, draft):
    response = send_signed_out(as_anna, draft, challenge="Et udkast")

    cookie = response.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 24 * 3600)
    assert cookie["path"] == address(draft, Section.CHALLENGE)
    assert cookie.value == str(UnsavedText.objects.get().uid)


def test_after_a_day_it_is_gone(as_anna, draft, anna, settings):
    send_signed_out(as_anna, draft, challenge="Et udkast")
    as_anna.force_login(anna)
    UnsavedText.objects.update(stored_at=NOW - dt.timedelta(days=2))

    page = as_anna.get(address(draft, Section.CHALLENGE))

    assert "Et udkast" not in page.text
    assert page.cookies[COOKIE]["max-age"] == 0


def test_the_token_goes_into_no_log_and_shows_no_email(as_anna, draft, anna):
    page = as_anna.get(address(draft, Section.CHALLENGE)).text

    person = re.search(r'data-person="(\w+)"', page)
    assert person
    assert person[1] == unsaved.opaque_id(anna)
    assert anna.email not in page
