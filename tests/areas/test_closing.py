"""The team waits for no answer any longer: what was sent last stands again, and no word is lost."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from areas import actions, content, drafting, merging
from areas.completeness import Section
from areas.models import Attachment, ExpressionOfInterest, Question
from areas.obligations import submit_expression
from notices.models import Message
from notices.rendering import render
from programme import calendar, workflow
from programme.models import HistoryEntry
from tests import factories
from tests.areas.desk import as_bo
from tests.house_rules.places import a_document

from .pages import at, save

NOW = factories.BEFORE_THE_DEADLINE
LATER = calendar.at(factories.ANSWER_ON + dt.timedelta(days=3), dt.time(9))
WHY = "I svarede i telefonen."
ATTACHMENTS = ("bilag", "attachments")


def stands(expression) -> ExpressionOfInterest:
    return ExpressionOfInterest.objects.get(pk=expression.pk)


def close(expression, bo, *, number=1, reason=WHY, moment=LATER):
    return actions.close_questions(expression, number=number, reason=reason, by=bo, at=moment)


def write(expression, section: Section, by, **fields):
    stood = drafting.values_of(section, content.read(stands(expression)))
    seen = merging.seen_of(stood)
    actions.save_section(expression, section, stood | fields, seen=seen, by=by, at=NOW)


def address(expression) -> str:
    return reverse("admin:areas_expressionofinterest_close_questions", args=[expression.uid])


# --- what becomes of the expression


def test_what_was_sent_last_stands_again_as_it_was_sent(sent_back, anna, bo):
    sent = sent_back.submissions.get()
    write(sent_back, Section.IDEA, anna, practice="Anna og Ejnar")

    close(sent_back, bo)

    row = stands(sent_back)
    assert (row.state, row.answer_due_on) == ("submitted", None)
    assert (row.submitted_at, row.submitted_by) == (sent.arrived_at, anna)
    assert row.deadline_on == dt.date(2025, 4, 28)
    assert content.read(row).as_json() == sent.content
    assert list(submit_expression()) == []
    assert row.submissions.count() == 1


def test_what_was_written_and_not_sent_is_kept_with_its_question(programme, anna, bo):
    back = factories.expression.sent_back((("ide", "practice"), "Hvem?"), (("sted", "partners"), "Er kroen med?"))
    write(back, Section.IDEA, anna, practice="Anna og Ejnar")

    close(back, bo)

    practice, partners = Question.objects.all()
    assert (practice.unsent, partners.unsent) == ("Anna og Ejnar", None)
    assert (practice.closed_at, practice.closed_by, practice.closed_reason) == (LATER, bo, WHY)
    assert not Question.objects.open().exists()


def test_what_was_not_sent_does_not_go_along_with_the_next_answer(sent_back, anna, bo):
    write(sent_back, Section.IDEA, anna, practice="Halvt svar")
    close(sent_back, bo)
    asked = [actions.Asked(("ide", "idea"), "Hvad er det nye?")]
    later = LATER + dt.timedelta(days=1)

    actions.send_back(sent_back, asked, number=1, answer_on=later.date(), by=bo, at=later)
    row = stands(sent_back)
    answer = actions.submit(row, by=anna, arrived_at=later, version=row.version).submission

    assert answer.content["practice"] == "Vi mødes hver uge"


def test_the_attachments_are_again_those_that_were_sent(complete, anna, bo):
    kept = actions.attach(complete, a_document(anna), title="Havnen", by=anna, at=NOW)
    actions.submit(stands(complete), by=anna, arrived_at=NOW, version=stands(complete).version)
    asked = [actions.Asked(ATTACHMENTS, "Er det den rigtige?")]
    actions.send_back(complete, asked, number=1, answer_on=factories.ANSWER_ON, by=bo, at=NOW)
    actions.detach(complete, kept, by=anna, at=NOW)
    actions.attach(complete, a_document(anna), title="Kajen", by=anna, at=NOW)

    close(complete, bo)

    assert [each.title for each in Attachment.objects.filter(removed_at__isnull=True)] == ["Havnen"]
    assert Question.objects.get().unsent == ["Kajen · havn.jpg"]


def test_who_joined_meanwhile_stays_in_the_group(complete, submitted_group, anna, bo):
    actions.add_member(submitted_group, name="Ny", email="ny@eksempel.dk", phone="", by=anna, at=NOW)

    close(submitted_group, bo)

    assert "Ny" in [person.name for person in content.read(stands(submitted_group)).group]
    assert Question.objects.get().unsent is None


@pytest.fixture
def submitted_group(complete, anna, bo):
    """Sent, and sent back with a question about the steering group."""
    actions.submit(stands(complete), by=anna, arrived_at=NOW, version=stands(complete).version)
    asked = [actions.Asked(("styregruppe", "group"), "Er I flere?")]
    return actions.send_back(complete, asked, number=1, answer_on=factories.ANSWER_ON, by=bo, at=NOW)


# --- who, and when


@pytest.mark.parametrize("who", ["anna", "carla"])
def test_only_the_team_closes(sent_back, request, who):
    with pytest.raises(workflow.NotAllowed):
        close(sent_back, request.getfixturevalue(who))

    assert stands(sent_back).is_sent_back


def test_pressed_twice_or_with_nothing_asked_it_is_refused(sent_back, submitted_elsewhere, bo):
    close(sent_back, bo)

    for each in (sent_back, submitted_elsewhere):
        with pytest.raises(workflow.NotAllowed):
            close(each, bo)
    assert Message.objects.filter(kind="questions-closed").count() == 2


@pytest.fixture
def submitted_elsewhere(carla):
    return factories.expression.submitted(carla, "Klitby")


def test_questions_of_another_round_than_was_read_are_not_closed(sent_back, anna, bo):
    row = stands(sent_back)
    actions.submit(row, by=anna, arrived_at=NOW, version=row.version)
    asked = [actions.Asked(("ide", "idea"), "Og hvad mere?")]
    actions.send_back(sent_back, asked, number=2, answer_on=factories.ANSWER_ON, by=bo, at=NOW)

    with pytest.raises(actions.Changed):
        close(sent_back, bo, number=1)


def test_an_answer_that_comes_after_it_is_not_taken_for_sent(sent_back, anna, bo):
    version = stands(sent_back).version
    close(sent_back, bo)

    with pytest.raises(workflow.NotAllowed):
        actions.submit(sent_back, by=anna, arrived_at=LATER, version=version)


def test_the_same_may_be_asked_about_again(sent_back, bo):
    close(sent_back, bo)
    asked = [actions.Asked(("ide", "practice"), "Og nu?")]

    actions.send_back(sent_back, asked, number=1, answer_on=LATER.date(), by=bo, at=LATER)

    assert [each.text for each in stands(sent_back).open_questions] == ["Og nu?"]


# --- what is told


def test_the_whole_group_is_told_why(sent_back, anna, bo):
    write(sent_back, Section.IDEA, anna, practice="Anna og Ejnar")

    close(sent_back, bo)

    told = Message.objects.filter(kind="questions-closed")
    assert told.count() == 2
    said = render("questions-closed", told[0].context | {"name": "Anna", "site": "https://x.dk"}, language="da")
    assert said.subject == "Spørgsmålene til interesseerklæringen for Havnby er lukket"
    for text in (f"Begrundelse: {WHY}", "I skal ikke svare på dem", "I havde skrevet noget, som ikke var sendt."):
        assert text in said.text


def test_who_had_written_nothing_is_told_nothing_of_it(sent_back, bo):
    close(sent_back, bo)

    assert not Message.objects.filter(kind="questions-closed", context__is_unsent=True).exists()


def test_the_history_says_how_many_and_why(sent_back, bo):
    close(sent_back, bo)

    assert HistoryEntry.objects.get(verb="expression/questions_closed").sentence == (
        "Bo Lund lukkede 1 spørgsmål uden svar, og det, der blev sendt sidst, gælder igen. "
        "Begrundelse: I svarede i telefonen."
    )


# --- on the pages


def test_the_team_closes_on_a_page_of_its_own(sent_back, settings):
    settings.TODAY = LATER.date()
    bo = as_bo()
    read = bo.get(reverse("admin:areas_expressionofinterest_change", args=[sent_back.uid])).text
    assert f'href="{address(sent_back)}"' in read
    page = bo.get(address(sent_back)).text
    assert "Hvem gør hvad?" in page

    response = bo.post(address(sent_back), {"number": "1", "reason": WHY}, follow=True)

    assert "Spørgsmålene er lukket." in response.text
    assert "Lukket uden svar" in response.text
    assert f"Lukket af Bo Lund, 5. maj 2025. Begrundelse: {WHY}" in response.text
    assert stands(sent_back).state == "submitted"


def test_without_a_reason_nothing_is_closed(sent_back, settings):
    settings.TODAY = LATER.date()

    response = as_bo().post(address(sent_back), {"number": "1", "reason": " "})

    assert response.status_code == 422
    assert "Skriv, hvorfor I ikke venter på svar længere." in response.text
    assert stands(sent_back).is_sent_back


@pytest.mark.parametrize("number", ["2", "x", ""])
def test_of_a_page_that_is_out_of_date_nothing_is_closed(sent_back, settings, number):
    settings.TODAY = LATER.date()

    response = as_bo().post(address(sent_back), {"number": number, "reason": WHY}, follow=True)

    assert "Intet er lukket" in response.text
    assert stands(sent_back).is_sent_back


def test_where_nothing_is_asked_the_page_leads_back(submitted, settings):
    settings.TODAY = LATER.date()

    response = as_bo().get(address(submitted), follow=True)

    assert "Der er ingen spørgsmål at lukke." in response.text


def test_the_group_reads_why_and_what_it_had_written(as_anna, sent_back, bo):
    save(as_anna, sent_back, Section.IDEA, practice="Anna og Ejnar")
    close(sent_back, bo)

    page = as_anna.get(at("expression", sent_back)).text

    assert "Kulturteamet har lukket sit spørgsmål" in page
    assert "I skal ikke svare. Det, I sendte, gælder." in page
    assert page.index("Anna og Ejnar") < page.index("Vi mødes hver uge")


def test_who_sends_the_answer_too_late_is_told_that_it_was_not_sent(as_anna, sent_back, bo):
    version = stands(sent_back).version
    close(sent_back, bo)

    response = as_anna.post(at("expression_send", sent_back), {"version": str(version)}, follow=True)

    assert "Svaret er ikke sendt: kulturteamet har lukket spørgsmålene imens." in response.text
    assert "Vi har modtaget" not in response.text


# --- what the database holds


@pytest.mark.parametrize("half", [{"closed_at": NOW}, {"closed_reason": WHY}, {"unsent": "Anna"}])
def test_a_closing_is_whole(sent_back, half):
    with pytest.raises(IntegrityError), transaction.atomic():
        Question.objects.update(**half)


def test_what_is_answered_is_not_closed(sent_back, anna, bo):
    row = stands(sent_back)
    actions.submit(row, by=anna, arrived_at=NOW, version=row.version)

    with pytest.raises(IntegrityError), transaction.atomic():
        Question.objects.update(closed_at=LATER, closed_by=bo, closed_reason=WHY)


# --- what stood there before, in the reader's language


def test_what_stood_there_is_read_in_the_language_of_the_reader(programme, as_anna):
    back = factories.expression.sent_back((("sted", "partners"), "Er kroen med?"))
    as_anna.post("/sprog/", {"language": "en", "next": "/"})

    page = as_anna.get(reverse("expression_section", args=[back.uid, "sted"])).text

    before = page.partition('class="kp-before"')[2].partition("</details>")[0]
    assert "Partner 0 · Association" in before
    assert "To be answered" in as_anna.get(at("expression", back)).text
