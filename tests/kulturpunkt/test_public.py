"""The public pages: what they say, on which day, in which language, and that nothing leads nowhere."""

import datetime as dt

import pytest
from django.urls import reverse

from people.models import User
from tests.people.signing import sign_in

from .pages import DAYS, PUBLIC, page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _the_day(settings):
    settings.TODAY = dt.date(2025, 4, 22)


@pytest.fixture
def in_english(client):
    client.cookies["sprog"] = "en"
    return client


def text(response) -> str:
    return " ".join(page(response).text_of("main"))


# --- every page


@pytest.mark.parametrize("path", PUBLIC)
def test_a_page_has_one_heading_a_title_and_its_language(plan, client, path):
    shown = page(client.get(path))

    assert len(shown.all("h1")) == 1
    assert shown.text_of("title")[0].endswith(" – Kulturpunkt")
    assert shown.all("html") == [{"lang": "da"}]


@pytest.mark.parametrize("path", PUBLIC)
def test_a_page_in_english_says_so(plan, in_english, path):
    response = in_english.get(path)

    assert page(response).all("html") == [{"lang": "en"}]
    assert response.headers["Content-Language"] == "en"


@pytest.mark.parametrize("path", PUBLIC[1:])
def test_a_page_shows_the_way_back(plan, client, path):
    shown = page(client.get(path))

    crumbs = [attrs for attrs in shown.all("li") if "breadcrumbs__list-item" in attrs.get("class", "")]
    assert len(crumbs) == 2
    assert crumbs[-1]["aria-current"] == "page"


@pytest.mark.parametrize("path", PUBLIC)
def test_a_page_fetches_nothing_from_elsewhere(plan, client, path):
    fetched = page(client.get(path)).fetched

    assert fetched
    assert all(address.startswith("/static/") for address in fetched), fetched


@pytest.mark.parametrize("path", PUBLIC)
def test_every_link_leads_somewhere(plan, client, path):
    links = page(client.get(path)).links
    inside = {link.partition("#")[0] or path for link in links if link.startswith(("/", "#"))}

    assert len(inside) >= 5
    for link in inside:
        assert client.get(link, follow=True).status_code == 200, link
    for link in links - {link for link in links if link.startswith(("/", "#"))}:
        assert link.startswith(("mailto:", "tel:", "https://")), link


@pytest.mark.parametrize("path", PUBLIC)
def test_every_link_within_the_page_has_its_target(plan, client, path):
    shown = page(client.get(path))
    ids = [attrs["id"] for _tag, attrs in shown.tags if "id" in attrs]

    assert len(ids) == len(set(ids))
    assert {link[1:] for link in shown.links if link.startswith("#")} <= set(ids)
    named = {word for _tag, attrs in shown.tags for word in attrs.get("aria-labelledby", "").split()}
    assert named <= set(ids)


@pytest.mark.parametrize("path", PUBLIC)
@pytest.mark.parametrize("day", DAYS)
def test_a_page_works_on_every_day(plan, client, settings, path, day):
    settings.TODAY = dt.date.fromisoformat(day)

    assert len(page(client.get(path)).all("h1")) == 1


@pytest.mark.parametrize("path", PUBLIC)
def test_a_page_works_before_there_is_a_programme(client, path):
    assert len(page(client.get(path)).all("h1")) == 1


@pytest.mark.parametrize("path", PUBLIC)
def test_a_page_is_only_read(plan, client, path):
    assert client.head(path).status_code == 200
    assert client.post(path).status_code == 405


def test_no_address_of_a_picture_is_without_its_file(plan, client):
    from django.contrib.staticfiles import finders

    for path in PUBLIC:
        for address in page(client.get(path)).fetched:
            name = address.removeprefix("/static/").partition("#")[0]
            assert finders.find(name), address


# --- the front page


@pytest.mark.parametrize(
    ("day", "says", "says_not"),
    [
        ("2025-02-01", ["86 dage tilbage", "Send interesseerklæring"], ["sidste dag"]),
        ("2025-04-22", ["mandag den 28. april 2025 kl. 23.59", "6 dage tilbage"], ["sidste dag"]),
        ("2025-04-27", ["1 dag tilbage"], ["1 dage"]),
        ("2025-04-28", ["I dag er sidste dag.", "Send interesseerklæring"], ["dage tilbage"]),
        (
            "2025-04-29",
            ["var den 28. april 2025", "»modtaget efter fristen«", "Log ind"],
            ["Send interesse", "tilbage"],
        ),
        ("2025-06-17", ["»modtaget efter fristen«", "Send efter fristen"], ["Send interesseerklæring"]),
        ("2025-06-18", ["var den 28. april 2025", "Log ind"], ["Send interesse", "efter fristen"]),
    ],
)
def test_the_front_page_invites_to_what_the_day_allows(plan, client, settings, day, says, says_not):
    settings.TODAY = dt.date.fromisoformat(day)

    said = text(client.get("/")).replace("Send en interesseerklæring", "")

    assert [words for words in says if words not in said] == []
    assert [words for words in says_not if words in said] == []


def test_a_moved_deadline_is_the_one_the_front_page_names(plan, client):
    plan.milestones.filter(key="interest").update(from_on="2025-05-05", to_on="2025-05-05")

    assert "mandag den 5. maj 2025" in text(client.get("/"))


def test_the_front_page_tells_what_the_presentation_tells(plan, client):
    said = text(client.get("/"))

    for words in [
        "udpeger 11 områder, og hvert af dem får 50.000 kr.",
        "hvor energien er der",
        "Bygge videre på det, I har",
        "Gå sammen om noget nyt",
        "Tage fat på det, der er svært",
        "Mindst 3 partnere fra mindst 2 sektorer.",
        "Ordet er nu jeres!",
        *[str(element) for element in plan.core_elements.all()],
        *[element.question for element in plan.core_elements.all()],
        *[str(goal) for goal in plan.goals.all()],
    ]:
        assert words in said, words


def test_the_chain_of_goals_goes_from_the_area_up_to_the_strategy(plan, client):
    said = text(client.get("/"))

    levels = [said.index(level) for level in ("Lokalt niveau", "Projektniveau", "Strateginiveau")]
    assert levels == sorted(levels)


def test_the_front_page_names_the_next_four_milestones(plan, client, settings):
    settings.TODAY = dt.date(2025, 6, 2)

    html = client.get("/").content.decode()
    listed = html[html.index("kp-upcoming") :].partition("</ol>")[0]

    assert [m.key for m in plan.milestones.all() if f"{m.when_text}</p><p>{m}</p>" in listed] == [
        "sparring-1",
        "kickoff",
        "network-1",
        "sparring-2",
    ]


def test_a_core_element_without_a_picture_of_its_own_gets_one(plan, client):
    plan.core_elements.filter(key="artists").update(key="dance")

    pictures = {attrs["src"] for attrs in page(client.get("/")).all("img")}

    assert "/static/img/element.svg" in pictures
    assert "/static/img/element-artists.svg" not in pictures


def test_texts_from_the_database_are_escaped(plan, client):
    plan.core_elements.filter(key="artists").update(title="<b>Kunst</b> <!--[messages]-->")

    html = client.get("/").content.decode()

    assert "&lt;b&gt;Kunst&lt;/b&gt; &lt;!--[messages]--&gt;" in html


# --- the time plan


def test_the_time_plan_is_there_as_a_picture_and_as_a_list(plan, client):
    shown = page(client.get("/tidsplan/"))

    pictures = [attrs for attrs in shown.all("svg") if attrs.get("role") == "img" and "viewbox" in attrs]
    assert len(pictures) == 2
    assert len(shown.text_of("desc")) == 2
    for milestone in plan.milestones.all():
        assert any(f"{milestone}: {milestone.when_within}." in words for words in shown.text_of("desc"))
        assert str(milestone) in shown.text_of("h3")
    assert "I dag er det 22. april 2025." in shown.text_of("desc")[0]


def test_the_picture_has_numbers_a_browser_reads_in_both_languages(plan, client):
    for language in ("da", "en"):
        client.cookies["sprog"] = language
        for tag, attrs in page(client.get("/tidsplan/")).tags:
            for name in ("x", "y", "width", "height", "cx", "cy", "r", "rx", "viewbox", "d"):
                if tag in {"svg", "rect", "circle", "path", "text", "tspan"} and name in attrs:
                    assert "," not in attrs[name], (tag, attrs)
                    assert "." not in attrs[name], (tag, attrs)


def test_the_time_plan_says_what_is_on_now_and_what_comes_next(plan, client):
    said = text(client.get("/tidsplan/"))

    assert "I dag, 22. april 2025 I gang Dialog (marts – april 2025) Det næste Interessetilkendegivelse" in said
    assert said.count("I gang nu") == 1


def test_when_all_is_done_the_time_plan_says_so(plan, client, settings):
    settings.TODAY = dt.date(2026, 9, 15)

    said = text(client.get("/tidsplan/"))

    assert "Hele planen er gennemført." in said
    assert said.count("Overstået") == 12


# --- the language


def test_the_choice_of_language_is_kept_and_leads_back(client):
    response = client.post("/sprog/", {"language": "en", "next": "/tidsplan/"})

    assert response.headers["Location"] == "/tidsplan/"
    assert (response.cookies["sprog"].value, response.cookies["sprog"]["samesite"]) == ("en", "Lax")
    assert page(client.get("/tidsplan/")).all("html") == [{"lang": "en"}]


@pytest.mark.parametrize(
    "there", ["https://ond.eksempel.dk/", "//ond.eksempel.dk", "javascript:alert(1)", "", "/\\ond.eksempel.dk"]
)
def test_it_leads_to_no_other_site(client, there):
    response = client.post("/sprog/", {"language": "en", "next": there})

    assert response.headers["Location"] == "/"


def test_a_line_break_in_the_way_back_makes_no_header(client):
    response = client.post("/sprog/", {"language": "en", "next": "/x\r\nX-Ond: ja"})

    assert response.status_code == 302
    assert "X-Ond" not in response.headers


@pytest.mark.parametrize("language", ["de", "", "da; Path=/", "EN"])
def test_a_language_that_is_not_there_is_not_kept(client, language):
    response = client.post("/sprog/", {"language": language, "next": "/kontakt/"})

    assert response.status_code == 302
    assert "sprog" not in response.cookies


def test_a_signed_in_person_gets_mail_in_that_language_too(client, anna, carla):
    sign_in(client, anna)

    client.post("/sprog/", {"language": "en", "next": "/"})

    assert User.objects.get(pk=anna.pk).language == "en"
    assert User.objects.get(pk=carla.pk).language == "da"
    assert anna.events.order_by("pgh_id").last().language == "en"


def test_a_language_is_chosen_by_pressing_not_by_looking(client):
    assert client.get("/sprog/").status_code == 405


def test_what_the_browser_prefers_decides_nothing(plan, client):
    response = client.get("/", headers={"Accept-Language": "en"})

    assert page(response).all("html") == [{"lang": "da"}]


# --- for machines


def test_the_sitemap_names_the_public_pages_and_no_others(client, settings):
    from xml.etree import ElementTree

    tree = ElementTree.fromstring(client.get("/sitemap.xml").content)

    assert [url.text for url in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")] == [
        settings.SITE_URL + path for path in PUBLIC
    ]


def test_robots_stay_out_of_what_is_not_public(client, settings):
    settings.DEMO = False

    said = client.get("/robots.txt").content.decode()

    assert "Disallow: /min-side/" in said
    assert "Disallow: /\n" not in said
    assert f"Sitemap: {settings.SITE_URL}/sitemap.xml" in said


def test_robots_stay_out_of_a_demonstration_altogether(client, settings):
    settings.DEMO = True

    assert "Disallow: /\n" in client.get("/robots.txt").content.decode()


@pytest.mark.parametrize(("old", "new"), [("/favicon.ico", "/static/img/favicon.svg"), ("/was", "/tilgaengelighed/")])
def test_addresses_that_others_know_lead_on(client, old, new):
    assert client.get(old).headers["Location"] == new


def test_the_names_of_the_pages_are_the_fixed_ones():
    assert [reverse(name) for name in ("home", "timeplan", "contact", "accessibility", "privacy")] == PUBLIC
