"""What stands on the board, and for whom."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from areas.models import BudgetLine, ExpressionOfInterest
from programme import workflow
from programme.models import CoreElement
from selection import board as boards
from selection.models import Assessment, PlaceKind
from selection.states import AssessmentState, KindOfPlace
from tests import factories
from tests.selection import factories as made
from tests.selection.board_desk import NOW, many, own_funding, sent

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _round(programme, bo):
    pass


def read(by=None) -> boards.Board:
    return boards.read(factories.programme(), by=by or factories.bo())


def line_of(expression, by=None) -> boards.Line:
    return next(line for line in read(by).lines if line.pk == expression.pk)


def ranks() -> dict[str, tuple[int | None, int]]:
    return {line.area: (line.rank, line.sharing) for line in read().lines}


# --- the facts of a line


def test_a_line_says_what_stands_behind_it():
    havnby = sent("Havnby", (4, 3), (5, 1), at=factories.AFTER_THE_DEADLINE)
    own_funding(havnby, 12500)
    own_funding(havnby, 500)
    made.assessment.assigned(havnby, made.assessor("Tage Dom"))
    PlaceKind.objects.create(area=havnby.area, kind=KindOfPlace.COAST, set_at=NOW, set_by=factories.bo())

    line = line_of(havnby)

    assert (line.area, line.reference, line.municipality, line.kind) == ("Havnby", havnby.reference, 813, "coast")
    assert (line.given, line.asked, line.missing) == (2, 3, 1)
    assert (line.is_late, line.is_pending, line.is_hidden) == (True, False, False)
    assert line.own == Decimal(13000)
    assert (line.latitude, line.longitude) == (Decimal("57.44070"), Decimal("10.53660"))
    assert line.scores.averages == (Decimal("4.50"), Decimal("2.00"))
    assert line.scores.total == Decimal("3.25")


def test_the_weights_of_the_elements_count():
    havnby = sent("Havnby", (5, 2))
    CoreElement.objects.filter(key="udvikling").update(weight=Decimal(2))

    # (2·5 + 1·2) / 3 = 4
    assert line_of(havnby).total == Decimal("4.00")
    assert line_of(havnby).scores.average == Decimal("3.50")


def test_only_what_is_given_counts():
    havnby = sent("Havnby", (4, 4))
    opened = made.assessment.given(havnby, made.assessor("Tage Dom"), 1, 1)
    Assessment.objects.filter(pk=opened.pk).update(
        state=AssessmentState.QUALIFIED, given_at=None, given_by=None, assessor=made.assessor("Tage Dom")
    )

    line = line_of(havnby)

    assert (line.total, line.given, line.asked) == (Decimal("4.00"), 1, 2)


def test_what_was_taken_back_is_not_asked_for():
    havnby = sent("Havnby", (4, 4))
    made.assessment.assigned(
        havnby, made.assessor("Tage Dom"), state=AssessmentState.ENDED, ended_at=NOW, ended_by=factories.bo()
    )

    assert (line_of(havnby).given, line_of(havnby).asked) == (1, 1)


def test_a_disqualified_ones_points_never_count_though_they_were_given():
    havnby = sent("Havnby", (4, 4), (1, 1))
    made.disqualified(made.assessor("Vibe1 Dom"), havnby)

    line = line_of(havnby)

    assert (line.total, line.given, line.asked) == (Decimal("4.00"), 1, 1)


def test_what_was_sent_stands_while_an_answer_is_awaited():
    back = factories.expression.sent_back(name="Havnby")
    made.assessment.given(back, made.assessor(), 4, 4)
    BudgetLine.objects.create(expression=back, what="Endnu ikke sendt", amount=Decimal(999), funding="own")

    line = line_of(back)

    assert (line.is_pending, line.own, line.total) == (True, Decimal(0), Decimal("4.00"))


def test_drafts_and_withdrawn_ones_are_not_on_it():
    factories.expression.draft(factories.anna(), name="Kladde")
    factories.expression.withdrawn(factories.carla(), name="Væk")
    sent("Havnby")

    assert [line.area for line in read().lines] == ["Havnby"]


def test_names_are_in_danish_order():
    for name in ("Ålbæk", "Zeppelin", "Ørum", "Ærø", "Aars", "Andst"):
        sent(name)

    assert [line.area for line in read().lines] == ["Andst", "Zeppelin", "Ærø", "Ørum", "Ålbæk", "Aars"]


# --- ranks and ties


def test_equal_totals_have_equal_rank():
    sent("Andby", (5, 5))
    sent("Bedby", (4, 4))
    sent("Cedby", (3, 5))
    sent("Dalby", (3, 3))
    sent("Elby")

    assert ranks() == {"Andby": (1, 1), "Bedby": (2, 2), "Cedby": (2, 2), "Dalby": (4, 1), "Elby": (None, 1)}


def test_a_tie_across_the_line_is_pointed_out():
    factories.programme().__class__.objects.update(places=2)
    for name, points in [("Andby", (5, 5)), ("Bedby", (4, 4)), ("Cedby", (3, 5)), ("Dalby", (3, 3))]:
        sent(name, points)

    board = read()

    assert [line.area for line in board.tie.lines] == ["Bedby", "Cedby"]
    assert (board.tie.seats, board.tie.total) == (1, Decimal("4.00"))
    assert [line.area for line in board.lines if board.is_within(line)] == ["Andby"]
    assert [line.area for line in boards.fill(board.lines, 2).chosen] == ["Andby"]


def test_a_tie_above_the_line_or_below_it_breaks_nothing():
    for name, points in [("Andby", (4, 4)), ("Bedby", (4, 4)), ("Cedby", (3, 3)), ("Dalby", (3, 3))]:
        sent(name, points)
    factories.programme().__class__.objects.update(places=2)

    board = read()

    assert board.tie is None
    assert [line.area for line in boards.fill(board.lines, 2).chosen] == ["Andby", "Bedby"]


def test_one_each_leaves_out_where_two_are_the_best():
    sent("Andby", (5, 5))
    sent("Bedby", (4, 4))
    sent("Cedby", (4, 4), code=851, town="Aalborg")
    sent("Dalby", (5, 3), code=851, town="Aalborg")
    sent("Elby", code=860, town="Hjørring")

    found = boards.one_each(read().lines, [813, 851, 860], 11)

    assert [line.area for line in found.filled.chosen] == ["Andby"]
    assert (found.tied, found.without) == ([851], [860])


# --- for whom


def test_whoever_owes_an_own_assessment_sees_no_points_of_it(bo):
    havnby, limby = sent("Havnby", (5, 5)), sent("Limby", (3, 3))
    mine = made.assessment.qualified(havnby, bo)

    board = read(bo)
    hidden = line_of(havnby, bo)

    assert (hidden.is_hidden, hidden.points, hidden.scores, hidden.rank) == (True, (), None, None)
    assert line_of(limby, bo).rank == 1
    assert [line.pk for line in board.hidden] == [havnby.pk]
    assert line_of(havnby, factories.person("Lis Team", is_team=True)).rank == 1

    Assessment.objects.filter(pk=mine.pk).update(state=AssessmentState.GIVEN, given_at=NOW, given_by=bo)

    assert line_of(havnby, bo).rank == 1


def test_a_closed_case_is_not_there(bo):
    havnby = sent("Havnby", (5, 5))
    sent("Limby", (3, 3))
    made.disqualified(bo, havnby)

    assert [(line.area, line.rank) for line in read(bo).lines] == [("Limby", 1)]


@pytest.mark.parametrize("who", [factories.anna, made.assessor])
def test_the_board_is_the_teams_alone(who):
    sent("Havnby", (5, 5))

    with pytest.raises(workflow.NotAllowed):
        read(who())


# --- what it costs


@pytest.mark.parametrize("count", [1, 30, 300])
def test_it_is_read_in_two_queries_whatever_there_is(count, bo):
    many(count, assessors=5 if count > 1 else 1)
    programme = factories.programme()

    with CaptureQueriesContext(
        connection,
    ) as asked:
        board = boards.read(programme, by=bo)

    assert len(board.lines) == count == ExpressionOfInterest.objects.count()
    assert len(asked) == 2
