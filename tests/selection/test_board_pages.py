"""The board as the team opens it in a browser."""

import csv
import io
import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from programme.models import HistoryEntry, Programme
from selection.models import Composition, PlaceKind, Remark, ScoreChange
from selection.states import KindOfPlace
from tests import factories
from tests.selection import factories as made
from tests.selection.board_desk import NOW, many, own_funding, sent, signed_in

pytestmark = pytest.mark.django_db
BOARD = "admin:selection_composition_changelist"


@pytest.fixture
def desk(programme, bo):
    return signed_in(bo)


def areas_on(response) -> list[str]:
    body = response.text.partition("<tbody>")[2].partition("</tbody>")[0]
    return re.findall(r'/">([^<]+)</a>', body)


def words_of(response, area: str) -> str:
    body = response.text.partition("<tbody>")[2].partition("</tbody>")[0]
    (line,) = [line for line in body.split("<tr")[1:] if f">{area}</a>" in line]
    return " ".join(re.sub(r"<[^>]+>", " ", line).split())


def board(desk, **asked):
    response = desk.get(reverse(BOARD), asked)
    assert response.status_code == 200
    return response


def test_a_line_says_it_all_in_danish(desk):
    havnby = sent("Havnby", (4, 3), (5, 1), at=factories.AFTER_THE_DEADLINE)
    own_funding(havnby, 12500)

    words = words_of(board(desk), "Havnby")

    assert "1." in words
    assert havnby.reference in words
    assert "efter fristen" in words
    assert "Frederikshavn 4,50 2,00 3,25 3,25 0,50 Forankring 2/2 12.500" in words


def test_assessors_who_are_as_far_apart_on_everything_are_not_said_to_be_so_six_times(desk):
    sent("Havnby", (4, 3), (3, 2))

    assert "lige langt på alle kerneelementer" in words_of(board(desk), "Havnby")


def test_the_best_come_first_and_a_shared_rank_says_so(desk):
    sent("Cedby", (3, 5))
    sent("Bedby", (4, 4))
    sent("Andby", (5, 5))
    sent("Elby")

    response = board(desk)

    assert areas_on(response) == ["Andby", "Bedby", "Cedby", "Elby"]
    assert words_of(response, "Bedby").startswith('class="b-within"> delt 2.')


def test_it_is_ordered_by_each_column_and_back(desk):
    sent("Andby", (1, 5))
    sent("Bedby", (5, 2), (5, 4), code=851, town="Aalborg")
    sent("Cedby")

    wanted = {
        "element-0": ["Bedby", "Andby", "Cedby"],
        "-element-0": ["Andby", "Bedby", "Cedby"],
        "element-1": ["Andby", "Bedby", "Cedby"],
        "spread": ["Bedby", "Andby", "Cedby"],
        "municipality": ["Andby", "Cedby", "Bedby"],
        "-municipality": ["Bedby", "Andby", "Cedby"],
        "-area": ["Cedby", "Bedby", "Andby"],
        "nonsense": ["Bedby", "Andby", "Cedby"],
    }

    assert {order: areas_on(board(desk, o=order)) for order in wanted} == wanted


def test_its_headings_say_how_it_is_ordered(desk):
    sent("Andby", (1, 5))

    assert 'aria-sort="ascending"' in board(desk).text
    turned = board(desk, o="total")
    assert 'aria-sort="descending"' in turned.text
    assert 'href="?o=-total"' in turned.text


def test_it_is_narrowed_to_a_municipality_and_ranks_stay(desk):
    sent("Andby", (5, 5))
    sent("Bedby", (4, 4), code=851, town="Aalborg")

    response = board(desk, kommune="851", o="area")

    assert areas_on(response) == ["Bedby"]
    assert "2." in words_of(response, "Bedby")
    assert "?o=-area&amp;kommune=851" in response.text


def test_a_tie_across_the_line_is_said_in_words(desk):
    Programme.objects.update(places=1)
    sent("Andby", (4, 4))
    sent("Bedby", (3, 5))

    assert "Andby og Bedby står lige (4,00) om den sidste plads." in board(desk).text


def test_points_are_hidden_until_ones_own_are_given(desk, bo):
    havnby = sent("Havnby", (5, 4))
    made.assessment.qualified(havnby, bo)
    Remark.objects.create(expression=havnby, text="En stærk idé", at=NOW, by=made.assessor("Vibe0 Dom"))
    page = reverse("admin:selection_board_expression", args=[havnby.uid])

    listed, read = board(desk), desk.get(page)

    assert "afgiv din egen vurdering først" in words_of(listed, "Havnby")
    assert "Du mangler selv at afgive 1 vurdering." in listed.text
    assert "Afgiv din egen vurdering først" in read.text
    for shown in ("4,50", "5,00", "Fordi", "En stærk idé"):
        assert shown not in listed.text
        assert shown not in read.text
    assert "4,50" not in "".join(exported(desk)[1][0])


def test_a_closed_case_is_nowhere(desk, bo):
    havnby = sent("Havnby", (5, 4))
    sent("Limby", (3, 3))
    made.disqualified(bo, havnby)

    assert areas_on(board(desk)) == ["Limby"]
    assert "Havnby" not in board(desk).text
    assert desk.get(reverse("admin:selection_board_expression", args=[havnby.uid])).status_code == 404
    assert [row[2] for row in exported(desk)[1]] == ["Limby"]


def test_an_empty_board_says_so(desk):
    assert "Ingen har sendt en interesseerklæring endnu." in board(desk).text


@pytest.mark.parametrize("count", [1, 30, 300])
def test_the_page_costs_the_same_whatever_there_is(desk, count):
    many(count)

    with CaptureQueriesContext(connection) as asked:
        response = board(desk)

    assert len(areas_on(response)) == count
    assert len(asked) == 6


# --- the file


def exported(desk, **asked) -> tuple[list[str], list[list[str]]]:
    response = desk.get(reverse("admin:selection_board_export"), asked)
    assert response.headers["Cache-Control"].startswith("private, no-store")
    text = b"".join(response.streaming_content).decode()
    header, *rows = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=";")
    return header, rows


def test_the_file_says_what_the_board_says(desk):
    havnby = sent("Havnby", (4, 3), (5, 1), at=factories.AFTER_THE_DEADLINE)
    own_funding(havnby, 12500)
    PlaceKind.objects.create(area=havnby.area, kind=KindOfPlace.ISLAND, set_at=NOW, set_by=factories.bo())

    header, (row,) = exported(desk)

    assert header[:7] == ["Plads", "Sagsnummer", "Lokalområde", "Kommune", "Slags sted", "Udvikling", "Forankring"]
    assert row == [
        *("1.", havnby.reference, "Havnby", "Frederikshavn", "Ø", "4,50", "2,00", "3,25", "3,25", "0,50"),
        *("Forankring", "2", "2", "12500,00", "ja", "nej", ""),
    ]


def test_the_file_follows_order_and_municipality(desk):
    sent("Andby", (5, 5))
    sent("Bedby", (4, 4), code=851, town="Aalborg")
    sent("Cedby", (3, 3), code=851, town="Aalborg")

    assert [row[2] for row in exported(desk, o="-rank", kommune="851")[1]] == ["Cedby", "Bedby"]


def test_nobodys_name_runs_in_a_spreadsheet(desk):
    havnby = sent("Havnby")
    havnby.area.name = "=1+1"
    havnby.area.save()

    assert exported(desk)[1][0][2] == "'=1+1"


# --- one expression


def test_the_page_of_one_shows_points_reasons_changes_and_what_was_said(desk):
    havnby = sent("Havnby", (4, 3))
    (opinion,) = havnby.assessments.all()
    score = opinion.scores.order_by("element__position").first()
    ScoreChange.objects.create(
        assessment=opinion, element=score.element, before=2, after=4, reason="Så bilaget", at=NOW, by=opinion.assessor
    )
    Remark.objects.create(expression=havnby, text="En stærk idé", at=NOW, by=opinion.assessor)

    page = desk.get(reverse("admin:selection_board_expression", args=[havnby.uid])).text

    for said in ("Vibe0 Dom", "3,50 samlet", "Fordi", "Godt", "ændret fra 2 til 4", "Så bilaget", "En stærk idé"):
        assert said in page


def test_the_page_of_one_costs_the_same_with_one_assessment_and_with_five(desk):
    counts = []
    for name, opinions in [("Havnby", 1), ("Limby", 5)]:
        one = sent(name, *[(4, 3)] * opinions)
        with CaptureQueriesContext(connection) as asked:
            desk.get(reverse("admin:selection_board_expression", args=[one.uid]))
        counts.append(len(asked))

    assert counts == [13, 13]


def test_the_team_says_something_to_the_assessors(desk):
    havnby = sent("Havnby", (4, 3))
    page = reverse("admin:selection_board_expression", args=[havnby.uid])
    assert "Skriv til de andre" in desk.get(page).text

    empty = desk.post(page, {"remark": "1", "text": " "})
    written = desk.post(page, {"remark": "1", "text": "Skal vi tale om planen?"}, follow=True)

    assert empty.status_code == 422
    assert "Skriv en bemærkning." in empty.text
    assert written.redirect_chain == [(f"{page}#b-said", 302)]
    assert "Din bemærkning er skrevet." in written.text
    assert "Skal vi tale om planen?" in written.text
    assert Remark.objects.get().expression == havnby


def test_what_is_said_too_late_is_refused_and_stays_in_the_field(desk, bo):
    havnby = sent("Havnby", (4, 3))
    made.declined(havnby, by=bo)
    page = reverse("admin:selection_board_expression", args=[havnby.uid])
    assert "Skriv til de andre" not in desk.get(page).text

    refused = desk.post(page, {"remark": "1", "text": "For sent"})

    assert refused.status_code == 409
    assert "Der kan ikke skrives flere bemærkninger nu." in refused.text
    assert "For sent" in refused.text
    assert not Remark.objects.exists()


def test_who_never_gave_theirs_reads_the_others_once_it_is_decided(desk, bo):
    havnby = sent("Havnby", (5, 4))
    made.assessment.qualified(havnby, bo)
    Remark.objects.create(expression=havnby, text="En stærk idé", at=NOW, by=made.assessor("Vibe0 Dom"))
    made.declined(havnby, by=bo)

    listed = board(desk)
    read = desk.get(reverse("admin:selection_board_expression", args=[havnby.uid])).text

    assert "4,50" in words_of(listed, "Havnby")
    for said in ("Vibe0 Dom", "Fordi", "En stærk idé"):
        assert said in read
    assert Remark.objects.readable_by(bo).exists()


def test_the_team_says_what_kind_of_place_it_is_and_takes_it_back(desk):
    havnby = sent("Havnby")
    page = reverse("admin:selection_board_expression", args=[havnby.uid])

    desk.post(page, {"kind": "coast"})

    assert PlaceKind.objects.get().kind == KindOfPlace.COAST
    assert "Kystby" in words_of(board(desk), "Havnby")

    desk.post(page, {"kind": ""})

    assert not PlaceKind.objects.exists()
    entries = HistoryEntry.objects.filter(case=havnby.case, verb="expression/kind_set").order_by("number")
    assert [entry.sentence for entry in entries] == [
        "Bo Lund angav stedet som: Kystby.",
        "Bo Lund fjernede, hvilken slags sted det er.",
    ]


def test_a_kind_that_is_not_on_the_list_is_refused_at_its_field(desk):
    havnby = sent("Havnby")

    response = desk.post(reverse("admin:selection_board_expression", args=[havnby.uid]), {"kind": "planet"})

    assert response.status_code == 422
    assert "errorlist" in response.text


# --- weights


def weights_page(desk, **typed):
    if not typed:
        return desk.get(reverse("admin:selection_weights"))
    said = {"seen-udvikling": "1.00", "seen-forankring": "1.00"} | typed
    return desk.post(reverse("admin:selection_weights"), said)


def test_weights_are_tried_before_they_are_saved(desk):
    sent("Andby", (5, 2))
    sent("Bedby", (2, 4))

    tried = weights_page(desk, udvikling="1", forankring="3", preview="1")

    assert "2 områder får en anden plads." in tried.text
    assert 'name="save"' in tried.text
    assert areas_on(board(desk)) == ["Andby", "Bedby"]

    saved = weights_page(desk, udvikling="1", forankring="3", save="1")

    assert saved.status_code == 302
    assert areas_on(board(desk)) == ["Bedby", "Andby"]
    entry = HistoryEntry.objects.get(verb="weights_changed", case=Programme.objects.get().case)
    assert entry.sentence == "Bo Lund ændrede kerneelementernes vægt. Forankring: fra 1,00 til 3,00."


@pytest.mark.parametrize("typed", ["", "0", "-1", "10,5", "mange", "1,234"])
def test_a_weight_that_cannot_be_is_refused_and_stands_there_still(desk, typed):
    response = weights_page(desk, udvikling=typed, forankring="2,5", save="1")

    assert response.status_code == 422
    assert "errorlist" in response.text
    assert 'value="2,5"' in response.text
    assert set(Programme.objects.get().core_elements.values_list("weight", flat=True)) == {Decimal(1)}


def test_two_who_weigh_at_once_do_not_undo_each_other(desk):
    Programme.objects.get().core_elements.filter(key="udvikling").update(weight=2)

    response = weights_page(desk, udvikling="1", forankring="3", save="1")

    assert "en anden har ændret dem" in response.text
    assert Programme.objects.get().core_elements.get(key="forankring").weight == Decimal(1)


def test_weights_stand_when_areas_have_had_their_answer(desk, bo):
    one = sent("Andby", (5, 2))
    type(one).objects.filter(pk=one.pk).update(state="declined", declined_at=NOW, declined_by=bo)

    assert "Vægtene er en del af grundlaget" in weights_page(desk).text
    weights_page(desk, udvikling="1", forankring="3", save="1")

    assert Programme.objects.get().core_elements.get(key="forankring").weight == Decimal(1)


def test_without_a_round_there_is_no_board(desk):
    Composition.objects.all().delete()
    Programme.objects.update(is_current=False)

    assert desk.get(reverse(BOARD)).status_code == 404
