"""The team grants one area more time, and sends back with questions, on its own pages."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from areas import actions
from areas.models import ExpressionOfInterest, Question
from notices.models import Message
from tests import factories
from tests.areas.desk import as_bo, listed, rows_of

pytestmark = pytest.mark.django_db
NOW = factories.BEFORE_THE_DEADLINE
AFTER = factories.ANSWER_ON + dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _today(settings):
    settings.TODAY = NOW.date()


def address(expression, act: str) -> str:
    return reverse(f"admin:areas_expressionofinterest_{act}", args=[expression.uid])


def stands(expression) -> ExpressionOfInterest:
    return ExpressionOfInterest.objects.get(pk=expression.pk)


# --- more time


def test_a_later_day_is_granted_and_said(anna):
    draft = factories.expression.draft(anna)

    response = as_bo().post(address(draft, "extension"), {"until": "2025-05-09", "reason": "Brand"}, follow=True)

    assert "Fristen for Havnby er nu 9. maj 2025." in response.text
    assert "9. maj 2025 <strong>(17 dage)</strong>" in response.text
    assert "Bo Lund gav området frist til 9. maj 2025. Begrundelse: Brand" in response.text
    assert Message.objects.filter(kind="expression-extended").count() == 1


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"until": "2025-04-28", "reason": "Brand"}, "Vælg en dag efter 28. april 2025, som er fristen nu."),
        ({"until": "", "reason": "Brand"}, "Vælg en dag."),
        ({"until": "i morgen", "reason": "Brand"}, "Skriv dagen som 05-05-2025."),
        ({"until": "2025-05-09", "reason": " "}, "Skriv, hvorfor området får længere tid."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_changes(anna, fields, says):
    draft = factories.expression.draft(anna)

    response = as_bo().post(address(draft, "extension"), fields)

    assert response.status_code == 422
    assert says in response.text
    assert stands(draft).extended_deadline_on is None


def test_a_day_that_is_over_is_refused(anna, settings):
    draft = factories.expression.draft(anna)
    settings.TODAY = dt.date(2025, 5, 12)

    response = as_bo().post(address(draft, "extension"), {"until": "2025-05-09", "reason": "Brand"})

    assert "Den dag er gået." in response.text


def test_it_is_taken_back(anna, bo):
    draft = factories.expression.draft(anna)
    actions.extend(draft, until=dt.date(2025, 5, 9), reason="Brand", by=bo, at=NOW)

    response = as_bo().post(address(draft, "extension"), {"take_back": "1"}, follow=True)

    assert "Den udsatte frist er taget tilbage." in response.text
    assert stands(draft).extended_deadline_on is None


@pytest.mark.parametrize("act", ["extension", "send_back"])
def test_nobody_but_the_team_finds_the_page(anna, client, act):
    sent = factories.expression.submitted(anna)
    client.force_login(anna)

    assert client.get(address(sent, act)).status_code == 404
    assert client.post(address(sent, act)).status_code == 404


# --- sending back


def ask(client, expression, *, number="1", answer_on="2025-05-02", **fields):
    asked = {name.replace("__", "-"): value for name, value in fields.items()}
    return client.post(
        address(expression, "send_back"), {"number": number, "answer_on": answer_on} | asked, follow=True
    )


PRACTICE = {"ask__ide__practice": "on", "text__ide__practice": "Hvem gør hvad?"}


def test_every_unit_stands_beside_the_place_for_a_question(anna):
    page = as_bo().get(address(factories.expression.submitted(anna), "send_back")).text

    for unit in ("sted-partners", "ide-practice", "kerneelementer-udvikling", "budget-grant", "bilag-attachments"):
        assert f'name="ask-{unit}"' in page
    assert "Partner 0 · Forening" in page
    assert "Musikere · 50.000 kr." in page


def test_ticked_and_asked_it_goes_back_and_the_page_waits(anna):
    sent = factories.expression.submitted(anna)

    page = ask(as_bo(), sent, **PRACTICE).text

    assert "Sendt tilbage. Hele styregruppen får en mail med spørgsmålene." in page
    assert "Venter på svar" in page
    assert "De skal svare senest 2. maj 2025. Til da gælder det, de sendte sidst." in page
    assert "Vi mødes hver uge" in page
    assert Question.objects.get().text == "Hvem gør hvad?"


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({}, "Sæt flueben ved mindst ét felt, og skriv et spørgsmål."),
        ({"ask__ide__practice": "on"}, "Skriv, hvad I vil spørge om, eller fjern fluebenet."),
        ({"text__ide__practice": "Hvem?"}, "Sæt flueben, hvis spørgsmålet skal med, eller slet det."),
        (PRACTICE | {"answer_on": "2025-04-25"}, "Svarfristen kan tidligst være 28. april 2025."),
        (PRACTICE | {"answer_on": ""}, "Vælg en dag."),
        (PRACTICE | {"text__ide__practice": "x" * 501}, "Skriv højst 500 tegn."),
    ],
)
def test_what_is_wrong_with_the_questions_is_said(anna, fields, says):
    sent = factories.expression.submitted(anna)

    response = ask(as_bo(), sent, **fields)

    assert response.status_code == 422
    assert says in response.text
    assert not stands(sent).is_draft


def test_if_the_area_opened_it_meanwhile_the_questions_are_kept_on_the_page(anna):
    sent = factories.expression.submitted(anna)
    actions.reopen(sent, by=anna, at=NOW)

    response = ask(as_bo(), sent, **PRACTICE)

    assert response.status_code == 409
    assert "Hvem gør hvad?" in response.text
    assert not Question.objects.exists()


def test_a_unit_that_is_made_up_is_not_asked_about(anna):
    sent = factories.expression.submitted(anna)

    response = ask(as_bo(), sent, ask__ide__x="on", text__ide__x="?")

    assert response.status_code == 422


# --- reading the answer


def answered(at: dt.datetime) -> ExpressionOfInterest:
    back = factories.expression.sent_back()
    anna = back.created_by
    actions.change(back, lambda row: setattr(row, "practice", "Anna"), by=anna, at=NOW, units=[("ide", "practice")])
    back = stands(back)
    actions.submit(back, by=anna, arrived_at=at, version=back.version)
    return stands(back)


def page(expression, **asked) -> str:
    return as_bo().get(address(expression, "change"), asked).text


def test_the_answer_shows_what_stood_before_and_what_stands_now(programme):
    text = page(answered(NOW + dt.timedelta(days=1)))

    change = text.partition('class="kp-change"')[2].partition("</section>")[0]
    assert "Hvem gør hvad?" in change
    assert "Vi mødes hver uge" in change
    assert "svar efter fristen" not in text


def test_the_first_edition_shows_no_changes(programme):
    assert 'class="kp-change"' not in page(answered(NOW + dt.timedelta(days=1)), udgave="1")


def test_a_late_answer_is_marked_as_that_and_not_as_a_late_expression(programme):
    sent = answered(factories.calendar.end_of(factories.ANSWER_ON))

    heading = page(sent).partition("<h1>")[2].partition("</h1>")[0]
    response, _names = listed(as_bo())

    assert "svar efter fristen" in heading
    assert ">efter fristen" not in heading
    assert "svar efter fristen" in rows_of(response)[0]["text"]
    assert listed(as_bo(), kun="efter-fristen")[1] == []


def test_an_expression_that_came_late_stays_late_whatever_it_answers(programme, anna, bo):
    late = factories.AFTER_THE_DEADLINE
    back = factories.expression.sent_back(at=late)
    assert listed(as_bo(), kun="efter-fristen")[1] == ["Havnby"]  # also while it answers
    actions.submit(back, by=anna, arrived_at=late + dt.timedelta(days=1), version=back.version)

    assert listed(as_bo(), kun="efter-fristen")[1] == ["Havnby"]
    assert "efter fristen" in page(back).partition("<h1>")[2].partition("</h1>")[0]


def test_unanswered_the_team_is_told_what_stands(programme, settings):
    back = factories.expression.sent_back()
    settings.TODAY = AFTER

    text = page(back)
    response, _names = listed(as_bo())

    assert "Intet svar inden svarfristen" in text
    assert "Det, de sendte sidst, gælder." in text
    row = rows_of(response)[0]["text"]
    assert "Sendt tilbage" in row
    assert "1 dag over det sendte gælder" in row


def test_the_list_finds_what_waits_what_is_unanswered_and_who_has_more_time(anna, carla, bo, settings):
    factories.expression.sent_back()
    more = factories.expression.draft(carla, name="Klitby")
    actions.extend(more, until=dt.date(2025, 5, 9), reason="Brand", by=bo, at=NOW)
    desk = as_bo()

    assert listed(desk, kun="sendt-tilbage")[1] == ["Havnby"]
    assert listed(desk, kun="udsat-frist")[1] == ["Klitby"]
    assert listed(desk, kun="ikke-besvaret")[1] == []
    assert "17 dage udsat frist" in next(row["text"] for row in rows_of(listed(desk)[0]) if row["area"] == "Klitby")
    settings.TODAY = AFTER
    assert listed(desk, kun="ikke-besvaret")[1] == ["Havnby"]


def queries_of(expression) -> int:
    client = as_bo()
    with CaptureQueriesContext(connection) as queries:
        client.get(address(expression, "change"))
    return len(queries)


def test_reading_costs_the_same_for_one_question_and_for_many(programme, anna):
    """As for what was sent, and what it says now for the questions; its deadline and who wants its reminders; the words
    of the programme."""
    units = [("sted", "name"), ("sted", "place"), ("sted", "partners"), ("ide", "idea"), ("maal", "goals")]
    many = factories.expression.sent_back(*((unit, "Hvorfor?") for unit in units), name="Klitby")

    assert (queries_of(factories.expression.sent_back()), queries_of(many)) == (10, 10)
