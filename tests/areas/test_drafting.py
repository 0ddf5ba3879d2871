from decimal import Decimal

import pytest

from areas import actions, content, drafting, merging
from areas.completeness import Section
from areas.models import BudgetLine, Partner
from tests import factories

NOW = factories.BEFORE_THE_DEADLINE


def values(expression, section):
    return drafting.values_of(section, content.read(expression))


def put(expression, section, said, *, by=None):
    """Save a section as somebody who has just opened it."""
    seen = merging.seen_of(values(expression, section))
    return actions.save_section(expression, section, said, seen=seen, by=by or expression.created_by, at=NOW).row


SAID = {
    Section.PLACE: {
        "name": "Havnby",
        "municipality": "813",
        "place": "Ved havnen",
        "latitude": "57.44070",
        "longitude": "10.53660",
        "partners": [{"name": "Skolen", "sector": "school"}, {"name": "Brugsen", "sector": ""}],
    },
    Section.CHALLENGE: {"challenge": "Vi vil mødes.\n\nMere."},
    Section.IDEA: {"idea": "En fest", "practice": "Hver uge"},
    Section.CORE: {"udvikling": "Vi bygger videre", "forankring": ""},
    Section.GOALS: {"goals": [{"text": "Flere mødes", "serves": ["faellesskaber"]}, {"text": "", "serves": []}]},
    Section.ACTIVITIES: {"activities": [{"title": "Fest", "when": "", "description": "For alle"}]},
    Section.BUDGET: {
        "grant": [{"what": "Musik", "amount": "12500.50"}, {"what": "Scene", "amount": ""}],
        "own": [{"what": "", "amount": "4000.00"}],
    },
}


def test_every_section_that_is_written_is_tried_here():
    assert set(SAID) == set(drafting.WRITTEN)


@pytest.mark.parametrize("section", SAID)
def test_what_is_saved_stands_there_though_it_is_incomplete(draft, section):
    put(draft, section, SAID[section])

    assert values(draft, section) == SAID[section]


@pytest.mark.parametrize("section", SAID)
def test_what_is_emptied_is_gone(complete, section):
    empty = {name: [] if isinstance(said, list) else "" for name, said in values(complete, section).items()} | (
        {"name": "Havnby"} if section == Section.PLACE else {}
    )

    put(complete, section, empty)

    assert values(complete, section) == empty


@pytest.mark.parametrize("section", SAID)
def test_what_is_unchanged_counts_no_version(complete, section):
    version = complete.version

    put(complete, section, values(complete, section))

    complete.refresh_from_db()
    assert complete.version == version


def test_a_row_keeps_its_identity_when_others_come_and_go(draft):
    first, second = {"name": "Skolen", "sector": "school"}, {"name": "Brugsen", "sector": "business"}
    put(draft, Section.PLACE, SAID[Section.PLACE] | {"partners": [first, second]})
    before = dict(Partner.objects.values_list("name", "pk"))

    put(
        draft,
        Section.PLACE,
        SAID[Section.PLACE] | {"partners": [second, {"name": "Kirken", "sector": "church"}, first]},
    )

    after = dict(Partner.objects.values_list("name", "pk"))
    assert (after["Skolen"], after["Brugsen"]) == (before["Skolen"], before["Brugsen"])
    assert [each["name"] for each in values(draft, Section.PLACE)["partners"]] == ["Brugsen", "Kirken", "Skolen"]


def test_two_partners_may_swap_names(draft):
    def partners(*names):
        rows = [{"name": name, "sector": sector} for name, sector in zip(names, ("school", "church"), strict=True)]
        return SAID[Section.PLACE] | {"partners": rows}

    put(draft, Section.PLACE, partners("Skolen", "Kirken"))

    put(draft, Section.PLACE, partners("kirken", "SKOLEN"))

    assert [each["name"] for each in values(draft, Section.PLACE)["partners"]] == ["kirken", "SKOLEN"]


def test_a_renamed_line_is_the_same_line(draft):
    put(draft, Section.BUDGET, {"grant": [{"what": "Musik", "amount": "100.00"}], "own": []})
    before = BudgetLine.objects.get()

    put(draft, Section.BUDGET, {"grant": [{"what": "Musikere", "amount": "200.00"}], "own": []})

    after = BudgetLine.objects.get()
    assert (after.pk, after.what, after.amount) == (before.pk, "Musikere", Decimal(200))


def test_a_text_that_others_changed_is_not_overwritten(draft, anna):
    opened = merging.seen_of(values(draft, Section.CHALLENGE))
    ejnar = actions.add_member(draft, name="Ejnar Prøve", email="ejnar@eksempel.dk", phone="", by=anna, at=NOW).person
    put(draft, Section.CHALLENGE, {"challenge": "Ejnars tekst"}, by=ejnar)

    saved = actions.save_section(draft, Section.CHALLENGE, {"challenge": "Annas tekst"}, seen=opened, by=anna, at=NOW)

    assert saved.conflicts == ["challenge"]
    assert saved.values == {"challenge": "Ejnars tekst"}
    assert values(draft, Section.CHALLENGE) == {"challenge": "Ejnars tekst"}


def test_two_who_write_in_different_fields_of_a_section_are_both_kept(draft, anna):
    opened = values(draft, Section.IDEA)
    put(draft, Section.IDEA, opened | {"practice": "Ejnars tekst"})

    saved = actions.save_section(
        draft, Section.IDEA, opened | {"idea": "Annas tekst"}, seen=merging.seen_of(opened), by=anna, at=NOW
    )

    assert saved.conflicts == []
    assert values(draft, Section.IDEA) == {"idea": "Annas tekst", "practice": "Ejnars tekst"}


def test_two_who_each_add_a_line_keep_both(draft, anna):
    line = {"what": "Musik", "amount": "100.00"}
    put(draft, Section.BUDGET, {"grant": [line], "own": []})
    opened = values(draft, Section.BUDGET)
    put(draft, Section.BUDGET, {"grant": [line, {"what": "Scene", "amount": "200.00"}], "own": []})

    mine = {"grant": [line, {"what": "Lys", "amount": "300.00"}], "own": []}
    actions.save_section(draft, Section.BUDGET, mine, seen=merging.seen_of(opened), by=anna, at=NOW)

    assert [each["what"] for each in values(draft, Section.BUDGET)["grant"]] == ["Musik", "Lys", "Scene"]


def test_a_form_that_changes_nothing_lets_what_others_wrote_stand(draft, anna):
    opened = values(draft, Section.CHALLENGE)
    put(draft, Section.CHALLENGE, {"challenge": "Ejnars tekst"})

    saved = actions.save_section(draft, Section.CHALLENGE, opened, seen=merging.seen_of(opened), by=anna, at=NOW)

    assert saved.conflicts == []
    assert values(draft, Section.CHALLENGE) == {"challenge": "Ejnars tekst"}


def test_another_section_may_change_meanwhile(draft, anna):
    opened = merging.seen_of(values(draft, Section.CHALLENGE))
    put(draft, Section.IDEA, SAID[Section.IDEA])

    actions.save_section(draft, Section.CHALLENGE, {"challenge": "Annas tekst"}, seen=opened, by=anna, at=NOW)

    assert values(draft, Section.IDEA) == SAID[Section.IDEA]
    assert values(draft, Section.CHALLENGE) == {"challenge": "Annas tekst"}
