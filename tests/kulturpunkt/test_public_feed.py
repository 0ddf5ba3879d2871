"""The time plan as a calendar: the same entries for good, which move when the plan does."""

import datetime as dt

import pytest
from icalendar import Calendar

from programme import actions, calendar

pytestmark = pytest.mark.django_db
NOW = calendar.at(dt.date(2025, 4, 22), dt.time(10, 0))
TITLES = {"da": "Kulturpunkt: Offentliggørelse og kickoff", "en": "Kulturpunkt: Announcement and kickoff"}


def feed(client, query: str = "") -> Calendar:
    return Calendar.from_ical(client.get(f"/kalender.ics{query}").content)


def entries(client, query: str = "") -> dict[str, object]:
    return {str(each["SUMMARY"]).removeprefix("Kulturpunkt: "): each for each in feed(client, query).events}


def kickoff(client):
    return entries(client)["Offentliggørelse og kickoff"]


def test_every_milestone_is_an_entry_of_its_own(plan, client):
    events = feed(client).events

    assert len(events) == 12
    assert len({str(each["UID"]) for each in events}) == 12


def test_an_entry_spans_its_whole_days(plan, client):
    for milestone, entry in zip(plan.milestones.all(), feed(client).events, strict=True):
        assert (entry["DTSTART"].dt, entry["DTEND"].dt) == (milestone.from_on, milestone.to_on + dt.timedelta(days=1))
        assert not isinstance(entry["DTSTART"].dt, dt.datetime)
        assert str(entry["TRANSP"]) == "TRANSPARENT"


def test_an_entry_of_whole_months_carries_the_plans_words(plan, client):
    found = entries(client)

    assert str(found["Samarbejdsaftale mellem region og lokalområder"]["DESCRIPTION"]).startswith(
        "Maj 2025\nFor: region og lokalområder\n"
    )
    assert str(found["Afslutningsarrangement"]["DESCRIPTION"]).startswith("August 2026 (dagen bliver meldt ud senere)")


def test_the_feed_is_the_same_until_the_plan_changes(plan, client):
    assert client.get("/kalender.ics").content == client.get("/kalender.ics").content


def test_a_move_keeps_the_entry_and_raises_its_number(plan, client, bo):
    before = kickoff(client)
    day = dt.date(2025, 6, 19)

    actions.move_milestone(plan.milestones.get(key="kickoff"), day, day, by=bo, at=NOW)

    after = kickoff(client)
    assert before["UID"] == after["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert after["DTSTART"].dt == day
    assert after["DTSTAMP"].dt == NOW


def test_the_entry_names_hang_on_the_programme_not_on_the_database(plan, client):
    assert str(kickoff(client)["UID"]) == "e3f918d3-0152-51f5-b86b-7296a805a048"


@pytest.mark.parametrize(
    ("query", "language"), [("", "da"), ("?sprog=en", "en"), ("?sprog=da", "da"), ("?sprog=x", "da")]
)
def test_the_address_says_the_language_and_no_cookie(plan, client, query, language):
    client.cookies["sprog"] = "en" if language == "da" else "da"

    response = client.get(f"/kalender.ics{query}")

    assert TITLES[language] in Calendar.from_ical(response.content).to_ical().decode().replace("\r\n ", "")
    assert response.headers["Content-Language"] == language


def test_anybody_may_keep_it_and_ask_if_it_has_changed(plan, client, bo):
    first = client.get("/kalender.ics")
    again = client.get("/kalender.ics", headers={"If-None-Match": first.headers["ETag"]})
    actions.move_milestone(plan.milestones.get(key="kickoff"), NOW.date(), NOW.date(), by=bo, at=NOW)
    moved = client.get("/kalender.ics", headers={"If-None-Match": first.headers["ETag"]})

    assert first.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert "public" in first.headers["Cache-Control"]
    assert "max-age=60" in first.headers["Cache-Control"]
    assert "Vary" not in first.headers or "Cookie" not in first.headers["Vary"]
    assert "Set-Cookie" not in first.headers
    assert [first.status_code, again.status_code, moved.status_code] == [200, 304, 200]


def test_no_line_is_longer_than_the_format_allows(plan, client):
    lines = client.get("/kalender.ics").content.split(b"\r\n")

    assert max(len(line) for line in lines) <= 75


def test_a_title_with_signs_of_the_format_does_no_harm(plan, client):
    plan.milestones.filter(key="kickoff").update(title="Fest; sang, dans\nEND:VEVENT")

    assert len(feed(client).events) == 12
    assert "Fest; sang, dans\nEND:VEVENT" in entries(client)


def test_without_a_programme_the_feed_is_empty_and_whole(client):
    assert feed(client).events == []


def test_the_feed_costs_three_queries(plan, client, django_assert_num_queries):
    with django_assert_num_queries(3):
        client.get("/kalender.ics")
