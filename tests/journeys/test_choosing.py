"""The team's days from the board to the release at a desk, in a real browser: thirty expressions, four assessors (one
disqualified from two), three compositions, a mind that changes, and a reserve that moves up when an area gives in."""

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from areas.models import ExpressionOfInterest
from areas.states import ExpressionState
from selection import actions, reasons
from selection.models import Composition, Decision
from selection.states import DecisionState, Outcome
from tests import factories
from tests.areas.desk import as_bo
from tests.browser import settle
from tests.journeys.test_decisions import looks_right, signed_in
from tests.people.signing import sign_in
from tests.selection import board_desk, thirty
from tests.selection import factories as made
from tests.selection.thirty import MANY, PLACES

pytestmark = pytest.mark.django_db(transaction=True)
MEETING = "Vi har talt om det på mødet den 12. maj og vægtet spredningen mellem kommunerne."


@pytest.fixture
def assessed(transactional_db, settings):
    settings.TODAY = made.DECIDED_AT.date()
    return thirty.assess(thirty.sent(), thirty.assessors())


def press(page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()
    settle(page)


def follow(page, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).first.click()
    settle(page)


def area(page, number: int):
    return page.get_by_role("link", name=f"Sted {number}", exact=True)


def begin(page, name: str, beginning: str) -> None:
    page.goto(reverse("admin:selection_compositions"))
    page.get_by_label("Navn").fill(name)
    page.get_by_label(beginning).check()
    press(page, "Lav den")
    looks_right(page)


def try_three(page) -> None:
    begin(page, "De elleve bedste", "De bedste efter samlet tal")
    expect(page.get_by_text("10 af 11 pladser er brugt")).to_be_visible()
    expect(page.get_by_text("står lige om den sidste plads og er ikke sat ind").first).to_be_visible()
    begin(page, "En i hver kommune", "Den bedste i hver kommune")
    page.goto(reverse("admin:selection_compositions"))
    follow(page, "De elleve bedste")
    follow(page, "Lav en kopi")
    page.get_by_label("Navn").fill("Vores")
    press(page, "Lav kopien")

    press(page, "Sæt ind Sted 14")
    press(page, "Sæt ind Sted 15")
    expect(page.get_by_text("Der er ikke flere pladser.")).to_be_visible()
    for number in (17, 16, 15):
        press(page, f"På reservelisten Sted {number}")
    press(page, "Op Sted 16")
    looks_right(page)
    mine = Composition.objects.get(name="Vores")
    assert [each.expression.area.name for each in board_desk.reserve(mine)] == ["Sted 16", "Sted 17", "Sted 15"]
    assert len(board_desk.seats(mine)) == PLACES

    page.goto(reverse("admin:selection_compositions"))
    for name in ("De elleve bedste", "En i hver kommune", "Vores"):
        page.get_by_label(f"Sammenlign {name}").check()
    press(page, "Vis dem side om side")
    looks_right(page)
    expect(page.locator(".b-column")).to_have_count(3)
    expect(page.get_by_role("row", name="Sted 16")).to_contain_text("reserve 1")


def decide_and_think_again(page) -> None:
    """The three in reserve become two; the letter that lay ready for the third is void, and its page says so."""
    page.goto(reverse("admin:selection_compositions"))
    follow(page, "Vores")
    follow(page, "Gør den til afgørelser")
    looks_right(page)
    press(page, "Læg afgørelserne klar")
    expect(page.get_by_text(f"{MANY} afgørelser ligger klar med breve.")).to_be_visible()
    third = Decision.objects.pending().get(reserve=3)

    follow(page, "Sted 15")
    follow(page, "Ændr afgørelsen")
    looks_right(page)
    page.get_by_label("Giv området afslag").check()
    press(page, "Ændr afgørelsen")
    expect(page.get_by_text("Afgørelsen om Sted 15 er ændret")).to_be_visible()

    page.goto(reverse("admin:selection_decision_change", args=[third.uid]))
    looks_right(page)
    expect(page.get_by_text("Bortfaldet; intet er sendt.")).to_be_visible()
    follow(page, "Gå til den afgørelse, der gælder nu")
    assert Decision.objects.pending().get(expression=third.expression).outcome == Outcome.DECLINED
    expect(page.get_by_role("heading", level=1)).to_contain_text("Sted 15")


def write_what_points_do_not_say(page) -> None:
    """One in the browser; the others, which lack it too, by the same act without a page."""
    page.get_by_role("textbox", name="Begrundelse").fill(MEETING)
    press(page, "Gem begrundelsen")
    expect(page.get_by_text("Begrundelsen er gemt.")).to_be_visible()
    left = [each for each in Decision.objects.pending() if not reasons.is_finished(each.reasons)]
    assert left
    page.goto(reverse("admin:selection_decision_release"))
    looks_right(page)
    expect(page.get_by_text("Der er noget, der skal på plads først:")).to_be_visible()
    for each in left:
        actions.revise_reasons(each, MEETING, seen=each.version, by=factories.bo(), at=made.READ_AT)


def read_all(page, count: int) -> None:
    page.goto(reverse("admin:selection_decision_changelist"))
    name = "Læs det sidste brev igennem" if count == 1 else f"Læs de {count} breve igennem"
    follow(page, name)
    for _ in range(count - 1):
        press(page, "Læst igennem – vis det næste")
    press(page, "Læst igennem")


def release(page, said: str) -> None:
    page.goto(reverse("admin:selection_decision_release"))
    looks_right(page)
    page.get_by_label("Skriv FRIGIV for at bekræfte").fill("frigiv")
    press(page, "Frigiv alle afgørelser")
    expect(page.get_by_text(said)).to_be_visible()
    looks_right(page)


def states() -> dict[str, int]:
    found = list(ExpressionOfInterest.objects.values_list("state", flat=True))
    return {state: found.count(state) for state in set(found)}


def test_from_the_board_to_the_reserve_that_moves_up(assessed, page_at, live_server):
    page = signed_in(page_at(1280), as_bo().session.session_key, live_server)
    page.goto(reverse("admin:selection_composition_changelist"))
    looks_right(page)
    expect(page.locator("tbody tr")).to_have_count(MANY)

    try_three(page)
    decide_and_think_again(page)
    write_what_points_do_not_say(page)
    read_all(page, MANY)
    assert states() == {ExpressionState.SUBMITTED: MANY}
    release(page, f"{MANY} afgørelser er frigivet.")
    told = {ExpressionState.DESIGNATED: PLACES, ExpressionState.RESERVE: 2, ExpressionState.DECLINED: 17}
    assert states() == told

    # --- one says no to its place, on a phone
    gives_up = ExpressionOfInterest.objects.get(area__name="Sted 30")
    key = sign_in(Client(), gives_up.created_by).session.session_key
    phone = signed_in(page_at(390), key, live_server)
    phone.goto(reverse("decision", args=[gives_up.uid]))
    follow(phone, "Sig nej til pladsen")
    looks_right(phone)
    press(phone, "Ja, vi siger nej til pladsen")
    expect(phone.get_by_text("I har sagt nej til jeres plads som Kulturpunkt.")).to_be_visible()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Afgørelsen gælder ikke længere")
    looks_right(phone)

    # --- the first in reserve is offered it, and the offer is read and released like the others
    page.goto(reverse("admin:selection_decision_changelist"))
    looks_right(page)
    follow(page, "Tilbyd Sted 16 pladsen")
    looks_right(page)
    press(page, "Læg afgørelsen klar")
    moves_up = ExpressionOfInterest.objects.get(area__name="Sted 16")
    assert moves_up.state == ExpressionState.RESERVE
    read_all(page, 1)
    release(page, "1 afgørelse er frigivet.")
    assert states() == told | {ExpressionState.RESERVE: 1, ExpressionState.WITHDRAWN: 1}
    assert Decision.objects.filter(state=DecisionState.RELEASED, seat__isnull=False).count() == PLACES
    theirs = signed_in(page_at(390), sign_in(Client(), moves_up.created_by).session.session_key, live_server)
    theirs.goto(reverse("decision", args=[moves_up.uid]))
    looks_right(theirs)
    expect(theirs.get_by_role("heading", level=1)).to_contain_text("Kulturpunkt")
