"""The role of contact person goes to another of the group, and rights, reminders and letters go with it."""

import datetime as dt

import pytest

from areas import access, actions, content
from areas.completeness import Section, missing_to_submit
from areas.models import ExpressionOfInterest, Membership
from areas.obligations import submit_expression
from areas.states import GroupRole
from kulturpunkt.obligations import all_obligations, still_owed
from notices import delivery, reminders
from notices.models import Message, Reminder
from notices.rendering import render
from notices.states import MessageState, Reason
from people.models import User
from programme import calendar
from programme.models import HistoryEntry
from programme.workflow import NotAllowed
from tests import factories

NOW = factories.BEFORE_THE_DEADLINE
MORNING = calendar.at(dt.date(2025, 4, 25), dt.time(8, 0))  # the last working day before the deadline


def hand_over(expression, person: User, *, by: User | None = None, at=NOW, **how) -> Membership:
    current = expression.area.memberships.current()
    contact, to = current.get(role=GroupRole.CONTACT), current.get(person=person)
    return actions.hand_over(expression, to=to, seen=contact, by=by or contact.person, at=at, **how)


def roles(expression) -> dict[str, str]:
    return dict(expression.area.memberships.current().values_list("person__name", "role"))


def fresh(expression) -> ExpressionOfInterest:
    return ExpressionOfInterest.objects.get(pk=expression.pk)


def read(message: Message) -> str:
    facts = message.context | {"name": message.name, "site": "https://x.dk"}
    return render(message.kind, facts, language=message.language).text


def last_sentence(expression) -> str:
    return HistoryEntry.objects.filter(case=expression.case).latest("number").sentence


def test_the_two_change_places_and_it_is_written_down(complete, member):
    hand_over(complete, member)

    assert roles(complete) == {"Anna Holm": GroupRole.MEMBER, member.name: GroupRole.CONTACT}
    assert last_sentence(complete) == f"Anna Holm gav rollen som kontaktperson videre til {member.name}."


def test_the_old_one_can_go_out_in_the_same_act(complete, anna, member):
    hand_over(complete, member, leaves=True)

    assert roles(complete) == {member.name: GroupRole.CONTACT}
    assert not ExpressionOfInterest.objects.visible_to(anna).exists()
    assert last_sentence(complete).endswith("Anna Holm gik samtidig ud af styregruppen.")


def test_rights_follow_at_once(complete, anna, member):
    assert access.may_submit(anna, fresh(complete))
    assert not access.may_submit(member, fresh(complete))

    hand_over(complete, member)

    for may in (access.may_submit, access.may_withdraw, access.may_change_group, access.may_hand_over):
        assert may(member, fresh(complete)), may.name
        assert not may(anna, fresh(complete)), may.name
    assert access.may_edit(anna, fresh(complete))


def test_what_the_old_one_read_cannot_be_sent_any_more(complete, anna, member):
    version = complete.version
    hand_over(complete, member)

    with pytest.raises(NotAllowed):
        actions.submit(complete, by=anna, arrived_at=NOW, version=fresh(complete).version)
    with pytest.raises(actions.Changed):
        actions.submit(complete, by=member, arrived_at=NOW, version=version)


def test_the_new_one_needs_a_telephone_number_before_sending(complete, member):
    hand_over(complete, member)
    said = content.read(fresh(complete))
    lacks = [each.field for each in missing_to_submit(said, complete.programme) if each.section == Section.GROUP]
    actions.set_phone(fresh(complete), phone="+4520304077", by=member, at=NOW)

    sent = actions.submit(complete, by=member, arrived_at=NOW, version=fresh(complete).version).submission

    assert lacks == ["phone"]
    assert [(person["is_contact"], person["email"]) for person in sent.content["group"]] == [
        (True, member.email),
        (False, "anna@eksempel.dk"),
    ]


def test_both_are_told_what_it_means_and_the_others_in_short(complete, anna, member):
    third = actions.add_member(complete, name="Tove", email="tove@eksempel.dk", phone="", by=anna, at=NOW).person

    hand_over(complete, member)

    told = {each.to: each for each in Message.objects.filter(kind__startswith="contact-")}
    assert {person: each.kind for person, each in told.items()} == {
        member: "contact-now",
        anna: "contact-no-more",
        third: "contact-changed",
    }
    assert "Du sender interesseerklæringen, når den er færdig. Fristen er den 28. april 2025." in read(told[member])
    assert "Vi mangler dit telefonnummer" in read(told[member])
    assert "Du er stadig med i styregruppen" in read(told[anna])
    assert "Du skal ikke gøre noget." in read(told[third])


# --- reminders


def test_what_is_owed_is_owed_by_the_new_one(complete, anna, member):
    assert [each.owed_by for each in submit_expression()] == [(anna.pk,)]

    hand_over(complete, member)

    assert [each.owed_by for each in submit_expression()] == [(member.pk,)]


@pytest.mark.django_db(transaction=True)
def test_a_reminder_that_waits_for_the_old_one_is_not_sent_and_the_new_one_gets_it(complete, anna, member):
    reminders.queue_due(all_obligations(MORNING), now=MORNING)
    old = Reminder.objects.get(person=anna)
    hand_over(complete, member, at=MORNING)

    Message.objects.exclude(kind="reminder").delete()
    delivery.deliver_waiting(now=MORNING, still_owed=still_owed)
    reminders.queue_due(all_obligations(MORNING), now=MORNING)

    old.refresh_from_db()
    assert (old.reason, old.message.state) == (Reason.NOT_THEIRS, MessageState.VOID)
    new = Reminder.objects.get(person=member)
    assert (new.offset, new.message.state, new.message.address) == (-1, MessageState.QUEUED, member.email)


def test_letters_to_the_contact_person_go_to_the_new_one(complete, anna, member):
    third = actions.add_member(complete, name="Tove", email="tove@eksempel.dk", phone="", by=anna, at=NOW).person
    hand_over(complete, member)

    actions.leave(complete, by=third, at=NOW)

    assert Message.objects.get(kind="member-left").to == member


# --- who may


def test_only_the_contact_person_and_the_team_and_the_team_says_why(complete, anna, member, carla, bo):
    for person, how in ((member, {}), (carla, {"reason": "x"}), (bo, {})):
        with pytest.raises(NotAllowed):
            hand_over(complete, member, by=person, **how)

    hand_over(complete, member, by=bo, reason="Anna er flyttet til Fyn.")

    assert last_sentence(complete) == (
        f"Bo Lund gjorde {member.name} til kontaktperson i stedet for Anna Holm. Begrundelse: Anna er flyttet til Fyn."
    )
    mails = [read(each) for each in Message.objects.filter(kind__startswith="contact-")]
    assert all("Bo Lund fra kulturteamet" in text and "Fyn" not in text for text in mails)


def test_not_to_a_stranger_nor_to_who_has_left_nor_to_an_account_that_is_closed(complete, anna, member, carla):
    theirs = factories.expression.complete(carla, name="Andetsteds")
    left = actions.add_member(complete, name="Tove", email="tove@eksempel.dk", phone="", by=anna, at=NOW)
    actions.end_membership(complete, left, by=anna, at=NOW)
    contact, mine = (complete.area.memberships.current().get(role=role) for role in GroupRole)
    User.objects.filter(pk=member.pk).update(is_active=False)

    for to in (theirs.area.memberships.get(role=GroupRole.MEMBER), left, contact, mine):
        with pytest.raises(NotAllowed):
            actions.hand_over(complete, to=to, seen=contact, by=anna, at=NOW)
    assert roles(complete)["Anna Holm"] == GroupRole.CONTACT


def test_the_second_of_two_is_told_who_it_is_by_now(complete, anna, member, bo):
    third = actions.add_member(complete, name="Tove", email="tove@eksempel.dk", phone="", by=anna, at=NOW)
    seen = complete.area.memberships.get(role=GroupRole.CONTACT)
    hand_over(complete, member)

    with pytest.raises(actions.ContactChanged) as refused:
        actions.hand_over(complete, to=third, seen=seen, reason="Anna er væk.", by=bo, at=NOW)

    assert refused.value.contact == member
    assert roles(complete)["Tove"] == GroupRole.MEMBER


def test_all_the_rounds_of_the_area_are_told(programme, anna):
    older = factories.expression.complete(anna)
    other = factories.programme(slug="naeste", name="Næste", is_current=False)
    newer = actions.start_for(older.area, programme=other, by=anna, at=NOW)

    hand_over(newer, older.area.memberships.get(role=GroupRole.MEMBER).person)

    assert "videre til" in last_sentence(older)
    assert "videre til" in last_sentence(newer)
