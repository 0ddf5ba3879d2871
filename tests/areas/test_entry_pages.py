"""The team's pages for what came on paper, by telephone or by mail."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from areas.completeness import Section
from areas.models import Acting, Entry, ExpressionOfInterest, Submission
from tests import factories
from tests.areas.desk import LIST, as_bo, listed, rows_of
from tests.areas.pages import address, at, save
from tests.areas.test_admin_export import exported
from tests.areas.test_entry import register, typed_in
from tests.documents import files

ADMIN = "admin:areas_expressionofinterest_"
FORM = {
    "channel": "paper",
    "received_on": "2025-04-17",
    "received_time": "14:05",
    "note": "2025-004711",
    "name": "Papirby",
    "municipality": "813",
    "contact_name": "Pia Papir",
    "email": "Pia@eksempel.dk",
    "phone": "20 30 40 77",
}

pytestmark = pytest.mark.usefixtures("today")


@pytest.fixture
def desk(programme):
    factories.municipality()
    return as_bo()


def page(client, name: str, expression) -> str:
    return client.get(reverse(f"{ADMIN}{name}", args=[expression.uid])).text


def test_the_list_leads_to_the_form(desk):
    assert reverse(f"{ADMIN}enter") in desk.get(reverse(LIST)).text


def test_it_makes_the_draft_and_goes_on_to_write_it(desk):
    response = desk.post(reverse(f"{ADMIN}enter"), FORM)

    made = ExpressionOfInterest.objects.get()
    assert response.headers["Location"] == made.get_absolute_url()
    assert (made.entry.channel, made.entry.note) == ("paper", "2025-004711")
    assert f"{made.entry.received_at:%Y-%m-%d %H:%M}" == "2025-04-17 12:05", "Danish time, kept in UTC"
    acting = Acting.objects.get()
    assert acting.reason == "Taster interesseerklæringen ind, som kom på papir den 17. april 2025 kl. 14.05."
    shown = desk.get(made.get_absolute_url()).text
    assert "Du skriver på vegne af <b>Papirby</b>" in shown
    assert "Interesseerklæringen kom på papir den 17. april 2025 kl. 14.05, og" in shown


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"channel": ""}, "Vælg, hvordan interesseerklæringen kom."),
        ({"channel": "fax"}, "fax"),
        ({"email": ""}, "Skriv kontaktpersonens e-mailadresse."),
        ({"phone": ""}, "Skriv kontaktpersonens telefonnummer."),
        ({"received_on": ""}, "Skriv, hvilken dag regionen fik den."),
        ({"received_time": "25:00"}, "Skriv klokkeslættet"),
        ({"received_on": "2025-04-23"}, "Det er ude i fremtiden."),
        ({"email": "bo@eksempel.dk"}, "Adressen hører til en i kulturteamet."),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_is_wrong_is_said_and_nothing_is_made(desk, typed, sentence):
    response = desk.post(reverse(f"{ADMIN}enter"), FORM | typed)

    assert response.status_code == 422
    assert sentence in response.text
    assert 'value="Pia Papir"' in response.text, "what was typed stands there"
    assert not ExpressionOfInterest.objects.exists()


def test_one_that_is_there_is_pointed_to(desk, anna):
    theirs = factories.expression.draft(anna, name="papirby")

    response = desk.post(reverse(f"{ADMIN}enter"), FORM)

    assert response.status_code == 409
    assert reverse(f"{ADMIN}change", args=[theirs.uid]) in response.text
    assert ExpressionOfInterest.objects.count() == 1


def test_a_scanned_paper_is_laid_by(desk):
    desk.post(reverse(f"{ADMIN}enter"), FORM)
    made = ExpressionOfInterest.objects.get()
    scan = SimpleUploadedFile("scan.pdf", files.pdf(), "application/pdf")

    response = desk.post(address(made, Section.ATTACHMENTS), {"file": scan, "title": "Papiret"})

    assert response.status_code == 302, response.text
    assert made.attachments.get().document.name == "scan.pdf"


def test_the_whole_way_from_the_form_to_the_receipt(desk, bo):
    desk.post(reverse(f"{ADMIN}enter"), FORM)
    made = ExpressionOfInterest.objects.get()
    save(desk, made, Section.CHALLENGE, challenge="Som der stod på papiret")
    lacking = page(desk, "entry", made)
    member = {"name": "Per Papir", "email": "per@eksempel.dk", "phone": ""}
    desk.post(reverse(f"{ADMIN}entry", args=[made.uid]), member)

    assert "Skriv mindst ét medlem af styregruppen mere" in lacking
    assert "Skriv mindst ét medlem af styregruppen mere" not in page(desk, "entry", made)
    assert made.area.memberships.count() == 2
    refused = desk.post(reverse(f"{ADMIN}register", args=[made.uid]), {"version": "1"})
    assert refused.status_code == 409, "another version than was shown"
    made.refresh_from_db()
    refused = desk.post(reverse(f"{ADMIN}register", args=[made.uid]), {"version": str(made.version)})
    assert refused.status_code == 422
    assert not Submission.objects.exists()


def test_it_is_registered_from_its_page(desk, bo):
    expression = typed_in(bo)

    shown = page(desk, "entry", expression)
    response = desk.post(reverse(f"{ADMIN}register", args=[expression.uid]), {"version": str(expression.version)})

    assert f'name="version" value="{expression.version}"' in shown
    assert response.headers["Location"] == reverse(f"{ADMIN}change", args=[expression.uid])
    assert Submission.objects.get().submitted_by == bo
    read = page(desk, "change", expression)
    assert "Registreret som modtaget. Styregruppen får kvitteringen på mail." in read
    assert "Bo Lund, kulturteamet" in " ".join(read.split())
    assert "Kom på papir den 22. april 2025 kl. 10.00, tastet ind af Bo Lund. Journaliseret: 2025-004711" in read


@pytest.mark.parametrize("name", ["entry", "register"])
def test_any_other_draft_has_no_such_page(desk, complete, name):
    there = reverse(f"{ADMIN}{name}", args=[complete.uid])

    for answer in (desk.get(there), desk.post(there, {"version": str(complete.version)})):
        assert answer.status_code == 302

    assert not Submission.objects.exists()
    assert complete.area.memberships.count() == 2


def test_it_is_not_sent_by_who_types_it_in(desk, bo):
    expression = typed_in(bo)
    desk.post(reverse(f"{ADMIN}act", args=[expression.uid]), {"reason": "taster ind"})

    check = desk.get(at("expression_check", expression)).text
    desk.post(at("expression_send", expression), {"version": str(expression.version)})

    assert reverse(f"{ADMIN}entry", args=[expression.uid]) in check
    assert not Submission.objects.exists()


def test_the_list_and_the_file_say_how_it_came(desk, bo, anna):
    expression = typed_in(bo)
    factories.expression.draft(anna)

    response, _names = listed(desk)
    _header, rows = exported(desk)

    texts = {row["area"]: row["text"] for row in rows_of(response)}
    assert f"{expression.reference} · på papir" in texts["Papirby"]
    assert "papir" not in texts["Havnby"].lower()
    assert {row[1]: row[-1] for row in rows} == {"Papirby": "På papir", "Havnby": ""}


def test_the_area_reads_how_it_came_and_who_typed_it(desk, bo, client):
    expression = typed_in(bo)
    client.force_login(expression.area.memberships.get(role="contact").person)
    before = client.get(expression.get_absolute_url()).text
    check = client.get(at("expression_check", expression)).text
    client.post(at("expression_send", expression), {"version": str(expression.version)})
    assert "Derfor skal I ikke sende den her." in check
    assert not Submission.objects.exists()
    register(expression, bo)

    receipt = client.get(at("expression_receipt", expression)).text
    read = client.get(expression.get_absolute_url()).text

    assert "Kulturteamet taster den ind" in before
    assert "på papir den 22. april 2025 kl. 10.00" in receipt
    assert "af Bo Lund, kulturteamet, den" in receipt
    assert "Modtaget på papir den 22. april 2025 kl. 10.00, indtastet af Bo Lund, kulturteamet." in read


def test_only_the_team_has_the_form(as_anna):
    assert as_anna.get(reverse(f"{ADMIN}enter")).status_code == 404
    assert as_anna.post(reverse(f"{ADMIN}enter"), FORM).status_code == 404
    assert not Entry.objects.exists()
