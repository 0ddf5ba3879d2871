"""Writing on an area's behalf, as the team member's browser meets it."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from areas import on_behalf
from areas.completeness import Section
from areas.models import Acting
from kulturpunkt import shared_page
from notices.models import Message
from programme import calendar
from tests import factories
from tests.areas.desk import as_bo
from tests.areas.pages import address, at, fields_of, save, typed
from tests.house_rules.test_access import filled, routes
from tests.people.signing import sign_in

BANNER = "Du skriver på vegne af <b>Havnby</b>"
REASON = "ringede og bad om hjælp"
ADMIN = "admin:areas_expressionofinterest_"

pytestmark = pytest.mark.usefixtures("today")


def begin(client: Client, expression, reason: str = REASON):
    return client.post(reverse(f"{ADMIN}act", args=[expression.uid]), {"reason": reason})


@pytest.fixture
def acting(complete) -> Client:
    """Bo's browser, in which he writes for Havnby."""
    factories.municipality()
    client = as_bo()
    assert begin(client, complete).headers["Location"] == complete.get_absolute_url()
    return client


# --- beginning


def test_the_team_begins_from_the_expressions_page(complete):
    client = as_bo()

    page = client.get(reverse(f"{ADMIN}change", args=[complete.uid])).text
    form = client.get(reverse(f"{ADMIN}act", args=[complete.uid])).text

    assert reverse(f"{ADMIN}act", args=[complete.uid]) in page
    assert "Skriv på vegne af området" in page
    assert "kontaktpersonen en mail" in form


def test_it_needs_a_reason(complete):
    response = begin(as_bo(), complete, reason="  ")

    assert response.status_code == 422
    assert "Skriv, hvorfor du skriver på vegne af området." in response.text
    assert not Acting.objects.exists()


def test_looking_at_the_page_begins_nothing(complete):
    as_bo().get(reverse(f"{ADMIN}act", args=[complete.uid]))

    assert not Acting.objects.exists()


def test_a_sent_one_cannot_be_written_in(submitted):
    client = as_bo()

    page = client.get(reverse(f"{ADMIN}change", args=[submitted.uid])).text
    response = begin(client, submitted)

    assert "Skriv på vegne af området" not in page
    assert response.headers["Location"] == reverse(f"{ADMIN}change", args=[submitted.uid])
    assert not Acting.objects.exists()


def test_the_area_itself_has_no_such_page(complete, as_anna):
    assert begin(as_anna, complete).status_code == 404


# --- writing


def test_who_acts_saves_a_section_as_a_member_does(acting, complete):
    response = save(acting, complete, Section.CHALLENGE, challenge="Skrevet af Bo")

    assert response.status_code == 302
    complete.refresh_from_db()
    assert (complete.challenge, complete.changed_by) == ("Skrevet af Bo", factories.bo())
    page = acting.get(complete.get_absolute_url()).text
    assert "af Bo Lund, kulturteamet, på vegne af området." in page
    assert Acting.objects.get().sections == [Section.CHALLENGE.value]


def test_the_areas_own_page_says_so_too(acting, complete, as_anna):
    save(acting, complete, Section.CHALLENGE, challenge="Skrevet af Bo")

    assert "af Bo Lund, kulturteamet, på vegne af området." in as_anna.get(complete.get_absolute_url()).text


@pytest.mark.parametrize("section", list(Section), ids=lambda section: section.value)
def test_every_section_opens(acting, complete, section):
    assert acting.get(address(complete, section)).status_code == 200


def test_another_of_the_team_has_no_edit(acting, complete):
    grethe = sign_in(Client(), factories.person("Grethe Skov", is_team=True))

    response = grethe.post(address(complete, Section.CHALLENGE), {"challenge": "Grethe", "save": "1"})

    assert response.status_code == 302
    complete.refresh_from_db()
    assert complete.challenge == "Vi vil samle byen"


def test_nor_has_the_same_person_in_another_browser(acting, complete):
    response = as_bo().get(address(complete, Section.CHALLENGE))

    assert response.headers["Location"] == complete.get_absolute_url()


def test_nor_in_another_area(acting, carla):
    other = factories.expression.draft(carla, name="Andetsteds")

    assert acting.get(address(other, Section.CHALLENGE)).status_code == 302


# --- what it cannot


@pytest.mark.parametrize(
    "name", ["expression_send", "expression_withdraw", "expression_reopen", "expression_start_again"]
)
def test_nothing_is_sent_or_taken_back(acting, complete, name):
    before = complete.version

    acting.post(at(name, complete), {"version": str(complete.version)})

    complete.refresh_from_db()
    assert complete.is_draft
    assert complete.version == before
    assert not complete.submissions.exists()


def test_the_group_stays_as_it_is(acting, complete):
    member = complete.area.memberships.get(role="member")
    added = {"name": "Ny", "email": "ny@eksempel.dk", "phone": "", "add-member": "1"}

    acting.post(address(complete, Section.GROUP), added)
    acting.post(address(complete, Section.GROUP), {"phone": "11223344", "save": "1"})
    removal = acting.post(at("expression_member_remove", complete, member.uid))

    assert removal.status_code == 404
    assert complete.area.memberships.filter(ended_at=None).count() == 2
    assert factories.bo().phone == ""


def test_the_check_page_says_why(acting, complete):
    page = acting.get(at("expression_check", complete)).text

    assert "Derfor kan du ikke sende: det kan kun kontaktpersonen, Anna Holm." in page
    assert f'action="{at("expression_send", complete)}"' not in page


# --- the banner


def test_it_says_for_whom_why_since_when_and_how_to_stop(acting):
    page = acting.get(reverse("my_page")).text

    assert BANNER in page
    assert f"Begrundelse: {REASON}" in page
    assert Acting.objects.get().started_at.astimezone(calendar.COPENHAGEN).strftime("siden kl. %H.%M") in page
    assert f'action="{reverse("stop_acting")}"' in page


def test_it_stands_on_every_page_of_the_site(acting, complete):
    """Every address that answers with a whole page of ours; papers and feeds are none."""
    ids = {"uid": complete.uid, "name": "udfordring", "object_id": complete.pk, "number": 1}
    member = complete.area.memberships.get(role="member")
    ids |= {"member": member.uid, "case": complete.case, "app_label": "areas", "url": "findes-ikke", "token": "x"}
    seen = []
    for route in sorted({*routes(), "findes-ikke/"}):
        response = acting.get(filled(route, ids))
        if response.status_code in (200, 404) and "<body" in getattr(response, "text", "") and not response.streaming:
            seen.append(route)

            assert BANNER in response.text, f"{route}: {response.status_code}"

    assert {"/", "tidsplan/", "min-side/", "team/", "interesseerklaering/<uuid:uid>/", "findes-ikke/"} <= {
        route or "/" for route in seen
    }
    assert len(seen) > 35


@pytest.mark.parametrize("name", ["home", "timeplan", "contact", "accessibility", "privacy"])
def test_a_page_that_all_share_has_it_for_the_one_who_acts_and_for_nobody_else(acting, name):
    """Whoever comes first fills what is kept: the banner is never in it, and never missing from it."""
    path = reverse(name)
    acting_first = [BANNER in each.get(path).text for each in (acting, Client(), as_bo())]
    shared_page.forget()
    acting_last = [BANNER in each.get(path).text for each in (Client(), as_bo(), acting)]

    assert acting_first == [True, False, False]
    assert acting_last == [False, False, True]


def test_the_others_see_no_banner(acting, complete, as_anna):
    assert BANNER not in as_anna.get(complete.get_absolute_url()).text


# --- ending


def test_the_button_ends_it(acting, complete):
    response = acting.post(reverse("stop_acting"))

    assert response.headers["Location"] == reverse(f"{ADMIN}change", args=[complete.uid])
    assert Acting.objects.get().ended_how == "stopped"
    assert BANNER not in acting.get(reverse("my_page")).text
    assert acting.get(address(complete, Section.CHALLENGE)).status_code == 302
    assert Message.objects.filter(kind="acting-ended", to=factories.anna()).count() == 1


def test_the_button_pressed_twice_is_no_error(acting):
    acting.post(reverse("stop_acting"))

    assert acting.post(reverse("stop_acting")).headers["Location"] == reverse("admin:index")
    assert Message.objects.filter(kind="acting-ended").count() == 1


def test_there_is_no_button_for_others(as_anna):
    assert as_anna.post(reverse("stop_acting")).status_code == 404


def test_signing_out_ends_it(acting):
    acting.post(reverse("account_logout"))

    assert Acting.objects.get().ended_how == "signed-out"


def test_beginning_for_another_area_ends_it(acting, carla):
    other = factories.expression.draft(carla, name="Andetsteds")

    warned = acting.get(reverse(f"{ADMIN}act", args=[other.uid])).text
    begin(acting, other)

    assert "Du skriver nu på vegne af Havnby. Det slutter, når du begynder her." in warned
    assert [each.ended_how for each in Acting.objects.order_by("pk")] == ["another", ""]
    assert "Du skriver på vegne af <b>Andetsteds</b>" in acting.get(reverse("my_page")).text


def _two_hours_ago() -> None:
    started = Acting.objects.get().started_at - dt.timedelta(hours=2)
    Acting.objects.update(started_at=started)


def test_it_ends_by_itself_after_two_hours(acting, complete):
    _two_hours_ago()

    assert BANNER not in acting.get(reverse("my_page")).text
    assert acting.get(address(complete, Section.CHALLENGE)).status_code == 302


def test_what_was_typed_when_it_ended_is_shown_again_and_can_be_sent(acting, complete):
    text = {"challenge": "En lang tekst, som ikke må gå tabt, fordi der er gået to timer.", "save": "1"}
    seen = fields_of(acting.get(address(complete, Section.CHALLENGE)))["seen"]
    _two_hours_ago()

    refused = acting.post(address(complete, Section.CHALLENGE), text | {"seen": seen})
    begin(acting, complete)
    stored = acting.post(address(complete, Section.CHALLENGE), text | {"seen": seen})

    assert refused.status_code == 403
    assert text["challenge"] in refused.text
    assert stored.status_code == 302
    complete.refresh_from_db()
    assert complete.challenge == text["challenge"]


def test_a_page_that_saves_itself_is_told_that_it_ended(acting, complete):
    fields = typed(acting, complete, Section.CHALLENGE, challenge="Bos tekst")
    _two_hours_ago()

    refused = acting.post(at("expression_autosave", complete, Section.CHALLENGE.value), fields)

    assert refused.status_code == 409
    assert refused.json()["closed"] == "Du skriver ikke længere på vegne af området. Teksten står her stadig."


def test_somebody_elses_session_does_not_inherit_it(acting, complete):
    """Another row's name in the session is worth nothing to who is not its person."""
    grethe = sign_in(Client(), factories.person("Grethe Skov", is_team=True))
    session = grethe.session
    session[on_behalf.KEY] = str(Acting.objects.get().uid)
    session.save()

    assert grethe.get(address(complete, Section.CHALLENGE)).status_code == 302
    assert BANNER not in grethe.get(reverse("my_page")).text


def test_who_left_the_team_acts_no_more(acting, complete):
    bo = factories.bo()
    bo.is_team = False
    bo.save()

    assert acting.get(address(complete, Section.CHALLENGE)).status_code == 404
