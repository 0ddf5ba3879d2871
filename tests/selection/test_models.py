"""What the database itself holds about the choice."""

import pytest
from django.db import IntegrityError, transaction

from areas.models import ExpressionOfInterest
from programme.models import Disqualification
from selection.models import Assessment, Composition, Decision, Placement
from selection.states import AssessmentState, Outcome
from tests import factories
from tests.selection import factories as made

pytestmark = pytest.mark.django_db
NOW = made.GIVEN_AT


@pytest.fixture
def sent(programme, anna):
    return factories.expression.submitted(anna)


@pytest.fixture
def composition(programme, bo):
    return Composition.objects.create(
        programme=programme, name="De bedste", created_at=NOW, created_by=bo, changed_at=NOW, changed_by=bo
    )


def refused():
    return pytest.raises(IntegrityError)


def decision(expression, outcome=Outcome.DESIGNATED, **fields):
    return Decision(
        programme=expression.programme,
        expression=expression,
        outcome=outcome,
        reasons="Fordi",
        decided_at=NOW,
        decided_by=factories.bo(),
        **fields,
    )


# --- places


def test_a_decision_takes_no_seat_that_the_programme_does_not_have(sent):
    with refused(), transaction.atomic():
        decision(sent, seat=sent.programme.places + 1).save()

    decision(sent, seat=sent.programme.places).save()


def test_neither_does_a_composition(sent, composition):
    with refused(), transaction.atomic():
        Placement.objects.create(composition=composition, expression=sent, seat=12)

    Placement.objects.create(composition=composition, expression=sent, seat=11)


@pytest.mark.parametrize("fields", [{}, {"seat": 1, "reserve": 1}, {"seat": 0}, {"reserve": 0}])
def test_a_placement_is_a_seat_or_a_rank(sent, composition, fields):
    with refused():
        Placement.objects.create(composition=composition, expression=sent, **fields)


def test_no_two_have_one_seat(sent, carla):
    other = factories.expression.submitted(carla, name="Limby")
    decision(sent, seat=1).save()

    with refused(), transaction.atomic():
        decision(other, seat=1).save()


@pytest.mark.parametrize(
    "fields",
    [
        {"outcome": Outcome.DESIGNATED},
        {"outcome": Outcome.DESIGNATED, "seat": 1, "reserve": 1},
        {"outcome": Outcome.RESERVE, "seat": 1},
        {"outcome": Outcome.RESERVE},
        {"outcome": Outcome.DECLINED, "seat": 1},
        {"outcome": Outcome.DECLINED, "reserve": 1},
    ],
)
def test_only_what_is_designated_has_a_seat_and_only_a_reserve_a_number(sent, fields):
    with refused():
        decision(sent, **fields).save()


def test_one_expression_has_one_pending_decision(sent):
    decision(sent, seat=1).save()

    with refused():
        decision(sent, seat=2).save()


# --- who is disqualified


def test_a_case_is_closed_to_a_disqualified_one_of_the_team(sent, bo):
    assert ExpressionOfInterest.objects.visible_to(bo).get() == sent

    made.disqualified(bo, sent)

    assert not ExpressionOfInterest.objects.visible_to(bo).exists()


def test_nobody_lifts_their_own_disqualification(sent, bo):
    mine = made.disqualified(bo, sent)

    with refused(), transaction.atomic():
        Disqualification.objects.filter(pk=mine.pk).update(lifted_at=NOW, lifted_by=bo, lift_reason="Ombestemt")


def test_what_another_has_lifted_is_open_again(sent, bo):
    mine = made.disqualified(bo, sent)
    another = factories.person("Lis Team", is_team=True)

    Disqualification.objects.filter(pk=mine.pk).update(lifted_at=NOW, lifted_by=another, lift_reason="En fejl")

    assert ExpressionOfInterest.objects.visible_to(bo).get() == sent


# --- assessments


def test_nobody_assesses_before_having_declared(sent):
    with refused():
        made.assessment.assigned(sent, made.assessor(), state=AssessmentState.QUALIFIED)


def test_nobody_gives_anothers_assessment(sent, bo):
    with refused():
        made.assessment.qualified(
            sent, made.assessor(), state=AssessmentState.GIVEN, given_at=made.GIVEN_AT, given_by=bo
        )


def test_one_assessor_has_an_expression_once_unless_it_was_taken_back(sent, bo):
    vibe = made.assessor()
    first = made.assessment.assigned(sent, vibe)
    with refused(), transaction.atomic():
        made.assessment.assigned(sent, vibe)

    Assessment.objects.filter(pk=first.pk).update(state=AssessmentState.ENDED, ended_at=NOW, ended_by=bo)

    made.assessment.assigned(sent, vibe)


def test_others_words_are_readable_after_ones_own_are_given(sent):
    vibe, tage = made.assessor("Vibe Dom"), made.assessor("Tage Dom")
    hers = made.assessment.given(sent, vibe)
    his = made.assessment.qualified(sent, tage)

    assert list(Assessment.objects.readable_by(tage)) == [his]
    assert list(Assessment.objects.readable_by(vibe)) == [hers]

    Assessment.objects.filter(pk=his.pk).update(state=AssessmentState.GIVEN, given_at=NOW, given_by=tage)

    assert set(Assessment.objects.readable_by(tage)) == {hers, his}


def test_the_team_reads_what_is_given_unless_it_still_owes_its_own(sent, bo):
    hers = made.assessment.given(sent, made.assessor())
    assert list(Assessment.objects.readable_by(bo)) == [hers]

    mine = made.assessment.qualified(sent, bo)

    assert list(Assessment.objects.readable_by(bo)) == [mine]


def test_a_disqualified_assessor_sees_nothing_of_the_case_not_even_their_own(sent):
    vibe = made.assessor()
    made.assessment.given(sent, vibe)

    made.disqualified(vibe, sent)

    assert not Assessment.objects.visible_to(vibe).exists()
    assert not Assessment.objects.readable_by(vibe).exists()


def test_who_is_assessor_of_another_expression_sees_nothing_of_this_one(sent, carla):
    other = factories.expression.submitted(carla, name="Limby")
    vibe, tage = made.assessor("Vibe Dom"), made.assessor("Tage Dom")
    made.assessment.given(sent, vibe)
    made.assessment.given(other, tage)

    assert {each.expression for each in Assessment.objects.visible_to(tage)} == {other}
