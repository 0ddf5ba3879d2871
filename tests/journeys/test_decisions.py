"""The team decides about twelve, reads the letters and releases them, in a real browser; and an area reads its own."""

import pytest
from django.urls import reverse

from notices.models import Message
from selection.models import Decision, Letter
from tests.areas.desk import as_bo
from tests.browser import axe_violations, overflows, settle
from tests.people.signing import sign_in
from tests.selection import factories as made

pytestmark = pytest.mark.django_db(transaction=True)
COUNT, PLACES = 12, 10


def looks_right(page) -> None:
    assert page.locator("h1").count() == 1, page.url
    assert axe_violations(page) == [], page.url
    assert not overflows(page), page.url


@pytest.fixture
def composed(transactional_db, settings):
    """Ten are chosen, one is in reserve, one in neither; all have been assessed, the last two less well."""
    settings.TODAY = made.RELEASED_AT.date()
    sent = made.round_of(COUNT, places=PLACES)
    vibe = made.assessor()
    for number, each in enumerate(sent):
        made.assessment.given(each, vibe, *((5, 4) if number < PLACES else (3, 2)))
    return made.composition(sent[:PLACES], sent[PLACES : PLACES + 1])


def signed_in(page, key: str, live_server):
    page.context.add_cookies([{"name": "sessionid", "value": key, "url": live_server.url}])
    return page


@pytest.mark.parametrize("width", [390, 1280])
def test_bo_decides_reads_and_releases_twelve(composed, page_at, live_server, client, width):
    page = signed_in(page_at(width), as_bo().session.session_key, live_server)

    page.goto(reverse("admin:selection_decision_changelist"))
    looks_right(page)
    page.get_by_role("link", name="Gør “De bedste” til afgørelser").click()
    looks_right(page)
    page.get_by_role("button", name="Læg afgørelserne klar").click()
    page.get_by_text("12 afgørelser ligger klar med breve.").wait_for()
    looks_right(page)

    page.get_by_role("link", name="Læs de 12 breve igennem").click()
    looks_right(page)
    for _number in range(COUNT - 1):
        page.get_by_role("button", name="Læst igennem – vis det næste").click()
        settle(page)
    page.get_by_role("button", name="Læst igennem", exact=True).click()
    settle(page)
    assert not Letter.objects.filter(read_at=None, decision__in=Decision.objects.pending()).exists()

    page.goto(reverse("admin:selection_decision_release"))
    looks_right(page)
    page.get_by_label("Skriv FRIGIV for at bekræfte").fill("FRIGIV")
    page.get_by_role("button", name="Frigiv alle afgørelser").click()
    page.get_by_text("12 afgørelser er frigivet.").wait_for()
    looks_right(page)
    assert Message.objects.filter(kind="decision").count() == 2 * COUNT

    first = Decision.objects.released().get(seat=1)
    sign_in(client, first.expression.created_by)
    area = signed_in(page_at(width), client.session.session_key, live_server)
    for path in (
        reverse("my_page"),
        first.expression.get_absolute_url(),
        reverse("decision", args=[first.expression.uid]),
        reverse("decision_give_up", args=[first.expression.uid]),
    ):
        area.goto(path)
        looks_right(area)


def test_the_pages_for_one_decision_are_sound(transactional_db, settings, page_at, live_server):
    settings.TODAY = made.RELEASED_AT.date()
    first, *_ = made.decided()
    page = signed_in(page_at(390), as_bo().session.session_key, live_server)

    for name, args in (
        ("letter", [first.uid]),
        ("outcome", [first.uid]),
        ("void", [first.uid]),
        ("texts", []),
        ("text", ["declined", "da"]),
    ):
        page.goto(reverse(f"admin:selection_decision_{name}", args=args))
        looks_right(page)
