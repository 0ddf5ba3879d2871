"""The sections as a browser without script uses them: what is typed is saved, refused with a sentence or given back."""

import dataclasses

import pytest
from django.urls import reverse

from areas import actions, content, drafting, merging
from areas.completeness import Section
from areas.models import ExpressionOfInterest, LocalGoal, Municipality, Partner
from people import second_factor
from programme.models import Goal, GoalLevel
from tests import factories

from .pages import address, at, fields_of, save, typed

NOW = factories.BEFORE_THE_DEADLINE
WRITTEN = [
    Section.PLACE,
    Section.CHALLENGE,
    Section.IDEA,
    Section.CORE,
    Section.GOALS,
    Section.ACTIVITIES,
    Section.BUDGET,
]


def said(expression):
    return content.read(ExpressionOfInterest.objects.get(pk=expression.pk))


# --- reading


@pytest.mark.parametrize("section", list(Section))
def test_every_section_has_its_page(as_anna, draft, section):
    response = as_anna.get(address(draft, section))

    assert response.status_code == 200
    assert f"<h1>{section.label}" in response.text or section == Section.ATTACHMENTS
    assert "Trin " in response.text


@pytest.mark.parametrize(
    ("section", "queries"),
    [
        (Section.PLACE, 5),  # session, person, expression, all it says, municipalities
        (Section.CHALLENGE, 4),
        (Section.IDEA, 4),
        (Section.CORE, 4),
        (Section.GOALS, 5),  # the programme's goals
        (Section.ACTIVITIES, 4),
        (Section.BUDGET, 4),
        (Section.GROUP, 6),  # the memberships, the invitations
        (Section.ATTACHMENTS, 6),  # the files, and those on their way
    ],
)
def test_a_page_takes_few_queries_however_much_stands_there(
    as_anna, complete, section, queries, django_assert_num_queries
):
    as_anna.get(address(complete, section))
    with django_assert_num_queries(queries):
        as_anna.get(address(complete, section))
    Partner.objects.bulk_create(
        Partner(area=complete.area, position=n, name=f"Nr. {n}", sector="school") for n in range(9, 35)
    )
    LocalGoal.objects.bulk_create(LocalGoal(expression=complete, position=n, text=f"Mål {n}") for n in range(2, 10))

    with django_assert_num_queries(queries):
        as_anna.get(address(complete, section))


def test_a_page_that_is_only_read_changes_nothing(as_anna, complete):
    before = ExpressionOfInterest.objects.values().get(pk=complete.pk)

    for section in Section:
        as_anna.get(address(complete, section))
        as_anna.head(address(complete, section))

    assert ExpressionOfInterest.objects.values().get(pk=complete.pk) == before


@pytest.mark.parametrize("name", ["findes-ikke", "STED", "send"])
def test_there_are_nine_sections_and_no_others(as_anna, draft, name):
    response = as_anna.get(reverse("expression_section", args=[draft.uid, name]))

    assert response.status_code == (405 if name == "send" else 404)


# --- saving


@pytest.mark.parametrize("section", WRITTEN)
def test_a_page_saved_as_it_was_opened_changes_nothing(as_anna, complete, section):
    before = said(complete)
    version = complete.version

    response = save(as_anna, complete, section)

    assert response.status_code == 302
    assert said(complete) == before
    complete.refresh_from_db()
    assert complete.version == version


@pytest.mark.parametrize("section", WRITTEN)
def test_an_empty_page_can_be_saved(as_anna, draft, section):
    assert save(as_anna, draft, section).status_code == 302


def test_saving_goes_to_the_next_section_or_to_the_overview(as_anna, draft):
    onwards = save(as_anna, draft, Section.CHALLENGE, challenge="Vi vil mødes")
    fields = typed(as_anna, draft, Section.CHALLENGE)
    overview = as_anna.post(address(draft, Section.CHALLENGE), fields | {"overview": "1"})

    assert onwards.headers["Location"] == address(draft, Section.IDEA)
    assert overview.headers["Location"] == draft.get_absolute_url()
    assert said(draft).challenge == "Vi vil mødes"


def test_place_and_partners(as_anna, draft):
    save(
        as_anna,
        draft,
        Section.PLACE,
        name="Havnby og omegn",
        municipality="813",
        place="På havnen",
        partners__0__name="Skolen",
        partners__0__sector="school",
        partners__2__name="Brugsen",
    )

    now = said(draft)
    assert (now.area, now.municipality, now.place) == ("Havnby og omegn", "Frederikshavn", "På havnen")
    assert [(each.name, each.sector_key) for each in now.partners] == [("Skolen", "school"), ("Brugsen", "")]


def test_core_elements_goals_and_activities(as_anna, draft):
    save(as_anna, draft, Section.CORE, udvikling="Vi bygger videre")
    save(as_anna, draft, Section.GOALS, goals__0__text="Flere mødes", goals__0__serves=["faellesskaber"])
    save(as_anna, draft, Section.ACTIVITIES, activities__0__title="Fest", activities__0__when="August")

    now = said(draft)
    assert [answer.text for answer in now.answers] == ["Vi bygger videre", ""]
    assert [(goal.text, goal.serves_keys) for goal in now.goals] == [("Flere mødes", ["faellesskaber"])]
    assert [(each.title, each.when) for each in now.activities] == [("Fest", "August")]


def test_a_budget_that_does_not_add_up_is_saved_and_said(as_anna, draft):
    save(
        as_anna,
        draft,
        Section.BUDGET,
        grant__0__what="Musik",
        grant__0__amount="12.500,50 kr.",
        own__0__what="Kaffe",
        own__0__amount="4 000",
    )

    now = said(draft)
    assert (now.grant_total, now.own_total) == ("12500.50", "4000.00")
    page = as_anna.get(address(draft, Section.BUDGET)).text
    assert "Budgettet mangler 37.499,50 kr. i at nå 50.000 kr." in page
    assert "Der mangler 37.499,50 kr., før budgettet går op." in page
    assert 'value="12.500,50"' in page


def test_what_looks_like_markup_is_text(as_anna, draft):
    save(as_anna, draft, Section.CHALLENGE, challenge="<script>alert(1)</script> & <b>fed</b>")

    for page in (address(draft, Section.CHALLENGE), at("expression_check", draft)):
        text = as_anna.get(page).text
        assert "<script>alert" not in text
        assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;fed" in text


def test_what_nobody_can_see_is_not_stored(as_anna, draft):
    save(as_anna, draft, Section.CHALLENGE, challenge="Vi\x00 vil\x07 mødes\u202e")

    assert said(draft).challenge == "Vi vil mødes"


# --- what is wrong


@pytest.mark.parametrize(
    ("section", "fields", "sentence"),
    [
        (Section.PLACE, {"name": ""}, "Skriv, hvad området hedder."),
        (Section.PLACE, {"name": "x" * 81}, "der er plads til 80 tegn, og du har skrevet 81"),
        (Section.PLACE, {"municipality": "999"}, "Vælg en af de 11 kommuner på listen."),
        (Section.PLACE, {"latitude": "1", "longitude": "1"}, "Stedet ligger ikke i Nordjylland."),
        (Section.PLACE, {"latitude": "her", "longitude": ""}, "Stedet ligger ikke i Nordjylland."),
        (Section.PLACE, {"partners__0__sector": "sky"}, "Vælg en af sektorerne på listen."),
        (
            Section.PLACE,
            {"partners__0__name": "Skolen", "partners__2__name": "SKOLEN"},
            "Den partner står der allerede.",
        ),
        (Section.CHALLENGE, {"challenge": "x" * 3001}, "på 3000 tegn, og du har skrevet 3001"),
        (Section.CORE, {"udvikling": "x" * 2001}, "på 2000 tegn, og du har skrevet 2001"),
        (Section.GOALS, {"goals__0__text": "Mål", "goals__0__serves": ["sky"]}, "Vælg blandt programmets mål"),
        (Section.ACTIVITIES, {"activities__0__title": "x" * 121}, "der er plads til 120 tegn"),
        (Section.BUDGET, {"grant__0__amount": "-5", "grant__0__what": "Musik"}, "Beløbet skal være større end 0 kr."),
        (Section.BUDGET, {"grant__0__amount": "mange", "grant__0__what": "Musik"}, "Skriv beløbet med tal"),
        (Section.BUDGET, {"own__0__amount": "9" * 20, "own__0__what": "Musik"}, "er der ikke plads til"),
        (Section.BUDGET, {"grant-TOTAL_FORMS": "99"}, "Der er ikke plads til flere end 40 rækker."),
        (Section.BUDGET, {"grant-TOTAL_FORMS": "mange"}, "Siden kom ikke helt frem til os."),
    ],
)
def test_what_is_wrong_gets_its_sentence_and_the_rest_is_kept(as_anna, draft, section, fields, sentence):
    before = said(draft)

    response = save(as_anna, draft, section, **fields)

    assert response.status_code == 422
    assert sentence in response.text
    assert "error-summary" in response.text
    # The rest of the page is saved: on that of the place, the point at the municipality's seat.
    assert dataclasses.replace(said(draft), latitude="", longitude="") == before
    kept = fields_of(response)
    for name, value in fields.items():
        if "TOTAL" not in name and isinstance(value, str):
            # A choice that is not on the list cannot be chosen on the page that comes back.
            assert value in ("999", "sky") or kept[name.replace("__", "-")] == [value]


def test_two_errors_are_both_said_and_each_leads_to_its_field(as_anna, draft):
    response = save(
        as_anna, draft, Section.PLACE, name="x" * 81, partners__1__name="y" * 121, partners__0__name="Skolen"
    )

    assert "Der er 2 fejl" in response.text
    assert 'href="#id_name"' in response.text
    assert 'href="#id_partners-1-name"' in response.text
    assert fields_of(response)["partners-0-name"] == ["Skolen"]


# --- rows without script


def test_one_more_row_keeps_everything_that_was_typed_and_saves_nothing(as_anna, draft):
    fields = typed(
        as_anna, draft, Section.BUDGET, grant__0__what="Musik", grant__0__amount="rigtig mange", own__0__what="Kaffe"
    )

    response = as_anna.post(address(draft, Section.BUDGET), fields | {"add": "grant"})

    assert response.status_code == 200
    now = fields_of(response)
    assert now["grant-TOTAL_FORMS"] == ["4"]
    assert (now["grant-0-what"], now["grant-0-amount"], now["own-0-what"]) == (["Musik"], ["rigtig mange"], ["Kaffe"])
    assert "grant-3-what" in now
    assert now["seen"] == fields["seen"]
    assert said(draft).budget == []


def test_one_row_less_is_that_row(as_anna, draft):
    fields = typed(
        as_anna,
        draft,
        Section.PLACE,
        partners__0__name="Skolen",
        partners__1__name="Brugsen",
        partners__2__name="Kirken",
    )

    response = as_anna.post(address(draft, Section.PLACE), fields | {"remove": "partners-1"})

    now = fields_of(response)
    assert (now["partners-0-name"], now["partners-1-name"]) == (["Skolen"], ["Kirken"])


@pytest.mark.parametrize(
    "pressed",
    [
        {"add": "x"},
        {"remove": "partners-99"},
        {"remove": "x"},
        {"remove": f"partners-{'9' * 5000}"},
        {"add": "own"},
        {"move": "n", "latitude": "sNaN", "longitude": "10"},
        {"move": "n", "latitude": "1e9999999", "longitude": "NaN"},
    ],
    ids=lambda pressed: str(pressed)[:40],
)
def test_a_made_up_button_does_no_harm(as_anna, draft, pressed):
    fields = typed(as_anna, draft, Section.PLACE, partners__0__name="Skolen")

    response = as_anna.post(address(draft, Section.PLACE), fields | pressed)

    assert response.status_code == 200
    assert fields_of(response)["partners-0-name"] == ["Skolen"]


def test_an_example_fills_the_first_empty_goal(as_anna, draft):
    Goal.objects.create(
        programme=draft.programme, key="eksempel", level=GoalLevel.LOCAL, text="Skabe et forum", position=9
    )
    page = as_anna.get(address(draft, Section.GOALS)).text
    assert "Skabe et forum" in page

    response = as_anna.post(
        address(draft, Section.GOALS), typed(as_anna, draft, Section.GOALS) | {"example": "eksempel"}
    )

    assert fields_of(response)["goals-0-text"] == ["Skabe et forum"]


# --- the map


def test_who_chooses_no_point_gets_the_seat_of_the_municipality(as_anna, draft):
    Municipality.objects.update_or_create(
        code=825, defaults={"name": "Læsø", "latitude": "57.27130", "longitude": "10.99860"}
    )
    save(as_anna, draft, Section.PLACE, municipality="813")
    frederikshavn = said(draft)

    save(as_anna, draft, Section.PLACE, municipality="825")

    assert (frederikshavn.latitude, said(draft).latitude) == ("57.44070", "57.27130")


def test_a_press_on_the_map_moves_the_point_and_keeps_what_was_typed(as_anna, draft):
    fields = typed(as_anna, draft, Section.PLACE, place="På havnen") | {"map.x": "140", "map.y": "100"}

    response = as_anna.post(address(draft, Section.PLACE), fields)

    now = fields_of(response)
    assert now["place"] == ["På havnen"]
    assert 9.6 < float(now["longitude"][0]) < 9.8
    assert said(draft).longitude == ""
    as_anna.post(address(draft, Section.PLACE), now | {"save": "1"})
    assert said(draft).longitude == now["longitude"][0]


def test_the_buttons_move_the_point_by_a_kilometre(as_anna, draft):
    fields = typed(as_anna, draft, Section.PLACE, latitude="57.00000", longitude="10.00000") | {"move": "n"}

    response = as_anna.post(address(draft, Section.PLACE), fields)

    assert fields_of(response)["latitude"] == ["57.00900"]


def test_return_in_a_text_box_saves(as_anna, draft):
    fields = typed(as_anna, draft, Section.PLACE, place="På havnen") | {"map.x": "0", "map.y": "0"}

    response = as_anna.post(address(draft, Section.PLACE), fields)

    assert response.status_code == 302
    assert said(draft).place == "På havnen"


# --- two at once


def test_a_stale_page_shows_both_texts_and_overwrites_nothing(as_anna, complete, member, client):
    fields = typed(as_anna, complete, Section.CHALLENGE, challenge="Annas nye tekst")
    client.force_login(member)
    save(client, complete, Section.CHALLENGE, challenge="Ejnars nye tekst")

    response = as_anna.post(address(complete, Section.CHALLENGE), fields | {"save": "1"})

    assert response.status_code == 409
    assert "Der er gemt noget andet samme sted, mens du skrev" in response.text
    assert "Ejnars nye tekst" in response.text
    assert fields_of(response)["challenge"] == ["Annas nye tekst"]
    assert said(complete).challenge == "Ejnars nye tekst"
    knowingly = as_anna.post(address(complete, Section.CHALLENGE), fields_of(response) | {"save": "1"})
    assert knowingly.status_code == 302
    assert said(complete).challenge == "Annas nye tekst"


def test_what_was_typed_about_a_core_element_stays_in_its_field_too(as_anna, complete, member):
    opened = typed(as_anna, complete, Section.CORE, udvikling="Annas nye tekst")
    stood = drafting.values_of(Section.CORE, content.read(complete))
    fields = {"seen": merging.seen_of(stood), "by": member, "at": factories.BEFORE_THE_DEADLINE}
    actions.save_section(complete, Section.CORE, stood | {"udvikling": "Ejnars nye tekst"}, **fields)

    response = as_anna.post(address(complete, Section.CORE), opened | {"save": "1"})

    assert response.status_code == 409
    assert fields_of(response)["udvikling"] == ["Annas nye tekst"]


def test_every_section_can_show_both_texts(as_anna, complete, member):
    for section in WRITTEN:
        fields = typed(as_anna, complete, section) | {"seen": "made from something else", "save": "1"}

        response = as_anna.post(address(complete, section), fields | CHANGES[section])

        assert response.status_code == 409, section
        assert "Det, der er gemt" in response.text


CHANGES = {
    Section.PLACE: {"place": "Et andet sted"},
    Section.CHALLENGE: {"challenge": "Noget andet"},
    Section.IDEA: {"idea": "Noget andet"},
    Section.CORE: {"udvikling": "Noget andet"},
    Section.GOALS: {"goals-0-text": "Noget andet"},
    Section.ACTIVITIES: {"activities-0-title": "Noget andet"},
    Section.BUDGET: {"grant-0-what": "Noget andet"},
}


# --- who may


@pytest.mark.parametrize("section", list(Section))
def test_what_is_sent_is_not_edited(as_anna, submitted, section):
    response = as_anna.get(address(submitted, section))

    if section == Section.GROUP:  # the group may change as long as the contact person is there
        assert response.status_code == 200
    else:
        assert response.headers["Location"] == submitted.get_absolute_url()


def test_a_page_that_was_open_when_it_was_sent_is_not_saved(as_anna, complete, anna):
    fields = typed(as_anna, complete, Section.CHALLENGE, challenge="For sent")
    actions.submit(complete, by=anna, arrived_at=NOW, version=complete.version)

    response = as_anna.post(address(complete, Section.CHALLENGE), fields | {"save": "1"}, follow=True)

    assert "Interesseerklæringen kan ikke rettes nu" in response.text
    assert said(complete).challenge != "For sent"


def test_the_team_reads_and_does_not_write(complete, bo, client, today, settings):
    settings.DEMO = True
    client.force_login(bo)
    session = client.session
    session[second_factor.SKIPPED] = True
    session.save()

    response = client.get(address(complete, Section.CHALLENGE), follow=True)

    assert "Kun styregruppen kan skrive i den." in response.text
