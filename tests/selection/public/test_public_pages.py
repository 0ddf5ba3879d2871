"""Before it is public there is nothing; on the day, there is all of it; what is taken back is gone within a minute."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from documents.models import AccessLog
from kulturpunkt import shared_page
from selection.actions import presenting, publishing
from selection.models import Decision, Profile
from selection.states import DecisionState
from tests import factories
from tests.kulturpunkt.pages import Page, page
from tests.people.signing import sign_in
from tests.selection import factories as made

pytestmark = pytest.mark.django_db
ADDRESSES = [
    "/kulturpunkter/",
    "/kulturpunkter",
    "/kulturpunkter/kickoff.ics",
    "/kulturpunkter/havnby/",
    "/kulturpunkter/havnby",
    "/kulturpunkter/havnby/foto-640.jpg",
    "/kulturpunkter/havnby/foto-1280.jpg",
]
ROLES = ["nobody", "contact", "member", "another", "assessor", "team"]


@pytest.fixture
def with_photo(havnby) -> Profile:
    return made.with_photo(havnby)


@pytest.fixture
def told(with_photo, plan, clock) -> Profile:
    """The word is given, and it is the day."""
    made.word(plan)
    clock.to(made.KICKOFF)
    return with_photo


def browser(who: str) -> Client:
    person = {
        "nobody": lambda: None,
        "contact": factories.anna,
        "member": lambda: Profile.objects.get(slug="havnby").expression.area.memberships.get(role="member").person,
        "another": factories.carla,
        "assessor": made.assessor,
        "team": factories.bo,
    }[who]()
    return sign_in(Client(), person) if person else Client()


def alike(response, path: str) -> bytes:
    """The page without the address that it was asked at, and without the token that every page has anew."""
    text = response.content.decode().replace(f'value="{path}"', 'value="ADDRESS"')
    return re.sub(r'(name="csrfmiddlewaretoken" value=")\w+', r"\1TOKEN", text).encode()


# --- hidden


@pytest.mark.parametrize("who", ROLES)
@pytest.mark.parametrize(
    ("word", "day"),
    [(False, made.KICKOFF), (True, made.KICKOFF - dt.timedelta(days=1)), (False, made.KICKOFF - dt.timedelta(days=1))],
)
def test_an_address_that_is_not_public_is_one_that_does_not_exist(with_photo, plan, clock, who, word, day):
    if word:
        made.word(plan)
    clock.to(day)
    client, unknown = browser(who), "/findes-ikke/"

    for method in ("get", "head", "post", "put", "options"):
        strange = getattr(client, method)(unknown)
        for path in ADDRESSES:
            got = getattr(client, method)(path)

            assert got.status_code == strange.status_code == 404, (method, path)
            assert alike(got, path) == alike(strange, unknown), (method, path)
            assert dict(got.headers) | {"Content-Length": ""} == dict(strange.headers) | {"Content-Length": ""}


def test_a_form_from_elsewhere_finds_nothing_either(havnby, plan, clock):
    """Without a token an address that exists would say 403."""
    client = Client(enforce_csrf_checks=True)

    assert client.post("/kulturpunkter/").status_code == client.post("/findes-ikke/").status_code == 404


@pytest.mark.parametrize("path", ["/kulturpunkter/{}/", "/kulturpunkter/{}", "/kulturpunkter/{}/foto-640.jpg"])
def test_neither_does_the_time_it_takes_tell_who_was_chosen(with_photo, plan, clock, client, path):
    """As much is asked of the database about what is not public yet as about what does not exist."""
    made.word(plan)
    client.get("/findes-ikke/")

    asked = []
    for slug in ("havnby", "findes-ikke"):
        with CaptureQueriesContext(connection) as queries:
            client.get(path.format(slug))
        asked.append([each["sql"].replace(slug, "SLUG") for each in queries])

    assert asked[0] == asked[1]


@pytest.mark.parametrize("word", [True, False])
def test_nothing_else_speaks_of_them_before(with_photo, plan, clock, client, bo, word):
    publishing.invite_to_kickoff(plan, place="Nordkraft", begins=dt.time(14), ends=None, by=bo, at=made.GONE_THROUGH_AT)
    if word:
        made.word(plan)
    else:
        clock.to(made.KICKOFF)

    for path in ("/", "/tidsplan/", "/kontakt/", "/sitemap.xml", "/kalender.ics", "/kalender.ics?sprog=en", "/findes/"):
        text = client.get(path).content.decode()
        for told in ("Havnby", "havnby", "/kulturpunkter", "Nordkraft"):
            assert told not in text, path


@pytest.mark.parametrize("who", ROLES)
def test_on_the_day_everybody_finds_them(told, who):
    client = browser(who)

    assert "Havnby" in client.get("/kulturpunkter/").content.decode()
    assert "Vi vil samle byen" in client.get("/kulturpunkter/havnby/").content.decode()
    assert client.get("/kulturpunkter/havnby/foto-640.jpg").headers["Content-Type"] == "image/jpeg"
    assert client.get("/kulturpunkter/kickoff.ics").status_code == 200
    assert client.get("/kulturpunkter").headers["Location"] == "/kulturpunkter/"
    assert client.post("/kulturpunkter/").status_code == 405


def test_on_the_day_the_other_pages_lead_there(told, client, clock):
    clock.a_minute_later()

    assert "/kulturpunkter/havnby/" in page(client.get("/")).links
    assert "/kulturpunkter/" in page(client.get("/tidsplan/")).links
    assert client.get("/sitemap.xml").content.decode().count("/kulturpunkter/") == 2
    for path in ("/", "/kontakt/", "/log-ind/", "/kulturpunkter/havnby/"):
        assert "/kulturpunkter/" in page(client.get(path)).links, path
    missing = client.get("/findes-ikke/")
    assert "/kulturpunkter/" in Page(missing.content.decode()).links
    assert alike(client.get("/kulturpunkter/limby/"), "/kulturpunkter/limby/") == alike(missing, "/findes-ikke/")


# --- across the moment


def test_the_pages_of_the_day_before_are_not_those_of_the_day(with_photo, plan, clock, client):
    made.word(plan)
    for path in ("/", "/tidsplan/"):
        client.get(path)

    clock.to(made.KICKOFF)

    assert "/kulturpunkter/havnby/" in page(client.get("/")).links
    assert "/kulturpunkter/" in page(client.get("/tidsplan/")).links
    assert client.get("/kulturpunkter/").status_code == 200


def test_a_word_on_the_day_itself_counts_at_once_where_nothing_was_kept(with_photo, plan, clock, client):
    clock.to(made.KICKOFF)
    assert client.get("/kulturpunkter/").status_code == 404

    made.word(plan)

    assert client.get("/kulturpunkter/").status_code == 200
    assert client.get("/kulturpunkter/havnby/").status_code == 200


PAGES = ["/kulturpunkter/", "/kulturpunkter/havnby/", "/kulturpunkter/kickoff.ics"]


def test_what_is_taken_back_is_gone_after_a_minute(told, plan, bo, client, monkeypatch):
    clock = 1000.0
    monkeypatch.setattr("time.monotonic", lambda: clock)
    for path in (*PAGES, "/", "/sitemap.xml"):
        client.get(path)
    clock += 30
    for path in PAGES:
        client.get(path)

    publishing.take_back(plan, reason="", by=bo, at=made.GONE_THROUGH_AT + dt.timedelta(days=16))
    clock += 29
    kept = [client.get(path).status_code for path in PAGES]
    clock += 2  # 61 seconds after they were made, 31 after they were last asked for

    assert kept == [200, 200, 404]  # the file is made anew each time
    for path in PAGES:
        assert client.get(path).status_code == 404, path
    for path in ("/", "/sitemap.xml", "/kontakt/"):
        assert "kulturpunkter" not in client.get(path).content.decode(), path


def test_no_page_that_is_kept_has_an_older_menu_than_itself(told, plan, bo, client, monkeypatch):
    """The menu is asked once a minute; a page made from an old answer and then kept would make it two."""
    clock = 1000.0
    monkeypatch.setattr("time.monotonic", lambda: clock)
    client.get("/log-ind/")
    publishing.take_back(plan, reason="", by=bo, at=made.GONE_THROUGH_AT + dt.timedelta(days=16))

    clock += 59

    assert "/kulturpunkter/" not in page(client.get("/kontakt/")).links


def test_a_photo_may_be_kept_for_a_minute_and_no_longer(told, plan, bo, client):
    first = client.get("/kulturpunkter/havnby/foto-640.jpg")
    again = client.get("/kulturpunkter/havnby/foto-640.jpg", headers={"If-None-Match": first.headers["ETag"]})
    publishing.take_back(plan, reason="", by=bo, at=made.GONE_THROUGH_AT + dt.timedelta(days=16))
    gone = client.get("/kulturpunkter/havnby/foto-640.jpg", headers={"If-None-Match": first.headers["ETag"]})

    assert first.headers["Cache-Control"] == again.headers["Cache-Control"] == "public, max-age=60"
    assert [first.status_code, again.status_code, gone.status_code] == [200, 304, 404]
    assert "Set-Cookie" not in first.headers
    assert not AccessLog.objects.exists()


@pytest.mark.parametrize("path", ["/sitemap.xml", "/kalender.ics", "/kulturpunkter/kickoff.ics"])
def test_nobody_on_the_way_keeps_what_speaks_of_them_for_longer(told, client, path):
    assert "max-age=60" in client.get(path).headers["Cache-Control"]


@pytest.mark.parametrize("path", ["/kulturpunkter/", "/kulturpunkter/havnby/"])
def test_no_browser_keeps_a_page(told, client, path):
    assert client.get(path).headers["Cache-Control"] == "private, no-cache"


def test_a_page_that_is_not_public_is_never_kept(with_photo, plan, clock, client):
    for path in ADDRESSES:
        client.get(path)

    assert not [key for key in shared_page._kept if "selection" in key[0]]


# --- who is there


def test_an_area_that_withdraws_disappears_everywhere(told, plan, bo, client, clock):
    Decision.objects.filter(expression=told.expression).update(
        state=DecisionState.OVER, ended_at=made.GONE_THROUGH_AT, ended_by=bo
    )

    assert client.get("/kulturpunkter/havnby/").status_code == 404
    assert client.get("/kulturpunkter/havnby/foto-640.jpg").status_code == 404
    for path in ("/", "/kulturpunkter/", "/sitemap.xml"):
        assert "havnby" not in client.get(path).content.decode().lower(), path


def test_a_reserve_that_moved_up_is_named_at_once_and_has_its_page_when_somebody_has_read_it(
    told, limby, bo, client, clock
):
    other = made.profile(made.designated(limby))
    text = client.get("/kulturpunkter/").content.decode()
    assert "Limby" in text
    assert "Præsentationen er på vej." in text
    assert "/kulturpunkter/limby/" not in page(client.get("/kulturpunkter/")).links
    assert client.get("/kulturpunkter/limby/").status_code == 404

    presenting.write_profile(
        other, texts={}, elements={}, is_read=True, version=other.version, by=bo, at=made.GONE_THROUGH_AT
    )
    clock.a_minute_later()

    assert client.get("/kulturpunkter/limby/").status_code == 200
    assert "/kulturpunkter/limby/" in page(client.get("/kulturpunkter/")).links


# --- what they say


def test_a_page_says_nothing_of_people_telephones_and_money(told, client):
    for path in ("/kulturpunkter/", "/kulturpunkter/havnby/"):
        text = client.get(path).content.decode()
        for private in ("Anna", "Ejnar", "eksempel.dk", "20304050", "50.000", "50000", "Musikere"):
            assert private not in text, private


def test_a_page_says_what_the_area_wrote(told, client):
    shown = page(client.get("/kulturpunkter/havnby/"))
    text = " ".join(shown.text_of("main"))

    for said in ("Vi vil samle byen", "Om Forankring", "Partner 1", "Foto: Mia Foto", "Frederikshavn Kommune"):
        assert said in text, said
    picture = next(each for each in shown.all("img") if "foto" in each["src"])
    assert picture["alt"] == "Børn ved havnen"
    assert (picture["width"], picture["height"]) == ("640", "400")


def test_texts_in_english_are_marked_as_such_and_the_danish_page_says_so(plan, bo, clock, client):
    grace = factories.person("Grace Mensah", phone="+4520304050", language="en")
    made.kulturpunkt("Bakkelyst", grace, lead="A feast", vision="Together")
    made.word(plan)
    clock.to(made.KICKOFF)

    assert '<p lang="en">A feast</p>' in client.get("/kulturpunkter/").text
    text = client.get("/kulturpunkter/bakkelyst/").text
    assert '<div lang="en"><p>Together</p></div>' in text
    assert "Teksterne er områdets egne og står på engelsk." in text


def test_a_page_can_be_shared(told, client, settings):
    shown = page(client.get("/kulturpunkter/havnby/"))
    said = {each.get("property") or each.get("name"): each.get("content") for each in shown.all("meta")}

    assert said["og:title"] == "Havnby"
    assert said["og:description"] == said["description"] == "En fest"
    assert said["og:url"] == f"{settings.SITE_URL}/kulturpunkter/havnby/"
    assert said["og:image"] == f"{settings.SITE_URL}/kulturpunkter/havnby/foto-1280.jpg"
    assert said["og:image:alt"] == "Børn ved havnen"


def test_what_an_area_writes_is_text(plan, anna, bo, clock, client):
    made.kulturpunkt("Havnby", lead='"><script>x</script>', vision="<b>Fed</b>", partners="<i>x</i>")
    made.word(plan)
    clock.to(made.KICKOFF)

    for path in ("/kulturpunkter/", "/kulturpunkter/havnby/", "/"):
        text = client.get(path).content.decode()
        assert "<script>x" not in text
        assert "<b>Fed" not in text
        assert "<i>x" not in text


def test_the_map_has_a_number_for_each_and_the_list_the_same(told, limby, client):
    made.ready(made.designated(limby))
    shown = page(client.get("/kulturpunkter/"))

    assert shown.text_of("text") == ["1", "2"]
    assert shown.text_of("h3")[:2] == ["Havnby", "Limby"]
    assert [each["role"] for each in shown.all("svg") if "role" in each] == ["img"]
    assert "Natural Earth" in " ".join(shown.text_of("figcaption"))


def test_the_names_stand_in_danish_order(plan, anna, bo, clock, client):
    for number, name in enumerate(("Ålbæk", "Aabybro", "Ærø", "Østerild", "Bjerget")):
        made.kulturpunkt(name, made.contact_of(number))
    made.word(plan)
    clock.to(made.KICKOFF)

    assert page(client.get("/kulturpunkter/")).text_of("h3") == ["Bjerget", "Ærø", "Østerild", "Aabybro", "Ålbæk"]


# --- the invitation


def test_the_invitation_says_when_where_and_who(told, plan, bo, client, clock):
    assert "Hvor" not in page(client.get("/kulturpunkter/")).text_of("dt")
    publishing.invite_to_kickoff(
        plan, place="Nordkraft, Aalborg", begins=dt.time(14), ends=dt.time(17), by=bo, at=made.GONE_THROUGH_AT
    )
    clock.a_minute_later()

    text = " ".join(page(client.get("/kulturpunkter/")).text_of("main"))
    assert "Onsdag den 18. juni 2025" in text or "18. juni 2025" in text
    assert "kl. 14.00–17.00" in text
    client.cookies["sprog"] = "en"
    assert "14:00–17:00" in client.get("/kulturpunkter/").text
    client.cookies["sprog"] = "da"
    assert "Nordkraft, Aalborg" in text
    assert "Alle er velkomne" in text


@pytest.mark.parametrize("path", ["/kulturpunkter/kickoff.ics", "/kalender.ics"])
def test_the_calendar_says_the_same(told, plan, bo, client, path):
    publishing.invite_to_kickoff(
        plan, place="Nordkraft, Aalborg", begins=dt.time(14), ends=dt.time(17), by=bo, at=made.GONE_THROUGH_AT
    )
    entries = Calendar.from_ical(client.get(path).content).events
    entry = next(each for each in entries if "kickoff" in str(each["SUMMARY"]))

    assert str(entry["UID"]) == "e3f918d3-0152-51f5-b86b-7296a805a048"  # as in the feed of the plan, for good
    assert str(entry["LOCATION"]) == "Nordkraft, Aalborg"
    assert entry["DTSTART"].dt == dt.datetime(2025, 6, 18, 12, 0, tzinfo=dt.UTC)
    assert entry["DTEND"].dt == dt.datetime(2025, 6, 18, 15, 0, tzinfo=dt.UTC)
    assert str(entry["URL"]).endswith("/kulturpunkter/")


def test_after_the_day_nobody_is_invited_any_more(told, client, clock):
    clock.to(made.KICKOFF + dt.timedelta(days=1))

    text = client.get("/kulturpunkter/").content.decode()
    assert "Kom til kickoff" not in text
    assert "Havnby" in text
    assert client.get("/kulturpunkter/kickoff.ics").status_code == 404


# --- what it costs


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_costs_the_same_with_one_and_with_thirty(plan, anna, bo, clock, count, django_assert_num_queries):
    made.kulturpunkter(count)
    made.word(plan)
    clock.to(made.KICKOFF)

    with django_assert_num_queries(5):  # is it there? is it public? the places, the kickoff, its invitation
        Client().get("/kulturpunkter/")
    with django_assert_num_queries(0):
        Client().get("/kulturpunkter/")
    with django_assert_num_queries(6):
        Client().get("/")


def test_a_page_costs_nothing_while_it_is_kept(told, client, django_assert_num_queries):
    with django_assert_num_queries(4):  # twice the presentation; the menu; the core elements
        client.get("/kulturpunkter/havnby/")
    with django_assert_num_queries(0):
        client.get("/kulturpunkter/havnby/")
    with django_assert_num_queries(1):
        client.get("/kulturpunkter/havnby/foto-640.jpg")
