"""What came on paper, by telephone or by mail: typed in and registered by the team."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from areas import access, actions, same_name
from areas.models import Acting, Entry, ExpressionOfInterest, Submission
from areas.obligations import submit_expression
from areas.states import Channel, ExpressionState
from documents import papers
from notices.models import Message
from notices.rendering import render
from people.models import User
from programme import calendar, history, workflow
from programme.models import HistoryEntry
from tests import factories

NOW, LATE = factories.BEFORE_THE_DEADLINE, factories.AFTER_THE_DEADLINE
IN_TIME = calendar.at(factories.DEADLINE, dt.time(15, 30))


def enter(bo, *, name="Papirby", email="pia@eksempel.dk", at=NOW, received_at=None, **fields) -> ExpressionOfInterest:
    said = {
        "programme": factories.programme(),
        "name": name,
        "municipality": factories.municipality(),
        "contact": {"name": "Pia Papir", "email": email, "phone": "+4520304077"},
        "channel": Channel.PAPER,
        "received_at": received_at or at,
        "note": "2025-004711",
        "by": bo,
        "at": at,
    }
    return actions.enter(**said | fields)


def typed_in(bo, *, at=NOW, **fields) -> ExpressionOfInterest:
    """One that lacks nothing: what the factory makes complete, as if it had come on paper."""
    made = factories.expression.complete(factories.person("Pia Papir", phone="+4520304077"), name="Papirby", at=at)
    said = {"channel": Channel.PAPER, "received_at": at, "note": "2025-004711", "entered_at": at, "entered_by": bo}
    Entry.objects.create(expression=made, **said | fields)
    return ExpressionOfInterest.objects.get(pk=made.pk)


def sentences(expression) -> list[str]:
    return [entry.sentence for entry in HistoryEntry.objects.filter(case=expression.case).order_by("number")]


# --- typing it in


def test_it_makes_the_area_its_person_and_a_draft(bo):
    expression = enter(bo)

    contact = expression.area.memberships.get()
    assert (contact.role, contact.person.email, contact.person.phone) == ("contact", "pia@eksempel.dk", "+4520304077")
    assert contact.started_by == bo
    assert expression.created_by == bo
    assert (expression.entry.channel, expression.entry.entered_by, expression.entry.note) == (
        "paper",
        bo,
        "2025-004711",
    )
    assert sentences(expression) == [
        "Bo Lund begyndte på interesseerklæringen for Papirby.",
        "Bo Lund (kulturteamet) begyndte at taste interesseerklæringen ind. Den kom på papir den 22. april 2025 "
        "kl. 10.00, og Pia Papir er kontaktperson. Journaliseret: 2025-004711",
    ]


def test_a_known_person_keeps_what_they_have_written_of_themselves(bo, anna):
    expression = enter(bo, email="ANNA@eksempel.dk")

    person = expression.area.memberships.get().person
    assert (person, person.name, person.phone) == (anna, "Anna Holm", "+4520304050")


def test_a_known_person_without_a_telephone_gets_the_one_on_the_paper(bo):
    factories.person("Pia", email="pia@eksempel.dk")

    enter(bo)

    pia = User.objects.get(email="pia@eksempel.dk")
    assert (pia.name, pia.phone) == ("Pia", "+4520304077")


@pytest.mark.parametrize("state", ["draft", "submitted"])
def test_an_area_that_has_one_is_pointed_to(bo, anna, state):
    theirs = getattr(factories.expression, state)(anna)

    with pytest.raises(actions.AlreadyThere) as found:
        enter(bo, name="HAVNBY")

    assert found.value.expression == theirs
    assert not Entry.objects.exists()
    assert not User.objects.filter(email="pia@eksempel.dk").exists()


def test_the_same_name_written_otherwise_is_pointed_to(bo, carla):
    theirs = factories.expression.draft(carla, name="Aabyen")

    with pytest.raises(actions.AlreadyThere) as found:
        enter(bo, name=" åbyen")

    assert found.value.expression == theirs


def test_one_that_gets_the_name_just_then_is_pointed_to(bo, carla, monkeypatch):
    theirs, look = factories.expression.draft(carla, name="Papirby"), same_name.begun
    looks = iter([ExpressionOfInterest.objects.none()])
    monkeypatch.setattr(same_name, "begun", lambda *place: next(looks, look(*place)))

    with pytest.raises(actions.AlreadyThere) as found:
        enter(bo)

    assert found.value.expression == theirs
    assert not User.objects.filter(email="pia@eksempel.dk").exists()


def test_a_withdrawn_one_is_no_hindrance_nor_one_in_another_municipality(bo, anna, carla):
    factories.expression.withdrawn(anna, name="Papirby")
    other = factories.expression.draft(carla, name="Papirby")
    other.area.municipality = factories.municipality(851, "Aalborg")
    other.area.save()

    assert enter(bo).state == ExpressionState.DRAFT


def test_the_contact_persons_own_area_of_that_name_elsewhere_is_pointed_to(bo, anna):
    theirs = factories.expression.draft(anna, name="Papirby")
    theirs.area.municipality = factories.municipality(851, "Aalborg")
    theirs.area.save()

    with pytest.raises(actions.AlreadyThere) as found:
        enter(bo, email=anna.email, at=NOW + dt.timedelta(hours=1))

    assert found.value.expression == theirs


def test_only_the_team_types_in(anna):
    with pytest.raises(workflow.NotAllowed):
        enter(anna)


def test_the_contact_person_is_not_one_of_the_team(bo):
    with pytest.raises(actions.ContactOfTeam):
        enter(bo, email=bo.email)


def test_nothing_was_received_after_it_was_typed_in(bo):
    with pytest.raises(IntegrityError, match="entry_received_before"), transaction.atomic():
        enter(bo, received_at=NOW + dt.timedelta(minutes=1))


def test_the_members_on_the_paper_are_written_in(bo):
    expression = enter(bo)

    actions.enter_member(expression, name="Per Papir", email="per@eksempel.dk", phone="", by=bo, at=NOW)

    assert expression.area.memberships.filter(role="member").get().person.name == "Per Papir"
    assert Message.objects.filter(kind="member-added", address="per@eksempel.dk").exists()


def test_the_group_of_any_other_draft_is_not_the_teams_to_write(draft, bo):
    with pytest.raises(workflow.NotAllowed):
        actions.enter_member(draft, name="Per Papir", email="per@eksempel.dk", phone="", by=bo, at=NOW)


def test_its_contact_person_is_not_reminded_to_send_what_is_sent(bo, anna):
    enter(bo)
    draft = factories.expression.draft(anna)

    assert [each.subject for each in submit_expression()] == [draft.area.name]


# --- registering it


def register(expression, by, *, at=NOW, version=None):
    return actions.register(expression, by=by, at=at, version=version or expression.version)


def test_it_is_the_teams_act_at_the_moment_it_was_received(bo):
    expression = typed_in(bo, at=NOW)
    later = NOW + dt.timedelta(days=1)

    sent = register(expression, bo, at=later)

    submission = Submission.objects.get()
    assert sent.submission == submission
    assert not sent.again
    assert (submission.arrived_at, submission.submitted_by, submission.entry) == (NOW, bo, expression.entry)
    expression.refresh_from_db()
    assert (expression.state, expression.submitted_at, expression.submitted_by) == ("submitted", NOW, bo)
    assert HistoryEntry.objects.get(case=expression.case, verb="expression/registered").at == later
    assert sentences(expression)[-1] == (
        "Bo Lund (kulturteamet) registrerede interesseerklæringen som modtaget på papir den 22. april 2025 kl. 10.00, "
        f"sagsnummer {expression.reference}."
    )
    assert list(history.verify()) == []


def test_what_came_in_time_is_in_time_however_late_it_is_typed_in(bo):
    expression = typed_in(bo, received_at=IN_TIME, entered_at=LATE)

    submission = register(expression, bo, at=LATE).submission

    assert not submission.is_late
    assert not HistoryEntry.objects.get(verb="expression/registered").facts["late"]


def test_what_came_late_is_late(bo):
    expression = typed_in(bo, received_at=LATE, entered_at=LATE)

    submission = register(expression, bo, at=LATE + dt.timedelta(hours=1)).submission

    assert submission.is_late
    assert sentences(expression)[-1].endswith("Den kom efter fristen.")


def test_it_needs_the_same_as_every_other(bo):
    expression = enter(bo)

    with pytest.raises(actions.NotReady) as lacking:
        register(expression, bo)

    assert len(lacking.value.missing) > 5
    assert not Submission.objects.exists()


def test_only_what_was_typed_in_is_registered(complete, bo):
    with pytest.raises(workflow.NotAllowed):
        register(complete, bo)


def test_only_the_team_registers(bo):
    expression = typed_in(bo)
    pia = expression.area.memberships.get(role="contact").person

    with pytest.raises(workflow.NotAllowed):
        register(expression, pia)


def test_another_version_than_was_read_is_refused(bo):
    expression = typed_in(bo)

    with pytest.raises(actions.Changed):
        register(expression, bo, version=expression.version - 1)


def test_a_second_press_leads_to_the_same(bo):
    expression = typed_in(bo)
    first = register(expression, bo)

    second = register(expression, bo)

    assert second.again
    assert second.submission == first.submission
    assert Message.objects.filter(kind="expression-received").count() == 2


def test_the_contact_person_does_not_send_what_the_region_has_already(bo):
    """Sent anew after the deadline, what came in time on paper would be late."""
    expression = typed_in(bo, received_at=IN_TIME, entered_at=LATE)
    pia = expression.area.memberships.get(role="contact").person

    with pytest.raises(workflow.NotAllowed):
        actions.submit(expression, by=pia, arrived_at=LATE, version=expression.version)

    assert access.may_edit(pia, expression)


def test_it_is_registered_once_then_it_is_the_areas_own(bo):
    expression = typed_in(bo)
    pia = expression.area.memberships.get(role="contact").person
    register(expression, bo)

    again = actions.reopen(expression, by=pia, at=NOW)

    assert not access.may_register(bo, again)
    with pytest.raises(workflow.NotAllowed):
        register(again, bo)
    sent = actions.submit(again, by=pia, arrived_at=IN_TIME, version=again.version).submission
    assert (sent.number, sent.entry) == (2, None)


def test_the_contact_person_is_reminded_of_what_they_opened_again(bo):
    expression = typed_in(bo)
    pia = expression.area.memberships.get(role="contact").person
    register(expression, bo)

    actions.reopen(expression, by=pia, at=NOW)

    assert [each.owed_by for each in submit_expression()] == [(pia.pk,)]


def test_whoever_acts_for_it_stops_when_it_is_registered(bo):
    expression = typed_in(bo)
    grethe = factories.person("Grethe Skov", is_team=True)
    for who in (bo, grethe):
        actions.act_for(expression, reason="taster ind", by=who, at=NOW)

    register(expression, bo, at=NOW + dt.timedelta(minutes=5))

    assert set(Acting.objects.values_list("ended_how", flat=True)) == {"registered"}
    assert Message.objects.filter(kind="acting-ended").count() == 2


# --- what goes out


def test_the_receipt_says_how_it_came_and_who_typed_it_in(bo):
    expression = typed_in(bo)
    sent = register(expression, bo, at=NOW + dt.timedelta(days=1)).submission

    page = papers.html_of(sent.paper)

    assert (
        "Modtaget på papir den 22. april 2025 kl. 10.00, "
        "indtastet af Bo Lund, kulturteamet, den 23. april 2025 kl. 10.00." in page
    )
    assert "Sendt af" not in page
    assert papers.make(sent.paper, now=NOW).size > 5000


def test_the_receipt_is_in_the_contact_persons_language(bo):
    expression = typed_in(bo)
    User.objects.filter(name="Pia Papir").update(language="en")

    sent = register(expression, bo).submission

    assert sent.paper.language == "en"
    assert "on paper" in papers.html_of(sent.paper)


def test_the_whole_group_gets_the_mail_now_and_it_says_the_same(bo):
    expression = typed_in(bo, received_at=IN_TIME, entered_at=LATE)
    register(expression, bo, at=LATE)

    mails = list(Message.objects.filter(kind="expression-received").order_by("pk"))

    assert len(mails) == 2
    assert {mail.queued_at for mail in mails} == {LATE}
    text = render(mails[0].kind, mails[0].context | {"name": "", "site": "https://x.dk"}, language="da").text
    assert "på papir den 28. april 2025 kl. 15.30. Bo Lund fra kulturteamet har tastet den ind." in text
    assert "kan åbne den igen" not in text
    assert "efter fristen”" not in text
