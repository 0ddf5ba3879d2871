"""The team writes on behalf of an area: what it may, what it may not, and who is told."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from areas import access, actions
from areas.completeness import Section
from areas.models import Acting
from areas.models.behalf import ACTING_LASTS
from areas.states import ActingEnd
from notices.models import Message
from notices.rendering import render
from people.models import User
from programme import history, workflow
from programme.models import HistoryEntry
from tests import factories
from tests.house_rules.places import a_document

NOW = factories.BEFORE_THE_DEADLINE
LATER = NOW + dt.timedelta(minutes=20)
REASON = "ringede og bad om hjælp"


def acting_for(expression, who: User, *, at: dt.datetime = NOW) -> User:
    """The same person, as the request of a session that acts hands them over."""
    who.acting = actions.act_for(expression, reason=REASON, by=who, at=at)
    return who


def sentences(expression) -> list[str]:
    return [entry.sentence for entry in HistoryEntry.objects.filter(case=expression.case).order_by("number")]


def write(expression, by: User, *, section: Section = Section.CHALLENGE, at: dt.datetime = LATER, text: str = "Nyt"):
    return actions.change(expression, lambda row: setattr(row, "challenge", text), by=by, at=at, section=section)


def mails(kind: str = "acting-ended"):
    return Message.objects.filter(kind=kind).order_by("pk")


def text_of(message: Message, language: str = "da") -> str:
    facts = message.context | {"name": message.name, "site": "https://x.dk"}
    return render(message.kind, facts, language=language).text


# --- what it may


def test_who_acts_writes_as_a_member_does(draft, bo):
    acting_for(draft, bo)

    changed = write(draft, bo)

    assert changed.challenge == "Nyt"
    assert changed.changed_by == bo
    assert changed.is_changed_on_behalf


def test_the_rest_of_the_team_still_only_reads(draft, bo):
    grethe = factories.person("Grethe Skov", is_team=True)
    acting_for(draft, bo)

    with pytest.raises(workflow.NotAllowed):
        write(draft, grethe)


def test_who_acts_for_one_area_does_not_write_in_another(draft, carla, bo):
    other = factories.expression.draft(carla, name="Andetsteds")
    acting_for(draft, bo)

    with pytest.raises(workflow.NotAllowed):
        write(other, bo)


def test_a_row_of_anothers_gives_nothing(draft, bo):
    """Only the person of the row acts by it, whatever finds its way onto a user."""
    grethe = factories.person("Grethe Skov", is_team=True)
    grethe.acting = actions.act_for(draft, reason=REASON, by=bo, at=NOW)

    assert not access.may_edit(grethe, draft)


# --- what it may not


@pytest.mark.parametrize(
    "may", ["may_submit", "may_reopen", "may_withdraw", "may_change_group", "may_start_again"], ids=str
)
@pytest.mark.parametrize("state", ["complete", "submitted", "withdrawn"])
def test_who_acts_may_none_of_what_the_contact_person_may(anna, bo, may, state):
    expression = factories.expression.complete(anna)
    acting_for(expression, bo)
    if state == "submitted":
        actions.submit(expression, by=anna, arrived_at=NOW, version=expression.version)
    if state == "withdrawn":
        actions.withdraw(expression, by=anna, at=NOW)
    expression.refresh_from_db()

    assert not getattr(access, may)(bo, expression)


@pytest.mark.parametrize("may", ["may_submit", "may_withdraw", "may_change_group"])
def test_nor_if_they_become_the_contact_person_meanwhile(complete, bo, may):
    acting_for(complete, bo)
    complete.area.memberships.filter(role="contact").update(person=bo)
    fresh = type(complete).objects.get(pk=complete.pk)

    assert access.is_contact(bo, fresh)
    assert not getattr(access, may)(bo, fresh)


def test_the_verbs_themselves_refuse(complete, bo):
    acting_for(complete, bo)
    membership = complete.area.memberships.get(role="member")
    refused = [
        lambda: actions.submit(complete, by=bo, arrived_at=NOW, version=complete.version),
        lambda: actions.withdraw(complete, by=bo, at=NOW),
        lambda: actions.reopen(complete, by=bo, at=NOW),
        lambda: actions.start_again(complete, by=bo, at=NOW),
        lambda: actions.add_member(complete, name="X", email="x@eksempel.dk", phone="", by=bo, at=NOW),
        lambda: actions.end_membership(complete, membership, by=bo, at=NOW),
        lambda: actions.set_phone(complete, phone="+4511223344", by=bo, at=NOW),
        lambda: actions.register(complete, by=bo, at=NOW, version=complete.version),
    ]

    for act in refused:
        with pytest.raises(workflow.NotAllowed):
            act()
    complete.refresh_from_db()
    assert complete.is_draft


def test_only_the_team_acts_and_only_for_a_draft(draft, anna, carla, bo):
    sent = factories.expression.submitted(carla, name="Andetsteds")

    for who, expression in ((anna, draft), (carla, draft), (bo, sent)):
        with pytest.raises(workflow.NotAllowed):
            actions.act_for(expression, reason=REASON, by=who, at=NOW)


def test_nobody_acts_for_an_area_whose_group_they_are_in(bo):
    own = factories.expression.draft(bo, name="Bos egen")

    with pytest.raises(workflow.NotAllowed):
        actions.act_for(own, reason=REASON, by=bo, at=NOW)


# --- how it ends


def test_after_two_hours_nothing_more_is_written(draft, bo):
    acting_for(draft, bo)

    write(draft, bo, at=NOW + ACTING_LASTS - dt.timedelta(seconds=1), text="Nået")
    with pytest.raises(workflow.NotAllowed):
        write(draft, bo, at=NOW + ACTING_LASTS, text="For sent")

    draft.refresh_from_db()
    assert draft.challenge == "Nået"


def test_what_ended_in_another_window_is_over_in_this_one(draft, bo):
    acting_for(draft, bo)
    actions.stop_acting(Acting.objects.get(), how=ActingEnd.STOPPED, at=LATER)

    with pytest.raises(workflow.NotAllowed):
        write(draft, bo)


def test_beginning_for_another_area_ends_the_first(draft, carla, bo):
    other = factories.expression.draft(carla, name="Andetsteds")
    acting_for(draft, bo)

    acting_for(other, bo, at=LATER)

    first, second = Acting.objects.order_by("pk")
    assert (first.ended_at, first.ended_how) == (LATER, ActingEnd.ANOTHER)
    assert second.ended_at is None
    assert sentences(draft)[-1] == "Bo Lund (kulturteamet) holdt op med at skrive på vegne af Havnby."


def test_who_stops_late_stopped_when_the_time_was_over(draft, bo):
    acting_for(draft, bo)

    actions.stop_acting(bo.acting, how=ActingEnd.STOPPED, at=NOW + ACTING_LASTS + dt.timedelta(hours=9))

    ended = Acting.objects.get()
    assert (ended.ended_at, ended.ended_how) == (NOW + ACTING_LASTS, ActingEnd.RAN_OUT)


def test_what_ran_out_is_told_once_however_late(draft, bo):
    acting_for(draft, bo)
    before, after = NOW + ACTING_LASTS - dt.timedelta(seconds=1), NOW + dt.timedelta(days=3)

    told = [actions.stop_those_that_ran_out(now=moment) for moment in (before, after, after)]

    assert told == [0, 1, 0]
    assert mails().count() == 1
    assert sentences(draft)[-1].endswith("skriver ikke længere på vegne af Havnby: de to timer var gået.")


# --- who is told


def test_the_history_tells_each_section_once_and_the_chain_holds(draft, bo):
    acting_for(draft, bo)
    write(draft, bo, text="Et")
    write(draft, bo, text="To")
    write(draft, bo, section=Section.IDEA, text="Tre")
    actions.stop_acting(bo.acting, how=ActingEnd.STOPPED, at=LATER)

    assert sentences(draft)[1:] == [
        "Bo Lund (kulturteamet) begyndte at skrive på vegne af Havnby. Begrundelse: ringede og bad om hjælp",
        "Bo Lund (kulturteamet) skrev i afsnittet “Udfordring eller vision” på vegne af Havnby.",
        "Bo Lund (kulturteamet) skrev i afsnittet “Idé og praksis” på vegne af Havnby.",
        "Bo Lund (kulturteamet) holdt op med at skrive på vegne af Havnby.",
    ]
    assert list(history.verify()) == []


def test_files_laid_by_and_taken_out_are_told_as_attachments(draft, bo):
    acting_for(draft, bo)

    attachment = actions.attach(draft, a_document(bo), title="Papiret", by=bo, at=LATER)
    actions.detach(draft, attachment, by=bo, at=LATER)

    told = [each for each in sentences(draft) if "skrev i" in each]
    assert told == ["Bo Lund (kulturteamet) skrev i afsnittet “Bilag” på vegne af Havnby."]


def test_each_time_they_act_is_told_anew(draft, bo):
    acting_for(draft, bo)
    write(draft, bo, text="Et")
    acting_for(draft, bo, at=LATER)
    write(draft, bo, text="To")

    assert sum("skrev i afsnittet" in each for each in sentences(draft)) == 2


def test_a_save_that_changes_nothing_is_not_told(draft, bo):
    acting_for(draft, bo)

    actions.change(draft, lambda row: False, by=bo, at=LATER, section=Section.IDEA)

    assert not any("skrev i" in each for each in sentences(draft))


def test_what_a_member_writes_is_not_told_so(draft, anna, bo):
    acting_for(draft, bo)

    changed = write(draft, anna)

    assert not any("skrev i" in each for each in sentences(draft))
    assert not changed.is_changed_on_behalf


def test_the_contact_person_gets_one_mail_that_says_who_what_and_why(complete, anna, bo):
    acting_for(complete, bo)
    write(complete, bo, section=Section.IDEA)
    write(complete, bo, section=Section.PLACE, text="Mere")
    assert not mails().exists()

    actions.stop_acting(bo.acting, how=ActingEnd.STOPPED, at=LATER)
    actions.stop_acting(bo.acting, how=ActingEnd.SIGNED_OUT, at=LATER)

    mail = mails().get()
    assert mail.to == anna
    text = text_of(mail)
    for said in ("Bo Lund", "Havnby", REASON, "- Idé og praksis", "- Sted og partnerskab", "22. april 2025 kl. 10.20"):
        assert said in text


def test_the_mail_names_the_sections_in_its_readers_language(complete, anna, bo):
    anna.language = "en"
    anna.save()
    acting_for(complete, bo)
    write(complete, bo, section=Section.IDEA)

    actions.stop_acting(bo.acting, how=ActingEnd.STOPPED, at=LATER)

    assert "- Idea and practice" in text_of(mails().get(), "en")


def test_the_mail_says_so_when_nothing_was_written(draft, bo):
    acting_for(draft, bo)

    actions.stop_acting(bo.acting, how=ActingEnd.STOPPED, at=LATER)

    assert "Der blev ikke skrevet noget." in text_of(mails().get())


# --- what the database holds


def test_nobody_acts_twice_at_once(draft, bo):
    acting_for(draft, bo)

    with pytest.raises(IntegrityError, match="acting_one_at_a_time"), transaction.atomic():
        Acting.objects.create(expression=draft, by=bo, reason="igen", started_at=LATER)


@pytest.mark.parametrize(
    "fields",
    [
        {"ended_at": LATER},
        {"ended_how": ActingEnd.STOPPED},
        {"ended_at": NOW - dt.timedelta(seconds=1), "ended_how": ActingEnd.STOPPED},
        {"ended_at": NOW + ACTING_LASTS + dt.timedelta(seconds=1), "ended_how": ActingEnd.STOPPED},
        {"reason": ""},
    ],
    ids=["when, not how", "how, not when", "before it began", "after two hours", "no reason"],
)
def test_an_impossible_acting_is_refused(draft, bo, fields):
    acting_for(draft, bo)

    with pytest.raises(IntegrityError), transaction.atomic():
        Acting.objects.update(**fields)
