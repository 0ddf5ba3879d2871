"""The pages about dialogue in a real browser: the team's and the municipality's, at a desk and on a phone."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from areas.models import Dialogue
from tests import factories
from tests.browser import axe_violations, overflows, settle
from tests.people.signing import sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def talk(transactional_db, settings):
    settings.TODAY = factories.BEFORE_THE_DEADLINE.date()
    factories.expression.complete(factories.anna())
    factories.expression.draft(factories.carla(), name="havnby", another=True)
    karen = factories.municipal_contact().person
    return factories.dialogue(
        by=karen, place="Stedet med det lange navn", follow_up_on=dt.date(2025, 4, 20), follow_up_by=karen
    )


@pytest.fixture
def page_of(page_at, live_server):
    """`page_of(person, width, …)`: a page in which the person is signed in."""

    def open_page(person, width: int, **how):
        page = page_at(width, **how)
        key = sign_in(Client(), person).session.session_key
        page.context.add_cookies([{"name": "sessionid", "value": key, "url": live_server.url}])
        return page

    return open_page


def sound(page, paths) -> None:
    for path in paths:
        page.goto(path)

        assert page.locator("h1").count() == 1, path
        assert axe_violations(page) == [], path
        assert not overflows(page), path


@pytest.mark.parametrize(("width", "language"), [(390, "da"), (1280, "en")])
def test_the_municipalitys_pages_are_sound(page_of, talk, width, language):
    page = page_of(talk.created_by, width, language=language)
    names = ["my_page", "municipal_overview", "dialogues", "dialogue_log", "apply_invite"]

    sound(page, [reverse(name) for name in names])
    sound(page, [reverse(name, args=[talk.uid]) for name in ("dialogue", "dialogue_edit", "dialogue_invite")])


@pytest.mark.parametrize(("width", "language"), [(390, "da"), (1280, "en")])
def test_the_teams_pages_are_sound(page_of, talk, width, language):
    page = page_of(factories.bo(), width, language=language)
    names = ["funnel", "places", "changelist", "add", "invite_anybody"]
    contact = talk.created_by.municipal_roles.get()

    sound(page, [reverse("admin:index"), *(reverse(f"admin:areas_dialogue_{name}") for name in names)])
    sound(page, [reverse(f"admin:areas_dialogue_{name}", args=[talk.uid]) for name in ("change", "edit", "invite")])
    sound(page, [reverse("admin:areas_applyinvitation_changelist"), reverse("admin:areas_municipalcontact_changelist")])
    sound(page, [reverse("admin:areas_municipalcontact_end", args=[contact.uid])])


def test_without_script_a_contact_logs_follows_up_and_the_other_choice_is_there(page_of, talk):
    page = page_of(talk.created_by, 390, script=False)

    page.goto(reverse("dialogue", args=[talk.uid]))
    page.get_by_role("button", name="Fulgt op").click()
    settle(page)
    page.goto(reverse("start_expression"))
    page.get_by_label("Områdets navn").fill("HAVNBY")
    page.get_by_label("Kommune").select_option("813")
    page.get_by_role("button", name="Opret kladde").click()
    settle(page)

    assert Dialogue.objects.get().followed_up_by == talk.created_by
    assert page.get_by_role("button", name="Bed om at være med").is_visible()
    assert "Anna" not in page.content()
