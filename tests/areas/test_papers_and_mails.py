"""What leaves the house: the receipt as a paper, and the mails, in both languages."""

import datetime as dt

import pytest
from django.utils import translation

from areas import actions, content
from documents import papers
from notices.models import Message
from notices.rendering import render
from programme import calendar
from tests import factories

NOW, LATE = factories.BEFORE_THE_DEADLINE, factories.AFTER_THE_DEADLINE


def mail(kind, *, language="da"):
    message = Message.objects.filter(kind=kind).first()
    return render(kind, message.context | {"name": message.name, "site": "https://x.dk"}, language=language)


def test_the_receipt_shows_everything_that_was_sent(complete):
    said = content.read(complete)
    sent = actions.submit(complete, by=complete.created_by, arrived_at=NOW, version=complete.version).submission

    page = papers.html_of(sent.paper)

    for text in (
        complete.reference,
        sent.content_sha256,
        "22. april 2025 kl. 10.00",
        said.area,
        said.municipality,
        said.challenge,
        said.idea,
        said.practice,
        *(answer.text for answer in said.answers),
        *(partner.name for partner in said.partners),
        *(goal.text for goal in said.goals),
        *(activity.title for activity in said.activities),
        *(person.email for person in said.group),
        "50.000",
        "57,441° N",
    ):
        assert text in page, text
    assert "Modtaget efter fristen" not in page


def test_a_late_receipt_says_so(complete):
    sent = actions.submit(complete, by=complete.created_by, arrived_at=LATE, version=complete.version).submission

    page = papers.html_of(sent.paper)

    assert "Modtaget efter fristen." in page
    assert "29. april 2025 kl. 00.00" in page


def test_what_was_typed_is_escaped_in_the_paper(complete, anna):
    actions.change(complete, lambda row: setattr(row, "idea", "<b>fed & fin</b>"), by=anna, at=NOW)
    complete.refresh_from_db()
    sent = actions.submit(complete, by=anna, arrived_at=NOW, version=complete.version).submission

    assert "&lt;b&gt;fed &amp; fin&lt;/b&gt;" in papers.html_of(sent.paper)


def test_the_receipt_of_an_answer_says_so_and_names_its_own_day(sent_back, anna):
    arrived = calendar.at(factories.ANSWER_ON + dt.timedelta(days=1), dt.time(9))

    sent = actions.submit(sent_back, by=anna, arrived_at=arrived, version=sent_back.version).submission

    html = papers.html_of(sent.paper)
    assert "har modtaget svaret på kulturteamets spørgsmål" in html
    assert "<dt>Svarfrist</dt><dd>2. maj 2025</dd>" in html
    assert "Svarfristen var den 2. maj 2025. Kulturteamet afgør, om svaret kan komme med." in html
    assert "Fristen var den" not in html


def test_the_paper_becomes_a_pdf(submitted):
    paper = papers.make(submitted.submissions.get().paper, now=NOW)

    assert paper.size > 5000


def test_the_receipt_mail_says_when_and_what_next(submitted):
    said = mail("expression-received")

    assert said.subject == "Kvittering: interesseerklæringen for Havnby er modtaget"
    for text in (submitted.reference, "22. april 2025 kl. 10.00", "28. april 2025", submitted.get_absolute_url()):
        assert text in said.text
        assert text in said.html
    assert "efter fristen”" not in said.text


def test_a_late_receipt_mail_says_so(complete):
    actions.submit(complete, by=complete.created_by, arrived_at=LATE, version=complete.version)

    assert "modtaget efter fristen" in mail("expression-received").text


def test_sent_again_the_subject_says_again(submitted, anna):
    actions.reopen(submitted, by=anna, at=NOW)
    submitted.refresh_from_db()
    actions.submit(submitted, by=anna, arrived_at=NOW, version=submitted.version)

    message = Message.objects.filter(kind="expression-received").latest("pk")
    said = render(message.kind, message.context | {"name": "", "site": ""}, language="da")
    assert said.subject.endswith("er sendt igen")


def said_to(person, kind: str) -> str:
    message = Message.objects.filter(kind=kind, to=person).latest("pk")
    said = render(kind, message.context | {"name": "", "site": ""}, language="da")
    return said.text + said.html


def test_who_did_it_is_addressed_and_the_others_read_the_name(submitted, anna, bo):
    member = submitted.area.memberships.get(role="member").person
    asked = [actions.Asked(("ide", "practice"), "Hvem?")]
    actions.send_back(submitted, asked, number=1, answer_on=factories.ANSWER_ON, by=bo, at=NOW)
    submitted.refresh_from_db()
    actions.submit(submitted, by=anna, arrived_at=NOW, version=submitted.version)
    assert_addressed(anna, member, "expression-received", "har svaret på spørgsmålene")

    actions.reopen(submitted, by=anna, at=NOW)
    assert_addressed(anna, member, "expression-reopened", "har åbnet interesseerklæringen")
    submitted.refresh_from_db()
    actions.submit(submitted, by=anna, arrived_at=NOW, version=submitted.version)
    assert_addressed(anna, member, "expression-received", "har rettet interesseerklæringen")

    actions.withdraw(submitted, by=anna, at=NOW)
    assert_addressed(anna, member, "expression-withdrawn", "har trukket interesseerklæringen")


def test_the_first_receipt_is_hers_too(submitted, anna):
    member = submitted.area.memberships.get(role="member").person

    assert_addressed(anna, member, "expression-received", "har sendt interesseerklæringen")


def assert_addressed(actor, other, kind: str, done: str) -> None:
    """In both bodies of the mail."""
    assert said_to(actor, kind).count(f"Du {done}") == 2
    assert said_to(other, kind).count(f"{actor} {done}") == 2


@pytest.mark.parametrize("language", ["da", "en"])
def test_every_mail_can_be_read_in_both_languages(submitted, anna, language):
    actions.reopen(submitted, by=anna, at=NOW)
    actions.withdraw(submitted, by=anna, at=NOW)

    for kind in ("expression-received", "expression-reopened", "expression-withdrawn", "member-added"):
        said = mail(kind, language=language)
        assert "Havnby" in said.subject
        assert "Havnby" in said.text
        assert "{" not in said.text


def test_a_name_with_markup_is_text_in_the_mail(programme, anna):
    made = factories.expression.draft(anna, name="<b>By</b>")
    actions.add_member(made, name="Ejnar", email="ejnar@eksempel.dk", phone="", by=anna, at=NOW)

    said = mail("member-added")

    assert "&lt;b&gt;By&lt;/b&gt;" in said.html
    assert "<b>By</b>" in said.text


def test_an_english_reader_gets_english_days(programme, anna):
    anna.language = "en"
    anna.save()
    submitted = factories.expression.submitted(anna)

    message = Message.objects.get(kind="expression-received", to=anna)

    assert message.context["deadline"] == "28 April 2025"
    with translation.override("da"):
        assert submitted.submissions.get().paper.language == "da"
