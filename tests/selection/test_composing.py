"""Compositions: made, filled, changed, compared, thrown away."""

import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from areas import actions as area_actions
from programme import workflow
from programme.models import HistoryEntry, Programme
from selection import actions, composing
from selection import board as boards
from selection.models import Composition, PlaceKind
from selection.states import KindOfPlace
from tests import factories
from tests.selection import board_desk
from tests.selection import factories as made
from tests.selection.board_desk import NOW, many, own_funding, sent, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(programme, bo):
    return signed_in(bo)


@pytest.fixture
def empty(programme, bo) -> Composition:
    return actions.compose(programme, name="Forsøg", by=bo, at=NOW)


def do(act, composition, expression, **more):
    """One act with the version that stands there now."""
    composition.refresh_from_db()
    return act(composition, expression, version=composition.version, by=factories.bo(), at=NOW, **more)


def seats(composition) -> list[str]:
    return sorted(each.expression.area.name for each in board_desk.seats(composition))


def reserve(composition) -> list[tuple[int, str]]:
    return [(each.reserve, each.expression.area.name) for each in board_desk.reserve(composition)]


# --- what one begins with


def test_the_best_are_put_in_and_a_tie_is_left_to_people(programme, bo):
    Programme.objects.update(places=2)
    programme.refresh_from_db()
    for name, points in [("Andby", (5, 5)), ("Bedby", (4, 4)), ("Cedby", (3, 5)), ("Dalby", (1, 1))]:
        sent(name, points)

    composition, filled = actions.fill_with_best(programme, name="De bedste", by=bo, at=NOW)

    assert seats(composition) == ["Andby"]
    assert [line.area for line in filled.tie.lines] == ["Bedby", "Cedby"]


def test_one_of_each_municipality(programme, bo):
    sent("Andby", (5, 5))
    sent("Bedby", (4, 4))
    sent("Cedby", (2, 2), code=851, town="Aalborg")
    factories.municipality(860, "Hjørring")

    composition, found = actions.fill_with_one_each(programme, name="Spredt", by=bo, at=NOW)

    assert seats(composition) == ["Andby", "Cedby"]
    assert found.tied == []
    assert 860 in found.without
    assert not {813, 851} & set(found.without)


@pytest.mark.parametrize("fill", [actions.fill_with_best, actions.fill_with_one_each])
def test_who_owes_an_own_assessment_fills_nothing_by_points(programme, bo, fill):
    made.assessment.assigned(sent("Andby", (5, 5)), bo)

    with pytest.raises(actions.StillOwes):
        fill(programme, name="De bedste", by=bo, at=NOW)

    assert not Composition.objects.exists()


def test_no_two_have_one_name(programme, bo, empty):
    with pytest.raises(actions.NameTaken):
        actions.compose(programme, name="Forsøg", by=bo, at=NOW)


def test_only_the_team_composes(programme, empty, anna):
    with pytest.raises(workflow.NotAllowed):
        actions.compose(programme, name="Annas", by=anna, at=NOW)
    with pytest.raises(workflow.NotAllowed):
        actions.place(empty, sent("Havnby"), version=empty.version, by=anna, at=NOW)


# --- in, out, reserve


def test_in_to_the_reserve_and_out_again(empty):
    havnby, limby = sent("Havnby"), sent("Limby")

    do(actions.place, empty, havnby)
    do(actions.put_in_reserve, empty, limby)
    assert (seats(empty), reserve(empty)) == (["Havnby"], [(1, "Limby")])

    do(actions.put_in_reserve, empty, havnby)
    assert (seats(empty), reserve(empty)) == ([], [(1, "Limby"), (2, "Havnby")])

    do(actions.place, empty, limby)
    assert (seats(empty), reserve(empty)) == (["Limby"], [(1, "Havnby")])

    do(actions.take_out, empty, havnby)
    do(actions.take_out, empty, limby)
    assert (seats(empty), reserve(empty)) == ([], [])


def test_the_reserve_is_ordered_and_closes_its_gaps(empty):
    andby, bedby, cedby = sent("Andby"), sent("Bedby"), sent("Cedby")
    for each in (andby, bedby, cedby):
        do(actions.put_in_reserve, empty, each)

    do(actions.move_in_reserve, empty, cedby, up=True)
    assert reserve(empty) == [(1, "Andby"), (2, "Cedby"), (3, "Bedby")]

    do(actions.move_in_reserve, empty, andby, up=False)
    assert reserve(empty) == [(1, "Cedby"), (2, "Andby"), (3, "Bedby")]

    do(actions.move_in_reserve, empty, cedby, up=True)
    do(actions.take_out, empty, andby)
    assert reserve(empty) == [(1, "Cedby"), (2, "Bedby")]


def test_the_database_says_when_the_places_are_full(empty):
    Programme.objects.update(places=1)
    do(actions.place, empty, sent("Havnby"))

    with pytest.raises(actions.NoPlaceLeft):
        do(actions.place, empty, sent("Limby"))

    assert seats(empty) == ["Havnby"]


def test_a_freed_place_is_used_again(empty):
    Programme.objects.update(places=2)
    andby, bedby, cedby = sent("Andby"), sent("Bedby"), sent("Cedby")
    do(actions.place, empty, andby)
    do(actions.place, empty, bedby)
    do(actions.take_out, empty, andby)

    do(actions.place, empty, cedby)

    assert seats(empty) == ["Bedby", "Cedby"]


def test_who_saw_an_older_version_is_told(empty, bo):
    havnby, limby = sent("Havnby"), sent("Limby")
    seen = empty.version
    do(actions.place, empty, havnby)

    with pytest.raises(actions.Overtaken):
        actions.place(empty, limby, version=seen, by=bo, at=NOW)

    assert seats(empty) == ["Havnby"]


def test_what_was_never_sent_gets_no_place(empty):
    with pytest.raises(workflow.NotAllowed):
        do(actions.place, empty, factories.expression.draft(factories.anna()))


def test_a_closed_case_is_neither_placed_nor_copied_nor_thrown_away(programme, empty, bo):
    havnby, limby = sent("Havnby"), sent("Limby")
    lis = factories.person("Lis Team", is_team=True)
    do(actions.place, empty, limby)
    do(actions.place, empty, havnby)
    made.disqualified(bo, havnby)
    empty.refresh_from_db()

    for act in (actions.place, actions.put_in_reserve, actions.take_out):
        with pytest.raises(workflow.NotAllowed):
            do(act, empty, havnby)
    copied = actions.copy_composition(empty, name="Kopi", by=bo, at=NOW)
    with pytest.raises(workflow.NotAllowed):
        actions.delete_composition(empty, version=empty.version, by=bo, at=NOW)

    assert seats(copied) == ["Limby"]
    actions.delete_composition(empty, version=empty.version, by=lis, at=NOW)


def test_a_copy_stands_on_its_own(empty, bo):
    andby, bedby, cedby = sent("Andby"), sent("Bedby"), sent("Cedby")
    do(actions.place, empty, andby)
    do(actions.put_in_reserve, empty, bedby)
    do(actions.put_in_reserve, empty, cedby)

    copied = actions.copy_composition(empty, name="Kopi", by=bo, at=NOW)
    do(actions.take_out, empty, andby)

    assert (seats(copied), reserve(copied)) == (["Andby"], [(1, "Bedby"), (2, "Cedby")])


def test_its_history_tells_what_was_done_and_names_no_area(empty, bo):
    do(actions.place, empty, sent("Havnby"))
    empty.refresh_from_db()
    actions.describe(empty, name="Nyt navn", note="Prøve", version=empty.version, by=bo, at=NOW)

    entries = HistoryEntry.objects.filter(case=empty.uid).order_by("number")

    assert [entry.sentence for entry in entries] == [
        "Bo Lund lavede sammensætningen »Forsøg«.",
        "Bo Lund ændrede, hvem der er med i sammensætningen »Forsøg«.",
        "Bo Lund gav sammensætningen »Forsøg« navnet »Nyt navn«.",
    ]


# --- what it means


def test_what_a_composition_means(programme, empty, bo):
    havnby = sent("Havnby", (4, 4), at=factories.AFTER_THE_DEADLINE)
    limby = sent("Limby", (3, 2), code=851, town="Aalborg")
    lonely = sent("Uden point")
    own_funding(havnby, 10000)
    own_funding(limby, 2500)
    PlaceKind.objects.create(area=havnby.area, kind=KindOfPlace.COAST, set_at=NOW, set_by=bo)
    hjoerring = factories.municipality(860, "Hjørring")
    for each in (havnby, limby, lonely):
        do(actions.place, empty, each)

    (one,) = composing.tried([empty], boards.read(programme, by=bo), by=bo)

    everywhere = [havnby.area.municipality, limby.area.municipality, hjoerring]
    assert [each.name for each in one.covered(everywhere)] == ["Frederikshavn", "Aalborg"]
    assert one.without(everywhere) == [hjoerring]
    assert one.kinds == [("coast", 1), ("", 2)]
    # (4,00 + 2,50) / 2
    assert (one.average, one.lowest, one.unscored) == (Decimal("3.25"), Decimal("2.50"), 1)
    assert (one.late, one.grant, one.own, one.left) == (1, Decimal(150000), Decimal(12500), 8)


def test_what_has_left_the_board_is_said_and_can_be_taken_out(desk, empty):
    havnby = sent("Havnby", (4, 4))
    do(actions.place, empty, havnby)
    area_actions.withdraw(havnby, by=havnby.created_by, at=NOW)

    page = act(desk, empty)
    assert "Står ikke længere på tavlen" in page.text

    act(desk, empty, out=havnby)
    assert seats(empty) == []


# --- the pages


def act(desk, composition, *, version: int | None = None, **acts):
    """Press a button of its page (`in_=`, `reserve=`, `out=` …), or only open it; what the page then says."""
    composition.refresh_from_db()
    page = reverse("admin:selection_composition", args=[composition.uid])
    for name, expression in acts.items():
        said = {name.rstrip("_"): str(expression.uid), "version": version or composition.version}
        return desk.post(page, said, follow=True)
    return desk.get(page)


def test_each_button_does_what_it_says(desk, empty):
    havnby, limby = sent("Havnby", (4, 4)), sent("Limby")

    act(desk, empty, in_=havnby)
    act(desk, empty, reserve=limby)
    assert (seats(empty), reserve(empty)) == (["Havnby"], [(1, "Limby")])

    act(desk, empty, reserve=havnby)
    act(desk, empty, up=havnby)
    assert reserve(empty) == [(1, "Havnby"), (2, "Limby")]

    act(desk, empty, down=havnby)
    act(desk, empty, out=limby)
    assert reserve(empty) == [(1, "Havnby")]


def test_a_full_composition_and_an_overtaken_person_are_told_kindly(desk, empty):
    Programme.objects.update(places=1)
    havnby, limby = sent("Havnby"), sent("Limby")
    do(actions.place, empty, havnby)

    assert "Der er ikke flere pladser." in act(desk, empty, in_=limby).text
    assert "En anden har ændret sammensætningen imens." in act(desk, empty, out=havnby, version=1).text
    assert seats(empty) == ["Havnby"]


@pytest.mark.parametrize("said", [{"in": "nonsense"}, {"in": ""}, {}, {"in": "00000000-0000-0000-0000-000000000007"}])
def test_a_press_that_means_nothing_finds_nothing(desk, empty, said):
    page = reverse("admin:selection_composition", args=[empty.uid])

    assert desk.post(page, said | {"version": "x"}).status_code == 404


def make(desk, name: str, beginning: str):
    return desk.post(reverse("admin:selection_compositions"), {"name": name, "beginning": beginning}, follow=True)


def test_one_is_made_from_the_page_and_what_was_left_out_is_said(desk):
    Programme.objects.update(places=1)
    sent("Andby", (4, 4))
    sent("Bedby", (3, 5))
    sent("Cedby", (2, 2), code=851, town="Aalborg")
    factories.municipality(860, "Hjørring")

    best, spread = make(desk, "De bedste", "bedste"), make(desk, "Spredt", "kommuner")

    assert "Andby og Bedby står lige om den sidste plads og er ikke sat ind." in best.text
    assert "Her står flere lige om at være den bedste, så I vælger selv: Frederikshavn." in spread.text
    assert re.search("Herfra er der ingen med point: [^<]*Hjørring", spread.text)
    assert seats(Composition.objects.get(name="De bedste")) == []
    assert seats(Composition.objects.get(name="Spredt")) == ["Cedby"]


def test_a_name_that_is_taken_or_missing_is_said_at_its_field(desk, empty):
    taken, missing = make(desk, "Forsøg", "tom"), make(desk, "", "tom")

    assert "Der er allerede en sammensætning med det navn." in taken.text
    assert 'value="Forsøg"' in taken.text
    assert "Giv sammensætningen et navn." in missing.text


def test_who_owes_is_told_at_the_field(desk, bo):
    made.assessment.assigned(sent("Andby", (5, 5)), bo)

    assert "Afgiv dine egne vurderinger først." in make(desk, "De bedste", "bedste").text


def test_rename_copy_and_delete_from_their_pages(desk, empty):
    at = {
        name: reverse(f"admin:selection_composition_{name}", args=[empty.uid])
        for name in ("describe", "copy", "delete")
    }

    desk.post(at["describe"], {"name": "Ny", "note": "Til møde", "version": 1})
    late = desk.post(at["describe"], {"name": "Nyere", "note": "Mit", "version": 1})
    desk.post(at["copy"], {"name": "Kopien"})
    empty.refresh_from_db()

    assert (empty.name, empty.note) == ("Ny", "Til møde")
    assert late.status_code == 422
    assert "En anden har ændret sammensætningen imens. Dit står her endnu." in late.text
    assert 'value="Nyere"' in late.text

    desk.post(at["delete"], {"version": 1})
    assert Composition.objects.count() == 2
    desk.post(at["delete"], {"version": empty.version})
    assert [each.name for each in Composition.objects.all()] == ["Kopien"]


def test_side_by_side_says_what_differs(desk, empty, bo):
    havnby, limby, andby = sent("Havnby", (4, 4)), sent("Limby", (3, 3)), sent("Andby", (5, 5))
    do(actions.place, empty, andby)
    other = actions.copy_composition(empty, name="Den anden", by=bo, at=NOW)
    do(actions.place, empty, havnby)
    do(actions.put_in_reserve, other, limby)

    page = desk.get(reverse("admin:selection_compare"), {"s": [empty.uid, other.uid]}).text
    apart = page.partition("Det er de forskellige om")[2]

    assert "Havnby" in apart
    assert "Limby" in apart
    assert "reserve 1" in apart
    assert "Andby" not in apart


def test_of_more_than_four_the_first_four_are_shown(desk, programme, bo):
    all_five = [actions.compose(programme, name=f"Nummer {n}", by=bo, at=NOW) for n in range(5)]

    page = desk.get(reverse("admin:selection_compare"), {"s": [each.uid for each in all_five]}).text

    assert page.count("t-card b-column") == 4
    assert "Der er plads til 4 ved siden af hinanden." in page


@pytest.mark.parametrize("count", [1, 30, 300])
def test_the_pages_cost_the_same_whatever_there_is(desk, empty, bo, count):
    for each in many(count)[:11]:
        do(actions.place, empty, each)
    for n in range(min(count, 30)):
        actions.compose(empty.programme, name=f"Nummer {n}", by=bo, at=NOW)
    pages = {
        reverse("admin:selection_compositions"): 8,
        reverse("admin:selection_composition", args=[empty.uid]): 10,
        f"{reverse('admin:selection_compare')}?s={empty.uid}": 8,
    }

    counted = {}
    for page in pages:
        with CaptureQueriesContext(connection) as asked:
            assert desk.get(page).status_code == 200
        counted[page] = len(asked)

    assert counted == pages
