"""An invitation to apply: a mail with a link that fills in two fields, and grants nothing."""

import datetime as dt
import uuid
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from areas import actions
from areas.models import ApplyInvitation, ExpressionOfInterest
from notices.models import Message
from people.models import User
from programme import workflow
from programme.models import HistoryEntry
from tests import factories
from tests.people.signing import ask, code_for, enter, sign_in

pytestmark = pytest.mark.django_db
NOW = factories.BEFORE_THE_DEADLINE


def invite(by, *, dialogue=None, place="Strandby", email="Ditte@Eksempel.dk", at=NOW):
    return actions.invite_to_apply(
        programme=factories.programme(),
        municipality=factories.municipality(),
        place=place,
        name="Ditte Prøve",
        email=email,
        dialogue=dialogue,
        by=by,
        at=at,
    )


@pytest.fixture
def karen(programme):
    return factories.municipal_contact().person


@pytest.fixture
def invitation(karen):
    return invite(karen, dialogue=factories.dialogue(by=karen))


@pytest.fixture
def link(invitation) -> str:
    return f"{reverse('start_expression')}?invitation={invitation.uid}"


def begin(client, invitation, **fields):
    said = {"name": "Strandby", "municipality": "813", "invitation": invitation.uid}
    return client.post(reverse("start_expression"), said | fields)


def test_the_mail_has_the_link_and_says_who_invites(invitation, link):
    message = Message.objects.get(kind="apply-invitation")

    assert (message.address, message.context["path"]) == ("ditte@eksempel.dk", link)
    assert (message.context["by"], message.context["by_team"]) == ("Karen Kær", False)


def test_the_page_has_the_fields_filled_in_and_says_who_invited(link, as_carla):
    page = as_carla.get(link).text

    assert 'value="Strandby"' in page
    assert '<option value="813" selected>' in page
    assert "Karen Kær har inviteret Strandby" in page


def test_a_mail_scanner_changes_nothing(link, as_carla, client, invitation):
    for browser in (client, as_carla):
        browser.get(link)
        browser.head(link)

    invitation.refresh_from_db()
    assert (invitation.used_at, invitation.expression) == (None, None)
    assert not ExpressionOfInterest.objects.exists()


def test_signed_out_it_leads_to_sign_in_and_back(link, client, today):
    asked = urlsplit(client.get(link).headers["Location"])
    (heading_for,) = parse_qs(asked.query)["next"]

    ask(client, "ditte@eksempel.dk", heading_for)
    arrived = enter(client, code_for("ditte@eksempel.dk"), heading_for)

    assert asked.path == reverse("account_login")
    assert arrived.headers["Location"] == link
    assert "Karen Kær har inviteret Strandby" in client.get(link).text


def test_what_is_begun_through_it_is_the_one_that_came_of_it(as_carla, invitation, carla):
    begin(as_carla, invitation, name="Strandby Havn")

    invitation.refresh_from_db()
    assert invitation.expression == ExpressionOfInterest.objects.get()
    assert invitation.used_by == carla


def test_anybody_may_begin_with_it_and_the_first_counts(as_carla, as_anna, invitation):
    begin(as_carla, invitation)
    first = ExpressionOfInterest.objects.get()

    begin(as_anna, invitation, name="Klitby")

    invitation.refresh_from_db()
    assert ExpressionOfInterest.objects.count() == 2
    assert invitation.expression == first


def test_the_choice_of_another_place_keeps_the_invitation(as_carla, invitation, anna):
    factories.expression.draft(anna, name="Strandby")
    page = begin(as_carla, invitation)
    assert str(invitation.uid) in page.text

    begin(as_carla, invitation, another="1")

    invitation.refresh_from_db()
    assert invitation.expression.created_by.email == "carla@eksempel.dk"


@pytest.mark.parametrize("said", ["x", str(uuid.UUID(int=7)), "' OR 1=1"])
def test_a_link_that_names_none_is_as_good_as_no_link(as_carla, said):
    there = reverse("start_expression")

    assert as_carla.get(there, {"invitation": said}).status_code == 200
    factories.municipality()
    response = as_carla.post(there, {"name": "Klitby", "municipality": "813", "invitation": said})
    assert response.status_code == 302


def test_it_lets_nobody_see_anything(link, as_carla, carla, anna):
    factories.expression.draft(anna, name="Strandby")

    as_carla.get(link)

    assert not ExpressionOfInterest.objects.visible_to(carla).exists()


def test_who_may_not_invite_does_not(programme, anna):
    with pytest.raises(workflow.NotAllowed):
        invite(anna)

    assert not Message.objects.exists()


@pytest.mark.parametrize("place", ["Strandby", " strandBY"])
def test_who_is_invited_again_has_one_invitation_and_gets_its_mail_again(invitation, bo, link, place):
    with pytest.raises(actions.TooSoon):
        invite(bo, place=place)

    assert invite(bo, place=place, at=NOW + dt.timedelta(hours=2)) == invitation

    assert ApplyInvitation.objects.count() == 1
    sent = Message.objects.filter(kind="apply-invitation").order_by("pk")
    assert [(each.context["by"], each.context["path"]) for each in sent] == [("Karen Kær", link), ("Bo Lund", link)]
    assert HistoryEntry.objects.get(verb="dialogue/invited_again").sentence == (
        "Bo Lund sendte invitationen til Ditte Prøve igen."
    )


def test_who_has_begun_is_not_invited_again(invitation, karen, client):
    sign_in(client, User.objects.get(email="ditte@eksempel.dk"))
    begin(client, invitation)

    with pytest.raises(actions.AlreadyBegun):
        invite(karen, at=NOW + dt.timedelta(days=1))


def test_the_page_says_from_when_one_may_invite_again(karen, today):
    client = Client()
    sign_in(client, karen)
    said = {"municipality": "813", "place": "Strandby", "name": "Ditte", "email": "ditte@eksempel.dk"}

    first, answer = client.post(reverse("apply_invite"), said), client.post(reverse("apply_invite"), said)

    assert (first.status_code, answer.status_code) == (302, 422)
    assert "Vi har lige skrevet til den adresse. Du kan sende igen kl." in answer.text


def test_a_contact_invites_from_the_dialogue_and_without_one(karen, today, programme):
    client = Client()
    sign_in(client, karen)
    talk = factories.dialogue(by=karen)
    form = client.get(reverse("dialogue_invite", args=[talk.uid])).text
    said = {"name": "Ditte", "email": "ditte@eksempel.dk", "place": "Strandby", "municipality": "813"}

    client.post(reverse("dialogue_invite", args=[talk.uid]), said)
    client.post(reverse("apply_invite"), said | {"place": "Klitby"})
    again = client.post(reverse("apply_invite"), said)

    assert 'value="Strandby"' in form
    assert [each.dialogue for each in ApplyInvitation.objects.order_by("pk")] == [talk, None]
    assert again.status_code == 422
    assert "Ditte fik et link" in client.get(reverse("dialogue", args=[talk.uid])).text
