"""A milestone moves: once, by the team, with a trace."""

import datetime as dt
import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import translation

from programme import actions, calendar, history, loading, workflow
from programme.models import Chain, HistoryEntry, Milestone, Programme
from tests import factories

from .conftest import LOADED_AT

NOW = calendar.at(dt.date(2025, 4, 22), dt.time(10, 0))
NEW = dt.date(2025, 5, 5)


@pytest.fixture
def interest(plan) -> Milestone:
    return plan.milestones.get(key="interest")


def move(milestone, from_on=NEW, to_on=NEW, **how):
    return actions.move_milestone(milestone, from_on, to_on, at=NOW, **how)


def test_a_move_is_written_with_who_and_when(interest, bo):
    move(interest, by=bo)

    interest.refresh_from_db()
    assert (interest.from_on, interest.to_on) == (NEW, NEW)
    assert (interest.moved_at, interest.moved_by, interest.moves) == (NOW, bo, 1)


def test_the_history_says_from_what_to_what_by_whom_and_why(interest, bo):
    move(interest, by=bo, why="Påsken tog en uge")

    entry = HistoryEntry.objects.get(case=interest.programme.case)
    assert entry.sentence == (
        "Bo Lund flyttede milepælen »Interessetilkendegivelse fra lokalområder« "
        "fra 28. april 2025 til 5. maj 2025. Begrundelse: Påsken tog en uge"
    )
    with translation.override("en"):
        assert "Expressions of interest from local areas" in history.sentence(entry)
        assert "28 April 2025" in history.sentence(entry)


def test_a_sentence_is_plain_text_however_people_are_called(interest):
    odd = factories.person('Bo "<b>" O\'Lund', "odd@eksempel.dk", is_team=True)

    move(interest, by=odd)

    assert HistoryEntry.objects.get().sentence.startswith('Bo "<b>" O\'Lund flyttede')


def test_the_day_of_an_event_is_set_later(plan, bo):
    closing = plan.milestones.get(key="closing")

    moved = move(closing, dt.date(2026, 8, 20), dt.date(2026, 8, 20), by=bo, precision="day")

    assert moved.when_text == "20. august 2026"
    assert "fra august 2026 til 20. august 2026" in HistoryEntry.objects.get().sentence


def test_moving_to_where_it_stands_leaves_no_trace(interest, bo):
    move(interest, interest.from_on, interest.to_on, by=bo)

    interest.refresh_from_db()
    assert (interest.moves, interest.moved_at) == (0, None)
    assert not HistoryEntry.objects.exists()


def test_only_the_team_moves(interest, anna):
    with pytest.raises(workflow.NotAllowed):
        move(interest, by=anna)

    assert not HistoryEntry.objects.exists()


@pytest.mark.parametrize(
    ("from_on", "to_on", "precision"),
    [
        (dt.date(2025, 5, 6), dt.date(2025, 5, 5), "day"),
        (dt.date(2025, 5, 2), dt.date(2025, 5, 31), "month"),
        (dt.date(2025, 5, 1), dt.date(2025, 5, 30), "month"),
        (dt.date(2025, 10, 1), dt.date(2025, 10, 30), "month"),  # 31 October is the first with winter time
    ],
)
def test_dates_that_cannot_be_are_refused_by_the_action_and_by_the_database(interest, bo, from_on, to_on, precision):
    with pytest.raises(ValidationError):
        move(interest, from_on, to_on, by=bo, precision=precision)

    with pytest.raises(IntegrityError), transaction.atomic():
        Milestone.objects.filter(pk=interest.pk).update(from_on=from_on, to_on=to_on, precision=precision)


@pytest.mark.parametrize("month", range(1, 13))
def test_a_whole_month_is_one_whatever_its_length_and_the_clock(plan, bo, month):
    first = dt.date(2026, month, 1)
    last = (first + dt.timedelta(days=32)).replace(day=1) - dt.timedelta(days=1)

    moved = move(plan.milestones.get(key="agreement"), first, last, by=bo)

    moved.refresh_from_db()
    assert (moved.from_on, moved.to_on) == (first, last)


def test_who_looked_at_an_older_version_is_told(interest, bo):
    move(interest, by=bo, seen=0)

    with pytest.raises(actions.Overtaken):
        move(interest, dt.date(2025, 5, 9), dt.date(2025, 5, 9), by=bo, seen=0)

    interest.refresh_from_db()
    assert interest.to_on == NEW


def test_the_row_audit_keeps_the_dates_before(interest, bo):
    move(interest, by=bo)

    assert [str(event.to_on) for event in interest.events.order_by("pgh_id")] == ["2025-04-28", "2025-05-05"]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_move_at_once_from_the_same_page_one_succeeds():
    loading.load(loading.read(loading.SHIPPED), at=LOADED_AT)
    bo, interest = factories.bo(), Milestone.objects.get(key="interest")
    start, outcomes = threading.Barrier(2), []

    def press(day: dt.date) -> None:
        start.wait()
        try:
            move(interest, day, day, by=bo, seen=0)
            outcomes.append("moved")
        except actions.Overtaken:
            outcomes.append("told")
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=[dt.date(2025, 5, day)]) for day in (5, 6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["moved", "told"]
    assert Chain.objects.get(case=Programme.objects.get().case).length == 1
