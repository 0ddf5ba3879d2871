"""What is different between two editions: pure, no database."""

import dataclasses

import pytest

from areas import changes
from areas.changes import GONE, NEW, SAME, Piece
from areas.content import Activity, Answer, Content, File, Goal, Line, Partner, Person

SENT = Content(
    area="Havnby",
    municipality="Frederikshavn",
    municipality_code=813,
    place="Ved havnen",
    latitude="57.44070",
    longitude="10.53660",
    partners=[Partner("Skolen", "Skole", "school"), Partner("Kroen", "Erhvervsliv", "business")],
    challenge="Vi vil samle byen",
    idea="En fest",
    practice="Vi mødes hver uge",
    answers=[Answer("udvikling", "Udvikling", "Hvordan?", "Lidt")],
    goals=[Goal("Flere mødes", ["Fællesskaber"], ["faellesskaber"])],
    activities=[Activity("Fest", "August", "")],
    budget=[Line("Musik", "50000.00", False)],
    grant_total="50000.00",
    own_total="0.00",
    group=[Person("Anna Holm", "anna@eksempel.dk", "+4520304050", "Kontaktperson", True)],
    attachments=[File("havn.jpg", "Havnen", 10, "ab", "u-1")],
)


def changed(**fields) -> list[changes.Change]:
    return changes.between(SENT, dataclasses.replace(SENT, **fields))


def plain(rows: list[list[Piece]]) -> list[str]:
    """Rows with what is gone in [], what is new in {}."""
    marks = {SAME: "%s", GONE: "[%s]", NEW: "{%s}"}
    return ["".join(marks[piece.kind] % piece.text for piece in row) for row in rows]


def test_the_same_is_no_change():
    assert changed() == []


def test_a_text_is_compared_word_by_word():
    (change,) = changed(practice="Vi mødes hver torsdag, og alle er med")

    assert (change.unit, change.label, change.is_list) == (("ide", "practice"), "I praksis", False)
    assert plain(change.before) == ["Vi mødes hver [uge]"]
    assert plain(change.after) == ["Vi mødes hver {torsdag, og alle er med}"]


def test_what_was_empty_or_is_emptied_is_shown_as_nothing():
    empty = dataclasses.replace(SENT, idea="")

    (filled,) = changes.between(empty, SENT)
    (emptied,) = changes.between(SENT, empty)

    assert (filled.before, plain(filled.after)) == ([], ["{En fest}"])
    assert (plain(emptied.before), emptied.after) == (["[En fest]"], [])


def test_a_list_is_compared_row_by_row():
    (change,) = changed(
        partners=[Partner("Skolen", "Skole", "school"), Partner("Kirken", "Kirke", "church"), SENT.partners[1]]
    )

    assert change.is_list
    assert plain(change.before) == ["Skolen · Skole eller uddannelse", "Kroen · Erhvervsliv"]
    assert plain(change.after)[1] == "{Kirken · Kirke eller trossamfund}"
    assert plain(change.after)[::2] == plain(change.before)


def test_a_row_that_took_anothers_place_is_compared_with_it():
    (change,) = changed(budget=[Line("Musik og lys", "50000.00", False)])

    assert plain(change.after) == ["Musik{ og lys} · 50.000 kr."]


def test_another_language_when_it_was_sent_is_no_change():
    english = [Partner("Skolen", "School", "school"), Partner("Kroen", "Business", "business")]
    goals = [Goal("Flere mødes", ["Communities"], ["faellesskaber"])]

    assert changed(partners=english, goals=goals, municipality="Frederikshavn kommune") == []


@pytest.mark.parametrize(
    ("fields", "unit"),
    [
        ({"area": "Havneby"}, ("sted", "name")),
        ({"municipality_code": 851, "municipality": "Aalborg"}, ("sted", "municipality")),
        ({"longitude": "10.60000"}, ("sted", "latitude")),
        ({"challenge": "x"}, ("udfordring", "challenge")),
        ({"answers": [Answer("udvikling", "Udvikling", "Hvordan?", "Mere")]}, ("kerneelementer", "udvikling")),
        ({"goals": []}, ("maal", "goals")),
        ({"activities": [Activity("Fest", "August", "Ny")]}, ("aktiviteter", "activities")),
        ({"budget": [*SENT.budget, Line("Kage", "100.00", True)]}, ("budget", "own")),
        ({"group": []}, ("styregruppe", "group")),
        ({"attachments": []}, ("bilag", "attachments")),
    ],
)
def test_every_unit_is_looked_at(fields, unit):
    assert [each.unit for each in changed(**fields)] == [unit]


def test_a_line_break_and_a_comma_are_changes_of_their_own():
    gone, new = changes.words("en to", "en,\nto")

    assert plain([gone, new]) == ["en[ ]to", "en{,\n}to"]


def test_changes_with_only_a_space_between_them_are_one():
    gone, new = changes.words("en to tre", "en syv ni")

    assert plain([gone, new]) == ["en [to tre]", "en {syv ni}"]


def test_texts_too_long_to_compare_are_exchanged():
    old, new = "a b " * 600, "b a " * 600

    assert changes.words(old, new) == ([Piece(GONE, old)], [Piece(NEW, new)])


def test_the_pieces_put_together_are_the_texts():
    old, new = "Vi mødes, når det regner.\n\nOg ellers ikke!", "Vi mødes altid.\nOgså når det regner – eller ikke?"

    gone, came = changes.words(old, new)

    assert ("".join(p.text for p in gone), "".join(p.text for p in came)) == (old, new)
