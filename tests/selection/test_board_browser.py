"""The board and the compositions in a real browser: at a desk and on a phone, with and without script."""

import pytest
from django.test import Client
from django.urls import reverse

from selection import actions
from selection.models import Composition, PlaceKind, Remark
from selection.states import KindOfPlace
from tests import factories
from tests.browser import axe_violations, overflows, settle
from tests.people.signing import sign_in
from tests.selection import board_desk
from tests.selection import factories as made
from tests.selection.board_desk import NOW, own_funding, sent

pytestmark = pytest.mark.django_db(transaction=True)
# As many as the shipped programme has, and as long.
ELEMENTS = ["Samler lokalområdet på tværs", "Kultur = fællesskab", "Lokale styrker og kvaliteter", "Kunstnere"]


@pytest.fixture
def story(transactional_db, settings):
    settings.TODAY = NOW.date()
    programme, bo = factories.programme(places=2), factories.bo()
    for position, title in enumerate(ELEMENTS, 2):
        programme.core_elements.create(
            key=f"e{position}", title=title, description=title, question=title, position=position
        )
    havnby = sent("Havnby med et ganske langt navn", (5, 5, 4, 4, 3, 5), (4, 4, 4, 4, 3, 5))
    limby = sent("Limby", (4, 4, 4, 4, 4, 4), code=851, town="Aalborg", at=factories.AFTER_THE_DEADLINE)
    tie = sent("Ærø", (4, 4, 4, 4, 4, 4), code=820, town="Vesthimmerlands")
    hidden = sent("Skjulby", (1, 1, 1, 1, 1, 1))
    made.assessment.qualified(hidden, bo)
    own_funding(havnby, 125000)
    PlaceKind.objects.create(area=limby.area, kind=KindOfPlace.COAST, set_at=NOW, set_by=bo)
    Remark.objects.create(expression=havnby, text="En stærk idé", at=NOW, by=made.assessor("Vibe0 Dom"))
    first = actions.compose(programme, name="De bedste", note="Til mødet", by=bo, at=NOW)
    for version, each in enumerate([havnby, limby], 1):
        actions.place(first, each, version=version, by=bo, at=NOW)
    others = [actions.copy_composition(first, name=f"Kopi {n}", by=bo, at=NOW) for n in range(3)]
    actions.put_in_reserve(others[0], tie, version=1, by=bo, at=NOW)
    return havnby, [first, *others]


@pytest.fixture
def bos_page(page_at, live_server):
    def open_page(width: int, **how):
        page = page_at(width, **how)
        key = sign_in(Client(), factories.bo()).session.session_key
        page.context.add_cookies([{"name": "sessionid", "value": key, "url": live_server.url}])
        return page

    return open_page


def addresses(story) -> list[str]:
    havnby, compositions = story
    one = [compositions[1].uid]
    named = ("selection_composition_changelist", "selection_compositions", "selection_compare", "selection_weights")
    found = [reverse(f"admin:{name}") for name in named]
    found += [reverse("admin:selection_board_expression", args=[havnby.uid])]
    found += [reverse("admin:selection_composition", args=one)]
    found += [reverse(f"admin:selection_composition_{name}", args=one) for name in ("describe", "copy", "delete")]
    return [*found, f"{reverse('admin:selection_compare')}?" + "&".join(f"s={each.uid}" for each in compositions)]


@pytest.mark.parametrize(("width", "language"), [(390, "da"), (1280, "da"), (1280, "en")])
def test_the_pages_are_sound(bos_page, story, width, language):
    page = bos_page(width, language=language)

    for path in addresses(story):
        page.goto(path)

        assert page.locator("h1").count() == 1, path
        assert axe_violations(page) == [], path
        assert not overflows(page), path


def test_without_script_a_list_is_made_ordered_and_weighed(bos_page, story):
    page = bos_page(390, script=False)
    page.goto(reverse("admin:selection_compositions"))
    page.get_by_label("Navn").fill("Min egen")
    page.get_by_role("button", name="Lav den").click()
    settle(page)

    page.get_by_role("button", name="Sæt ind Ærø").click()
    settle(page)
    page.get_by_role("button", name="På reservelisten Limby").click()
    settle(page)
    page.get_by_role("button", name="På reservelisten Skjulby").click()
    settle(page)
    page.get_by_role("button", name="Op Skjulby").click()
    settle(page)

    mine = Composition.objects.get(name="Min egen")
    assert [each.expression.area.name for each in board_desk.seats(mine)] == ["Ærø"]
    assert [each.expression.area.name for each in board_desk.reserve(mine)] == ["Skjulby", "Limby"]

    page.goto(reverse("admin:selection_weights"))
    page.get_by_label("Forankring").fill("4")
    page.get_by_role("button", name="Vis, hvad det ændrer").click()
    settle(page)
    page.get_by_role("button", name="Gem vægtene").click()
    settle(page)

    assert mine.programme.core_elements.get(key="forankring").weight == 4


def test_what_a_shared_place_and_a_hidden_one_look_like(bos_page, story):
    page = bos_page(1280)
    page.goto(reverse("admin:selection_composition_changelist"))

    assert "Limby og Ærø står lige (4,00) om den sidste plads." in page.inner_text("#content")
    assert page.get_by_text("afgiv din egen vurdering først").is_visible()
    assert page.locator(".b-map circle.b-in").count() == 1
    assert page.locator(".b-map rect.b-out").count() == 3
    page.get_by_role("link", name="Samlet").click()
    settle(page)
    assert page.url.endswith("?o=total")
