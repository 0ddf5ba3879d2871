"""Who is asked into a steering group, what they answer, and what it takes until then."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from areas import actions, content
from areas.completeness import Section, missing_to_submit
from areas.models import ExpressionOfInterest, Invitation, Membership
from areas.states import GroupRole, InvitationState
from notices.models import Message
from notices.rendering import render
from notices.states import MessageState
from people.models import User
from programme import calendar
from programme.models import HistoryEntry
from programme.workflow import NotAllowed
from tests import factories

NOW = factories.BEFORE_THE_DEADLINE
LATER = NOW + dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


def invite(expression, *, at=NOW, by=None, **said) -> Invitation:
    said = {"name": "Inge Ny", "email": "inge@eksempel.dk", "phone": ""} | said
    return actions.invite(expression, **said, by=by or expression.created_by, at=at)


def inge(**fields) -> User:
    return factories.person("Inge Jensen", email="inge@eksempel.dk", **fields)


def state_of(invitation: Invitation) -> str:
    return Invitation.objects.get(pk=invitation.pk).state


def mail(kind: str):
    message = Message.objects.filter(kind=kind).latest("pk")
    facts = message.context | {"name": message.name, "site": "https://x.dk"}
    return message, render(kind, facts, language=message.language)


def sentences(expression) -> list[str]:
    return [entry.sentence for entry in HistoryEntry.objects.filter(case=expression.case).order_by("number")]


# --- the invitation and its mail


def test_the_mail_greets_by_name_and_says_what_a_member_may_do(draft):
    invitation = invite(draft)

    message, said = mail("invitation")
    assert (message.to, message.address, message.case) == (None, "inge@eksempel.dk", draft.case)
    assert said.subject == "Anna Holm inviterer dig med i styregruppen for Havnby"
    for text in ("Hej Inge Ny", "Anna Holm har inviteret dig med", "Som medlem af styregruppen kan du", "22. maj 2025"):
        assert text in said.text
        assert text in said.html
    assert f"https://x.dk/interesseerklaering/invitation/{invitation.uid}/" in said.text
    assert not User.objects.filter(email="inge@eksempel.dk").exists()  # she has no account before she comes


@pytest.mark.parametrize(("of_person", "language"), [("en", "en"), ("da", "da"), (None, "en")])
def test_who_is_known_is_written_to_in_their_language_others_in_that_of_who_invites(draft, anna, of_person, language):
    anna.language = "en"
    anna.save()
    if of_person:
        inge(language=of_person)

    invite(draft, by=anna)

    message, said = mail("invitation")
    assert message.language == language
    assert ("22 May 2025" in said.text) == (language == "en")
    assert message.name == ("Inge Jensen" if of_person else "Inge Ny")


def test_it_stands_thirty_days_or_until_the_deadline_if_that_is_later(programme, anna):
    near = factories.expression.draft(anna)
    early = factories.expression.draft(anna, name="Tidligby")

    late, soon = invite(near), invite(early, at=NOW - 45 * DAY)

    assert late.last_day == NOW.date() + 30 * DAY
    assert soon.last_day == factories.DEADLINE


def test_a_deadline_that_is_moved_takes_the_last_day_along(draft):
    invitation = invite(draft, at=NOW - 45 * DAY)
    draft.deadline.to_on = factories.DEADLINE + 20 * DAY
    draft.deadline.save()

    found = Invitation.objects.get(pk=invitation.pk)

    assert found.last_day == factories.DEADLINE + 20 * DAY
    assert not found.has_run_out(factories.DEADLINE + 20 * DAY)
    assert found.has_run_out(factories.DEADLINE + 21 * DAY)


def test_the_mail_says_by_when_the_group_needs_the_answer_while_it_does(programme, anna):
    draft = factories.expression.draft(anna)

    invite(draft)
    before = mail("invitation")[1].text
    invite(draft, email="sen@eksempel.dk", at=factories.AFTER_THE_DEADLINE)
    after = mail("invitation")[1].text

    assert "Gruppen skal sende senest den 28. april 2025, så svar gerne inden da." in before
    assert "Gruppen skal sende senest" not in after


def test_asked_twice_is_asked_once(draft):
    first = invite(draft)

    again = invite(draft, email=" INGE@eksempel.dk ", at=LATER)

    assert again == first
    assert Message.objects.filter(kind="invitation").count() == 1


def test_the_database_holds_one_open_invitation_for_an_address(draft):
    invitation = invite(draft)
    invitation.pk, invitation.uid, invitation._state.adding = None, draft.uid, True

    with pytest.raises(IntegrityError, match="invitation_one_open"), transaction.atomic():
        invitation.save()


def test_the_database_knows_no_answer_without_who_and_when(draft):
    invitation = invite(draft)

    for field, value in (("state", InvitationState.ACCEPTED), ("declined_at", NOW), ("withdrawn_at", NOW)):
        with pytest.raises(IntegrityError, match="_stamp"), transaction.atomic():
            Invitation.objects.filter(pk=invitation.pk).update(**{field: value})


def test_nobody_can_be_invited_as_contact_person(draft):
    invitation = invite(draft)

    with pytest.raises(IntegrityError, match="invitation_never_contact"), transaction.atomic():
        Invitation.objects.filter(pk=invitation.pk).update(role=GroupRole.CONTACT)


def test_who_is_in_the_group_is_not_invited(complete, member):
    for address in (member.email.upper(), "anna@eksempel.dk"):
        with pytest.raises(actions.AlreadyInGroup):
            invite(complete, email=address)

    assert not Message.objects.filter(kind="invitation").exists()


def test_only_the_contact_person_invites_and_not_when_it_is_withdrawn(complete, member, carla, bo):
    for person in (member, carla, bo):
        with pytest.raises(NotAllowed):
            invite(complete, by=person)
    actions.withdraw(complete, by=complete.created_by, at=NOW)

    with pytest.raises(NotAllowed, match="may not change the group"):
        invite(complete)
    assert not Invitation.objects.exists()


def test_twenty_may_wait_for_an_answer_and_no_more(draft):
    for number in range(20):
        invite(draft, email=f"nr{number}@eksempel.dk")

    with pytest.raises(actions.TooManyInvitations):
        invite(draft)


# --- the answer


def test_yes_makes_a_member_and_tells_the_contact_person(draft, anna):
    invitation = invite(draft)

    membership = actions.accept(invitation, by=inge(), at=LATER)

    assert (membership.area, membership.role, membership.started_at) == (draft.area, GroupRole.MEMBER, LATER)
    assert state_of(invitation) == InvitationState.ACCEPTED
    message, said = mail("invitation-accepted")
    assert message.to == anna
    assert said.subject == "Inge Jensen er med i styregruppen for Havnby"
    assert "Hej Anna Holm" in said.text
    assert sentences(draft)[-2:] == [
        "Anna Holm inviterede Inge Ny med i styregruppen.",
        "Inge Jensen sagde ja til at være med i styregruppen.",
    ]
    actions.change(draft, lambda row: None, by=membership.person, at=LATER)  # she may write


def test_what_a_person_has_written_of_herself_stays_and_what_is_empty_is_filled_in(draft, carla):
    new = factories.person("", email="ny@eksempel.dk")

    actions.accept(invite(draft, email=carla.email, name="Karla", phone="+4599999999"), by=carla, at=LATER)
    actions.accept(invite(draft, email=new.email, name="Nye Nielsen", phone="+4588888888"), by=new, at=LATER)

    people = User.objects.filter(pk__in=[carla.pk, new.pk]).order_by("email").values_list("name", "phone")
    assert list(people) == [("Carla Friis", "+4520304051"), ("Nye Nielsen", "+4588888888")]


def test_what_was_read_before_she_came_cannot_be_sent(complete):
    read = complete.version

    actions.accept(invite(complete), by=inge(), at=LATER)

    with pytest.raises(actions.Changed):
        actions.submit(complete, by=complete.created_by, arrived_at=LATER, version=read)


def test_no_leaves_her_out_and_tells_the_contact_person(draft, anna):
    invitation = invite(draft)

    actions.decline(invitation, by=inge(), at=LATER)

    assert state_of(invitation) == InvitationState.DECLINED
    assert Membership.objects.count() == 1
    message, said = mail("invitation-declined")
    assert message.to == anna
    assert "Inge Jensen har sagt nej tak" in said.text


def test_the_answer_goes_to_whoever_is_contact_person_by_then(complete, anna, member):
    invitation = invite(complete)
    hand_over(complete, member)

    actions.accept(invitation, by=inge(), at=LATER)

    assert mail("invitation-accepted")[0].to == member


def hand_over(expression, person) -> None:
    current = expression.area.memberships.current()
    contact, to = current.get(role=GroupRole.CONTACT), current.get(person=person)
    actions.hand_over(expression, to=to, seen=contact, by=contact.person, at=NOW)


def test_only_the_invited_address_answers(complete, anna, member, carla, bo):
    invitation = invite(complete)

    for person in (anna, member, carla, bo):
        for answer in (actions.accept, actions.decline):
            with pytest.raises(NotAllowed, match="may not expression/invitation"):
                answer(invitation, by=person, at=LATER)
    assert state_of(invitation) == InvitationState.PENDING


@pytest.mark.parametrize("answer", [actions.accept, actions.decline])
def test_it_is_answered_once(draft, answer):
    invitation = invite(draft)
    actions.decline(invitation, by=inge(), at=LATER)

    with pytest.raises(NotAllowed, match="declined →"):
        answer(invitation, by=inge(), at=LATER)
    assert Membership.objects.count() == 1


def test_it_runs_out_by_the_day_and_nothing_is_stored(draft):
    invitation = invite(draft)
    last = calendar.end_of(invitation.last_day)

    with pytest.raises(actions.Closed):
        actions.accept(invitation, by=inge(), at=last)
    assert state_of(invitation) == InvitationState.PENDING

    actions.accept(invitation, by=inge(), at=last - dt.timedelta(seconds=1))


def test_there_is_nothing_to_join_when_the_expression_is_withdrawn(draft, anna):
    invitation = invite(draft)
    actions.withdraw(draft, by=anna, at=NOW)

    with pytest.raises(actions.Closed):
        actions.accept(invitation, by=inge(), at=LATER)


# --- following up


def test_sent_again_at_most_once_an_hour(draft):
    invitation = invite(draft)

    with pytest.raises(actions.TooSoon) as refused:
        actions.send_again(invitation, by=draft.created_by, at=LATER - dt.timedelta(seconds=1))
    actions.send_again(invitation, by=draft.created_by, at=LATER)

    assert refused.value.until == LATER
    assert Message.objects.filter(kind="invitation").count() == 2
    assert "Her er den igen" in mail("invitation")[1].text


def test_the_hour_holds_for_the_address_however_it_is_asked_for(draft):
    actions.withdraw_invitation(invite(draft), by=draft.created_by, at=NOW)

    with pytest.raises(actions.TooSoon):
        invite(draft, at=LATER - dt.timedelta(seconds=1))
    assert invite(draft, at=LATER).invited_at == LATER


def test_a_mail_that_has_not_left_does_not_leave_twice(draft):
    invitation = invite(draft)

    actions.send_again(invitation, by=draft.created_by, at=LATER)

    states = Message.objects.filter(kind="invitation").order_by("pk").values_list("state", flat=True)
    assert list(states) == [MessageState.VOID, MessageState.QUEUED]


def test_one_that_ran_out_is_open_again_when_it_is_sent_again(draft):
    invitation = invite(draft)
    much_later = NOW + 60 * DAY
    assert invitation.has_run_out(much_later.date())

    actions.send_again(invitation, by=draft.created_by, at=much_later)

    actions.accept(invitation, by=inge(), at=much_later + 30 * DAY)


def test_withdrawn_it_is_not_answered_and_its_mail_stays(draft):
    invitation = invite(draft)

    actions.withdraw_invitation(invitation, by=draft.created_by, at=NOW)

    assert Message.objects.get(kind="invitation").state == MessageState.VOID
    with pytest.raises(NotAllowed, match="withdrawn →"):
        actions.accept(invitation, by=inge(), at=LATER)


def test_only_the_contact_person_follows_up(complete, member, carla, bo):
    invitation = invite(complete)

    for person in (member, carla, bo, inge()):
        for act in (actions.send_again, actions.withdraw_invitation):
            with pytest.raises(NotAllowed, match=f"{person.pk} may not"):
                act(invitation, by=person, at=LATER)


def test_taken_in_without_waiting_the_invitation_is_closed(draft, anna):
    invitation = invite(draft)

    actions.add_member(draft, name="Inge Ny", email="inge@eksempel.dk", phone="", by=anna, at=NOW)

    assert state_of(invitation) == InvitationState.WITHDRAWN
    assert Message.objects.get(kind="invitation").state == MessageState.VOID
    assert Message.objects.get(kind="member-added").address == "inge@eksempel.dk"


def test_for_a_new_draft_one_can_be_invited_anew(draft, anna):
    old = invite(draft)
    actions.withdraw(draft, by=anna, at=NOW)
    again = actions.start_again(draft, by=anna, at=NOW)

    new = invite(again, at=LATER, by=anna)

    assert state_of(old) == InvitationState.WITHDRAWN
    actions.accept(new, by=inge(), at=LATER)


# --- what counts


def lacking(expression) -> list[str]:
    said = content.read(ExpressionOfInterest.objects.get(pk=expression.pk))
    found = missing_to_submit(said, expression.programme)
    return [each.sentence for each in found if each.section == Section.GROUP]


def alone(expression) -> None:
    """Takes the one member out that the factory put in."""
    membership = expression.area.memberships.get(role=GroupRole.MEMBER)
    actions.end_membership(expression, membership, by=expression.created_by, at=NOW)


def test_who_has_not_answered_does_not_count_and_is_named(complete):
    alone(complete)

    first = invite(complete)
    one = lacking(complete)
    invite(complete, name="Per Nu", email="per@eksempel.dk")
    two = lacking(complete)
    actions.accept(first, by=inge(), at=LATER)

    assert one == ["I skal være mindst én mere end kontaktpersonen. Inge Ny har ikke svaret på invitationen endnu."]
    assert "Inge Ny og Per Nu har ikke svaret" in two[0]
    assert lacking(complete) == []


def test_who_was_asked_is_no_part_of_what_is_sent(complete):
    invite(complete)
    complete.refresh_from_db()

    sent = actions.submit(complete, by=complete.created_by, arrived_at=NOW, version=complete.version).submission

    assert "waiting_for" not in sent.content
    assert "Inge" not in str(sent.content)


# --- going out by oneself


def test_a_member_goes_out_and_the_contact_person_is_told(complete, anna, member):
    actions.leave(complete, by=member, at=NOW)

    assert not ExpressionOfInterest.objects.visible_to(member).exists()
    message, said = mail("member-left")
    assert message.to == anna
    assert "Der er nu kun dig i styregruppen." in said.text
    assert sentences(complete)[-1] == f"{member.name} gik ud af styregruppen."


def test_the_contact_person_cannot_go_out_nor_can_a_stranger(complete, anna, carla, bo):
    for person in (anna, carla, bo):
        with pytest.raises(NotAllowed, match="cannot leave its group"):
            actions.leave(complete, by=person, at=NOW)

    assert complete.area.memberships.current().count() == 2


# --- the mails


@pytest.mark.parametrize("language", ["da", "en"])
def test_every_mail_about_the_group_can_be_read_in_both_languages(complete, anna, member, language):
    actions.accept(invite(complete), by=inge(), at=NOW)
    actions.decline(invite(complete, email="carla@eksempel.dk"), by=factories.carla(), at=NOW)
    hand_over(complete, member)
    actions.leave(complete, by=inge(), at=NOW)
    kinds = (
        Message.objects.exclude(kind="member-added").order_by("kind").distinct("kind").values_list("kind", flat=True)
    )

    assert set(kinds) == {
        "contact-changed",
        "contact-no-more",
        "contact-now",
        "invitation",
        "invitation-accepted",
        "invitation-declined",
        "member-left",
    }
    for kind in kinds:
        message = Message.objects.filter(kind=kind).latest("pk")
        facts = message.context | {"name": message.name, "site": "https://x.dk"}
        said = render(kind, facts, language=language)
        assert "Havnby" in said.subject
        assert "Havnby" in said.text
        assert "Havnby" in said.html
        assert "{" not in said.text


def test_a_name_with_markup_is_text_in_the_mail(draft):
    invite(draft, name="<b>Inge</b>")

    said = mail("invitation")[1]

    assert "&lt;b&gt;Inge&lt;/b&gt;" in said.html
    assert "Hej <b>Inge</b>" in said.text
