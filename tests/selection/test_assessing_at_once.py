"""Two who press at once: one assessment, one substitute, one given. Real threads, real PostgreSQL, and for each the
control that shows the race when nothing holds it back."""

import threading

import pytest

from notices.models import Message
from programme import workflow
from programme.models import Ground, HistoryEntry
from selection import actions
from selection.actions import assigning
from selection.models import Assessment, Score
from selection.states import AssessmentState
from tests import factories
from tests.areas.test_sending_at_once import at_once
from tests.selection import factories as made

pytestmark = pytest.mark.django_db(transaction=True)
NOW = made.GIVEN_AT
AT_ONCE = 6


@pytest.fixture
def havnby(transactional_db):
    return factories.expression.submitted(factories.anna())


@pytest.fixture
def read_together(monkeypatch):
    """All read before any writes, and nobody locks."""

    def without_locks(times: int) -> None:
        gate = threading.Barrier(times)

        def read_only(subject):
            row = type(subject)._base_manager.get(pk=subject.pk)
            gate.wait(20)
            return row

        monkeypatch.setattr(workflow, "lock", read_only)

    return without_locks


def assign(expression, person) -> str:
    done = actions.assign([(expression, person)], due_on=made.DUE_ON, by=factories.bo(), at=NOW)
    return f"{len(done.made)} made"


def test_one_is_asked_once_by_several(havnby):
    vibe, _bo = made.assessor(), factories.bo()

    outcomes = at_once(lambda: assign(havnby, vibe), times=AT_ONCE)

    assert outcomes == {"1 made": 1, "0 made": AT_ONCE - 1}
    assert Assessment.objects.count() == 1
    assert HistoryEntry.objects.filter(verb="assessment/assigned").count() == 1
    assert Message.objects.filter(kind="assessments-assigned").count() == 1


def test_without_the_lock_they_run_into_each_other(havnby, monkeypatch):
    vibe, _bo = made.assessor(), factories.bo()
    gate, bars = threading.Barrier(3), assigning.bars

    def without_lock(keys, *, by):
        return {havnby.pk: havnby}

    def all_have_read(*asked):
        found = bars(*asked)
        gate.wait(20)
        return found

    monkeypatch.setattr(assigning, "_locked", without_lock)
    monkeypatch.setattr(assigning, "bars", all_have_read)

    outcomes = at_once(lambda: assign(havnby, vibe), times=3)

    assert outcomes == {"1 made": 1, "IntegrityError": 2}


def name(assessment, person) -> str:
    actions.name_substitute(assessment, person, due_on=made.DUE_ON, by=factories.bo(), at=NOW)
    return "named"


def disqualified(expression) -> Assessment:
    vibe, _bo = made.assessor(), factories.bo()
    hers = made.assessment.assigned(expression, vibe)
    actions.step_aside(hers, ground=Ground.LEADS, note="", by=vibe, at=NOW)
    return hers


def test_several_name_one_substitute(havnby):
    hers, people = disqualified(havnby), [made.assessor(f"Nr{n} Dom") for n in range(AT_ONCE)]
    each = iter(people)

    outcomes = at_once(lambda: name(hers, next(each)), times=AT_ONCE)

    assert outcomes == {"named": 1, "NotAllowed": AT_ONCE - 1}
    assert Message.objects.filter(kind="assessment-substitute").count() == 1


def test_without_the_lock_several_are_named(havnby, read_together):
    hers, people = disqualified(havnby), [made.assessor(f"Nr{n} Dom") for n in range(2)]
    each = iter(people)
    read_together(2)

    outcomes = at_once(lambda: name(hers, next(each)), times=2)

    assert outcomes == {"named": 2}  # two in one place


def whole(expression) -> Assessment:
    vibe = made.assessor()
    mine = made.assessment.qualified(expression, vibe, overall="Godt")
    for element in expression.programme.core_elements.all():
        Score.objects.create(assessment=mine, element=element, points=3, reason="Fordi")
    return mine


def test_who_gives_while_being_found_disqualified_counts_no_more(havnby):
    mine, bo = whole(havnby), factories.bo()

    def give() -> str:
        actions.give(mine, version=mine.version, by=mine.assessor, at=NOW)
        return "given"

    def disqualify() -> str:
        actions.disqualify(havnby, person=mine.assessor, ground=Ground.OWN, note="", by=bo, at=NOW)
        return "disqualified"

    each = iter([give, disqualify])
    outcomes = at_once(lambda: next(each)(), times=2)

    mine.refresh_from_db()
    assert outcomes["disqualified"] == 1, outcomes
    assert mine.state == AssessmentState.DISQUALIFIED
    assert not Assessment.objects.given().exists()


def test_a_double_press_gives_once(havnby):
    mine = whole(havnby)

    def give() -> str:
        actions.give(mine, version=mine.version, by=mine.assessor, at=NOW)
        return "given"

    outcomes = at_once(give, times=AT_ONCE)

    assert outcomes == {"given": 1, "NotAllowed": AT_ONCE - 1}
    assert HistoryEntry.objects.filter(verb="assessment/given").count() == 1


def test_without_the_lock_it_is_told_twice(havnby, read_together):
    mine = whole(havnby)
    read_together(2)

    def give() -> str:
        actions.give(mine, version=mine.version, by=mine.assessor, at=NOW)
        return "given"

    assert at_once(give, times=2) == {"given": 2}
    assert HistoryEntry.objects.filter(verb="assessment/given").count() == 2
