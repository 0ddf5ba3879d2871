"""Decisions that lie ready: made from a composition, changed, and nothing of it seen outside."""

import pytest
from django.db import IntegrityError, transaction

from areas import actions as areas_actions
from areas.models import ExpressionOfInterest
from areas.states import ExpressionState
from documents.models import Paper
from notices.models import Message
from programme.models import HistoryEntry, Programme
from programme.workflow import NotAllowed
from selection import actions, seating
from selection.models import Composition, Decision, Letter
from selection.states import DecisionState, Outcome
from tests import factories
from tests.selection import factories as made

pytestmark = pytest.mark.django_db
NOW = made.DECIDED_AT


def outcomes() -> dict[str, tuple[str, int | None, int | None]]:
    pending = Decision.objects.pending().select_related("expression__area")
    return {str(each.expression): (each.outcome, each.seat, each.reserve) for each in pending}


def verbs(expression) -> list[str]:
    return list(HistoryEntry.objects.filter(case=expression.case).order_by("number").values_list("verb", flat=True))


# --- from a composition


def test_every_submitted_expression_gets_a_decision(bo):
    sent = made.round_of(4)

    new = actions.decide_from(made.composition(sent[:2], sent[2:3]), seen=1, by=bo, at=NOW, anyway="Travlt")

    assert len(new) == 4
    assert outcomes() == {
        "Sted 1": ("designated", 1, None),
        "Sted 2": ("designated", 2, None),
        "Sted 3": ("reserve", None, 1),
        "Sted 4": ("declined", None, None),
    }
    assert Letter.objects.count() == 4


def test_what_is_no_submitted_expression_gets_none(bo):
    sent = made.round_of(2)
    factories.expression.draft(factories.carla(), name="Kladden")
    factories.expression.withdrawn(factories.person("Dorte"), name="Trukket")

    actions.decide_from(made.composition(sent), seen=1, by=bo, at=NOW, anyway="Travlt")

    assert set(outcomes()) == {"Sted 1", "Sted 2"}


def test_nothing_of_it_reaches_the_area(bo):
    sent = made.round_of(3)
    messages, papers = Message.objects.count(), Paper.objects.count()

    actions.decide_from(made.composition(sent[:2], sent[2:]), seen=1, by=bo, at=NOW, anyway="Travlt")

    assert (Message.objects.count(), Paper.objects.count()) == (messages, papers)
    assert set(ExpressionOfInterest.objects.values_list("state", flat=True)) == {ExpressionState.SUBMITTED}
    assert not Decision.objects.told_to(sent[0].created_by).exists()
    assert not Letter.objects.visible_to(sent[0].created_by).exists()


def test_pressed_twice_it_is_made_once(bo):
    sent = made.round_of(3)
    chosen = made.composition(sent[:2], sent[2:])
    actions.decide_from(chosen, seen=1, by=bo, at=NOW, anyway="Travlt")
    before = set(Decision.objects.values_list("pk", flat=True))

    assert actions.decide_from(chosen, seen=1, by=bo, at=NOW, anyway="Travlt") == []
    assert set(Decision.objects.values_list("pk", flat=True)) == before


def test_another_composition_replaces_only_what_it_says_otherwise(bo):
    sent = made.round_of(4)
    actions.decide_from(made.composition(sent[:2], sent[2:3]), seen=1, by=bo, at=NOW, anyway="Travlt")

    new = actions.decide_from(
        made.composition([sent[0], sent[3]], [sent[2]], name="Den anden"), seen=1, by=bo, at=NOW, anyway="Travlt"
    )

    assert {str(each.expression) for each in new} == {"Sted 2", "Sted 4"}
    assert outcomes()["Sted 4"] == ("designated", 2, None)
    assert Decision.objects.filter(state=DecisionState.VOID).count() == 2


def test_what_is_corrected_stays_when_another_composition_says_the_same_in_another_seat(bo):
    first, second, *_ = made.decided()
    actions.correct(second, subject="Rettet", body="Kære alle", seen=second.letter.version, by=bo, at=NOW)

    new = actions.decide_from(
        made.composition([second.expression, first.expression], [], name="Den anden"),
        seen=1,
        by=bo,
        at=NOW,
        anyway="Travlt",
    )

    assert {str(each.expression) for each in new} == {"Sted 3"}
    assert outcomes()["Sted 2"] == ("designated", 2, None)
    assert Letter.objects.get(decision=second).subject == "Rettet"


def test_a_composition_that_another_has_changed_is_looked_at_again(bo):
    sent = made.round_of(3)
    chosen = made.composition(sent[:2], sent[2:])
    actions.take_out(chosen, sent[2], version=1, by=bo, at=NOW)

    with pytest.raises(actions.Overtaken, match="En anden har ændret sammensætningen"):
        actions.decide_from(chosen, seen=1, by=bo, at=NOW, anyway="Travlt")
    chosen.delete()
    with pytest.raises(actions.Overtaken, match="En anden har slettet sammensætningen"):
        actions.decide_from(Composition(pk=sent[0].pk), seen=1, by=bo, at=NOW)

    assert not Decision.objects.exists()


def take_out(chosen: Composition, decision: Decision, by) -> int:
    """Its version after the area has been taken off."""
    return actions.take_out(
        chosen, decision.expression, version=Composition.objects.get().version, by=by, at=NOW
    ).version


def test_who_has_withdrawn_holds_no_number_any_more(bo):
    _one, _two, third, *_ = made.decided(5, reserve=3)
    chosen = Composition.objects.get()
    areas_actions.withdraw(third.expression, by=third.expression.created_by, at=NOW)
    seen = take_out(chosen, third, bo)

    actions.decide_from(chosen, seen=seen, by=bo, at=NOW, anyway="Travlt")

    assert [outcomes()[f"Sted {n}"][2] for n in (4, 5)] == [1, 2]
    assert "Sted 3" not in outcomes()


def test_who_has_withdrawn_holds_no_seat_any_more(bo):
    first, _second, third, _fourth = made.decided()
    chosen = Composition.objects.get()
    areas_actions.withdraw(first.expression, by=first.expression.created_by, at=NOW)
    seen = take_out(chosen, first, bo)
    seen = actions.place(chosen, third.expression, version=seen, by=bo, at=NOW).version

    actions.decide_from(chosen, seen=seen, by=bo, at=NOW, anyway="Travlt")

    assert outcomes() == {
        "Sted 2": ("designated", 2, None),
        "Sted 3": ("designated", 1, None),
        "Sted 4": ("declined", None, None),
    }


def test_only_the_team_decides(anna):
    sent = made.round_of(2)

    with pytest.raises(NotAllowed):
        actions.decide_from(made.composition(sent), seen=1, by=anna, at=NOW, anyway="Travlt")


# --- what stands in the way


def obstacles(chosen, by, **how) -> list[str]:
    with pytest.raises(actions.NotReady) as refused:
        actions.decide_from(chosen, seen=1, by=by, at=NOW, **how)
    assert not Decision.objects.exists()
    return [*refused.value.obstacles.firm, *map(str, refused.value.obstacles.lacking)]


def test_missing_assessments_are_named_until_the_team_goes_on_all_the_same(bo):
    sent = made.round_of(2)
    made.assessment.given(sent[0], made.assessor())
    chosen = made.composition(sent)

    assert obstacles(chosen, bo) == ["Sted 2"]

    actions.decide_from(chosen, seen=1, by=bo, at=NOW, anyway="En er syg")

    told = {entry.case: entry.facts for entry in HistoryEntry.objects.filter(verb="decision/made")}
    assert told[sent[1].case]["anyway"] == "En er syg"
    assert "anyway" not in told[sent[0].case]


def test_of_two_places_with_one_name_the_right_one_is_said_to_lack_assessments(bo):
    (assessed,) = made.round_of(1)
    made.assessment.given(assessed, made.assessor())
    elsewhere = factories.municipality(851, "Aalborg")
    lacking = factories.expression.submitted(factories.carla(), name="Sted 1", municipality=elsewhere)

    actions.decide_from(made.composition([assessed]), seen=1, by=bo, at=NOW, anyway="En er syg")

    told = {entry.case: entry.facts for entry in HistoryEntry.objects.filter(verb="decision/made")}
    assert "anyway" not in told[assessed.case]
    assert told[lacking.case]["anyway"] == "En er syg"


def test_an_assessment_that_somebody_still_owes_is_missing(bo):
    sent = made.round_of(2)
    for each in sent:
        made.assessment.given(each, made.assessor())
    made.assessment.qualified(sent[1], made.assessor("Tage Dom"))

    assert obstacles(made.composition(sent), bo) == ["Sted 2"]


def test_what_is_sent_back_and_not_answered_holds_it_up(bo):
    sent = made.round_of(2)
    chosen = made.composition(sent)
    factories.expression.sent_back(by=factories.carla(), name="Limby")

    said, *_ = obstacles(chosen, bo, anyway="Travlt")

    assert said.startswith("Sendt tilbage med spørgsmål, der ikke er besvaret: Limby.")


def test_what_was_sent_is_decided_about_once_the_questions_are_closed(bo):
    sent = made.round_of(1, places=1)
    late = factories.expression.sent_back(by=factories.carla(), name="Limby")

    areas_actions.close_questions(late, number=late.times_sent, reason="Fristen er gået", by=bo, at=NOW)

    actions.decide_from(made.composition(sent), seen=1, by=bo, at=NOW, anyway="Travlt")
    assert outcomes()["Limby"] == ("declined", None, None)


def test_who_has_withdrawn_is_not_given_a_place(bo):
    sent = made.round_of(2)
    chosen = made.composition(sent)
    areas_actions.withdraw(sent[1], by=sent[1].created_by, at=NOW)

    said, *_ = obstacles(chosen, bo, anyway="Travlt")

    assert said == "På listen, men ikke sendt ind længere: Sted 2. Tag dem af sammensætningen."


def test_nobody_is_in_reserve_while_a_place_is_free(bo):
    sent = made.round_of(3)

    said, *_ = obstacles(made.composition(sent[:1], sent[1:]), bo, anyway="Travlt")

    assert said.startswith("1 plads er ikke givet til nogen")


def test_a_gap_in_the_reserve_list_is_said(bo):
    sent = made.round_of(4)
    chosen = made.composition(sent[:2], sent[2:])
    chosen.placements.filter(reserve=1).delete()

    assert "Reservelisten har et hul i rækkefølgen. Ret den i sammensætningen." in obstacles(
        chosen, bo, anyway="Travlt"
    )


# --- changing one's mind


def test_a_changed_mind_voids_the_decision_and_its_letter_and_makes_another(bo):
    _first, second, _third, fourth = made.decided()

    actions.change(second, Outcome.DECLINED, by=bo, at=NOW)
    actions.change(fourth, Outcome.DESIGNATED, by=bo, at=NOW)

    assert outcomes() == {
        "Sted 1": ("designated", 1, None),
        "Sted 2": ("declined", None, None),
        "Sted 3": ("reserve", None, 1),
        "Sted 4": ("designated", 2, None),
    }
    second.refresh_from_db()
    assert (second.state, second.voided_by) == (DecisionState.VOID, bo)
    assert Letter.objects.filter(decision__in=Decision.objects.pending()).count() == 4
    assert verbs(second.expression)[-3:] == ["decision/made", "decision/voided", "decision/made"]


def test_without_a_free_place_nobody_else_is_designated(bo):
    *_, fourth = made.decided()

    with pytest.raises(actions.NoSeat, match="Alle pladser er givet"):
        actions.change(fourth, Outcome.DESIGNATED, by=bo, at=NOW)

    assert outcomes()["Sted 4"] == ("declined", None, None)


def test_two_change_places_in_one_act(bo):
    first, _second, third, _fourth = made.decided()

    actions.swap(first, third, by=bo, at=NOW)

    assert outcomes()["Sted 1"] == ("reserve", None, 1)
    assert outcomes()["Sted 3"] == ("designated", 1, None)
    letter = Letter.objects.get(decision__in=Decision.objects.pending(), decision__expression=third.expression)
    assert letter.subject == "Sted 3 er udpeget som Kulturpunkt"


def test_the_history_of_neither_names_the_other(bo):
    first, _second, third, _fourth = made.decided()

    actions.swap(first, third, by=bo, at=NOW)

    entry = HistoryEntry.objects.filter(case=first.case).order_by("number").last()
    assert entry.sentence == "Bo Lund lagde en afgørelse klar: reservelisten nr. 1. Byttet med et andet område."
    assert "Sted 3" not in str(entry.facts)


def test_with_fewer_places_than_are_given_a_decision_is_changed_all_the_same(bo):
    first, second, *_ = made.decided()
    Programme.objects.filter(pk=first.programme_id).update(places=1)

    actions.change(second, Outcome.DECLINED, by=bo, at=NOW)

    assert outcomes()["Sted 2"] == ("declined", None, None)
    with pytest.raises(IntegrityError, match="seat 2 is more than the programme has"), transaction.atomic():
        Decision.objects.filter(expression=first.expression).update(seat=2)


def test_those_behind_move_up_before_anybody_is_told(bo):
    _one, _two, third, *_ = made.decided(5, reserve=3)

    actions.change(third, Outcome.DECLINED, by=bo, at=NOW)

    assert [outcomes()[f"Sted {n}"][2] for n in (3, 4, 5)] == [None, 1, 2]
    fourth = Decision.objects.pending().get(reserve=1)
    assert "som nr. 1 på reservelisten" in fourth.letter.body


def test_what_another_has_changed_is_changed_by_nobody_else(bo):
    first, *_ = made.decided()
    actions.change(first, Outcome.DECLINED, by=bo, at=NOW)

    with pytest.raises(actions.Overtaken, match="En anden har ændret afgørelsen"):
        actions.change(first, Outcome.RESERVE, by=bo, at=NOW)


def test_who_has_withdrawn_does_not_move_up(bo):
    _one, _two, third, fourth, _fifth = made.decided(5, reserve=3)
    areas_actions.withdraw(fourth.expression, by=fourth.expression.created_by, at=NOW)

    actions.void(third, by=bo, at=NOW)

    assert "Sted 4" not in outcomes()
    assert outcomes()["Sted 5"] == ("reserve", None, 1)


def test_a_decision_without_anything_in_its_place_is_void(bo):
    *_, fourth = made.decided()

    actions.void(fourth, by=bo, at=NOW)

    assert "Sted 4" not in outcomes()


def test_every_place_is_counted(bo):
    first, *_ = made.decided()
    programme = first.programme

    assert seating.free_seats(programme) == []
    actions.change(first, Outcome.DECLINED, by=bo, at=NOW)
    assert seating.free_seats(programme) == [1]


# --- who is disqualified


def test_a_disqualified_one_decides_about_all_but_that_case_and_another_about_it(bo):
    sent = made.round_of(3)
    made.disqualified(bo, sent[1])
    chosen = made.composition(sent[:2], sent[2:])

    actions.decide_from(chosen, seen=1, by=bo, at=NOW, anyway="Travlt")
    assert set(outcomes()) == {"Sted 1", "Sted 3"}

    grethe = factories.person("Grethe Skov", is_team=True)
    actions.decide_from(chosen, seen=1, by=grethe, at=NOW, anyway="Travlt")

    assert outcomes()["Sted 2"] == ("designated", 2, None)


def test_where_a_closed_case_holds_the_number_another_decides(bo):
    *_, third, fourth = made.decided(4, reserve=2)
    made.disqualified(bo, fourth.expression)
    grethe = factories.person("Grethe Skov", is_team=True)
    chosen, before = Composition.objects.get(), outcomes()
    seen = actions.move_in_reserve(chosen, third.expression, up=False, version=1, by=grethe, at=NOW).version

    with pytest.raises(actions.NotYours, match="Bed en anden i kulturteamet"):
        actions.decide_from(chosen, seen=seen, by=bo, at=NOW, anyway="Travlt")
    assert outcomes() == before

    actions.decide_from(chosen, seen=seen, by=grethe, at=NOW, anyway="Travlt")
    assert [outcomes()[f"Sted {n}"][2] for n in (3, 4)] == [2, 1]


def test_a_change_that_would_move_a_closed_case_up_is_for_another(bo):
    *_, third, fourth = made.decided(4, reserve=2)
    made.disqualified(bo, fourth.expression)

    for act in (
        lambda: actions.change(third, Outcome.DECLINED, by=bo, at=NOW),
        lambda: actions.void(third, by=bo, at=NOW),
    ):
        with pytest.raises(actions.NotYours, match="Bed en anden i kulturteamet"):
            act()

    assert outcomes()["Sted 3"] == ("reserve", None, 1)


def test_neither_does_one_change_or_read_or_revise_it(bo):
    first, *_ = made.decided()
    made.disqualified(bo, first.expression)

    for act in (
        lambda: actions.change(first, Outcome.DECLINED, by=bo, at=NOW),
        lambda: actions.void(first, by=bo, at=NOW),
        lambda: actions.revise_reasons(first, "x", seen=first.version, by=bo, at=NOW),
        lambda: actions.correct(first, subject="x", body="y", seen=first.letter.version, by=bo, at=NOW),
        lambda: actions.mark_read(first, read=True, seen=first.letter.version, by=bo, at=NOW),
        lambda: actions.remake(first, seen=first.letter.version, by=bo, at=NOW),
    ):
        with pytest.raises(NotAllowed):
            act()
    first.refresh_from_db()
    assert first.state == DecisionState.PENDING
    assert not Decision.objects.visible_to(bo).filter(pk=first.pk).exists()
