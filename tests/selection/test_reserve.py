"""A place falls free, and the first in reserve is offered it."""

import datetime as dt

import pytest

from areas.states import ExpressionState
from kulturpunkt.obligations import all_obligations, still_owed
from notices.models import Message
from notices.rendering import render
from programme.models import HistoryEntry
from programme.workflow import NotAllowed
from selection import actions, seating
from selection.models import Composition, Decision
from selection.states import DecisionState, Outcome
from tests import factories
from tests.selection import factories as made

pytestmark = pytest.mark.django_db
NOW = made.RELEASED_AT + dt.timedelta(days=5)


def offers() -> list[str]:
    return [each.key for each in all_obligations(NOW) if each.kind == "offer-place"]


def give_up(decision: Decision, by=None, **how):
    return actions.give_up_place(decision.expression, by=by or decision.expression.created_by, at=NOW, **how)


def test_the_contact_person_gives_the_place_up_and_it_is_free():
    first, *_ = made.released()

    row = give_up(first)

    first.refresh_from_db()
    assert (row.state, first.state) == (ExpressionState.WITHDRAWN, DecisionState.OVER)
    assert "ikke vurderet" not in row.next_for_area
    assert seating.free_seats(first.programme) == [1]
    assert Message.objects.filter(kind="place-given-up").count() == 2
    assert Message.objects.get(kind="place-free").address == "kulturpunkt@rn.dk"


def test_the_mails_about_it_can_be_read_in_both_languages():
    first, *_ = made.released()
    give_up(first)

    for kind in ("place-given-up", "place-free"):
        message = Message.objects.filter(kind=kind).first()
        for language in ("da", "en"):
            said = render(kind, message.context | {"name": "", "site": ""}, language=language)
            assert "Sted 1" in said.subject
            assert "{" not in said.text


def test_who_gave_it_up_is_told_so_in_the_second_person():
    first, *_ = made.released()
    give_up(first)
    by = first.expression.created_by

    said = {
        message.to == by: render(message.kind, message.context | {"name": "", "site": ""}, language="da").text
        for message in Message.objects.filter(kind="place-given-up")
    }

    assert "Du har meddelt, at Sted 1 ikke vil være Kulturpunkt alligevel." in said[True]
    assert f"{by} har meddelt, at Sted 1 ikke vil være Kulturpunkt alligevel." in said[False]


def test_the_team_registers_it_on_the_areas_word(bo):
    first, *_ = made.released()

    give_up(first, by=bo, reason="Kontakt 1 ringede")

    entry = HistoryEntry.objects.get(verb="expression/place_given_up")
    assert entry.sentence == (
        "Bo Lund registrerede, at området giver sin plads fra sig. Begrundelse: Kontakt 1 ringede"
    )


def test_nobody_else_gives_it_up(bo):
    first, *_ = made.released()
    member = first.expression.area.memberships.get(role="member").person
    made.disqualified(bo, first.expression)

    for who in (member, factories.carla(), bo):
        with pytest.raises(NotAllowed):
            give_up(first, by=who)


def test_what_is_not_released_cannot_be_given_up():
    first, *_ = made.decided()

    with pytest.raises(NotAllowed):
        give_up(first)


def titles() -> list[str]:
    return [str(each.title) for each in all_obligations(NOW) if each.kind == "offer-place"]


def test_a_free_place_is_the_teams_task_until_the_area_has_been_told(bo):
    first, _second, third, *_ = made.released()
    assert offers() == []

    give_up(first)
    assert len(offers()) == 1
    assert [each.owed_by for each in still_owed(offers(), NOW)] == [(bo.pk,)]

    assert titles() == ["Tilbyd den ledige plads til det første område på reservelisten"]
    offered = actions.offer_place(third, by=bo, at=NOW)
    assert titles() == ["Frigiv afgørelsen om den ledige plads"]

    made.read([offered])
    made.release()
    assert offers() == []


def test_two_offers_that_lie_ready_are_one_task(bo):
    first, second, third, fourth = made.released(reserve=2)
    for each in (first, second):
        give_up(each)
    assert titles() == ["Tilbyd de ledige pladser til de første områder på reservelisten"]

    for each in (third, fourth):
        actions.offer_place(each, by=bo, at=NOW)

    assert titles() == ["Frigiv afgørelserne om de ledige pladser"]


def test_the_first_in_reserve_is_designated_through_the_same_door(bo):
    first, _second, third, *_ = made.released()
    give_up(first)

    offered = actions.offer_place(third, by=bo, at=NOW)

    third.expression.refresh_from_db()
    assert (offered.outcome, offered.seat) == (Outcome.DESIGNATED, 1)
    assert third.expression.state == ExpressionState.RESERVE
    assert offered.reasons.startswith("En plads er blevet ledig, og I stod først på reservelisten.")
    made.read([offered])
    assert made.release().decisions == 1
    third.refresh_from_db()
    third.expression.refresh_from_db()
    assert (third.state, third.expression.state) == (DecisionState.OVER, ExpressionState.DESIGNATED)
    assert Message.objects.filter(kind="decision", context__area="Sted 3").count() == 4


def test_nobody_is_offered_a_place_that_is_not_free(bo):
    _first, _second, third, *_ = made.released()

    with pytest.raises(actions.NoSeat):
        actions.offer_place(third, by=bo, at=NOW)


def test_nobody_is_passed_over(bo):
    first, _second, _third, fourth = made.released(reserve=2)
    give_up(first)

    with pytest.raises(actions.NotFirst):
        actions.offer_place(fourth, by=bo, at=NOW)


def test_numbers_stay_as_the_letters_say_and_the_order_moves_up(bo):
    first, _second, third, fourth = made.released(reserve=2)
    assert seating.standing(fourth) == 2

    give_up(third)

    fourth.refresh_from_db()
    assert fourth.reserve == 2
    assert seating.standing(fourth) == 1
    give_up(first)
    assert actions.offer_place(fourth, by=bo, at=NOW).seat == 1


def test_who_says_no_to_the_offer_lets_the_next_one_in(bo):
    first, _second, third, fourth = made.released(reserve=2)
    give_up(first)
    offered = actions.offer_place(third, by=bo, at=NOW)

    give_up(third)

    offered.refresh_from_db()
    assert offered.state == DecisionState.VOID
    assert actions.offer_place(fourth, by=bo, at=NOW).seat == 1


def test_without_anybody_in_reserve_there_is_nothing_to_offer():
    first, *_ = made.released(3, reserve=0)

    give_up(first)

    assert offers() == []


def test_an_expression_sent_after_the_release_is_decided_by_itself(bo):
    sent = made.released()
    late = factories.expression.submitted(factories.carla(), name="Limby")
    chosen = sent[0].programme.compositions.get()

    (new,) = actions.decide_from(chosen, seen=1, by=bo, at=NOW, anyway="Kom sent")
    reserve = actions.change(new, Outcome.RESERVE, by=bo, at=NOW)

    assert (reserve.expression, reserve.reserve) == (late, 2)
    made.read([reserve])
    assert made.release().decisions == 1


def test_what_lies_ready_for_one_in_reserve_is_a_place_or_nothing(bo):
    first, _second, third, *_ = made.released()
    give_up(first)
    offered = actions.offer_place(third, by=bo, at=NOW)
    late = actions.decline(factories.expression.submitted(factories.carla(), name="Limby"), by=bo, at=NOW)

    for act in (
        lambda: actions.change(offered, Outcome.DECLINED, by=bo, at=NOW),
        lambda: actions.change(offered, Outcome.RESERVE, by=bo, at=NOW),
        lambda: actions.swap(offered, late, by=bo, at=NOW),
    ):
        with pytest.raises(actions.StandsInReserve, match="Lad tilbuddet bortfalde i stedet"):
            act()

    assert Decision.objects.pending().filter(pk__in=[offered.pk, late.pk]).count() == 2


def late_and(chosen, late, *, by) -> int:
    """The version of the composition with the late one last in reserve."""
    return actions.put_in_reserve(chosen, late, version=chosen.version, by=by, at=NOW).version


def test_who_comes_late_stands_behind_those_who_have_been_told(bo):
    """The composition counts from 1; the area that was number 1 has given up."""
    _one, _two, third, *_ = made.released(5, reserve=3)
    chosen = Composition.objects.get()
    give_up(third)
    chosen = actions.take_out(chosen, third.expression, version=chosen.version, by=bo, at=NOW)
    late = factories.expression.submitted(factories.carla(), name="Limby")

    (new,) = actions.decide_from(chosen, seen=late_and(chosen, late, by=bo), by=bo, at=NOW, anyway="Kom sent")

    assert (new.expression, new.reserve) == (late, 4)


def test_who_comes_late_does_not_get_a_number_that_was_left_in_another_composition(bo):
    _one, _two, third, *_ = made.released(4, reserve=2)
    give_up(third)
    late = factories.expression.submitted(factories.carla(), name="Limby")
    afresh = made.composition([], [late], name="Forfra")

    (new,) = actions.decide_from(afresh, seen=1, by=bo, at=NOW, anyway="Kom sent")

    assert new.reserve == 3


def test_who_comes_late_holds_up_no_offer_and_is_decided_about_alone(bo):
    first, _second, third, *_ = made.released()
    give_up(first)
    offered = actions.offer_place(third, by=bo, at=NOW)
    made.read([offered])
    late = factories.expression.submitted(factories.carla(), name="Limby")

    assert made.release().decisions == 1

    made.read([actions.decline(late, by=bo, at=NOW)])
    assert made.release().decisions == 1
    with pytest.raises(actions.Overtaken, match="venter ikke længere på en afgørelse"):
        actions.decline(late, by=bo, at=NOW)


def test_a_late_case_that_is_closed_to_one_of_the_team_holds_up_no_offer(bo):
    first, _second, third, *_ = made.released()
    give_up(first)
    made.read([actions.offer_place(third, by=bo, at=NOW)])
    made.disqualified(bo, factories.expression.submitted(factories.carla(), name="Limby"))

    assert made.release(by=bo).decisions == 1
