"""Double click, F5, two tabs, fifty at once: one submission, one set of mails. Real threads, real PostgreSQL."""

import threading
from collections import Counter
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from areas import actions, same_name
from areas.models import ExpressionOfInterest, Municipality, Submission
from notices.models import Message
from programme import workflow
from programme.models import HistoryEntry
from tests import factories

AT_ONCE = 20


def at_once(act: Callable[[], object], times: int = AT_ONCE) -> Counter:
    """What each of so many threads got, all let go in the same moment."""
    gate, outcomes = threading.Barrier(times), []

    def one() -> None:
        gate.wait(20)
        try:
            outcomes.append(act())
        except Exception as error:
            outcomes.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return Counter(outcomes)


@pytest.fixture
def complete(transactional_db):
    return factories.expression.complete(factories.anna())


def send(expression: ExpressionOfInterest) -> str:
    mine = ExpressionOfInterest.objects.get(pk=expression.pk)
    sent = actions.submit(
        mine, by=mine.created_by, arrived_at=factories.BEFORE_THE_DEADLINE, version=expression.version
    )
    return f"receipt {sent.submission.number}"


@pytest.mark.django_db(transaction=True)
def test_many_at_once_send_it_once_and_all_get_the_same_receipt(complete):
    outcomes = at_once(lambda: send(complete))

    assert outcomes == {"receipt 1": AT_ONCE}
    assert Submission.objects.count() == 1
    assert HistoryEntry.objects.filter(verb="expression/submitted").count() == 1
    assert Message.objects.filter(kind="expression-received").count() == 2


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_they_run_into_each_other(complete, monkeypatch):
    """The control: the same press without the lock, or the test above proves nothing."""
    gate = threading.Barrier(4)

    def read_only(subject):
        row = type(subject)._base_manager.get(pk=subject.pk)
        gate.wait(20)  # all have read before any writes
        return row

    monkeypatch.setattr(workflow, "lock", read_only)

    outcomes = at_once(lambda: send(complete), times=4)

    assert outcomes["receipt 1"] == 1
    assert outcomes["IntegrityError"] > 0  # which a person would have met as a page that fails
    assert outcomes.total() == 4


@pytest.mark.django_db(transaction=True)
def test_two_who_begin_at_once_begin_one_draft(transactional_db):
    anna, programme = factories.anna(), factories.programme()
    municipality = factories.municipality()

    def begin() -> str:
        with transaction.atomic():
            made = actions.start(
                programme=programme, name="Havnby", municipality=municipality, by=anna, at=factories.BEFORE_THE_DEADLINE
            )
        return str(made.uid)

    assert len(at_once(begin, times=6)) == 1
    assert ExpressionOfInterest.objects.count() == 1


def two_people_begin() -> Counter:
    """Anna and Carla begin for a place of one name in the same moment; neither says that it is another place."""
    programme, municipality = factories.programme(), factories.municipality()
    turn = iter([factories.anna(), factories.carla()])

    def begin() -> str:
        by = next(turn)
        actions.start(
            programme=programme, name="Havnby", municipality=municipality, by=by, at=factories.BEFORE_THE_DEADLINE
        )
        return "begun"

    return at_once(begin, times=2)


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_begin_for_one_name_at_once_one_is_told_of_the_other(transactional_db):
    assert two_people_begin() == {"begun": 1, "SameName": 1}


@pytest.mark.django_db(transaction=True)
def test_without_standing_in_line_neither_is_told(transactional_db, monkeypatch):
    """The control: both have looked before either has begun."""
    gate, look = threading.Barrier(2), same_name.begun

    def look_and_wait(*place):
        found = list(look(*place))
        gate.wait(20)
        return look(*place).filter(pk__in=[each.pk for each in found])

    monkeypatch.setattr(same_name, "begun", look_and_wait)
    monkeypatch.setattr(Municipality.objects, "select_for_update", lambda **how: Municipality.objects.all())

    assert two_people_begin() == {"begun": 2}


@pytest.mark.django_db(transaction=True)
def test_withdrawing_and_sending_at_once_is_one_of_the_two(complete):
    turn = iter(["send", "withdraw"] * 4)

    def either() -> str:
        mine = ExpressionOfInterest.objects.get(pk=complete.pk)
        if next(turn) == "send":
            return send(complete)
        actions.withdraw(mine, by=mine.created_by, at=factories.BEFORE_THE_DEADLINE)
        return "withdrawn"

    outcomes = at_once(either, times=8)

    complete.refresh_from_db()
    assert complete.state == "withdrawn"
    assert outcomes["withdrawn"] == 1
    assert set(outcomes) <= {"receipt 1", "withdrawn", "NotAllowed"}
