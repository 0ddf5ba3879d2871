import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from areas import actions, content
from areas.models import Attachment, ExpressionOfInterest, Membership, Submission
from areas.states import ExpressionState
from documents.models import Paper
from notices.models import Message
from programme import history, workflow
from programme.models import HistoryEntry
from tests import factories
from tests.house_rules.places import a_document

NOW, LATE = factories.BEFORE_THE_DEADLINE, factories.AFTER_THE_DEADLINE
JUST_IN_TIME = LATE - dt.timedelta(seconds=5, microseconds=1)


def send(expression, *, at=NOW, by=None, version=None):
    return actions.submit(
        expression,
        by=by or expression.created_by,
        arrived_at=at,
        version=version if version is not None else ExpressionOfInterest.objects.get(pk=expression.pk).version,
    )


def verbs(expression):
    return list(HistoryEntry.objects.filter(case=expression.case).values_list("verb", flat=True))


def kinds():
    return sorted(Message.objects.values_list("kind", "to__email"))


# --- beginning


def test_who_begins_is_the_contact_person(programme, anna):
    made = factories.expression.draft(anna)

    assert made.state == ExpressionState.DRAFT
    assert list(Membership.objects.values_list("person__email", "role")) == [("anna@eksempel.dk", "contact")]
    assert verbs(made) == ["expression/started"]


def test_who_begins_the_same_again_gets_the_draft_that_is_there(draft, anna):
    assert factories.expression.draft(anna, name="HAVNBY") == draft


def test_one_may_begin_for_two_places_and_another_for_a_place_of_the_same_name(draft, anna, carla):
    assert factories.expression.draft(anna, name="Klitby") != draft
    assert factories.expression.draft(carla, name="Havnby", another=True) != draft


def test_an_area_has_one_open_expression_in_a_programme(draft, anna):
    with pytest.raises(IntegrityError, match="expression_one_open"), transaction.atomic():
        actions.start_for(draft.area, programme=draft.programme, by=anna, at=NOW)


# --- writing


def test_a_member_writes_and_a_stranger_does_not(complete, member, carla):
    actions.change(complete, lambda row: setattr(row, "idea", "Ny idé"), by=member, at=NOW)
    with pytest.raises(workflow.NotAllowed):
        actions.change(complete, lambda row: setattr(row, "idea", "Carlas idé"), by=carla, at=NOW)

    complete.refresh_from_db()
    assert (complete.idea, complete.changed_by) == ("Ny idé", member)


def test_what_is_sent_is_not_written_in(submitted, anna):
    with pytest.raises(workflow.NotAllowed):
        actions.change(submitted, lambda row: None, by=anna, at=NOW)


# --- sending


def test_sending_freezes_what_it_says_and_tells_the_whole_group(complete, member):
    said = content.read(complete)
    before = Message.objects.count()

    sent = send(complete)

    assert not sent.again
    assert content.Content.from_json(sent.submission.content) == said
    assert sent.submission.content_sha256 == content.sha256_of(said.as_json())
    assert (sent.submission.arrived_at, sent.submission.is_late) == (NOW, False)
    told = Message.objects.filter(kind="expression-received")
    assert sorted(told.values_list("to__email", flat=True)) == sorted(["anna@eksempel.dk", member.email])
    assert set(told.values_list("paper", flat=True)) == {sent.submission.paper_id}
    assert Message.objects.count() == before + 2
    assert verbs(complete)[-1] == "expression/submitted"


def test_sending_the_same_again_is_the_same_receipt(complete):
    version = complete.version
    first = send(complete, version=version)

    second = send(complete, version=version)

    assert second.again
    assert second.submission == first.submission
    assert Message.objects.filter(kind="expression-received").count() == 2


def test_a_draft_that_was_changed_after_it_was_read_is_not_sent(complete):
    with pytest.raises(actions.Changed):
        send(complete, version=complete.version - 1)

    assert not Submission.objects.exists()


def test_an_incomplete_draft_is_not_sent(draft):
    with pytest.raises(actions.NotReady) as refused:
        send(draft)

    assert len(refused.value.missing) > 8
    assert not Submission.objects.exists()
    assert not Paper.objects.exists()


def test_only_the_contact_person_sends(complete, member, carla, bo):
    for person in (member, carla, bo):
        with pytest.raises(workflow.NotAllowed):
            send(complete, by=person)

    assert not Submission.objects.exists()


@pytest.mark.parametrize(("at", "late"), [(JUST_IN_TIME, False), (LATE, True)])
def test_the_moment_of_arrival_decides_and_late_is_stored(complete, at, late):
    sent = send(complete, at=at)

    assert sent.submission.is_late is late
    assert HistoryEntry.objects.get(verb="expression/submitted").facts["late"] is late


def test_a_submission_is_never_changed(submitted):
    with pytest.raises(Exception, match="Cannot update or delete"), transaction.atomic():
        submitted.submissions.update(is_late=True)
    with pytest.raises(Exception, match="Cannot update or delete"), transaction.atomic():
        submitted.submissions.all().delete()


def test_what_does_not_add_up_is_no_submission(submitted):
    frozen = submitted.submissions.get()

    with pytest.raises(IntegrityError, match="submission_budget_adds_up"), transaction.atomic():
        Submission.objects.create(
            expression=submitted,
            number=2,
            arrived_at=NOW,
            submitted_by=submitted.created_by,
            deadline_on=frozen.deadline_on,
            is_late=False,
            grant_amount=50000,
            budget_total=49999,
            content={},
            content_sha256="0" * 64,
            paper=Paper.objects.create(
                case=submitted.case, kind="receipt", title="x", template="x", language="da", context={},
                ordered_at=NOW, ordered_by=submitted.created_by,
            ),
        )  # fmt: skip


# --- opening again, taking back


def test_reopened_it_is_a_draft_and_what_was_sent_stays(submitted, anna):
    actions.reopen(submitted, by=anna, at=NOW)

    again = ExpressionOfInterest.objects.get(pk=submitted.pk)
    assert (again.state, again.drafted_at, again.submitted_at) == (ExpressionState.DRAFT, NOW, None)
    assert submitted.submissions.count() == 1
    assert Message.objects.filter(kind="expression-reopened").count() == 2


def test_a_late_press_on_the_old_check_page_does_not_send_the_reopened_draft(complete, anna):
    version = complete.version
    send(complete, version=version)
    actions.reopen(complete, by=anna, at=NOW)

    with pytest.raises(actions.Changed):
        send(complete, version=version)


def test_sent_again_it_has_two_submissions(submitted, anna):
    actions.reopen(submitted, by=anna, at=NOW)

    sent = send(submitted)

    assert sent.submission.number == 2
    told = Message.objects.filter(kind="expression-received").values_list("context__again", flat=True)
    assert sorted(told) == [False, False, True, True]


def test_after_the_deadline_it_stays_sent(submitted, anna):
    with pytest.raises(actions.DeadlinePassed):
        actions.reopen(submitted, by=anna, at=LATE)

    submitted.refresh_from_db()
    assert submitted.state == ExpressionState.SUBMITTED


@pytest.mark.parametrize("state", ["draft", "submitted"])
def test_withdrawn_it_is_over_and_the_group_is_told(programme, anna, state):
    made = factories.expression.complete(anna) if state == "draft" else factories.expression.submitted(anna)

    actions.withdraw(made, by=anna, at=NOW)

    made.refresh_from_db()
    assert (made.state, made.withdrawn_by) == (ExpressionState.WITHDRAWN, anna)
    assert Message.objects.filter(kind="expression-withdrawn").count() == 2
    with pytest.raises(workflow.NotAllowed):
        actions.withdraw(made, by=anna, at=NOW)


def test_only_the_contact_person_reopens_and_withdraws(submitted, carla, bo):
    member = submitted.area.memberships.get(role="member").person
    for person in (member, carla, bo):
        with pytest.raises(workflow.NotAllowed):
            actions.reopen(submitted, by=person, at=NOW)
        with pytest.raises(workflow.NotAllowed):
            actions.withdraw(submitted, by=person, at=NOW)


def test_begun_again_everything_that_was_written_is_there(complete, anna):
    said = content.read(complete)
    actions.withdraw(complete, by=anna, at=NOW)

    again = actions.start_again(complete, by=anna, at=NOW)

    assert again != complete
    assert content.read(again) == said
    assert actions.start_again(complete, by=anna, at=NOW) == again


def test_only_the_contact_person_begins_again_and_only_what_was_withdrawn(complete, anna, member):
    with pytest.raises(workflow.NotAllowed):
        actions.start_again(complete, by=anna, at=NOW)
    actions.withdraw(complete, by=anna, at=NOW)
    with pytest.raises(workflow.NotAllowed):
        actions.start_again(complete, by=member, at=NOW)


# --- the group


def test_a_new_member_is_told_and_may_write(draft, anna):
    membership = actions.add_member(draft, name="Ejnar", email="Ejnar@Eksempel.dk", phone="", by=anna, at=NOW)

    assert membership.person.email == "ejnar@eksempel.dk"
    assert kinds() == [("member-added", "ejnar@eksempel.dk")]
    actions.change(draft, lambda row: None, by=membership.person, at=NOW)


def test_a_known_person_keeps_what_they_wrote_of_themselves(draft, anna, carla):
    actions.add_member(draft, name="Karla med K", email=carla.email, phone="+4599999999", by=anna, at=NOW)

    carla.refresh_from_db()
    assert (carla.name, carla.phone) == ("Carla Friis", "+4520304051")


def test_nobody_is_in_a_group_twice(complete, anna, member):
    with pytest.raises(IntegrityError, match="membership_once"), transaction.atomic():
        actions.add_member(complete, name="Ejnar", email=member.email, phone="", by=anna, at=NOW)


def test_a_member_who_left_sees_nothing_and_what_was_read_is_out_of_date(complete, anna, member):
    version = complete.version

    actions.end_membership(complete, complete.area.memberships.get(person=member), by=anna, at=NOW)

    assert not ExpressionOfInterest.objects.visible_to(member).exists()
    with pytest.raises(actions.Changed):
        send(complete, version=version)


def test_the_contact_person_cannot_be_taken_out_nor_a_member_of_another_group(complete, anna, carla):
    theirs = factories.expression.complete(carla, name="Andetsteds")
    contact = complete.area.memberships.get(role="contact")
    stranger = theirs.area.memberships.get(role="member")

    for membership in (contact, stranger):
        with pytest.raises(workflow.NotAllowed):
            actions.end_membership(complete, membership, by=anna, at=NOW)


def test_only_the_contact_person_changes_the_group(complete, member, carla):
    for person in (member, carla):
        with pytest.raises(workflow.NotAllowed):
            actions.add_member(complete, name="X", email="x@eksempel.dk", phone="", by=person, at=NOW)


def test_ones_own_telephone_number_is_part_of_what_is_sent(complete, anna, member):
    version = complete.version

    actions.set_phone(complete, phone="+4522222222", by=anna, at=NOW)

    complete.refresh_from_db()
    assert content.read(complete).group[0].phone == "+4522222222"
    assert complete.version == version + 1
    with pytest.raises(workflow.NotAllowed):
        actions.set_phone(complete, phone="+4533333333", by=member, at=NOW)


# --- attachments


def test_a_file_is_laid_in_and_taken_out_again(complete, anna):
    attachment = actions.attach(complete, a_document(anna), title="Havnen", by=anna, at=NOW)
    assert [file.title for file in content.read(complete).attachments] == ["Havnen"]

    actions.detach(complete, attachment, by=anna, at=NOW)

    assert content.read(complete).attachments == []
    assert Attachment.objects.get().removed_by == anna


def test_the_file_of_another_area_is_not_touched(complete, carla):
    theirs = factories.expression.complete(carla, name="Andetsteds")
    attachment = actions.attach(theirs, a_document(carla), title="", by=carla, at=NOW)

    actions.detach(complete, attachment, by=complete.created_by, at=NOW)

    attachment.refresh_from_db()
    assert attachment.removed_at is None


# --- history


def test_the_history_is_sentences_in_a_chain_that_holds(submitted, anna):
    actions.reopen(submitted, by=anna, at=NOW)
    send(submitted, at=LATE)
    actions.end_membership(submitted, submitted.area.memberships.get(role="member"), by=anna, at=LATE)
    actions.withdraw(submitted, by=anna, at=LATE)

    said = [entry.sentence for entry in HistoryEntry.objects.filter(case=submitted.case)]

    assert said == [
        "Anna Holm begyndte på interesseerklæringen for Havnby.",
        "Anna Holm tog Ejnar Prøve med i styregruppen.",
        f"Anna Holm sendte interesseerklæringen, sagsnummer {submitted.reference}.",
        "Anna Holm åbnede interesseerklæringen igen for at rette i den.",
        f"Anna Holm sendte interesseerklæringen, sagsnummer {submitted.reference}. Den kom efter fristen.",
        "Anna Holm tog Ejnar Prøve ud af styregruppen.",
        "Anna Holm trak interesseerklæringen tilbage.",
    ]
    assert list(history.verify()) == []
