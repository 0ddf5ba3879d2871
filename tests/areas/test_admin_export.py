"""The list as a file for a spreadsheet."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from areas.admin import export
from tests import factories
from tests.areas.desk import LIST, as_bo, listed, many

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(settings):
    settings.TODAY = factories.BEFORE_THE_DEADLINE.date()


def exported(client=None, **asked: object) -> tuple[list[str], list[list[str]]]:
    response = (client or as_bo()).get(reverse("admin:areas_expressionofinterest_export"), asked)
    assert response.status_code == 200
    text = b"".join(response.streaming_content).decode()
    assert text.startswith("\ufeff"), "without its mark Excel takes æ for Ã¦"
    header, *rows = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=";")
    return header, rows


def test_a_line_says_what_the_list_says(anna):
    sent = factories.expression.submitted(anna)

    header, rows = exported()

    assert header == [
        *("Sagsnummer", "Lokalområde", "Kommune", "Status", "Sidst ændret", "Sendt", "Efter fristen"),
        *("Kontaktperson", "E-mail", "Telefon", "Kom"),
    ]
    assert rows == [
        [
            *(sent.reference, "Havnby", "Frederikshavn", "Sendt", "22-04-2025 10:00", "22-04-2025 10:00", "nej"),
            *("Anna Holm", "anna@eksempel.dk", "20 30 40 50", ""),
        ]
    ]


def test_it_is_a_file_that_nobody_keeps(anna):
    response = as_bo().get(reverse("admin:areas_expressionofinterest_export"))
    b"".join(response.streaming_content)

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="interesseerklaeringer-2025-04-22.csv"'
    assert response["Cache-Control"].startswith("private, no-store")


def test_it_follows_the_list_it_is_taken_from(anna, carla):
    factories.expression.draft(anna)
    factories.expression.submitted(carla, name="Andetsteds", at=factories.AFTER_THE_DEADLINE)
    client = as_bo()
    response, names = listed(client, status="submitted", o="area")
    address = response.text.partition('class="t-tool" href="')[2].partition('"')[0].replace("&amp;", "&")

    text = b"".join(client.get(address).streaming_content).decode()

    assert names == ["Andetsteds"]
    assert "Andetsteds" in text
    assert "Havnby" not in text
    assert ";ja;" in text


def test_all_pages_are_in_it(programme):
    many(120)

    assert len(exported()[1]) == 120


def test_it_is_read_in_one_query_however_long(programme):
    many(120)
    client = as_bo()

    with CaptureQueriesContext(connection) as queries:
        exported(client)

    pieces = [query for query in queries if "eksport" not in query["sql"] and "DECLARE" in query["sql"]]
    assert len(pieces) == 1
    assert len(queries) <= 7


def test_in_english_the_words_are_english(anna):
    factories.expression.draft(anna)
    client = as_bo()
    client.cookies["sprog"] = "en"

    _header, rows = exported(client)

    assert rows[0][3] != "Kladde"


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "  =cmd|' /C calc'!A0", "＝1+1", "\r=1"])
def test_what_a_spreadsheet_would_run_is_text(name):
    assert export.harmless(name) == f"'{name}"


@pytest.mark.parametrize("name", ["Havnby", "Å", "2 be", "a=b", ""])
def test_other_text_is_left_alone(name):
    assert export.harmless(name) == name


def test_a_name_with_quotes_lines_and_semicolons_stays_one_cell(anna):
    factories.expression.draft(anna, name='Hav;by "ved"\nfjorden')

    assert exported()[1][0][1] == 'Hav;by "ved"\nfjorden'


def test_what_cannot_be_asked_for_leads_to_the_list(anna):
    response = as_bo().get(reverse("admin:areas_expressionofinterest_export"), {"status": "x"})

    assert (response.status_code, response["Location"]) == (302, reverse(LIST))
