"""What the area sees when the team has asked something, and what it may still write."""

import datetime as dt

import pytest
from django.urls import reverse

from areas import actions
from areas.completeness import Section
from areas.models import ExpressionOfInterest, Submission
from notices.models import Message
from tests import factories
from tests.house_rules.places import a_document

from .pages import address, at, fields_of, save, typed

NOW = factories.BEFORE_THE_DEADLINE
AFTER = factories.ANSWER_ON + dt.timedelta(days=1)


@pytest.fixture
def next_day(today, settings):
    """The answer comes a day after the question, at whatever time of day the tests run."""
    settings.TODAY = today + dt.timedelta(days=1)


def stands(expression) -> ExpressionOfInterest:
    return ExpressionOfInterest.objects.get(pk=expression.pk)


def press_send(client, expression):
    return client.post(at("expression_send", expression), {"version": str(stands(expression).version)}, follow=True)


# --- the task list


def test_the_questions_come_first_with_their_day_and_lead_to_the_field(as_anna, sent_back):
    page = as_anna.get(at("expression", sent_back)).text

    assert "Kulturteamet har et spørgsmål" in page
    assert "Svar senest <b>2. maj 2025</b> kl. 23.59." in page
    assert f'href="{address(sent_back, Section.IDEA)}#sp-practice"' in page
    assert page.index("Hvem gør hvad?") < page.index("De ni afsnit")
    assert page.count("Kan ikke ændres") == 8
    assert page.count("Skal besvares") == 1


def test_what_was_answered_is_no_longer_to_be_answered(as_anna, sent_back):
    save(as_anna, sent_back, Section.IDEA, practice="Anna og Ejnar")

    assert "Skal besvares" not in as_anna.get(at("expression", sent_back)).text


def test_before_the_answer_is_sent_the_page_says_which_question_nobody_has_answered(as_anna):
    asked = factories.expression.sent_back((("ide", "practice"), "Hvem?"), (("ide", "idea"), "Hvad?"))
    save(as_anna, asked, Section.IDEA, practice="Anna og Ejnar")

    page = as_anna.get(at("expression_check", asked)).text

    questions = page[page.index("Kulturteamet har 2 spørgsmål") : page.index("Når I har svaret")]
    assert questions.count("ikke ændret endnu") == 1
    assert questions.index("ikke ændret endnu") < questions.index("Hvad?") < questions.index("Hvem?")


def test_five_queries_with_questions_too(programme, as_anna, django_assert_num_queries):
    """Session, person, expression, all it says with its questions, and who changed it last; as for any draft."""
    one = factories.expression.sent_back()
    as_anna.get(at("expression", one))
    with django_assert_num_queries(5):
        as_anna.get(at("expression", one))
    units = [("sted", "name"), ("sted", "place"), ("sted", "partners"), ("ide", "idea"), ("maal", "goals")]
    many = factories.expression.sent_back(*((unit, "Hvorfor?") for unit in units), name="Klitby")

    with django_assert_num_queries(5):
        as_anna.get(at("expression", many))


def test_my_page_says_what_to_do_and_by_when(as_anna, sent_back):
    page = as_anna.get("/min-side/").text

    assert "Svar på spørgsmålene til interesseerklæringen for Havnby" in page
    assert "Frist: 2. maj 2025" in page
    assert "Sendt tilbage" in page


def test_when_the_day_is_over_the_page_says_what_stands_and_turns_nobody_away(as_anna, sent_back, settings):
    settings.TODAY = AFTER

    page = as_anna.get(at("expression", sent_back)).text

    assert "Svarfristen er passeret" in page
    assert "Nu gælder det, I sendte først. I kan stadig svare" in page


def test_a_later_day_for_the_area_is_said(as_anna, draft, bo):
    actions.extend(draft, until=dt.date(2025, 5, 9), reason="Brand", by=bo, at=NOW)

    page = as_anna.get(at("expression", draft)).text

    assert "Frist for jer: <b>9. maj 2025</b> kl. 23.59." in page
    assert "Der er <b>17 dage</b> tilbage." in page


# --- the sections


def test_the_section_has_only_the_field_that_was_asked_about_with_what_stood_there(as_anna, sent_back, anna):
    save(as_anna, sent_back, Section.IDEA, practice="Anna og Ejnar")

    response = as_anna.get(address(sent_back, Section.IDEA))

    assert set(fields_of(response)) == {"seen", "whose", "practice"}
    asked = response.text.partition('id="sp-practice"')[2].partition("</details>")[0]
    assert "Hvem gør hvad?" in asked
    assert "Stillet af Bo Lund, 22. april 2025." in asked
    assert "Vi mødes hver uge" in asked


@pytest.mark.parametrize(
    ("unit", "shown"),
    [
        ("name", {"name"}),
        ("municipality", {"municipality", "latitude", "longitude"}),
        ("latitude", {"latitude", "longitude"}),
        ("partners", {f"partners-{n}-{part}" for n in range(3) for part in ("name", "sector")}),
    ],
)
def test_the_place_has_what_was_asked_about(programme, as_anna, unit, shown):
    back = factories.expression.sent_back((("sted", unit), "Hvorfor?"))

    fields = set(fields_of(as_anna.get(address(back, Section.PLACE))))

    assert fields - {"seen", "whose", "partners-TOTAL_FORMS", "partners-INITIAL_FORMS"} == shown


def test_another_municipality_takes_the_point_along(programme, as_anna):
    factories.municipality(851, "Aalborg")
    back = factories.expression.sent_back((("sted", "municipality"), "Hvilken?"))

    save(as_anna, back, Section.PLACE, municipality="851")

    area = stands(back).area
    assert (area.municipality_id, area.name, area.partners.count()) == (851, "Havnby", 3)


@pytest.mark.parametrize("part", ["grant", "own"])
def test_of_the_budget_one_half(programme, as_anna, part):
    back = factories.expression.sent_back((("budget", part), "Hvad er det til?"))

    response = save(as_anna, back, Section.BUDGET, **{f"{part}__0__what": "Ny linje", f"{part}__0__amount": "50.000"})

    assert response.status_code == 302
    lines = set(back.budget_lines.values_list("funding", "what"))
    assert lines == ({("grant", "Ny linje")} if part == "grant" else {("grant", "Musikere"), ("own", "Ny linje")})


def test_a_row_more_in_what_was_asked_about(programme, as_anna):
    back = factories.expression.sent_back((("aktiviteter", "activities"), "Flere?"))

    response = as_anna.post(
        address(back, Section.ACTIVITIES), typed(as_anna, back, Section.ACTIVITIES) | {"add": "activities"}
    )

    assert "activities-1-title" in fields_of(response)


def test_a_section_nobody_asked_about_is_text_and_takes_nothing(as_anna, sent_back):
    page = as_anna.get(address(sent_back, Section.CHALLENGE))
    assert "Kulturteamet har ikke spurgt til dette afsnit" in page.text
    assert "Vi vil samle byen" in page.text
    assert "<textarea" not in page.text

    response = as_anna.post(address(sent_back, Section.CHALLENGE), {"challenge": "Noget andet", "save": "1"})

    assert response.status_code == 409
    assert stands(sent_back).challenge == "Vi vil samle byen"


def test_a_page_opened_before_it_was_sent_back_keeps_no_more_than_was_asked_and_loses_no_word(
    as_anna, complete, anna, bo
):
    opened = typed(as_anna, complete, Section.IDEA, idea="Min nye idé", practice="Mit nye svar")
    press_send(as_anna, complete)
    asked = [actions.Asked(("ide", "practice"), "Hvem gør hvad?")]
    actions.send_back(complete, asked, number=1, answer_on=factories.ANSWER_ON, by=bo, at=NOW)

    response = as_anna.post(address(complete, Section.IDEA), opened | {"save": "1"})

    assert response.status_code == 409
    assert "Noget af det, du skrev, kan ikke gemmes nu" in response.text
    assert "Min nye idé" in response.text
    assert fields_of(response)["practice"] == ["Mit nye svar"]
    assert "idea" not in fields_of(response)
    assert (stands(complete).idea, stands(complete).practice) == ("En fest", "Mit nye svar")
    again = as_anna.post(address(complete, Section.IDEA), fields_of(response) | {"save": "1"})
    assert again.status_code == 302
    assert (stands(complete).idea, stands(complete).practice) == ("En fest", "Mit nye svar")


def sent_back_while_open(client, complete, bo, section, **changes) -> dict:
    """What a page carries that was opened, and written in, before the team asked about practice."""
    opened = typed(client, complete, section, **changes)
    press_send(client, complete)
    asked = [actions.Asked(("ide", "practice"), "Hvem gør hvad?")]
    actions.send_back(complete, asked, number=1, answer_on=factories.ANSWER_ON, by=bo, at=NOW)
    return opened


def autosave(client, expression, section, fields):
    return client.post(reverse("expression_autosave", args=[expression.uid, section.value]), fields)


def test_such_a_page_saves_by_itself_what_was_asked_about_and_says_at_the_field_what_is_closed(as_anna, complete, bo):
    fields = sent_back_while_open(as_anna, complete, bo, Section.IDEA, idea="Min nye idé", practice="Mit nye svar")

    answer = autosave(as_anna, complete, Section.IDEA, fields).json()

    assert list(answer["errors"]) == ["id_idea"]
    assert answer["unsaved"] == ["Jeres idé"]
    assert list(answer["seen"]) == ["practice"]
    assert (stands(complete).idea, stands(complete).practice) == ("En fest", "Mit nye svar")


def test_such_a_page_names_the_list_that_is_closed(as_anna, complete, bo):
    asked = [actions.Asked(("budget", "own"), "Hvem betaler?")]
    fields = typed(as_anna, complete, Section.BUDGET, grant__0__amount="1")
    actions.submit(complete, by=complete.created_by, arrived_at=NOW, version=complete.version)
    actions.send_back(complete, asked, number=1, answer_on=factories.ANSWER_ON, by=bo, at=NOW)

    assert autosave(as_anna, complete, Section.BUDGET, fields).json()["unsaved"] == ["Budget"]


def test_what_nobody_touched_on_such_a_page_is_no_error(as_anna, complete, bo):
    fields = sent_back_while_open(as_anna, complete, bo, Section.IDEA, practice="Mit nye svar")

    assert autosave(as_anna, complete, Section.IDEA, fields).json()["errors"] == {}
    assert as_anna.post(address(complete, Section.IDEA), fields | {"save": "1"}).status_code == 302


def test_in_a_closed_section_it_saves_nothing_and_shows_the_text_when_it_is_pressed(as_anna, complete, bo):
    fields = sent_back_while_open(as_anna, complete, bo, Section.CHALLENGE, challenge="Vi vil noget andet")

    by_itself = autosave(as_anna, complete, Section.CHALLENGE, fields)
    pressed = as_anna.post(address(complete, Section.CHALLENGE), fields | {"save": "1"})

    assert (by_itself.status_code, pressed.status_code) == (409, 409)
    assert "Kulturteamet har ikke spurgt til dette afsnit" in by_itself.json()["closed"]
    assert "Vi vil noget andet" in pressed.text
    assert stands(complete).challenge == "Vi vil samle byen"


def test_a_row_more_asked_for_on_such_a_page_loses_no_word(as_anna, complete, bo):
    fields = sent_back_while_open(as_anna, complete, bo, Section.GOALS, goals__0__text="Et nyt mål")

    assert "Et nyt mål" in as_anna.post(address(complete, Section.GOALS), fields | {"add": "goals"}).text


def test_a_file_in_slices_is_refused_unless_asked_about(as_anna, sent_back):
    said = {"name": "havn.jpg", "size": "500", "hint": "1"}

    response = as_anna.post(at("expression_incoming", sent_back), said, headers={"Accept": "application/json"})

    assert response.status_code == 409
    assert "Kulturteamet har ikke spurgt til bilagene" in response.text


def test_the_role_can_be_handed_over_all_the_same(as_anna, sent_back):
    member = sent_back.area.memberships.get(role="member")
    page = as_anna.get(address(sent_back, Section.GROUP)).text
    assert at("expression_hand_over", sent_back) in page

    as_anna.post(at("expression_hand_over", sent_back), {"to": str(member.uid), "leaves": "stays"})

    member.refresh_from_db()
    assert member.role == "contact"


def test_files_and_group_are_closed_unless_asked_about(as_anna, complete, anna, bo):
    attachment = actions.attach(complete, a_document(anna), title="Havnen", by=anna, at=NOW)
    press_send(as_anna, complete)
    asked = [actions.Asked(("ide", "practice"), "Hvem gør hvad?")]
    actions.send_back(complete, asked, number=1, answer_on=factories.ANSWER_ON, by=bo, at=NOW)
    member = complete.area.memberships.get(role="member")
    new = {"name": "Ny", "email": "ny@eksempel.dk", "add-member": "1"}

    assert "Læg en fil op" not in as_anna.get(address(complete, Section.ATTACHMENTS)).text
    for response in (
        as_anna.post(at("expression_attachment_remove", complete, attachment.document.uid)),
        as_anna.post(at("expression_member_remove", complete, member.uid)),
    ):
        assert response.status_code == 404
    assert as_anna.post(address(complete, Section.GROUP), new).status_code == 409
    assert complete.attachments.filter(removed_at=None).count() == 1
    assert complete.area.memberships.filter(ended_at=None).count() == 2


def test_asked_about_the_group_page_opens_with_the_question(programme, as_anna):
    back = factories.expression.sent_back((("styregruppe", "group"), "Er skolen ikke med?"))

    page = as_anna.get(address(back, Section.GROUP)).text

    assert "Er skolen ikke med?" in page
    assert "Invitér et medlem" in page


# --- check, send, receipt


def test_the_check_page_sends_the_answer(as_anna, sent_back):
    page = as_anna.get(at("expression_check", sent_back)).text

    assert "Send svaret" in page
    assert page.count(">Ret<") == 1


def test_the_receipt_shows_what_changed_before_and_after(as_anna, sent_back, next_day):
    save(as_anna, sent_back, Section.IDEA, practice="Vi mødes hver torsdag")

    page = press_send(as_anna, sent_back).text

    assert "Vi har modtaget jeres svar" in page
    change = page.partition('class="kp-change"')[2].partition("</section>")[0]
    assert "Hvem gør hvad?" in change
    assert '<del><span class="sr-only">[fjernet: </span>uge<span class="sr-only"> fjernet slut]</span></del>' in change
    assert '<ins><span class="sr-only">[nyt: </span>torsdag<span class="sr-only"> nyt slut]</span></ins>' in change
    assert page.count('class="kp-change"') == 1


def test_what_was_typed_is_text_in_the_comparison(as_anna, sent_back, next_day):
    save(as_anna, sent_back, Section.IDEA, practice="<img src=x> og <b>fed</b>")

    page = press_send(as_anna, sent_back).text

    assert "<img src=x>" not in page
    assert "<b>fed" not in page


def test_a_question_in_answer_to_which_nothing_was_changed_says_so(as_anna, sent_back, next_day):
    page = press_send(as_anna, sent_back).text

    change = page.partition('class="kp-change"')[2].partition("</section>")[0]
    assert "Hvem gør hvad?" in change
    assert "Ikke ændret" in change


def test_sent_again_with_nothing_changed_says_so(as_anna, submitted, anna):
    actions.reopen(submitted, by=anna, at=NOW)

    assert "Der er ikke ændret noget, siden I sendte sidst." in press_send(as_anna, submitted).text


def test_reopened_and_sent_again_by_themselves_shows_what_changed_too(as_anna, submitted, anna):
    actions.reopen(submitted, by=anna, at=NOW)
    save(as_anna, submitted, Section.CHALLENGE, challenge="Vi vil samle hele byen")

    page = press_send(as_anna, submitted).text

    assert "Det har I ændret" in page
    assert "Spørgsmål:" not in page


def test_a_late_answer_is_received_and_said_so(as_anna, sent_back, settings):
    settings.TODAY = AFTER

    page = press_send(as_anna, sent_back).text

    assert Submission.objects.get(number=2).is_late
    assert "Svarfristen var den 2. maj 2025. Svaret er gemt og mærket “modtaget efter fristen”." in page
    assert Message.objects.filter(kind="expression-received", context__is_late=True).count() == 2
    assert "Svar modtaget efter fristen" in as_anna.get(at("expression", sent_back)).text


def test_while_it_is_sent_back_the_old_receipt_says_what_stands(as_anna, sent_back):
    page = as_anna.get(at("expression_receipt", sent_back)).text

    assert "Kulturteamet har spørgsmål til det, I sendte" in page


def test_the_day_is_said_as_the_reader_writes_days(as_anna, sent_back):
    as_anna.post("/sprog/", {"language": "en", "next": "/"})

    assert "2 May 2025" in as_anna.get(at("expression", sent_back)).text
