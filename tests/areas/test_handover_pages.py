"""Giving the role on, going out, and the team's way of doing the first."""

import pytest
from django.urls import reverse

from areas import actions
from areas.completeness import Section
from areas.models import Membership
from areas.states import GroupRole
from tests import factories
from tests.areas.desk import as_bo

from .pages import address, at

NOW = factories.BEFORE_THE_DEADLINE


def contact_of(expression) -> Membership:
    return expression.area.memberships.current().get(role=GroupRole.CONTACT)


def mine(expression, person) -> Membership:
    return expression.area.memberships.current().get(person=person)


@pytest.fixture
def tove(complete, anna) -> Membership:
    return actions.add_member(complete, name="Tove", email="tove@eksempel.dk", phone="", by=anna, at=NOW)


# --- the contact person


def test_the_page_says_what_it_means_and_a_press_does_it(as_anna, complete, member):
    path = at("expression_hand_over", complete)
    page = as_anna.get(path).text
    assert "Det er den nye kontaktperson, der sender interesseerklæringen." in page
    assert "Påmindelser om frister og breve fra kulturteamet kommer til den nye" in page

    response = as_anna.post(path, {"to": mine(complete, member).uid, "leaves": "stays"}, follow=True)

    assert response.request["PATH_INFO"] == address(complete, Section.GROUP)
    assert f"{member.name} er nu kontaktperson." in response.text
    assert contact_of(complete).person == member
    assert 'name="invite"' not in response.text


def test_going_out_at_once_leads_to_ones_own_page(as_anna, complete, anna, member):
    path = at("expression_hand_over", complete)

    response = as_anna.post(path, {"to": mine(complete, member).uid, "leaves": "leaves"})

    assert response.headers["Location"] == reverse("my_page")
    assert not Membership.objects.current().filter(person=anna).exists()


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"leaves": "stays"}, "Vælg, hvem der skal være kontaktperson."),
        ({"to": "x", "leaves": "stays"}, "Den person er ikke længere med i styregruppen. Vælg en anden."),
        ({"to": "member"}, "Vælg, om du bliver i styregruppen."),
    ],
)
def test_what_lacks_is_said(as_anna, complete, member, said, sentence):
    if said.get("to") == "member":
        said = said | {"to": mine(complete, member).uid}

    response = as_anna.post(at("expression_hand_over", complete), said)

    assert response.status_code == 422
    assert sentence in response.text
    assert contact_of(complete).person.name == "Anna Holm"


def test_somebody_of_another_area_cannot_be_chosen(as_anna, complete, carla):
    theirs = factories.expression.complete(carla, name="Andetsteds")
    stranger = theirs.area.memberships.get(role=GroupRole.MEMBER)

    response = as_anna.post(at("expression_hand_over", complete), {"to": stranger.uid, "leaves": "stays"})

    assert response.status_code == 422
    assert contact_of(theirs).person == carla


def test_alone_there_is_nobody_to_give_it_to(as_anna, draft):
    assert "Du er den eneste i styregruppen." in as_anna.get(at("expression_hand_over", draft)).text


def test_the_second_tab_is_told_who_has_it_now(as_anna, complete, member, tove):
    path = at("expression_hand_over", complete)
    as_anna.post(path, {"to": mine(complete, member).uid, "leaves": "stays"})

    response = as_anna.post(path, {"to": tove.uid, "leaves": "stays"}, follow=True)

    assert f"Rollen er allerede givet videre: {member.name} er kontaktperson. Intet er ændret." in response.text
    assert contact_of(complete).person == member


def test_for_others_there_is_no_such_page(client, as_carla, complete, member, today):
    client.force_login(member)

    assert client.get(at("expression_hand_over", complete)).status_code == 404
    for browser in (client, as_carla):
        browser.post(at("expression_hand_over", complete), {"to": mine(complete, member).uid, "leaves": "stays"})
    assert contact_of(complete).person.name == "Anna Holm"


# --- going out


def test_a_member_goes_out_after_being_asked(client, complete, member, today):
    client.force_login(member)
    path = at("expression_leave_group", complete)
    assert "Vil du gå ud af styregruppen?" in client.get(path).text
    assert Membership.objects.current().filter(person=member).exists()

    response = client.post(path, follow=True)

    assert "Du er gået ud af styregruppen for Havnby." in response.text
    assert not Membership.objects.current().filter(person=member).exists()
    assert client.get(path).status_code == 404


def test_the_contact_person_is_shown_how_to_give_the_role_on(as_anna, complete):
    response = as_anna.post(at("expression_leave_group", complete))

    assert "Giv først rollen videre" in response.text
    assert at("expression_hand_over", complete) in response.text
    assert contact_of(complete).person.name == "Anna Holm"


# --- the team


def team_path(expression) -> str:
    return reverse("admin:areas_localarea_contact", args=[expression.area.uid])


def said(expression, to: Membership, **more):
    return {"to": to.uid, "leaves": "stays", "reason": "Anna er flyttet.", "seen": contact_of(expression).uid} | more


def test_the_teams_pages_of_the_area_and_the_expression_lead_there(complete, today):
    for name, uid in (("localarea", complete.area.uid), ("expressionofinterest", complete.uid)):
        assert team_path(complete) in as_bo().get(reverse(f"admin:areas_{name}_change", args=[uid])).text


def test_the_team_changes_the_contact_person_and_says_why(complete, member, today):
    page = as_bo().get(team_path(complete)).text
    assert "Anna Holm er kontaktperson for Havnby nu." in page

    response = as_bo().post(team_path(complete), said(complete, mine(complete, member), leaves="leaves"), follow=True)

    assert f"{member.name} er nu kontaktperson. Gruppen får besked på mail." in response.text
    assert contact_of(complete).person == member
    assert complete.area.memberships.current().count() == 1
    history = as_bo().get(reverse("admin:areas_expressionofinterest_change", args=[complete.uid])).text
    assert f"Bo Lund gjorde {member.name} til kontaktperson i stedet for Anna Holm." in history
    assert "Begrundelse: Anna er flyttet." in history


def test_without_a_reason_nothing_happens(complete, member, today):
    response = as_bo().post(team_path(complete), said(complete, mine(complete, member), reason=" "))

    assert response.status_code == 422
    assert "Skriv, hvorfor kontaktpersonen skiftes." in response.text
    assert contact_of(complete).person.name == "Anna Holm"


def test_what_was_seen_is_not_so_any_more(complete, anna, member, tove, today):
    sent = said(complete, tove)
    actions.hand_over(complete, to=mine(complete, member), seen=contact_of(complete), by=anna, at=NOW)

    response = as_bo().post(team_path(complete), sent, follow=True)

    assert f"{member.name} er blevet kontaktperson, mens du havde siden åben. Intet er ændret." in response.text
    assert contact_of(complete).person == member


def test_an_area_with_nobody_else_says_so(draft, today):
    assert "Der er ingen andre i styregruppen at vælge." in as_bo().get(team_path(draft)).text


def test_who_has_not_answered_stands_on_the_teams_page(complete, anna, today):
    actions.invite(complete, name="Inge Ny", email="inge@eksempel.dk", phone="", by=anna, at=NOW)

    text = as_bo().get(reverse("admin:areas_expressionofinterest_change", args=[complete.uid])).text

    assert "Inviteret og har ikke svaret: Inge Ny" in text
