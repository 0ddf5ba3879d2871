"""Which reminders are queued when. Easter 2025: 17, 18, 20 and 21 April are public holidays."""

import datetime as dt
import gc
import time

import pytest
from django.db import connection, transaction

from notices import claims, reminders, wishes
from notices.models import Message, Reminder, ReminderPause
from notices.reminders import hours
from notices.states import MessageState, Reason
from people.models import User
from tests import factories, queues
from tests.notices.conftest import another_session
from tests.notices.owed import DUE, OFFSETS, WEEK_BEFORE, moment, obligation

DAY = dt.timedelta(days=1)


@pytest.fixture
def due_at(owed):
    """Queue what is due at a moment; how many messages that made."""
    return lambda *when: reminders.queue_due(owed, now=moment(*when) if len(when) > 1 else when[0])


@pytest.fixture
def rehearse(owed, due_at, deliver):
    """Every morning from one day to another, and what goes out in the course of it: (day, subject) of each mail."""

    def play(frm: dt.date, to: dt.date, relay) -> list[tuple[str, str]]:
        day = frm
        while day <= to:
            due_at(day.year, day.month, day.day, 8)
            deliver(moment(day.year, day.month, day.day, 8, 1))
            day += DAY
        return [(str(mail["Date"].datetime.date()), mail["Subject"]) for mail in relay.taken]

    return play


def offsets() -> list[int]:
    return sorted(Reminder.objects.values_list("offset", flat=True))


def test_reminders_of_one_deadline_go_out_on_these_days(anna, owed, rehearse, relay):
    owed.append(obligation(anna))

    sent = rehearse(dt.date(2025, 4, 1), dt.date(2025, 5, 20), relay)

    assert sent == [
        ("2025-04-14", "Om 14 dage: Send interesseerklæringen for Havnby"),
        ("2025-04-16", "Om 12 dage: Send interesseerklæringen for Havnby"),  # the 21st is Easter Monday
        ("2025-04-25", "Om 3 dage: Send interesseerklæringen for Havnby"),  # the 27th is a Sunday: one mail for both
        ("2025-04-28", "I dag: Send interesseerklæringen for Havnby"),
        ("2025-05-01", "Fristen er overskredet: Send interesseerklæringen for Havnby"),
        ("2025-05-08", "Fristen er overskredet: Send interesseerklæringen for Havnby"),
    ]


def test_from_the_second_overdue_reminder_on_the_team_is_copied(anna, owed, rehearse, relay):
    owed.append(obligation(anna))

    rehearse(dt.date(2025, 4, 28), dt.date(2025, 5, 20), relay)

    assert [recipients[1:] for _sender, recipients in relay.envelopes] == [[], [], ["kulturpunkt@rn.dk"]]
    assert "Kulturteamet får en kopi" in relay.taken[-1].get_body(("plain",)).get_content()


@pytest.mark.parametrize(
    ("when", "queued"),
    [
        ((2025, 4, 16, 7, 59), 0),
        ((2025, 4, 16, 8, 0), 1),
        ((2025, 4, 16, 23, 59), 1),
        ((2025, 4, 17, 8, 0), 0),  # Maundy Thursday
        ((2025, 4, 19, 8, 0), 0),  # a Saturday
        ((2025, 4, 21, 12, 0), 0),  # Easter Monday
        ((2025, 4, 22, 8, 0), 1),
    ],
)
def test_queue_due_only_from_eight_on_working_days(anna, owed, due_at, when, queued):
    owed.append(obligation(anna))

    assert due_at(*when) == queued


@pytest.mark.parametrize(
    ("due_on", "utc"),
    [
        (dt.date(2026, 4, 7), dt.datetime(2026, 3, 31, 6, 0, tzinfo=dt.UTC)),  # summer time since 29 March
        (dt.date(2026, 4, 3), dt.datetime(2026, 3, 27, 7, 0, tzinfo=dt.UTC)),  # the last working day of winter time
        (dt.date(2026, 11, 2), dt.datetime(2026, 10, 26, 7, 0, tzinfo=dt.UTC)),  # winter time since 25 October
        (dt.date(2026, 10, 30), dt.datetime(2026, 10, 23, 6, 0, tzinfo=dt.UTC)),
    ],
)
def test_queue_due_at_eight_danish_time_when_the_clocks_change(anna, owed, due_at, due_on, utc):
    owed.append(obligation(anna, due_on=due_on, offsets=(-7,)))

    assert due_at(utc - dt.timedelta(seconds=1)) == 0
    assert due_at(utc) == 1
    assert due_at(utc + dt.timedelta(hours=1)) == 0


def test_queue_due_again_and_again_is_once(anna, owed, due_at):
    owed.append(obligation(anna))

    assert [due_at(2025, 4, 16, 8, minute) for minute in range(0, 30, 5)] == [1, 0, 0, 0, 0, 0]
    assert offsets() == [-7]


def test_queue_due_after_missed_days_catches_up_with_one(anna, owed, due_at, deliver, relay):
    owed.append(obligation(anna))
    due_at(2025, 4, 14)
    deliver(moment(2025, 4, 14))

    assert due_at(2025, 4, 24, 9) == 1
    deliver(moment(2025, 4, 24, 9))

    assert offsets() == [-14, -7]
    assert relay.taken[-1]["Subject"] == "Om 4 dage: Send interesseerklæringen for Havnby"
    assert due_at(2025, 4, 24, 10) == 0


def test_queue_due_after_a_clock_was_put_back_says_nothing_twice(anna, owed, due_at):
    owed.append(obligation(anna))
    due_at(2025, 4, 28)

    for day in (14, 16, 25, 28):
        assert due_at(2025, 4, day, 9) == 0
    assert offsets() == [0]


def test_queue_due_does_not_remind_of_what_had_no_point_yet(anna, owed, due_at):
    owed.append(obligation(anna, since=moment(2025, 4, 22, 10)))

    assert due_at(2025, 4, 22, 11) == 0
    assert due_at(2025, 4, 25) == 1


def test_queue_due_makes_one_message_of_all_that_is_a_persons(anna, carla, owed, due_at, deliver, relay):
    owed += [obligation(anna, carla, name=f"sag-{n}", title=f"Opgave {n}") for n in range(3)]

    assert due_at(2025, 4, 16) == 2
    deliver()

    mails = {str(mail["To"].addresses[0].addr_spec): mail for mail in relay.taken}
    assert set(mails) == {"anna@eksempel.dk", "carla@eksempel.dk"}
    assert mails["anna@eksempel.dk"]["Subject"] == "Du har 3 ting at huske"
    text = mails["anna@eksempel.dk"].get_body(("plain",)).get_content()
    assert all(f"Opgave {n}" in text for n in range(3))


def test_queue_due_adds_what_is_new_to_a_message_that_still_waits(anna, owed, due_at, deliver, relay):
    owed.append(obligation(anna, name="a", title="Opgave a"))
    due_at(2025, 4, 16)
    owed.append(obligation(anna, name="b", title="Opgave b"))

    due_at(2025, 4, 16, 8, 5)

    assert deliver() == {"sent": 1}
    assert relay.taken[0]["Subject"] == "Du har 2 ting at huske"


def test_queue_due_writes_again_when_the_days_message_has_gone_out(anna, owed, due_at, deliver, relay):
    owed.append(obligation(anna, name="a", title="Opgave a"))
    due_at(2025, 4, 16)
    deliver()
    owed.append(obligation(anna, name="b", title="Opgave b"))

    assert due_at(2025, 4, 16, 9) == 1
    deliver(moment(2025, 4, 16, 9))

    assert [mail["Subject"] for mail in relay.taken] == ["Om 12 dage: Opgave a", "Om 12 dage: Opgave b"]
    keys = sorted(Message.objects.values_list("key", flat=True))
    assert keys == [f"reminder:{anna.pk}:2025-04-16", f"reminder:{anna.pk}:2025-04-16:2"]


def test_queue_due_adds_nothing_to_a_message_that_a_worker_holds(anna, owed, due_at):
    owed.append(obligation(anna, name="a"))
    due_at(2025, 4, 16)
    owed.append(obligation(anna, name="b"))

    with another_session() as worker, worker.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s + id) FROM notices_message", [claims.MESSAGES])
        due_at(2025, 4, 16, 9)

    assert sorted(Message.objects.values_list("reminders__key", flat=True)) == ["opgave:a", "opgave:b"]
    assert Message.objects.count() == 2


def test_queue_due_leaves_out_a_case_that_is_paused(anna, bo, owed, due_at):
    owed += [obligation(anna, name="a"), obligation(anna, name="b")]
    pause = ReminderPause.objects.create(case=owed[0].case, reason="Sygdom", paused_at=moment(2025, 4, 1), paused_by=bo)

    due_at(2025, 4, 16)
    paused = set(Reminder.objects.values_list("key", flat=True))
    pause.ended_at, pause.ended_by = moment(2025, 4, 22), bo
    pause.save()
    due_at(2025, 4, 22, 9)

    assert paused == {"opgave:b"}
    assert Reminder.objects.get(key="opgave:a").offset == -7


def test_queue_due_respects_who_turned_the_early_ones_off(anna, owed, rehearse, relay):
    wishes.turn_off(anna, "early-reminders", at=moment(2025, 4, 1))
    owed.append(obligation(anna))

    sent = rehearse(dt.date(2025, 4, 1), dt.date(2025, 5, 20), relay)

    assert [day for day, _subject in sent] == ["2025-04-25", "2025-04-28", "2025-05-01", "2025-05-08"]


def test_queue_due_writes_to_nobody_who_is_inactive(anna, owed, due_at):
    owed.append(obligation(anna))
    anna.is_active = False
    anna.save()

    assert due_at(2025, 4, 16) == 0


def test_queue_due_wakes_one_worker_for_all(anna, carla, owed, due_at):
    owed.append(obligation(anna, carla))

    with queues.apart() as queue:
        due_at(2025, 4, 16)

        assert queue.tasks() == ["kulturpunkt.tasks.deliver_waiting"]


def test_a_moved_date_voids_what_waits_and_is_reminded_of_anew(anna, owed, due_at, deliver, relay):
    owed.append(obligation(anna))
    due_at(2025, 4, 16)

    with transaction.atomic():
        moved = moment(2025, 4, 16, 8, 1)
        owed.change("havnby", due_on=DUE + 14 * DAY, since=moved)
        assert reminders.void_for_moved("opgave", DUE, at=moved) == 1

    message = Message.objects.get()
    assert (message.state, message.reason) == (MessageState.VOID, Reason.MOVED)
    assert deliver(moment(2025, 4, 16, 8, 2)) == {}
    assert due_at(2025, 4, 28) == 1
    deliver(moment(2025, 4, 28))
    assert [mail["Subject"] for mail in relay.taken] == ["Om 14 dage: Send interesseerklæringen for Havnby"]


def test_a_moved_date_leaves_the_rest_of_the_message(anna, owed, due_at, deliver, relay):
    owed += [obligation(anna, name="a", kind="a", title="A"), obligation(anna, name="b", kind="b", title="B")]
    due_at(2025, 4, 16)
    owed.change("a", due_on=DUE + 14 * DAY, since=WEEK_BEFORE)

    reminders.void_for_moved("a", DUE, at=WEEK_BEFORE)
    deliver()

    assert relay.taken[0]["Subject"] == "Om 12 dage: B"
    assert Reminder.objects.get(key="opgave:a").reason == Reason.MOVED


def test_a_moved_date_leaves_what_has_gone_out(anna, owed, due_at, deliver):
    owed.append(obligation(anna))
    due_at(2025, 4, 16)
    deliver()

    assert reminders.void_for_moved("opgave", DUE, at=WEEK_BEFORE) == 0
    assert Message.objects.get().state == MessageState.SENT


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        ((2025, 4, 16, 7, 0), (2025, 4, 16, 8, 0)),
        ((2025, 4, 16, 9, 0), (2025, 4, 16, 9, 0)),
        ((2025, 4, 17, 3, 0), (2025, 4, 22, 8, 0)),
        ((2025, 4, 21, 9, 0), (2025, 4, 22, 8, 0)),
    ],
)
def test_next_opening(now, opens):
    assert hours.next_opening(moment(*now)) == moment(*opens)


def test_queue_due_for_ten_thousand_takes_less_than_a_hundred_times_that_for_a_hundred(db):
    """Twenty times as many must not take much more than twenty times as long, if the whole is to keep its figure."""
    people = User.objects.bulk_create(User(email=f"p{n}@eksempel.dk", name=f"P {n}") for n in range(2100))
    few, many = ([obligation(person, name=f"{person.pk}") for person in part] for part in (people[:100], people[100:]))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE people_user")

    def seconds(obligations) -> float:
        gc.collect()
        gc.disable()  # it would go through all that other tests have left
        try:
            start = time.process_time()
            assert reminders.queue_due(obligations, now=WEEK_BEFORE) == len(obligations)
            return time.process_time() - start
        finally:
            gc.enable()

    reminders.queue_due([obligation(factories.anna(), name="first")], now=WEEK_BEFORE)
    # Twice the twenty, so that the hour of a busy machine does not count; what grows by the square takes 400 times.
    assert seconds(many) < 40 * seconds(few)


def test_offsets_of_the_domain():
    assert OFFSETS == (-14, -7, -3, -1, 0, 3, 10)
