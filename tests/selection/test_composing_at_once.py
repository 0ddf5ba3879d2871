"""Two of the team take the last place at once. Real threads, real PostgreSQL."""

import threading

import pytest
from django.db import connection

from programme.models import Programme
from selection import actions
from selection.actions import composing as acts
from selection.models import Composition, Placement
from tests import factories
from tests.areas.test_sending_at_once import at_once
from tests.selection.board_desk import NOW, sent

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def story(transactional_db):
    """One place, and two who have the same page open."""
    programme, bo = factories.programme(), factories.bo()
    Programme.objects.update(places=1)
    composition = actions.compose(programme, name="Forsøg", by=bo, at=NOW)
    return composition, [sent("Havnby"), sent("Limby")]


def both_at_once(story) -> dict[str, int]:
    composition, expressions = story
    turns, hand_out = iter(expressions), threading.Lock()

    def one() -> str:
        with hand_out:
            expression = next(turns)
        mine = Composition.objects.get(pk=composition.pk)
        actions.place(mine, expression, version=composition.version, by=factories.bo(), at=NOW)
        return "in"

    return at_once(one, times=2)


def without_the_lock(monkeypatch) -> None:
    """Both have read what is taken before either writes."""
    gate = threading.Barrier(2)

    def read_only(composition):
        row = Composition.objects.get(pk=composition.pk)
        list(row.placements.all())
        return row

    def placement(row, expression):
        gate.wait(20)
        return Placement(composition=row, expression=expression)

    monkeypatch.setattr(acts, "_locked_row", read_only)
    monkeypatch.setattr(acts, "_placement", placement)


def test_one_gets_it_and_the_other_is_told(story):
    assert both_at_once(story) == {"in": 1, "Overtaken": 1}
    assert Placement.objects.count() == 1


def test_the_database_alone_holds_it_too(story, monkeypatch):
    without_the_lock(monkeypatch)

    assert both_at_once(story) == {"in": 1, "Overtaken": 1}
    assert Placement.objects.count() == 1


def test_without_its_constraint_both_get_in(story, monkeypatch):
    """The control: the same two without what the database holds, or the tests above prove nothing."""
    without_the_lock(monkeypatch)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE selection_placement DROP CONSTRAINT placement_seat")
    try:
        outcomes = both_at_once(story)
        seats = list(Placement.objects.values_list("seat", flat=True))
    finally:
        Placement.objects.all().delete()
        with connection.cursor() as cursor:
            cursor.execute(
                "ALTER TABLE selection_placement ADD CONSTRAINT placement_seat UNIQUE (composition_id, seat)"
            )

    assert outcomes == {"in": 2}
    assert seats == [1, 1]


def test_without_the_trigger_there_are_more_than_the_programme_has(story):
    composition, (havnby, limby) = story
    bo = factories.bo()
    actions.place(composition, havnby, version=1, by=bo, at=NOW)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE selection_placement DISABLE TRIGGER USER")
    try:
        actions.place(composition, limby, version=2, by=bo, at=NOW)
        seats = sorted(Placement.objects.values_list("seat", flat=True))
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE selection_placement ENABLE TRIGGER USER")

    assert seats == [1, 2]
