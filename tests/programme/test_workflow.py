"""The one door for moves: of two who press at once one gets through. The control run shows what the lock is for."""

import contextlib
import threading

import pytest
from django.db import connection

from areas.models import ExpressionOfInterest
from areas.states import ExpressionState
from programme import history, workflow
from programme.models import HistoryEntry
from tests import factories

NOW = factories.BEFORE_THE_DEADLINE


def withdraw(expression, by, may=lambda by, row: True):
    return workflow.move(
        expression, ExpressionState.WITHDRAWN, by=by, at=NOW, may=may, verb="withdrawn", facts={"why": "tid"}
    )


@pytest.mark.django_db
def test_a_move_writes_state_stamp_and_history():
    draft = factories.expression.draft()
    entries = HistoryEntry.objects.filter(case=draft.case).count()

    withdraw(draft, draft.created_by)

    stored = ExpressionOfInterest.objects.get(pk=draft.pk)
    entry = HistoryEntry.objects.filter(case=draft.case).last()
    assert (stored.state, stored.withdrawn_at, stored.withdrawn_by) == ("withdrawn", NOW, draft.created_by)
    assert (entry.number, entry.verb, entry.facts) == (entries + 1, "withdrawn", {"why": "tid"})


@pytest.mark.django_db
def test_a_move_that_is_not_in_the_table_is_refused():
    withdrawn = factories.expression.withdrawn()

    with pytest.raises(workflow.NotAllowed):
        withdraw(withdrawn, withdrawn.created_by)


@pytest.mark.django_db
def test_permission_is_asked_of_the_row_as_it_is_now():
    draft = factories.expression.draft()
    ExpressionOfInterest.objects.filter(pk=draft.pk).update(challenge="ny")
    asked = []

    withdraw(draft, draft.created_by, may=lambda by, row: asked.append(row.challenge) or True)

    assert draft.challenge == ""
    assert asked == ["ny"]


@pytest.mark.django_db
def test_who_may_not_changes_nothing(anna, carla):
    draft = factories.expression.draft(anna)

    with pytest.raises(workflow.NotAllowed):
        withdraw(draft, carla, may=lambda by, row: by == anna)

    assert ExpressionOfInterest.objects.get(pk=draft.pk).state == "draft"


def race(threads: int = 2) -> list[str]:
    """That many press at once; each waits, after it has read the row, until all have (or a moment has passed)."""
    draft = factories.expression.draft()
    all_have_read, outcomes = threading.Barrier(threads), []

    def meet(by, row) -> bool:
        with contextlib.suppress(threading.BrokenBarrierError):  # the others stand at the lock
            all_have_read.wait(timeout=0.7)
        return True

    def press() -> None:
        try:
            withdraw(draft, draft.created_by, may=meet)
            outcomes.append("done")
        except workflow.NotAllowed:
            outcomes.append("refused")
        finally:
            connection.close()

    running = [threading.Thread(target=press) for _ in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    assert list(history.verify()) == []
    return sorted(outcomes)


@pytest.mark.django_db(transaction=True)
def test_of_several_at_once_one_succeeds():
    assert race(4) == ["done", "refused", "refused", "refused"]


@pytest.mark.django_db(transaction=True)
def test_control_without_the_lock_both_get_through(monkeypatch):
    monkeypatch.setattr(workflow, "lock", lambda subject: type(subject).objects.get(pk=subject.pk))

    assert race(2) == ["done", "done"]
