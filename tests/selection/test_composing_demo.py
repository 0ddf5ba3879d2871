"""The demonstration's lists stand on whatever assessments there are."""

import pytest

from demo.composing import MOMENTS, Composing
from selection.models import Composition, PlaceKind
from tests import factories
from tests.selection import board_desk
from tests.selection import factories as made
from tests.selection.board_desk import sent

pytestmark = pytest.mark.django_db


def played(programme) -> dict[str, tuple[list[str], list[str]]]:
    demo = Composing(programme, lambda: [factories.bo(), factories.person("Grethe Skov", is_team=True)])
    for at, what in demo.moments():
        demo.perform(what, at)
    return {
        each.name: tuple(
            [placed.expression.area.name for placed in of(each)] for of in (board_desk.seats, board_desk.reserve)
        )
        for each in Composition.objects.all()
    }


def test_without_assessments_nothing_is_tried(programme):
    sent("Lyngklit")

    assert played(programme) == {}
    assert PlaceKind.objects.get().kind == "coast"


def test_with_them_two_lists_are(programme):
    type(programme).objects.update(places=2)
    programme.refresh_from_db()
    for name, points in [("Andby", (5, 5)), ("Bedby", (4, 4)), ("Cedby", (3, 3)), ("Dalby", (2, 2))]:
        sent(name, points)
    sent("Elby", (1, 1), code=851, town="Aalborg")

    assert played(programme) == {
        "De elleve bedste": (["Andby", "Bedby"], ["Cedby", "Dalby"]),
        "En i hver kommune": (["Andby", "Elby"], ["Bedby", "Cedby"]),
    }


def test_who_owes_an_assessment_leaves_it_to_another(programme, bo):
    made.assessment.assigned(sent("Andby", (5, 5)), bo)

    assert set(played(programme)) == {"De elleve bedste", "En i hver kommune"}
    assert set(Composition.objects.values_list("created_by__name", flat=True)) == {"Grethe Skov"}
    assert set(Composition.objects.values_list("created_at", flat=True)) == {MOMENTS["best"], MOMENTS["one_each"]}
