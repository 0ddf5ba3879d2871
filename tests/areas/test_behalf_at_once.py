"""The team's own double clicks: two who press at once. Real threads, real PostgreSQL."""

import datetime as dt

import pytest

from areas import actions
from areas.models import Acting, Entry, ExpressionOfInterest, Submission
from notices.models import Message
from programme import history
from programme.models import HistoryEntry
from tests import factories
from tests.areas.test_entry import enter, typed_in
from tests.areas.test_sending_at_once import at_once

NOW = factories.BEFORE_THE_DEADLINE
pytestmark = pytest.mark.django_db(transaction=True)


def test_of_many_presses_one_acting_is_left_and_all_are_told(transactional_db):
    draft, bo = factories.expression.draft(factories.anna()), factories.bo()

    outcomes = at_once(lambda: bool(actions.act_for(draft, reason="hjælp", by=bo, at=NOW)), times=8)

    assert outcomes == {True: 8}
    assert Acting.objects.open().count() == 1
    assert Message.objects.filter(kind="acting-ended").count() == 7
    assert list(history.verify()) == []


def test_two_who_type_in_the_same_make_one_area(transactional_db):
    bo, grethe = factories.bo(), factories.person("Grethe Skov", is_team=True)
    factories.programme(), factories.municipality()
    people, emails = iter([bo, grethe] * 4), iter(f"pia{n}@eksempel.dk" for n in range(8))

    outcomes = at_once(lambda: enter(next(people), email=next(emails)).area.name, times=8)

    assert outcomes == {"Papirby": 1, "AlreadyThere": 7}
    assert ExpressionOfInterest.objects.count() == Entry.objects.count() == 1


def test_two_who_register_at_once_make_one_submission(transactional_db):
    bo = factories.bo()
    expression = typed_in(bo)

    def press() -> str:
        mine = ExpressionOfInterest.objects.get(pk=expression.pk)
        sent = actions.register(mine, by=bo, at=NOW, version=expression.version)
        return f"receipt {sent.submission.number}"

    outcomes = at_once(press, times=12)

    assert outcomes == {"receipt 1": 12}
    assert Submission.objects.count() == 1
    assert HistoryEntry.objects.filter(verb="expression/registered").count() == 1


def test_one_saves_while_the_other_stops_and_nothing_is_written_after_the_end(transactional_db):
    draft, bo = factories.expression.draft(factories.anna()), factories.bo()
    bo.acting = actions.act_for(draft, reason="hjælp", by=bo, at=NOW)
    later = NOW + dt.timedelta(minutes=1)

    turns = iter(range(10))

    def press() -> str:
        if next(turns) == 5:
            return "stopped" if actions.stop_acting(bo.acting, how="stopped", at=later) else "again"
        mine = ExpressionOfInterest.objects.get(pk=draft.pk)
        actions.change(mine, lambda row: setattr(row, "idea", "Nyt"), by=bo, at=later)
        return "saved"

    outcomes = at_once(press, times=10)

    assert outcomes["stopped"] == 1
    assert set(outcomes) <= {"stopped", "saved", "NotAllowed"}
    verbs = list(HistoryEntry.objects.filter(case=draft.case).order_by("number").values_list("verb", flat=True))
    assert verbs[-1] == "expression/acting_ended", "nothing is told after the end"
    assert list(history.verify()) == []
