"""One area gets until another day than the programme says, and everything follows it."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from areas import actions
from areas.models import ExpressionOfInterest
from areas.obligations import submit_expression
from kulturpunkt import milestones
from kulturpunkt.obligations import all_obligations, still_owed
from notices import reminders
from notices.models import Message, Reminder
from notices.reminders.letter import Pointless, Round
from notices.rendering import render
from notices.states import Reason
from programme import calendar, workflow
from programme.models import HistoryEntry, Milestone
from tests import factories

NOW = factories.BEFORE_THE_DEADLINE
LATER = dt.date(2025, 5, 9)
MORNING = calendar.at(dt.date(2025, 4, 25), dt.time(8, 5))


def extend(expression, bo, until=LATER, *, reason="Forsamlingshuset er brændt", at=NOW):
    return actions.extend(expression, until=until, reason=reason, by=bo, at=at)


def fresh(expression) -> ExpressionOfInterest:
    return ExpressionOfInterest.objects.get(pk=expression.pk)


def queue(now: dt.datetime) -> int:
    return reminders.queue_due(all_obligations(now), now=now)


def move_milestone(bo, day: dt.date, at=NOW) -> None:
    milestones.move(Milestone.objects.get(key="interest"), day, day, by=bo, at=at)


def test_the_deadline_of_that_area_is_later_and_of_no_other(draft, bo, carla):
    other = factories.expression.draft(carla, name="Andetsteds")

    extend(draft, bo)

    assert fresh(draft).deadline_on == LATER
    assert fresh(other).deadline_on == factories.DEADLINE
    assert {each.subject: each.due_on for each in submit_expression()} == {
        "Havnby": LATER,
        "Andetsteds": factories.DEADLINE,
    }


def test_what_comes_within_it_is_in_time_and_after_it_late(complete, carla, bo):
    other = factories.expression.complete(carla, name="Andetsteds")
    extend(complete, bo)
    extend(other, bo)

    in_time = actions.submit(
        complete,
        by=complete.created_by,
        arrived_at=calendar.end_of(LATER) - dt.timedelta(seconds=1),
        version=complete.version,
    )
    late = actions.submit(other, by=carla, arrived_at=calendar.end_of(LATER), version=other.version)

    assert (in_time.submission.deadline_on, in_time.submission.is_late) == (LATER, False)
    assert late.submission.is_late


def test_it_is_told_to_the_whole_group_and_to_the_history(complete, bo):
    extend(complete, bo)

    mails = Message.objects.filter(kind="expression-extended")
    assert {mail.to for mail in mails} == {each.person for each in complete.area.memberships.all()}
    mail = mails.first()
    said = render(mail.kind, mail.context | {"name": mail.name, "site": "https://x.dk"}, language="da")
    assert said.subject == "Ny frist for Havnby: 9. maj 2025"
    assert "Den nye frist er den 9. maj 2025 kl. 23.59." in said.text
    assert "Forsamlingshuset er brændt" in said.text
    entry = HistoryEntry.objects.get(verb="expression/extended")
    assert entry.sentence == "Bo Lund gav området frist til 9. maj 2025. Begrundelse: Forsamlingshuset er brændt"
    with translation.override("en"):
        assert "9 May 2025" in HistoryEntry.objects.get(pk=entry.pk).sentence


def test_it_can_be_changed_and_taken_back(draft, bo):
    extend(draft, bo)
    extend(draft, bo, LATER + dt.timedelta(days=3), at=NOW + dt.timedelta(hours=1))
    assert fresh(draft).deadline_on == LATER + dt.timedelta(days=3)

    actions.end_extension(draft, by=bo, at=NOW + dt.timedelta(hours=2))

    stands = fresh(draft)
    assert (stands.deadline_on, stands.extension_reason, stands.extended_at) == (factories.DEADLINE, "", None)
    verbs = HistoryEntry.objects.filter(case=draft.case).order_by("number").values_list("verb", flat=True)
    assert list(verbs)[1:] == ["expression/extended", "expression/extended", "expression/extension_ended"]
    assert Message.objects.filter(kind="expression-extension-ended").count() == 1


def test_pressed_twice_it_is_granted_once(draft, bo):
    extend(draft, bo)
    extend(draft, bo, at=NOW + dt.timedelta(seconds=1))

    assert HistoryEntry.objects.filter(verb="expression/extended").count() == 1
    assert Message.objects.filter(kind="expression-extended").count() == 1


def test_it_is_the_areas_and_stays_when_it_begins_again(draft, anna, bo):
    extend(draft, bo)
    actions.withdraw(fresh(draft), by=anna, at=NOW)

    again = actions.start_again(fresh(draft), by=anna, at=NOW)

    assert (fresh(again).deadline_on, fresh(again).extended_by) == (LATER, bo)
    assert [each.due_on for each in submit_expression()] == [LATER]
    sentences = [entry.sentence for entry in HistoryEntry.objects.filter(case=again.case).order_by("number")]
    assert sentences[-1] == (
        "Fristen til 9. maj 2025, som området havde fået, gælder stadig. Begrundelse: Forsamlingshuset er brændt"
    )


@pytest.mark.parametrize("until", [factories.DEADLINE, dt.date(2025, 4, 1)])
def test_a_day_that_is_no_later_is_refused(draft, bo, until):
    with pytest.raises(actions.NotLater):
        extend(draft, bo, until)


def test_a_day_that_is_over_is_refused(draft, bo):
    with pytest.raises(actions.NotLater):
        extend(draft, bo, dt.date(2025, 4, 30), at=calendar.at(dt.date(2025, 5, 1), dt.time(9)))


def test_only_the_team_grants_it_and_not_what_was_withdrawn(draft, anna, bo):
    with pytest.raises(workflow.NotAllowed):
        extend(draft, anna)
    actions.withdraw(draft, by=anna, at=NOW)
    with pytest.raises(workflow.NotAllowed):
        extend(draft, bo)


@pytest.mark.parametrize(
    "half",
    [
        {"extended_deadline_on": LATER},
        {"extension_reason": "x"},
        {"extended_deadline_on": LATER, "extension_reason": "x", "extended_at": NOW},
    ],
)
def test_the_database_takes_no_half_extension(draft, half):
    with pytest.raises(IntegrityError), transaction.atomic():
        ExpressionOfInterest.objects.filter(pk=draft.pk).update(**half)


# --- what was queued for the old date (faults 9)


def test_what_is_queued_for_the_old_date_is_void_at_once_and_only_for_that_area(draft, bo, carla):
    other = factories.expression.draft(carla, name="Andetsteds")
    queue(MORNING)

    extend(draft, bo, at=MORNING)

    void = Reminder.objects.filter(void_at=MORNING, reason="moved")
    assert [each.key for each in void] == [f"submit-expression:{draft.uid}"]
    assert [each.key for each in Reminder.objects.filter(void_at=None)] == [f"submit-expression:{other.uid}"]


def test_nobody_is_reminded_of_both_dates(draft, anna, bo):
    queue(MORNING)
    extend(draft, bo, at=MORNING)
    for day in (25, 26, 28, 29, 30):
        queue(calendar.at(dt.date(2025, 4, day), dt.time(8, 5)))
    queue(calendar.at(dt.date(2025, 5, 2), dt.time(8, 5)))

    live = Reminder.objects.filter(void_at=None)
    assert list(live.values_list("due_on", "offset")) == [(LATER, -7)]


def test_one_that_a_scheduler_queued_a_moment_too_late_does_not_leave_either(draft, bo):
    """It had read what is owed before the extension, and wrote after it."""
    owed = list(all_obligations(MORNING))
    extend(draft, bo, at=MORNING)
    reminders.queue_due(owed, now=MORNING)

    mail = Message.objects.get(kind="reminder")
    assert Round([mail], still_owed=still_owed, now=MORNING).ask(mail) == Pointless(Reason.MOVED)


def test_taken_back_what_was_planned_before_that_is_not_caught_up_with(draft, bo):
    extend(draft, bo)
    actions.end_extension(draft, by=bo, at=calendar.at(dt.date(2025, 4, 25), dt.time(12)))

    assert queue(calendar.at(dt.date(2025, 4, 25), dt.time(13))) == 0
    assert queue(calendar.at(dt.date(2025, 4, 28), dt.time(8, 5))) == 1


# --- beside a milestone that moves


def test_a_moved_milestone_moves_what_has_no_later_day_and_leaves_the_rest(draft, bo, carla):
    other = factories.expression.draft(carla, name="Andetsteds")
    extend(draft, bo)

    move_milestone(bo, dt.date(2025, 5, 5))
    assert (fresh(draft).deadline_on, fresh(other).deadline_on) == (LATER, dt.date(2025, 5, 5))
    move_milestone(bo, dt.date(2025, 5, 20))
    assert (fresh(draft).deadline_on, fresh(other).deadline_on) == (dt.date(2025, 5, 20), dt.date(2025, 5, 20))


def test_a_move_away_from_the_very_day_that_an_area_was_given_leaves_its_reminders(draft, bo, carla):
    other = factories.expression.draft(carla, name="Andetsteds")
    extend(draft, bo, dt.date(2025, 5, 5))
    move_milestone(bo, dt.date(2025, 5, 5))
    queue(at := calendar.at(dt.date(2025, 5, 2), dt.time(8, 5)))
    assert Reminder.objects.count() == 2

    move_milestone(bo, factories.DEADLINE, at)

    assert [each.key for each in Reminder.objects.filter(void_at=None)] == [f"submit-expression:{draft.uid}"]
    assert [each.key for each in Reminder.objects.exclude(void_at=None)] == [f"submit-expression:{other.uid}"]


def test_an_area_with_a_later_day_keeps_its_reminder_of_this_morning_when_the_milestone_moves(draft, bo):
    extend(draft, bo, dt.date(2025, 5, 2))
    queue(MORNING)

    move_milestone(bo, dt.date(2025, 4, 29), MORNING)

    mail = Message.objects.get(kind="reminder")
    (due,) = Round([mail], still_owed=still_owed, now=MORNING).ask(mail)
    assert due.obligation.due_on == dt.date(2025, 5, 2)


def test_three_queries_for_what_is_owed_with_extensions_too(programme, anna, bo, carla, django_assert_num_queries):
    extend(factories.expression.draft(anna), bo)
    with django_assert_num_queries(3):
        list(submit_expression())
    for number in range(30):
        extend(factories.expression.draft(carla, name=f"Sted {number}"), bo)

    with django_assert_num_queries(3):
        assert {each.due_on for each in submit_expression()} == {LATER}
