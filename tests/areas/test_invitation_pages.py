"""The pages round an invitation: the contact person's, and the one the mail leads to."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse

from areas import actions
from areas.completeness import Section
from areas.models import Invitation, Membership
from areas.states import InvitationState
from notices.models import Message
from tests import factories
from tests.people.signing import code_for, sign_in, user_in

from .pages import address, at

NOW = factories.BEFORE_THE_DEADLINE
DAY = dt.timedelta(days=1)


def asked(client, expression, **fields):
    said = {"name": "Inge Ny", "email": "inge@eksempel.dk", "phone": "", "invite": "1"} | fields
    return client.post(address(expression, Section.GROUP), said)


@pytest.fixture
def invitation(draft, anna, today) -> Invitation:
    return actions.invite(draft, name="Inge Ny", email="inge@eksempel.dk", phone="+4520304055", by=anna, at=NOW)


@pytest.fixture
def inge(db):
    return factories.person("Inge Jensen", email="inge@eksempel.dk")


def state_of(invitation: Invitation) -> str:
    return Invitation.objects.get(pk=invitation.pk).state


def group_page(client, expression) -> str:
    return client.get(address(expression, Section.GROUP)).text


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


# --- the contact person's page


def test_the_contact_person_invites_and_sees_that_it_waits(as_anna, draft):
    response = asked(as_anna, draft)

    page = words(group_page(as_anna, draft))
    assert response.headers["Location"] == address(draft, Section.GROUP)
    assert "Invitationen til Inge Ny er på vej." in page
    assert "Inge Ny Afventer svar inge@eksempel.dk · inviteret 22. april, kan svare til og med 22. maj" in page
    assert "Inge Ny har ikke svaret på invitationen endnu." in page
    assert Membership.objects.count() == 1


def test_pressed_twice_it_is_one_invitation(as_anna, draft):
    asked(as_anna, draft)

    asked(as_anna, draft)

    assert Invitation.objects.count() == 1
    assert Message.objects.filter(kind="invitation").count() == 1


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": ""}, "Skriv personens navn."),
        ({"email": "inge"}, "Skriv en e-mailadresse, for eksempel navn@eksempel.dk."),
        ({"email": "ANNA@eksempel.dk"}, "Den person er allerede med i styregruppen."),
    ],
)
def test_what_is_wrong_gets_its_sentence_and_the_rest_is_kept(as_anna, draft, fields, sentence):
    response = asked(as_anna, draft, **fields)

    assert response.status_code == 422
    assert sentence in response.text
    assert fields.get("name", "Inge Ny") in response.text
    assert not Invitation.objects.exists()


def test_too_many_is_said(as_anna, draft, monkeypatch):
    monkeypatch.setattr("areas.actions.invitations.MOST_OPEN", 0)

    response = asked(as_anna, draft)

    assert response.status_code == 422
    assert "Der venter allerede 20 på at svare." in response.text


def test_known_and_unknown_addresses_look_the_same_to_who_invites(as_anna, draft, carla):
    asked(as_anna, draft, name="Den ene", email="ukendt@eksempel.dk")
    asked(as_anna, draft, name="Den anden", email=carla.email)

    page = words(group_page(as_anna, draft))

    assert "Den ene Afventer svar ukendt@eksempel.dk" in page
    assert "Den anden Afventer svar carla@eksempel.dk" in page
    assert "Friis" not in page


@pytest.mark.parametrize(
    ("state", "word"),
    [("pending", "Afventer svar"), ("declined", "Takket nej"), ("withdrawn", "Trukket tilbage"), ("old", "Udløbet")],
)
def test_every_state_has_its_word(as_anna, draft, invitation, inge, anna, state, word, settings):
    if state == "declined":
        actions.decline(invitation, by=inge, at=NOW)
    elif state == "withdrawn":
        actions.withdraw_invitation(invitation, by=anna, at=NOW)
    elif state == "old":
        settings.TODAY = invitation.last_day + DAY

    assert f"Inge Ny {word} inge@eksempel.dk" in words(group_page(as_anna, draft))


def test_who_said_yes_stands_with_the_members(as_anna, draft, invitation, inge):
    actions.accept(invitation, by=inge, at=NOW)

    page = words(group_page(as_anna, draft))

    assert "Inge Jensen Takket ja inge@eksempel.dk · 20 30 40 55 Fjern" in page
    assert "Inge Ny" not in page


def test_a_member_sees_who_is_asked_and_cannot_ask(client, complete, member, anna, today):
    actions.invite(complete, name="Inge Ny", email="inge@eksempel.dk", phone="", by=anna, at=NOW)
    client.force_login(member)

    page = group_page(client, complete)
    asked(client, complete, email="x@eksempel.dk")

    assert "Inge Ny Afventer svar" in words(page)
    assert "Følg op" not in page
    assert 'name="invite"' not in page
    assert Invitation.objects.count() == 1


def follow_up(client, expression, invitation, act):
    return client.post(at("expression_invitation", expression, invitation.uid), {act: "1"}, follow=True)


def test_following_up_too_soon_says_when(as_anna, draft, today):
    asked(as_anna, draft)
    invitation = Invitation.objects.get()

    response = follow_up(as_anna, draft, invitation, "again")

    assert "Vi har lige skrevet til den adresse. Du kan sende igen kl. " in response.text
    assert Message.objects.filter(kind="invitation").count() == 1


def test_sending_again_the_next_day(as_anna, draft, invitation, settings):
    settings.TODAY += DAY

    response = follow_up(as_anna, draft, invitation, "again")

    assert "Invitationen til Inge Ny er på vej." in response.text
    assert Message.objects.filter(kind="invitation").count() == 2


def test_taking_it_back(as_anna, draft, invitation):
    assert "Træk invitationen tilbage" in as_anna.get(at("expression_invitation", draft, invitation.uid)).text

    follow_up(as_anna, draft, invitation, "withdraw")
    again = follow_up(as_anna, draft, invitation, "withdraw")

    assert state_of(invitation) == InvitationState.WITHDRAWN
    assert "noget er ændret imens" in again.text


def test_taking_in_without_waiting(as_anna, draft, invitation):
    follow_up(as_anna, draft, invitation, "add")

    assert Membership.objects.current().get(role="member").person.email == "inge@eksempel.dk"
    assert state_of(invitation) == InvitationState.WITHDRAWN


def test_who_said_no_can_be_asked_again(as_anna, draft, invitation, inge, settings):
    actions.decline(invitation, by=inge, at=NOW)
    settings.TODAY += DAY

    follow_up(as_anna, draft, invitation, "again")

    assert Invitation.objects.filter(state=InvitationState.PENDING, email=inge.email).count() == 1


def test_another_areas_invitation_is_not_there(as_carla, carla, draft, invitation):
    theirs = factories.expression.draft(carla, name="Andetsteds")

    for expression in (draft, theirs):
        assert as_carla.post(at("expression_invitation", expression, invitation.uid), {"add": "1"}).status_code == 404
    assert state_of(invitation) == InvitationState.PENDING


# --- the page the mail leads to


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_what_a_mail_scanner_does_changes_nothing(client, invitation, inge, method):
    for browser in (client, sign_in(Client(), inge)):
        getattr(browser, method)(invitation.get_absolute_url())

    assert state_of(invitation) == InvitationState.PENDING
    assert user_in(client) is None


def test_signed_out_it_says_who_invites_to_what_and_signs_in_with_that_address(client, invitation):
    page = client.get(invitation.get_absolute_url())

    assert "Anna Holm har inviteret dig med i styregruppen for Havnby" in page.text
    assert 'name="accept"' not in page.text
    assert page.headers["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    fields = dict(re.findall(r'<input type="hidden" name="(email|next)" value="([^"]*)"', page.text))
    sent = client.post(reverse("account_login"), fields)
    code = client.post(
        sent.headers["Location"], {"action": "verify", "code": code_for("inge@eksempel.dk")}, follow=True
    )
    assert "hvem er du?" in code.text  # she is new, and says her name on the way

    named = client.post(
        code.request["PATH_INFO"] + "?" + code.request["QUERY_STRING"], {"name": "Inge J", "language": "da"}
    )

    assert named.headers["Location"] == invitation.get_absolute_url()
    assert "Anna Holm har skrevet, at dit telefonnummer er 20 30 40 55." in client.get(named.headers["Location"]).text


def test_yes(client, draft, invitation, inge):
    client.force_login(inge)

    response = client.post(invitation.get_absolute_url(), {"accept": "1"}, follow=True)

    assert response.request["PATH_INFO"] == draft.get_absolute_url()
    assert "Velkommen! Du er nu med i styregruppen for Havnby." in response.text
    assert state_of(invitation) == InvitationState.ACCEPTED
    again = client.post(invitation.get_absolute_url(), {"accept": "1"}, follow=True)
    assert "Du er med i styregruppen for Havnby." in again.text
    assert Membership.objects.current().filter(person=inge).count() == 1


def test_no(client, invitation, inge):
    client.force_login(inge)

    response = client.post(invitation.get_absolute_url(), {"decline": "1"}, follow=True)

    assert "Der er takket nej." in response.text
    assert "bed Anna Holm om at invitere dig igen" in response.text
    assert state_of(invitation) == InvitationState.DECLINED


@pytest.mark.parametrize("answer", ["accept", "decline"])
def test_signed_in_as_somebody_else_it_says_so_and_leads_to_the_other_address(as_carla, invitation, carla, answer):
    response = as_carla.post(invitation.get_absolute_url(), {answer: "1"})

    assert state_of(invitation) == InvitationState.PENDING
    text = words(response.text)
    assert "Du er logget ind som carla@eksempel.dk. Invitationen er sendt til inge@eksempel.dk" in text
    assert 'name="accept"' not in response.text
    out = as_carla.post(reverse("account_logout"), {"next": invitation.get_absolute_url()})
    assert out.headers["Location"] == invitation.get_absolute_url()


def test_signed_out_nobody_answers(client, invitation):
    client.post(invitation.get_absolute_url(), {"accept": "1"})

    assert state_of(invitation) == InvitationState.PENDING


def test_it_ran_out(client, invitation, inge, settings):
    settings.TODAY = invitation.last_day + DAY
    client.force_login(inge)

    client.post(invitation.get_absolute_url(), {"accept": "1"})
    page = client.get(invitation.get_absolute_url()).text

    assert "Den kunne besvares til og med 22. maj 2025." in page
    assert 'name="accept"' not in page
    assert not Membership.objects.filter(person=inge).exists()


def test_with_nothing_left_to_join_it_says_so(client, draft, invitation, inge, anna):
    actions.withdraw(draft, by=anna, at=NOW)
    client.force_login(inge)

    page = client.get(invitation.get_absolute_url()).text

    assert "Interesseerklæringen for Havnby er trukket tilbage." in page
    assert 'name="accept"' not in page


def test_taken_back_it_says_so_and_whom_to_ask(client, invitation, inge, anna):
    actions.withdraw_invitation(invitation, by=anna, at=NOW)
    client.force_login(inge)

    page = client.post(invitation.get_absolute_url(), {"accept": "1"}, follow=True).text

    assert "Den er trukket tilbage. Spørg Anna Holm, hvis du mener, det er en fejl." in page
    assert state_of(invitation) == InvitationState.WITHDRAWN


def test_an_address_that_was_never_given_out_is_not_there(client, draft):
    assert client.get(reverse("invitation", args=[draft.uid])).status_code == 404


def test_my_page_shows_what_waits_for_an_answer(client, invitation, inge, settings):
    client.force_login(inge)
    waiting = client.get(reverse("my_page")).text
    settings.TODAY = invitation.last_day + DAY
    late = client.get(reverse("my_page")).text

    assert "Du er inviteret med i styregruppen for Havnby" in waiting
    assert invitation.get_absolute_url() in waiting
    assert invitation.get_absolute_url() not in late


def test_my_page_takes_one_query_for_them_however_many(client, programme, anna, inge, today, django_assert_num_queries):
    client.force_login(inge)
    for number in range(10):
        made = factories.expression.draft(anna, name=f"Sted {number}")
        actions.invite(made, name="Inge", email=inge.email, phone="", by=anna, at=NOW)
        if number in (0, 9):
            with django_assert_num_queries(
                5
            ):  # the session, the person, her areas, her role in a municipality, her invitations
                client.get(reverse("my_page"))
