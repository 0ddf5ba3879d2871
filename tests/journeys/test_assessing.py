"""An assessor's evening in a real browser: she says that she is qualified, scores all six, gives, and talks it over."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from programme.models import CoreElement, Disqualification
from selection.models import Assessment, Score
from selection.states import AssessmentState
from tests import factories
from tests.areas.desk import as_bo
from tests.browser import axe_violations, overflows, settle
from tests.journeys.test_expression import looks_right, sign_in
from tests.selection import factories as made

pytestmark = pytest.mark.django_db(transaction=True)
MORE = [
    ("samler", "Samler på tværs"),
    ("kultur", "Kultur = fællesskab"),
    ("styrker", "Lokale styrker"),
    ("kunstnere", "Kunstnere"),
]


@pytest.fixture
def havnby(transactional_db, settings):
    settings.TODAY = made.DUE_ON.replace(day=7)
    programme = factories.programme()
    for position, (key, title) in enumerate(MORE, start=2):
        CoreElement.objects.create(
            programme=programme, key=key, title=title, description=title, question=title, position=position
        )
    return factories.expression.submitted(factories.anna())


def press(page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()
    settle(page)


def overall(assessment: Assessment) -> str:
    return Assessment.objects.get(pk=assessment.pk).overall


def wait_until_stored(page, assessment: Assessment, text: str) -> None:
    for _ in range(100):
        if overall(assessment) == text:
            break
        page.wait_for_timeout(100)
    assert overall(assessment) == text


def score_all(page) -> None:
    for number, element in enumerate(CoreElement.objects.order_by("position"), start=1):
        box = page.locator(f"#{element.key}")
        box.get_by_role("radio").nth(number % 5).check()
        box.get_by_role("textbox").fill(f"Derfor {number}")
    page.get_by_label("Din samlede vurdering").fill("Lovende")


def test_on_a_phone_with_script(havnby, page_at, live_server):
    vibe, tage = made.assessor("Vibe Dom"), made.assessor("Tage Dom")
    mine = made.assessment.assigned(havnby, vibe)
    made.assessment.given(havnby, tage, 1, 1, 1, 1, 1, 1)
    page = page_at(390)
    sign_in(page, vibe, live_server)

    page.goto(reverse("my_page"))
    looks_right(page)
    page.get_by_role("link", name="Dine vurderinger").click()
    looks_right(page)
    page.get_by_role("link", name="Havnby").click()
    looks_right(page)
    expect(page.get_by_text("Vi vil samle byen")).to_have_count(0)
    press(page, "Jeg er habil – vis interesseerklæringen")
    looks_right(page)
    expect(page.get_by_text("Vi vil samle byen")).to_be_visible()

    page.locator("#udvikling").get_by_role("radio").nth(3).check()
    page.locator("#udvikling").get_by_role("textbox").fill("De bygger videre på havnefesten")
    expect(page.locator("[data-saved]")).to_contain_text("Gemt kl.")
    assert Score.objects.get(assessment=mine, element__key="udvikling").points == 4

    press(page, "Afgiv vurderingen")
    expect(page.get_by_role("alert").get_by_text("Skriv din samlede vurdering.")).to_be_visible()
    looks_right(page)
    score_all(page)
    press(page, "Afgiv vurderingen")

    expect(page.get_by_text("Tak! Din vurdering er afgivet.")).to_be_visible()
    expect(page.get_by_text("Tage Dom").first).to_be_visible()
    looks_right(page)
    mine.refresh_from_db()
    assert mine.state == AssessmentState.GIVEN
    assert sorted(mine.scores.values_list("points", flat=True)) == [1, 2, 2, 3, 4, 5]

    page.get_by_label("Skriv til de andre").fill("Skal vi tale om planen?")
    press(page, "Skriv bemærkningen")
    expect(page.get_by_text("Skal vi tale om planen?")).to_be_visible()
    page.get_by_role("link", name="Ændr mine point Udvikling").click()
    looks_right(page)
    page.get_by_role("radio").nth(4).check()
    page.get_by_label("Hvorfor ændrer du pointene?").fill("Jeg havde læst for hurtigt")
    press(page, "Ændr pointene")
    expect(page.get_by_text("Jeg havde læst for hurtigt")).to_be_visible()
    looks_right(page)


def test_what_lacks_is_marked_until_it_is_there(havnby, page_at, live_server):
    vibe = made.assessor("Vibe Dom")
    mine = made.assessment.qualified(havnby, vibe)
    page = page_at(390)
    sign_in(page, vibe, live_server)
    page.goto(reverse("assessment", args=[mine.uid]))
    press(page, "Afgiv vurderingen")
    expect(page.locator("[data-saved]")).to_contain_text("Gemt kl.")
    marks = page.locator(".form-error-message")
    expect(marks).to_have_count(13)

    page.locator("#udvikling").get_by_role("radio").nth(3).check()
    page.get_by_label("Din samlede vurdering").fill("Lovende")
    page.get_by_label("Din samlede vurdering").blur()

    expect(marks).to_have_count(11)
    expect(page.locator("#udvikling .form-error-message")).to_have_count(1)


def test_at_a_desk_without_script_in_english(havnby, page_at, live_server):
    vibe = made.assessor("Vibe Dom", language="en")
    mine = made.assessment.qualified(havnby, vibe)
    page = page_at(1280, script=False)
    sign_in(page, vibe, live_server)
    page.goto(reverse("assessment", args=[mine.uid]))
    assert not overflows(page)

    score_all(page)
    press(page, "Gem og fortsæt senere")
    assert Score.objects.filter(assessment=mine, points__isnull=False).count() == 6
    press(page, "Afgiv vurderingen")

    mine.refresh_from_db()
    assert mine.state == AssessmentState.GIVEN
    assert not overflows(page)


def test_two_tabs_of_one_person(havnby, page_at, live_server):
    vibe = made.assessor("Vibe Dom")
    mine = made.assessment.qualified(havnby, vibe)
    one = page_at(1280)
    sign_in(one, vibe, live_server)
    url = reverse("assessment", args=[mine.uid])
    one.goto(url)
    other = page_at(1280)
    sign_in(other, vibe, live_server)
    other.goto(url)

    one.locator("#udvikling").get_by_role("radio").nth(1).check()
    expect(one.locator("[data-saved]")).to_contain_text("Gemt kl.")
    other.locator("#forankring").get_by_role("radio").nth(2).check()
    expect(other.locator("[data-saved]")).to_contain_text("Gemt kl.")
    expect(other.locator("#udvikling").get_by_role("radio").nth(1)).to_be_checked()

    one.get_by_label("Din samlede vurdering").fill("Fra den ene")
    wait_until_stored(one, mine, "Fra den ene")
    other.get_by_label("Din samlede vurdering").fill("Fra den anden")
    expect(other.get_by_text("du har gemt noget andet her i en anden fane.")).to_be_visible()
    assert overall(mine) == "Fra den ene"
    assert axe_violations(other) == []
    other.get_by_role("button", name="Behold det her").click()
    wait_until_stored(other, mine, "Fra den anden")


def test_who_is_disqualified_says_so_on_a_phone(havnby, page_at, live_server):
    vibe = made.assessor("Vibe Dom")
    mine = made.assessment.assigned(havnby, vibe)
    page = page_at(390)
    sign_in(page, vibe, live_server)
    page.goto(reverse("assessment", args=[mine.uid]))

    page.get_by_role("link", name="Jeg er inhabil").click()
    looks_right(page)
    press(page, "Ja, jeg er inhabil")
    looks_right(page)
    page.get_by_label("nr. 3").check()
    press(page, "Ja, jeg er inhabil")

    expect(page.get_by_text("Havnby er lukket for dig nu")).to_be_visible()
    looks_right(page)
    assert Disqualification.objects.get().person == vibe


@pytest.mark.parametrize("width", [390, 1280])
def test_the_team_gives_out_and_spreads(havnby, page_at, live_server, width):
    made.assessor("Vibe Dom")
    made.assessor("Tage Dom")
    factories.expression.submitted(factories.carla(), name="Limby", municipality=factories.municipality(851, "Aalborg"))
    page = page_at(width)
    key = as_bo().session.session_key
    page.context.add_cookies([{"name": "sessionid", "value": key, "url": live_server.url}])
    page.goto(reverse("admin:selection_assessment_changelist"))
    looks_right(page)

    page.get_by_label("Vibe Dom").check()
    page.get_by_label("Tage Dom").check()
    page.get_by_label("Bedømmere til hver").fill("1")
    press(page, "Foreslå en jævn fordeling")
    looks_right(page)
    press(page, "Gem fordelingen")
    expect(page.get_by_text("2 vurderinger er tildelt.")).to_be_visible()
    looks_right(page)

    page.get_by_role("link", name="Havnby").click()
    looks_right(page)
    page.get_by_role("link", name="Tag tilbage").click()
    looks_right(page)
    press(page, "Tag tilbage")
    assert Assessment.objects.filter(state=AssessmentState.ENDED).count() == 1
