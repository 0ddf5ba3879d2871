"""A milestone moves, and with it everything that hangs on it: seen beforehand, done at once."""

import datetime as dt

import pytest

from kulturpunkt import milestones
from kulturpunkt.milestones import Change
from kulturpunkt.obligations import all_obligations
from notices import reminders
from notices.models import Message, Reminder
from programme import actions, calendar, workflow
from programme.models import HistoryEntry, Milestone
from tests import factories

pytestmark = pytest.mark.django_db
NEW = dt.date(2025, 5, 5)
MORNING = calendar.at(dt.date(2025, 4, 25), dt.time(8, 5))  # reminders of 3 days and 1 day before fall together


@pytest.fixture
def interest(plan) -> Milestone:
    return plan.milestones.get(key="interest")


@pytest.fixture
def drafts(plan, anna, carla):
    return [
        factories.expression.draft(anna, "Havnby", programme=plan),
        factories.expression.draft(carla, "Klitby", programme=plan),
    ]


def queue(now: dt.datetime) -> int:
    return reminders.queue_due(all_obligations(now), now=now)


def test_the_preview_says_what_becomes_different(interest, drafts, bo):
    queue(MORNING)

    changes = milestones.preview(interest, NEW, NEW, MORNING, by=bo)

    title = "At sende interesseerklæringen"
    assert changes == [
        Change("Den offentlige tidsplan og kalenderen", "28. april 2025", "5. maj 2025"),
        Change(f"{title}: Frist", "28. april 2025 (2)", "5. maj 2025 (2)"),
        Change(
            f"{title}: Påmindelser herfra",
            "25. april 2025 (2), 28. april 2025 (2), 1. maj 2025 (2), 8. maj 2025 (2)",
            "28. april 2025 (2), 2. maj 2025 (2), 5. maj 2025 (2), 8. maj 2025 (2), 15. maj 2025 (2)",
        ),
        Change("I kø og ikke sendt endnu", "2 påmindelser", "bliver ikke sendt"),
    ]


def test_the_preview_of_an_overdue_deadline_says_who_is_late_no_more(interest, drafts, bo):
    now = calendar.at(dt.date(2025, 4, 30), dt.time(10, 0))

    changes = milestones.preview(interest, NEW, NEW, now, by=bo)

    assert Change("Sådan står milepælen i dag", "overstået", "forude") in changes
    assert Change("At sende interesseerklæringen: Over fristen i dag", "2", "0") in changes


def test_the_preview_leaves_no_trace(interest, drafts, bo):
    queue(MORNING)
    entries = HistoryEntry.objects.count()

    milestones.preview(interest, NEW, NEW, MORNING, by=bo, reminder_days=[-1])

    stored = Milestone.objects.get(pk=interest.pk)
    assert (stored.to_on, stored.moves, stored.moved_at, stored.reminder_days) == (dt.date(2025, 4, 28), 0, None, None)
    assert stored.events.count() == 1
    assert HistoryEntry.objects.count() == entries
    assert Reminder.objects.filter(void_at__isnull=True).count() == 2


def test_the_preview_of_nothing_is_empty(interest, drafts, bo):
    assert milestones.preview(interest, interest.from_on, interest.to_on, MORNING, by=bo) == []


def test_other_reminder_days_are_seen_beforehand_too(interest, drafts, bo):
    now = calendar.at(dt.date(2025, 4, 22), dt.time(10, 0))

    (change,) = milestones.preview(interest, interest.from_on, interest.to_on, now, by=bo, reminder_days=[-3, 0])

    assert change.what == "At sende interesseerklæringen: Påmindelser herfra"
    assert change.after == "25. april 2025 (2), 28. april 2025 (2)"


def test_a_milestone_nothing_hangs_on_changes_only_the_plan(plan, drafts, bo):
    kickoff = plan.milestones.get(key="kickoff")

    changes = milestones.preview(kickoff, dt.date(2025, 6, 19), dt.date(2025, 6, 19), MORNING, by=bo)

    assert [change.what for change in changes] == ["Den offentlige tidsplan og kalenderen"]


def test_a_move_takes_back_what_was_queued_for_the_old_date(interest, drafts, bo):
    queue(MORNING)

    milestones.move(interest, NEW, NEW, by=bo, at=MORNING)

    assert Reminder.objects.filter(void_at=MORNING, reason="moved").count() == 2
    assert set(Message.objects.filter(kind=reminders.KIND).values_list("state", "reason")) == {("void", "moved")}


def test_after_a_move_nobody_is_reminded_of_the_old_date_and_everybody_of_the_new(interest, drafts, bo):
    queue(MORNING)
    milestones.move(interest, NEW, NEW, by=bo, at=MORNING)

    for day in range(25, 31):
        queue(calendar.at(dt.date(2025, 4, day), dt.time(8, 5)))

    live = Reminder.objects.filter(void_at__isnull=True)
    assert sorted(live.values_list("due_on", "offset")) == [(NEW, -7), (NEW, -7)]


def test_what_was_sent_stays_sent(interest, drafts, bo):
    queue(MORNING)
    Message.objects.filter(kind=reminders.KIND).update(state="sent", sent_at=MORNING)

    milestones.move(interest, NEW, NEW, by=bo, at=MORNING)

    assert set(Message.objects.filter(kind=reminders.KIND).values_list("state", flat=True)) == {"sent"}


def test_a_move_that_fails_takes_nothing_back(interest, drafts, anna, bo):
    queue(MORNING)

    with pytest.raises(workflow.NotAllowed):
        milestones.move(interest, NEW, NEW, by=anna, at=MORNING)
    with pytest.raises(actions.Overtaken):
        milestones.move(interest, NEW, NEW, by=bo, at=MORNING, seen=7)

    assert not Reminder.objects.filter(void_at__isnull=False).exists()


def test_the_file_loaded_by_force_takes_back_reminders_too(interest, drafts, bo, settings):
    from django.core.management import call_command

    settings.TODAY = NEW
    milestones.move(interest, NEW, NEW, by=bo, at=MORNING)
    queue(calendar.at(NEW, dt.time(8, 5)))

    call_command("load_programme", "--force", verbosity=0)

    assert set(Message.objects.filter(kind=reminders.KIND).values_list("state", "reason")) == {("void", "moved")}
