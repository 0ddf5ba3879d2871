"""The team's list of expressions: what is on it, how it is narrowed, and what it costs."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from areas import actions
from areas.models import ExpressionOfInterest
from programme.models import Milestone, Programme
from tests import factories
from tests.areas.desk import LIST, as_bo, listed, many, rows_of

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _today(settings):
    settings.TODAY = factories.BEFORE_THE_DEADLINE.date()


@pytest.fixture
def desk(programme):
    return as_bo()


def test_a_row_says_who_where_how_far_and_how_long(desk, anna):
    factories.expression.draft(anna)

    response, _names = listed(desk)

    (row,) = rows_of(response)
    reference = ExpressionOfInterest.objects.get().reference
    assert row["text"] == f"Havnby {reference} Frederikshavn Kladde Anna Holm i dag kl. 10.00 6 dage"


def test_what_is_late_says_so(desk, anna, carla):
    factories.expression.submitted(anna)
    factories.expression.submitted(carla, name="Sent på den", at=factories.AFTER_THE_DEADLINE)

    response, names = listed(desk, o="area")

    assert names == ["Havnby", "Sent på den"]
    assert ["efter fristen" in row["text"] for row in rows_of(response)] == [False, True]


def test_a_submission_sent_again_in_time_is_not_late(desk, anna):
    """Late the first time, then the team moved the deadline and the area sent anew."""
    sent = factories.expression.submitted(anna, at=factories.AFTER_THE_DEADLINE)
    Milestone.objects.filter(key="interest").update(from_on=dt.date(2025, 5, 6), to_on=dt.date(2025, 5, 6))
    sent = ExpressionOfInterest.objects.get(pk=sent.pk)
    draft = actions.reopen(sent, by=anna, at=factories.AFTER_THE_DEADLINE + DAY)
    actions.submit(draft, by=anna, arrived_at=factories.AFTER_THE_DEADLINE + 2 * DAY, version=draft.version)

    response, _names = listed(desk)

    assert "efter fristen" not in rows_of(response)[0]["text"]
    assert listed(desk, kun="efter-fristen")[1] == []


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"status": "draft"}, ["Kladdested"]),
        ({"status": "submitted"}, ["Sendtsted", "Sentsted"]),
        ({"status": "withdrawn"}, ["Væksted"]),
        ({"kommune": "851"}, ["Sentsted"]),
        ({"kommune": "ingen"}, ["Væksted"]),
        ({"kun": "efter-fristen"}, ["Sentsted"]),
        ({"kun": "ikke-roert"}, ["Kladdested"]),
        ({"kun": "nye"}, ["Sendtsted", "Sentsted"]),
        ({"status": "submitted", "kommune": "851"}, ["Sentsted"]),
        ({"status": "draft", "kommune": "851"}, []),
    ],
)
def test_the_list_can_be_narrowed(desk, asked, found):
    aalborg = factories.municipality(851, "Aalborg")
    old = factories.BEFORE_THE_DEADLINE - 8 * DAY
    factories.expression.draft(factories.person("Dorte A"), name="Kladdested", at=old)
    factories.expression.submitted(factories.person("Egon B", phone="+4520304061"), name="Sendtsted")
    late = factories.expression.submitted(
        factories.person("Fie C", phone="+4520304062"), name="Sentsted", at=factories.AFTER_THE_DEADLINE
    )
    gone = factories.expression.withdrawn(factories.person("Gert D"), name="Væksted")
    late.area.municipality, gone.area.municipality = aalborg, None
    late.area.save()
    gone.area.save()

    assert listed(desk, o="area", **asked)[1] == found


@pytest.mark.parametrize(
    "text",
    [
        "havn",
        "HAVN",
        "frederiksh",
        "Holm",
        "anna@eks",
        "havn holm",
        "Anna Havnby",
        "  havnby  ",
        "{reference}",
        "{end}",
    ],
)
def test_search_finds_by_place_reference_municipality_and_person(desk, anna, carla, text):
    draft = factories.expression.draft(anna)
    other = factories.expression.draft(carla, name="Andetsteds")
    other.area.municipality = factories.municipality(851, "Aalborg")
    other.area.save()

    _response, names = listed(desk, q=text.format(reference=draft.reference.lower(), end=draft.reference[-4:]))

    assert names == ["Havnby"]


@pytest.mark.parametrize("text", ["%", "_", "'", '"', "\\", "x" * 5000, "\0", "æ" * 99, "a b c d e f g h"])
def test_search_survives_what_people_paste(desk, anna, text):
    factories.expression.draft(anna)

    assert desk.get(reverse(LIST), {"q": text}).status_code == 200


def test_somebody_who_left_the_group_is_not_found(desk, anna):
    complete = factories.expression.complete(anna)
    ejnar = complete.area.memberships.get(role="member")
    actions.end_membership(complete, ejnar, by=anna, at=factories.BEFORE_THE_DEADLINE)

    assert listed(desk, q="Ejnar")[1] == []


def test_the_order_is_danish_and_can_be_turned(desk):
    for n, name in enumerate(["Ærø", "Zoo", "Aalestrup", "Ølgod", "Abild"]):
        factories.expression.draft(factories.person(f"P{n} Prøve"), name=name)

    assert listed(desk, o="area")[1] == ["Abild", "Zoo", "Ærø", "Ølgod", "Aalestrup"]
    assert listed(desk, o="-area")[1] == ["Aalestrup", "Ølgod", "Ærø", "Zoo", "Abild"]


def test_what_was_sent_last_comes_first_and_drafts_after(desk, anna, carla):
    factories.expression.draft(factories.person("Ditte D"), name="Kladde")
    factories.expression.submitted(anna, name="Først", at=factories.BEFORE_THE_DEADLINE - DAY)
    factories.expression.submitted(carla, name="Sidst")

    assert listed(desk, o="-sent")[1] == ["Sidst", "Først", "Kladde"]


@pytest.mark.parametrize("order", ["area", "municipality", "state", "changed", "sent", "-state", "-municipality", "x"])
def test_every_heading_orders(desk, anna, order):
    factories.expression.draft(anna)

    assert listed(desk, o=order)[1] == ["Havnby"]


def test_another_round_is_chosen_and_the_current_one_shown_first(desk, anna, carla, programme):
    factories.expression.draft(anna)
    old = factories.programme(slug="kulturpunkt-2023", name="Kulturpunkt 2023", is_current=False)
    factories.expression.draft(carla, name="Dengang", programme=old)

    assert listed(desk)[1] == ["Havnby"]
    assert listed(desk, program="kulturpunkt-2023")[1] == ["Dengang"]


@pytest.mark.parametrize("asked", [{"status": "x"}, {"kommune": "999"}, {"kun": "x"}, {"p": "2"}, {"p": "-1"}])
def test_what_cannot_be_asked_for_leads_to_the_whole_list(desk, anna, asked):
    factories.expression.draft(anna)

    response = desk.get(reverse(LIST), asked)

    assert (response.status_code, response.get("Location")) == (302, reverse(LIST))


def test_a_name_is_written_as_text(desk, anna):
    factories.expression.draft(anna, name="<script>alert(1)</script>")

    response, _names = listed(desk)

    assert "<script>alert" not in response.text
    assert "&lt;script&gt;alert" in response.text


@pytest.mark.parametrize("number", ["0", "-1", "2", "1001", "9" * 20])
@pytest.mark.parametrize("name", ["interesseerklaeringer", "lokalomraader", "dialog/samtaler", "dialog/invitationer"])
def test_a_page_that_is_not_there_leads_to_the_first(desk, anna, name, number):
    factories.expression.draft(anna)

    response = desk.get(f"/team/{name}/", {"p": number})

    assert (response.status_code, response["Location"].partition("?")[0]) == (302, f"/team/{name}/")


def test_pages_hold_fifty_and_keep_what_was_asked(desk):
    many(120)

    response, names = listed(desk, status="draft", o="area", p=3)

    assert names == [f"Sted {n:04}" for n in range(100, 120)]
    assert "?o=area&amp;p=2&amp;status=draft" in response.text


def test_without_a_programme_the_list_is_empty(bo):
    Programme.objects.all().delete()

    assert listed(as_bo())[1] == []


@pytest.mark.parametrize("asked", [{}, {"o": "-area"}, {"status": "draft", "kommune": "851"}])
def test_the_list_asks_seven_times_at_any_size(desk, asked):
    counts = []
    for more in (11, 989):
        many_more(more)
        with CaptureQueriesContext(connection) as queries:
            listed(desk, **asked)
        counts.append(len(queries))

    assert counts == [7, 7]


def test_a_search_asks_six_times_at_any_size(desk):
    counts = []
    for more in (11, 989):
        many_more(more)
        with CaptureQueriesContext(connection) as queries:
            listed(desk, q="Sted")
        counts.append(len(queries))

    assert counts == [6, 6]


def test_a_thousand_are_counted_and_no_more(desk):
    many(1001)

    response, names = listed(desk)

    assert len(names) == 50
    assert "Flere end 1000" in response.text or "Flere end 1.000" in response.text


def many_more(count: int) -> None:
    many(count, first=ExpressionOfInterest.objects.count())
