"""The team sends back with questions; only what was asked about opens; the answer is a submission of its own."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from areas import actions, content, drafting, merging, units
from areas.completeness import Section
from areas.models import ExpressionOfInterest, Question
from areas.obligations import submit_expression
from areas.questions import open_units
from notices.models import Message
from notices.rendering import render
from programme import calendar, workflow
from programme.models import HistoryEntry, Milestone
from tests import factories
from tests.house_rules.places import a_document

NOW = factories.BEFORE_THE_DEADLINE
ANSWER_ON = factories.ANSWER_ON
PRACTICE, PARTNERS = ("ide", "practice"), ("sted", "partners")


def fresh(expression) -> ExpressionOfInterest:
    return ExpressionOfInterest.objects.get(pk=expression.pk)


def send_back(expression, bo, *asked, number=1, answer_on=ANSWER_ON, at=NOW):
    said = [actions.Asked(*each) for each in asked or [(PRACTICE, "Hvem gør hvad?")]]
    return actions.send_back(expression, said, number=number, answer_on=answer_on, by=bo, at=at)


def save(expression, section: Section, by, **fields):
    """As a form that was made from what stands there now, with these fields typed over."""
    stood = drafting.values_of(section, content.read(fresh(expression)))
    seen = merging.seen_of(stood)
    return actions.save_section(expression, section, stood | fields, seen=seen, by=by, at=NOW)


def submit(expression, by, at=NOW + dt.timedelta(days=1)):
    expression = fresh(expression)
    return actions.submit(expression, by=by, arrived_at=at, version=expression.version).submission


# --- asking


def test_it_is_a_draft_again_with_its_questions_and_the_day(submitted, bo):
    send_back(submitted, bo, (PRACTICE, "Hvem gør hvad?"), (PARTNERS, "Er kroen med?"))

    draft = fresh(submitted)
    assert (draft.state, draft.answer_due_on, draft.deadline_on) == ("draft", ANSWER_ON, ANSWER_ON)
    first, second = draft.open_questions
    assert (first.about, first.unit, first.asked_by) == (1, "practice", bo)
    assert (second.about, second.unit, second.text) == (1, "partners", "Er kroen med?")


def test_the_whole_group_gets_the_questions_each_in_their_language(submitted, bo):
    member = submitted.area.memberships.get(role="member").person
    member.language = "en"
    member.save()

    send_back(submitted, bo, (PRACTICE, "Hvem gør hvad?"), (("kerneelementer", "udvikling"), "Og så?"))

    danish, english = Message.objects.filter(kind="expression-sent-back").order_by("language")
    said = render(danish.kind, danish.context | {"name": danish.name, "site": "https://x.dk"}, language="da")
    assert said.subject == "Spørgsmål til interesseerklæringen for Havnby"
    for text in ("* I praksis\n  Hvem gør hvad?", "* Udvikling\n  Og så?", "Svar senest den 2. maj 2025 kl. 23.59."):
        assert text in said.text
    assert f"https://x.dk{submitted.get_absolute_url()}" in said.text
    assert english.to == member
    assert english.context["deadline"] == "2 May 2025"


def test_the_history_says_how_many_and_until_when(submitted, bo):
    send_back(submitted, bo)

    assert HistoryEntry.objects.get(verb="expression/sent_back").sentence == (
        "Bo Lund sendte interesseerklæringen tilbage med 1 spørgsmål, der skal besvares senest 2. maj 2025."
    )


def test_what_is_owed_is_the_answer_by_its_day_from_that_moment(sent_back, anna):
    (owed,) = submit_expression()

    assert str(owed.title) == "Svar på spørgsmålene til interesseerklæringen for Havnby"
    assert (owed.due_on, owed.since, owed.owed_by) == (ANSWER_ON, NOW, (anna.pk,))


@pytest.mark.parametrize("who", ["anna", "carla"])
def test_only_the_team_sends_back(submitted, request, who):
    with pytest.raises(workflow.NotAllowed):
        send_back(submitted, request.getfixturevalue(who))


def test_a_draft_is_not_sent_back(draft, bo):
    with pytest.raises(workflow.NotAllowed):
        send_back(draft, bo)


def test_pressed_twice_it_is_sent_back_once(submitted, bo):
    send_back(submitted, bo)
    with pytest.raises(workflow.NotAllowed):
        send_back(submitted, bo)

    assert Question.objects.count() == 1
    assert Message.objects.filter(kind="expression-sent-back").count() == 2


def test_of_a_submission_that_is_no_longer_the_latest_nothing_is_asked(submitted, anna, bo):
    actions.reopen(submitted, by=anna, at=NOW)
    submit(submitted, anna)

    with pytest.raises(actions.Changed):
        send_back(submitted, bo, number=1)


@pytest.mark.parametrize(("asked", "error"), [((), workflow.NotAllowed), ((("ide", "x"),), workflow.NotAllowed)])
def test_nothing_or_what_is_not_there_is_not_asked_about(submitted, bo, asked, error):
    with pytest.raises(error):
        actions.send_back(
            submitted, [actions.Asked(unit, "?") for unit in asked], number=1, answer_on=ANSWER_ON, by=bo, at=NOW
        )


@pytest.mark.parametrize("day", [dt.date(2025, 4, 27), dt.date(2025, 4, 21)])
def test_nobody_has_to_answer_before_the_deadline_that_all_have(submitted, bo, day):
    with pytest.raises(actions.NotLater):
        send_back(submitted, bo, answer_on=day)


# --- what opens


def test_before_and_after_it_everything_is_open(draft, submitted):
    assert open_units(draft) is None
    assert open_units(submitted) is None


def test_only_what_was_asked_about_is_open_known_from_what_was_read(sent_back, django_assert_num_queries):
    first, second = fresh(sent_back), fresh(sent_back)
    content.read(second)

    with django_assert_num_queries(1):
        assert open_units(first) == {PRACTICE}
    with django_assert_num_queries(0):
        assert open_units(second) == {PRACTICE}


def test_the_point_on_the_map_opens_with_the_municipality(programme, anna):
    back = factories.expression.sent_back((("sted", "municipality"), "Hvilken?"))

    assert open_units(back) == {("sted", "municipality"), ("sted", "latitude")}


def test_what_was_asked_about_can_be_changed_and_nothing_beside_it(sent_back, anna):
    save(sent_back, Section.IDEA, anna, practice="Anna og Ejnar")
    with pytest.raises(actions.NotOpen) as refused:
        save(sent_back, Section.IDEA, anna, idea="En helt anden", practice="Ingen")
    with pytest.raises(actions.NotOpen):
        save(sent_back, Section.CHALLENGE, anna, challenge="Noget andet")

    stands = fresh(sent_back)
    assert (stands.idea, stands.practice, stands.challenge) == ("En fest", "Anna og Ejnar", "Vi vil samle byen")
    assert refused.value.units == {("ide", "idea")}


def test_anything_else_that_changes_a_draft_is_refused(sent_back, anna):
    document = a_document(anna)
    member = sent_back.area.memberships.get(role="member")
    acts = [
        lambda: actions.change(sent_back, lambda row: setattr(row, "idea", "x"), by=anna, at=NOW),
        lambda: actions.attach(sent_back, document, title="", by=anna, at=NOW),
        lambda: actions.add_member(sent_back, name="Ny", email="ny@eksempel.dk", phone="", by=anna, at=NOW),
        lambda: actions.end_membership(sent_back, member, by=anna, at=NOW),
        lambda: actions.set_phone(sent_back, phone="+4511111111", by=anna, at=NOW),
        lambda: actions.invite(sent_back, name="Ny", email="ny@eksempel.dk", phone="", by=anna, at=NOW),
    ]

    for act in acts:
        with pytest.raises(actions.NotOpen), transaction.atomic():
            act()


def test_who_was_invited_before_may_still_answer_but_is_not_invited_anew(submitted, anna, bo, carla):
    invitation = actions.invite(submitted, name="Carla", email=carla.email, phone="", by=anna, at=NOW)
    send_back(submitted, bo)
    invitation = type(invitation).objects.get(pk=invitation.pk)

    with pytest.raises(actions.NotOpen), transaction.atomic():
        actions.send_again(invitation, by=anna, at=NOW + dt.timedelta(days=1))
    assert actions.accept(invitation, by=carla, at=NOW).area == submitted.area


def test_a_member_may_leave_while_it_is_sent_back(sent_back):
    member = sent_back.area.memberships.get(role="member").person

    actions.leave(sent_back, by=member, at=NOW)

    assert sent_back.area.memberships.current().count() == 1


def test_who_writes_on_behalf_of_the_area_is_held_to_the_questions_too(sent_back, bo):
    bo.acting = actions.act_for(sent_back, reason="Ringede", by=bo, at=NOW)

    save(sent_back, Section.IDEA, bo, practice="Anna og Ejnar")
    with pytest.raises(actions.NotOpen), transaction.atomic():
        save(sent_back, Section.IDEA, bo, idea="En helt anden")

    assert fresh(sent_back).practice == "Anna og Ejnar"


def test_asked_about_the_group_and_the_attachments_open(programme, anna):
    back = factories.expression.sent_back((units.GROUP, "Hvem er med?"), (units.ATTACHMENTS, "Har I en tegning?"))

    actions.attach(back, a_document(anna), title="Tegning", by=anna, at=NOW)
    actions.add_member(back, name="Ny", email="ny@eksempel.dk", phone="", by=anna, at=NOW)

    assert back.attachments.count() == 1
    assert back.area.memberships.count() == 3


def test_what_lacks_outside_what_was_asked_does_not_stop_the_answer(submitted, anna, bo):
    """Ejnar left after it was sent; nobody could add another now."""
    actions.end_membership(submitted, submitted.area.memberships.get(role="member"), by=anna, at=NOW)
    send_back(submitted, bo)

    assert submit(submitted, anna).number == 2


def test_what_was_asked_about_must_be_there(sent_back, anna):
    save(sent_back, Section.IDEA, anna, practice="")

    with pytest.raises(actions.NotReady) as lacking:
        submit(sent_back, anna)

    assert [each.field for each in lacking.value.missing] == ["practice"]


# --- answering


def test_the_answer_is_a_submission_of_its_own_and_closes_the_questions(sent_back, anna):
    save(sent_back, Section.IDEA, anna, practice="Anna og Ejnar")

    answer = submit(sent_back, anna)

    assert (answer.number, answer.is_answer, answer.deadline_on, answer.is_late) == (2, True, ANSWER_ON, False)
    question = Question.objects.get()
    assert (question.answered_in, question.answered_at) == (2, answer.arrived_at)
    stands = fresh(sent_back)
    assert (stands.state, stands.answer_due_on, stands.deadline_on) == ("submitted", None, factories.DEADLINE)
    assert list(submit_expression()) == []
    assert "svarede på kulturteamets spørgsmål" in HistoryEntry.objects.latest("number").sentence


def test_a_retry_of_the_first_submission_does_not_answer(submitted, anna, bo):
    version = submitted.version
    send_back(submitted, bo)

    with pytest.raises(actions.Changed):
        actions.submit(submitted, by=anna, arrived_at=NOW, version=version)


def test_after_the_ordinary_deadline_an_answer_within_its_own_is_in_time(sent_back, anna):
    assert not submit(sent_back, anna, calendar.end_of(ANSWER_ON) - dt.timedelta(seconds=1)).is_late


def test_an_answer_that_comes_too_late_is_stored_and_marked(sent_back, anna):
    answer = submit(sent_back, anna, calendar.end_of(ANSWER_ON))

    assert (answer.is_late, answer.is_answer) == (True, True)
    mail = Message.objects.filter(kind="expression-received", to=anna).latest("pk")
    said = render(mail.kind, mail.context | {"name": "Anna", "site": "https://x.dk"}, language="da")
    assert said.subject == "Kvittering: svaret fra Havnby er modtaget"
    assert "Svarfristen var den 2. maj 2025." in said.text


def test_more_time_to_answer_moves_the_day(sent_back, bo, anna):
    later = ANSWER_ON + dt.timedelta(days=5)

    actions.extend(sent_back, until=later, reason="Ejnar er syg", by=bo, at=NOW)

    assert fresh(sent_back).deadline_on == later
    assert not submit(sent_back, anna, calendar.end_of(ANSWER_ON)).is_late


def test_a_milestone_that_moves_past_the_day_gives_more_time_to_answer_too(sent_back):
    Milestone.objects.filter(key="interest").update(from_on=dt.date(2025, 5, 20), to_on=dt.date(2025, 5, 20))

    assert fresh(sent_back).deadline_on == dt.date(2025, 5, 20)


def test_it_can_be_withdrawn_instead(sent_back, anna):
    actions.withdraw(sent_back, by=anna, at=NOW)

    assert (fresh(sent_back).state, fresh(sent_back).answer_due_on) == ("withdrawn", None)


def test_answered_the_same_may_be_asked_about_again(sent_back, anna, bo):
    submit(sent_back, anna)

    send_back(sent_back, bo, number=2, at=NOW + dt.timedelta(days=2))

    assert [each.about for each in fresh(sent_back).open_questions] == [2]


# --- what the database holds


def test_a_unit_has_one_open_question(sent_back):
    question = Question.objects.get()
    question.pk = None

    with pytest.raises(IntegrityError), transaction.atomic():
        question.save(force_insert=True)


@pytest.mark.parametrize(
    "half", [{"answered_at": NOW}, {"answered_in": 2}, {"answered_at": NOW, "answered_in": 1}, {"text": ""}]
)
def test_an_answer_is_whole_and_later(sent_back, half):
    with pytest.raises(IntegrityError), transaction.atomic():
        Question.objects.update(**half)


def test_only_a_draft_waits_for_an_answer(submitted):
    with pytest.raises(IntegrityError), transaction.atomic():
        ExpressionOfInterest.objects.filter(pk=submitted.pk).update(answer_due_on=ANSWER_ON)


def test_what_the_team_asks_is_not_taken_for_writing_on_the_areas_behalf(submitted, anna, bo):
    changed_at = submitted.changed_at

    send_back(submitted, bo, at=NOW + dt.timedelta(hours=1))

    row = fresh(submitted)
    assert (row.changed_by, row.changed_at, row.is_changed_on_behalf) == (anna, changed_at, False)
