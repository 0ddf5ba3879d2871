"""From thirty expressions to eleven: four assessors, three lists, a change of mind, the release, one who gives up."""

import datetime as dt

import pytest
from django.test import Client

from areas.models import ExpressionOfInterest
from areas.states import ExpressionState
from documents import papers
from notices.models import Message
from programme import history
from programme.models import Programme
from selection import actions, board, readiness, reasons, seating
from selection.models import Assessment, Composition, Decision, Letter
from selection.states import DecisionState, Outcome
from tests.people.signing import sign_in
from tests.selection import board_desk, thirty
from tests.selection import factories as made
from tests.selection.thirty import MANY, PLACES

pytestmark = pytest.mark.django_db


def read_all(decisions, bo) -> None:
    for each in decisions:
        if not reasons.is_finished(each.reasons):
            actions.revise_reasons(each, "Vi lagde vægt på helheden.", seen=each.version, by=bo, at=made.READ_AT)
        letter = Letter.objects.get(decision=each)
        fresh = Decision.objects.get(pk=each.pk)
        actions.mark_read(fresh, read=True, seen=letter.version, by=bo, at=made.READ_AT)


def release(programme: Programme, bo, at: dt.datetime) -> actions.Released:
    seen = readiness.fingerprint(readiness.pending(programme))
    return actions.release(programme, seen=seen, by=bo, at=at)


def states() -> dict[str, int]:
    found = ExpressionOfInterest.objects.values_list("state", flat=True)
    return {state: list(found).count(state) for state in set(found)}


def test_from_thirty_expressions_to_eleven(bo):
    sent, assessors = thirty.sent(), thirty.assessors()
    programme = Programme.objects.get()

    # --- everybody gets all; one is disqualified from two
    closed = thirty.assess(sent, assessors)
    assert Assessment.objects.given().count() == 4 * MANY - 2
    assert not Assessment.objects.visible_to(assessors[0]).filter(expression__in=closed).exists()

    # --- three lists, side by side
    seen = board.read(programme, by=bo)
    assert {line.given for line in seen.lines if line.pk in {each.pk for each in closed}} == {3}
    best, filled = actions.fill_with_best(programme, name="De elleve bedste", by=bo, at=made.DECIDED_AT)
    one_each, _found = actions.fill_with_one_each(programme, name="En i hver kommune", by=bo, at=made.DECIDED_AT)
    mine = actions.copy_composition(best, name="Vores", by=bo, at=made.DECIDED_AT)
    if filled.tie:  # shown, and never broken by the machine: people choose
        assert len(board_desk.seats(best)) < PLACES
        for line in filled.tie.lines[: filled.tie.seats]:
            actions.place(mine, _expression(line), version=_version(mine), by=bo, at=made.DECIDED_AT)
    taken = {each.expression_id for each in board_desk.seats(mine)}
    left = sorted((line for line in seen.lines if line.pk not in taken), key=lambda line: (-line.total, line.pk))
    for line in left[:3]:
        actions.put_in_reserve(mine, _expression(line), version=_version(mine), by=bo, at=made.DECIDED_AT)
    with pytest.raises(actions.NoPlaceLeft):
        actions.place(mine, _expression(left[0]), version=_version(mine), by=bo, at=made.DECIDED_AT)
    assert len(board_desk.seats(one_each)) <= PLACES
    assert Composition.objects.count() == 3

    # --- decided, and one mind changed: the old letter is void
    decisions = actions.decide_from(mine, seen=_version(mine), by=bo, at=made.DECIDED_AT)
    assert len(decisions) == MANY
    last = Decision.objects.pending().get(reserve=3)
    actions.change(last, Outcome.DECLINED, by=bo, at=made.DECIDED_AT)
    assert Decision.objects.get(pk=last.pk).state == DecisionState.VOID
    assert states() == {ExpressionState.SUBMITTED: MANY}
    before = Message.objects.filter(kind__startswith="decision").count()
    read_all(Decision.objects.pending().select_related("expression__area"), bo)

    # --- all are told in one act
    done = release(programme, bo, made.RELEASED_AT)
    assert done.decisions == MANY
    assert states() == {
        ExpressionState.DESIGNATED: PLACES,
        ExpressionState.RESERVE: 2,
        ExpressionState.DECLINED: MANY - PLACES - 2,
    }
    assert before == 0
    assert not Letter.objects.filter(decision=last.pk, paper__isnull=False).exists()
    letter = Letter.objects.filter(decision__outcome=Outcome.DESIGNATED).select_related("paper").first()
    assert papers.make(letter.paper).is_ready

    # --- one gives up its place, and the first in reserve moves up
    gives_up = ExpressionOfInterest.objects.filter(state=ExpressionState.DESIGNATED).order_by("pk").first()
    first = Decision.objects.released().get(reserve=1)
    actions.give_up_place(gives_up, by=gives_up.created_by, at=made.RELEASED_AT + dt.timedelta(days=3))
    assert len(seating.free_seats(programme)) == 1
    offered = actions.offer_place(first, by=bo, at=made.RELEASED_AT + dt.timedelta(days=4))
    assert ExpressionOfInterest.objects.get(pk=offered.expression_id).state == ExpressionState.RESERVE
    read_all([Decision.objects.get(pk=offered.pk)], bo)
    assert release(programme, bo, made.RELEASED_AT + dt.timedelta(days=5)).decisions == 1
    assert ExpressionOfInterest.objects.get(pk=offered.expression_id).state == ExpressionState.DESIGNATED
    assert states()[ExpressionState.DESIGNATED] == PLACES
    assert not list(history.verify())

    # --- and what one of them reads
    page = sign_in(Client(), first.expression.created_by).get(f"/afgoerelse/{first.expression.uid}/")
    assert "Kulturpunkt" in page.text
    assert page.status_code == 200


def _expression(line) -> ExpressionOfInterest:
    return ExpressionOfInterest.objects.get(pk=line.pk)


def _version(composition: Composition) -> int:
    return Composition.objects.get(pk=composition.pk).version
