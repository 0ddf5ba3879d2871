"""What day it is, which days count, and when a deadline ends."""

import datetime as dt

import pytest

from programme import calendar

D = dt.date
UTC = dt.UTC


@pytest.mark.parametrize(
    "day",
    [D(2025, 4, 17), D(2025, 4, 18), D(2025, 4, 21), D(2025, 5, 29), D(2025, 6, 9), D(2025, 12, 25), D(2026, 1, 1)],
)
def test_a_danish_public_holiday_is_no_working_day(day):
    assert day.weekday() < 5
    assert not calendar.is_working_day(day)


@pytest.mark.parametrize("day", [D(2025, 5, 1), D(2025, 12, 24), D(2025, 12, 31), D(2025, 5, 16)])
def test_half_holidays_and_the_abolished_great_prayer_day_are_working_days(day):
    assert calendar.is_working_day(day)


def test_a_weekend_is_no_working_day():
    assert [calendar.is_working_day(D(2025, 4, day)) for day in (25, 26, 27, 28)] == [True, False, False, True]


def test_the_working_days_round_easter():
    assert calendar.working_day_on_or_before(D(2025, 4, 21)) == D(2025, 4, 16)
    assert calendar.working_day_on_or_after(D(2025, 4, 17)) == D(2025, 4, 22)


@pytest.mark.parametrize(
    ("offset", "day"),
    [
        (-14, D(2025, 4, 14)),
        (-7, D(2025, 4, 16)),  # Easter Monday, so the last working day before Maundy Thursday
        (-3, D(2025, 4, 25)),
        (-1, D(2025, 4, 25)),  # a Sunday
        (0, D(2025, 4, 28)),
        (3, D(2025, 5, 1)),
        (10, D(2025, 5, 8)),
    ],
)
def test_the_reminder_days_of_the_first_deadline(offset, day):
    assert calendar.reminder_day(D(2025, 4, 28), offset) == day


def test_a_reminder_after_the_date_moves_on_to_the_next_working_day():
    assert calendar.reminder_day(D(2025, 4, 14), 3) == D(2025, 4, 22)


@pytest.mark.parametrize(
    ("day", "ends"),
    [
        (D(2025, 4, 28), dt.datetime(2025, 4, 28, 22, 0, tzinfo=UTC)),
        (D(2025, 1, 15), dt.datetime(2025, 1, 15, 23, 0, tzinfo=UTC)),
        (D(2025, 3, 30), dt.datetime(2025, 3, 30, 22, 0, tzinfo=UTC)),  # the day of 23 hours
        (D(2025, 10, 26), dt.datetime(2025, 10, 26, 23, 0, tzinfo=UTC)),  # the day of 25 hours
    ],
)
def test_a_day_ends_at_danish_midnight(day, ends):
    assert calendar.end_of(day) == ends


def test_the_two_days_when_the_clock_changes_have_23_and_25_hours():
    spring = calendar.end_of(D(2025, 3, 30)) - calendar.end_of(D(2025, 3, 29))
    autumn = calendar.end_of(D(2025, 10, 26)) - calendar.end_of(D(2025, 10, 25))

    assert (spring, autumn) == (dt.timedelta(hours=23), dt.timedelta(hours=25))


def test_reminders_leave_at_eight_danish_time_summer_and_winter():
    assert calendar.at(D(2025, 4, 28), calendar.REMINDERS_AT).hour == 6
    assert calendar.at(D(2025, 11, 28), calendar.REMINDERS_AT).hour == 7


def test_the_hour_that_comes_twice_is_its_first():
    assert calendar.at(D(2025, 10, 26), dt.time(2, 30)) == dt.datetime(2025, 10, 26, 0, 30, tzinfo=UTC)


def test_a_moment_late_in_the_evening_belongs_to_the_danish_day():
    assert calendar.day_of(dt.datetime(2025, 4, 28, 21, 59, 59, tzinfo=UTC)) == D(2025, 4, 28)
    assert calendar.day_of(dt.datetime(2025, 4, 28, 22, 0, tzinfo=UTC)) == D(2025, 4, 29)


def test_a_training_day_is_today_whatever_the_clock_says(settings, time_machine):
    settings.TODAY = D(2025, 4, 22)
    time_machine.move_to(dt.datetime(2026, 11, 22, 13, 5, 7, tzinfo=UTC), tick=False)

    assert calendar.today() == D(2025, 4, 22)
    # Winter time now, summer time then: the wall clock shows the same.
    assert calendar.now() == dt.datetime(2025, 4, 22, 12, 5, 7, tzinfo=UTC)


def test_without_a_training_day_the_clock_decides(settings, time_machine):
    settings.TODAY = None
    time_machine.move_to(dt.datetime(2025, 4, 28, 22, 0, 1, tzinfo=UTC), tick=False)

    assert calendar.today() == D(2025, 4, 29)
