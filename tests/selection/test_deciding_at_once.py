"""Two of the team at once: one succeeds, the other gets a kind sentence. Real threads, real PostgreSQL."""

import threading
import time
from collections import Counter

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from notices.models import Message
from programme import workflow
from selection import actions, readiness
from selection.actions import deciding
from selection.models import Decision
from selection.states import DecisionState, Outcome
from tests import factories
from tests.people.signing import sign_in
from tests.selection import factories as made

pytestmark = pytest.mark.django_db(transaction=True)
NOW = made.RELEASED_AT


def at_once(*acts) -> Counter:
    """What each of these got, all let go in the same moment: "done", or the name of what was raised."""
    gate, outcomes = threading.Barrier(len(acts)), []

    def one(act) -> None:
        gate.wait(20)
        try:
            act()
            outcomes.append("done")
        except Exception as error:
            outcomes.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return Counter(outcomes)


@pytest.fixture
def two_for_one_place(transactional_db):
    """One place is free, and two that are declined."""
    first, _second, third, fourth = made.decided(4, reserve=0)
    actions.change(first, Outcome.DECLINED, by=factories.bo(), at=NOW)
    return third, fourth


def designate(decision: Decision):
    return lambda: actions.change(Decision.objects.get(pk=decision.pk), Outcome.DESIGNATED, by=factories.bo(), at=NOW)


def without_locks(monkeypatch, times: int) -> None:
    """Nobody stands in line, and all have read before any writes."""
    gate = threading.Barrier(times)

    def read_only(subject):
        return type(subject)._base_manager.get(pk=subject.pk)

    def see_what_is_free(programme):
        found = free_seats(programme)
        gate.wait(20)
        return found

    free_seats = deciding.seating.free_seats
    monkeypatch.setattr(workflow, "lock", read_only)
    monkeypatch.setattr(deciding.seating, "free_seats", see_what_is_free)


def test_of_two_who_give_the_last_place_away_at_once_one_does(two_for_one_place):
    outcomes = at_once(*map(designate, two_for_one_place))

    assert outcomes == {"done": 1, "NoSeat": 1}
    assert Decision.objects.live().filter(seat__isnull=False).count() == 2


def test_without_standing_in_line_both_see_the_place_and_the_database_refuses_one(two_for_one_place, monkeypatch):
    """The control: without the lock the second meets the constraint, and is told so in a sentence."""
    without_locks(monkeypatch, 2)

    outcomes = at_once(*map(designate, two_for_one_place))

    assert outcomes == {"done": 1, "NoSeat": 1}
    assert Decision.objects.live().filter(seat__isnull=False).count() == 2


def test_of_two_who_change_one_decision_at_once_one_does(transactional_db):
    first, *_ = made.decided()
    bo = factories.bo()

    def change(outcome: Outcome):
        return lambda: actions.change(Decision.objects.get(pk=first.pk), outcome, by=bo, at=NOW)

    outcomes = at_once(change(Outcome.DECLINED), change(Outcome.RESERVE))

    assert outcomes == {"done": 1, "Overtaken": 1}
    assert Decision.objects.pending().filter(expression=first.expression).count() == 1
    assert Decision.objects.filter(expression=first.expression, state=DecisionState.VOID).count() == 1


def test_two_who_release_at_once_release_once(transactional_db):
    decisions = made.decided()
    made.read(decisions)
    programme, bo = decisions[0].programme, factories.bo()
    seen = readiness.fingerprint(readiness.pending(programme))

    outcomes = at_once(*[lambda: actions.release(programme, seen=seen, by=bo, at=NOW)] * 4)

    assert outcomes == {"done": 1, "Overtaken": 3}
    assert Message.objects.filter(kind="decision").count() == 8


def test_a_change_and_the_release_at_once_are_one_after_the_other(transactional_db):
    """Either the change comes first, and nothing is released; or it comes too late, and is refused."""
    decisions = made.decided()
    made.read(decisions)
    programme, bo = decisions[0].programme, factories.bo()
    seen = readiness.fingerprint(readiness.pending(programme))

    at_once(
        lambda: actions.release(programme, seen=seen, by=bo, at=NOW),
        lambda: actions.change(Decision.objects.get(pk=decisions[0].pk), Outcome.DECLINED, by=bo, at=NOW),
    )

    released = Decision.objects.released().count()
    changed = Decision.objects.filter(pk=decisions[0].pk, state=DecisionState.VOID).exists()
    assert (released, changed) in {(4, False), (0, True)}
    assert Message.objects.filter(kind="decision").count() == (0 if changed else 8)


@pytest.mark.parametrize(
    ("page", "typed"),
    [("change", {"reasons": "Fordi", "version": 1}), ("letter", {"subject": "Svar", "body": "Kære I", "version": 1})],
)
def test_who_is_found_disqualified_while_a_text_is_on_its_way_finds_nothing_there(transactional_db, page, typed):
    """The page was found before, and waits for its turn while another of the team closes the case."""
    decision, *_ = made.decided(by=factories.person("Lis Team", is_team=True))
    client, address = (
        sign_in(Client(), factories.bo()),
        reverse(f"admin:selection_decision_{page}", args=[decision.uid]),
    )
    answers = []

    def send() -> None:
        answers.append(client.post(address, typed).status_code)
        connection.close()

    sending = threading.Thread(target=send)
    with transaction.atomic():
        workflow.lock(decision.programme)
        sending.start()
        until_somebody_waits()
        made.disqualified(factories.bo(), decision.expression)
    sending.join(60)

    assert answers == [404]
    assert Decision.objects.get(pk=decision.pk).version == 1


def until_somebody_waits() -> None:
    """For a lock of this database."""
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    for _turn in range(200):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(waiting)
            if cursor.fetchone()[0]:
                return
        time.sleep(0.1)
    raise AssertionError("nobody waits")


def test_of_two_who_offer_the_free_place_at_once_one_does(transactional_db):
    first, _second, third, fourth = made.released(reserve=2)
    actions.give_up_place(first.expression, by=first.expression.created_by, at=NOW)
    bo = factories.bo()

    def offer(decision):
        return lambda: actions.offer_place(Decision.objects.get(pk=decision.pk), by=bo, at=NOW)

    outcomes = at_once(offer(third), offer(third), offer(fourth))

    assert outcomes["done"] == 1
    assert Decision.objects.pending().count() == 1
