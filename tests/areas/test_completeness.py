from dataclasses import replace

import pytest
from django.utils import translation

from areas import content
from areas.completeness import Section, is_begun, missing_to_submit
from areas.content import Activity, Goal, Line, Partner
from tests import factories


@pytest.fixture
def said(complete):
    return content.read(complete)


def sentences(said, programme):
    return [(each.section, each.field, each.sentence) for each in missing_to_submit(said, programme)]


def test_a_complete_one_lacks_nothing(said, programme):
    assert sentences(said, programme) == []


def test_a_new_draft_lacks_something_in_every_section_but_the_attachments(draft, programme):
    lacking = {section for section, _field, _sentence in sentences(content.read(draft), programme)}

    assert lacking == set(Section) - {Section.ATTACHMENTS}


SCHOOL, CHURCH = Partner("Skolen", "Skole", "school"), Partner("Kirken", "Kirke", "church")


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"municipality": ""}, "municipality", "Vælg, hvilken kommune området ligger i."),
        ({"latitude": ""}, "latitude", "Sæt området på kortet."),
        ({"partners": [SCHOOL, CHURCH]}, "partners", "Skriv mindst 1 partner mere."),
        ({"partners": []}, "partners", "Skriv mindst 3 partnere mere."),
        (
            {"partners": [SCHOOL, replace(SCHOOL, name="B"), replace(SCHOOL, name="C")]},
            "partners",
            "Partnerne skal komme fra mindst 2 forskellige sektorer.",
        ),
        (
            {"partners": [SCHOOL, CHURCH, Partner("Brugsen", "", "")]},
            "partners-2-sector",
            "Vælg, hvilken sektor “Brugsen” hører til.",
        ),
        (
            {"partners": [SCHOOL, Partner("", "Kirke", "church"), CHURCH]},
            "partners-1-name",
            "Skriv navnet på partner 2.",
        ),
        ({"challenge": ""}, "challenge", "Beskriv den udfordring eller vision, I er fælles om."),
        ({"idea": ""}, "idea", "Fortæl, hvad jeres idé er."),
        ({"practice": ""}, "practice", "Fortæl, hvordan I vil gøre det i praksis."),
        ({"goals": []}, "goals", "Skriv mindst ét mål, der er jeres eget."),
        (
            {"goals": [Goal("Flere mødes", [], [])]},
            "goals-0-serves_0",
            "Vælg, hvilke af programmets mål “Flere mødes” bidrager til.",
        ),
        ({"goals": [Goal("", ["Fællesskaber"], ["x"])]}, "goals-0-text", "Skriv, hvad mål 1 er."),
        ({"activities": []}, "activities", "Skriv mindst én aktivitet og hvornår cirka."),
        ({"activities": [Activity("Fest", "", "")]}, "activities-0-when", "Skriv, hvornår cirka “Fest” er."),
        ({"activities": [Activity("", "August", "")]}, "activities-0-title", "Skriv, hvad aktivitet 1 hedder."),
        ({"budget": [], "grant_total": "0.00"}, "grant", "Læg et budget for de 50.000 kr."),
        ({"grant_total": "45000.00"}, "grant", "Budgettet mangler 5.000 kr. i at nå 50.000 kr."),
        ({"grant_total": "50000.50"}, "grant", "Budgettet er 0,50 kr. over de 50.000 kr."),
        ({"budget": [Line("Musik", "", own=False)]}, "grant-0-amount", "Skriv, hvor meget “Musik” koster."),
        ({"budget": [Line("", "4000.00", own=True)]}, "own-0-what", "Skriv, hvad de 4.000 kr. går til."),
    ],
)
def test_what_lacks_is_said_at_its_field(said, programme, changed, field, sentence):
    found = sentences(replace(said, **changed), programme)

    assert [each[1:] for each in found] == [(field, sentence)]


def test_the_contact_person_alone_is_no_group(said, programme):
    found = sentences(replace(said, group=said.group[:1]), programme)

    assert found == [(Section.GROUP, "group", "Skriv mindst ét medlem af styregruppen mere end kontaktpersonen.")]


def test_the_contact_person_can_be_telephoned(said, programme):
    group = [replace(said.group[0], phone=""), said.group[1]]

    assert sentences(replace(said, group=group), programme) == [
        (Section.GROUP, "phone", "Skriv kontaktpersonens telefonnummer.")
    ]


def test_own_funding_does_not_count_towards_the_grant(said, programme):
    own = replace(said, budget=[*said.budget, Line("Kaffe", "9000.00", own=True)], own_total="9000.00")

    assert sentences(own, programme) == []


def test_the_labels_are_in_the_readers_language_and_the_keys_are_not(complete):
    with translation.override("en"):
        english = content.read(complete)

    assert english.partners[0].sector_key == content.read(complete).partners[0].sector_key


def test_a_section_is_begun_when_anything_stands_in_it(said, carla):
    empty = content.read(factories.expression.draft(carla, name="Andetsteds"))

    assert not any(is_begun(section, empty) for section in Section)
    assert [section for section in Section if not is_begun(section, said)] == [Section.ATTACHMENTS]
