import datetime as dt

import pytest
from django.utils import translation

from notices import reminders, wishes
from notices.models import ReminderPause
from notices.reminders import plan
from tests.notices.owed import DUE, moment, obligation

APRIL = dt.date(2025, 4, 1)
MAY = dt.date(2025, 5, 31)


@pytest.fixture
def lines(owed):
    def of(frm=APRIL, to=MAY, now=None) -> list[tuple[str, str, str]]:
        found = plan(owed, frm, to, now=now or moment(2025, 4, 1))
        return [(f"{entry.day:%d.%m}", entry.why, entry.outcome) for entry in found]

    return of


def test_plan_says_when_and_why(anna, owed, lines):
    owed.append(obligation(anna))

    assert lines() == [
        ("14.04", "14 dage før 28. april", "sendes"),
        ("16.04", "7 dage før 28. april; flyttet fra helligdag (anden påskedag)", "sendes"),
        ("25.04", "1 dag før 28. april; flyttet fra søndag", "sendes"),
        ("28.04", "på dagen, 28. april", "sendes"),
        ("01.05", "3 dage efter 28. april", "sendes"),
        ("08.05", "10 dage efter 28. april", "sendes"),
    ]


def test_plan_of_a_holiday_tells_where_its_reminders_went(anna, owed, lines):
    owed.append(obligation(anna))
    easter_monday = dt.date(2025, 4, 21)

    assert lines(easter_monday, easter_monday) == [
        ("16.04", "7 dage før 28. april; flyttet fra helligdag (anden påskedag)", "sendes")
    ]


def test_plan_in_english(anna, owed, lines):
    owed.append(obligation(anna))

    with translation.override("en"):
        assert "Easter Monday" in lines()[1][1] or "easter Monday" in lines()[1][1]


def test_plan_says_what_was_sent_and_what_is_caught_up_with(anna, owed, lines, deliver):
    owed.append(obligation(anna))
    reminders.queue_due(owed, now=moment(2025, 4, 14))
    deliver(moment(2025, 4, 14))

    assert lines(now=moment(2025, 4, 18))[:3] == [
        ("14.04", "14 dage før 28. april", "sendt 14. april"),
        (
            "22.04",
            "7 dage før 28. april; flyttet fra helligdag (anden påskedag); indhentes, skulle være sendt 16. april",
            "sendes",
        ),
        ("25.04", "1 dag før 28. april; flyttet fra søndag", "sendes"),
    ]


def test_plan_does_not_catch_up_with_one_that_the_next_overtakes(anna, owed, lines):
    owed.append(obligation(anna, offsets=(-4, -3)))

    found = lines(now=moment(2025, 4, 25, 7))

    assert [day for day, _why, _outcome in found] == ["25.04"]


def test_plan_says_who_is_left_out_and_why(anna, carla, bo, owed, lines):
    owed += [obligation(anna, name="a"), obligation(carla, name="b")]
    ReminderPause.objects.create(case=owed[0].case, reason="Sygdom", paused_at=moment(2025, 4, 1), paused_by=bo)
    wishes.turn_off(carla, "early-reminders", at=moment(2025, 4, 1))

    outcomes = [(day, outcome) for day, _why, outcome in lines(dt.date(2025, 4, 24), DUE)]

    assert outcomes == [
        ("25.04", "Påmindelserne er sat på pause"),
        ("25.04", "sendes"),
        ("28.04", "Påmindelserne er sat på pause"),
        ("28.04", "sendes"),
    ]


def test_plan_says_what_happens(anna, owed, deliver, relay):
    """The plan of the first day is what goes out in the course of the two months."""
    owed.append(obligation(anna))
    planned = [entry.day for entry in plan(owed, APRIL, MAY, now=moment(2025, 4, 1))]

    day = APRIL
    while day <= MAY:
        reminders.queue_due(owed, now=moment(day.year, day.month, day.day))
        deliver(moment(day.year, day.month, day.day))
        day += dt.timedelta(days=1)

    assert [mail["Date"].datetime.date() for mail in relay.taken] == planned
