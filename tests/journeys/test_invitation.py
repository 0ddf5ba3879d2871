"""From the mail to a yes, and the role that goes on: in a real browser, on a phone and at a desk."""

import datetime as dt

import pytest
from django.urls import reverse

from areas import actions
from areas.models import Membership
from areas.states import GroupRole
from notices.models import Message
from notices.rendering import render
from tests import factories
from tests.browser import overflows
from tests.journeys.test_expression import looks_right, sign_in
from tests.people.signing import code_for

NOW = factories.BEFORE_THE_DEADLINE
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def complete(transactional_db, settings):
    settings.TODAY = NOW.date()
    return factories.expression.complete(factories.anna())


def link_in_the_mail(server) -> str:
    message = Message.objects.get(kind="invitation")
    text = render(message.kind, message.context | {"name": message.name, "site": server.url}, language="da").text
    return next(line for line in text.splitlines() if line.startswith(server.url))


def no_overflow(page) -> None:
    assert not overflows(page), page.url


@pytest.mark.parametrize("script", [True, False])
def test_inge_says_yes_on_her_phone(complete, page_at, live_server, script):
    invited = {"name": "Inge Ny", "email": "inge@eksempel.dk", "phone": ""}
    actions.invite(complete, **invited, by=complete.created_by, at=NOW)
    page = page_at(390, script=script)
    look = looks_right if script else no_overflow  # axe is a script

    page.goto(link_in_the_mail(live_server))
    page.get_by_role("heading", name="Vil du være med i styregruppen for Havnby?").wait_for()
    look(page)
    page.get_by_role("button", name="Send mig en kode").click()
    page.get_by_label("Koden fra mailen").fill(code_for("inge@eksempel.dk"))
    page.get_by_role("button", name="Log ind").click()
    page.get_by_label("Dit navn").fill("Inge Nielsen")
    page.get_by_role("button", name="Gem").click()
    look(page)
    page.get_by_role("button", name="Ja, jeg vil gerne være med").click()

    page.get_by_text("Velkommen! Du er nu med i styregruppen for Havnby.").wait_for()
    assert Membership.objects.current().get(person__email="inge@eksempel.dk").person.name == "Inge Nielsen"
    assert Message.objects.filter(kind="invitation-accepted", to=complete.created_by).count() == 1


@pytest.mark.parametrize("width", [390, 1280])
def test_anna_follows_up_and_gives_the_role_on(complete, page_at, live_server, width):
    anna = complete.created_by
    for name in ("Inge Ny", "Per Nu"):
        said = {"name": name, "email": f"{name[:4].strip().lower()}@eksempel.dk", "phone": ""}
        actions.invite(complete, **said, by=anna, at=NOW - dt.timedelta(days=2))
    page = page_at(width)
    sign_in(page, anna, live_server)

    page.goto(reverse("expression_section", args=[complete.uid, "styregruppe"]))
    looks_right(page)
    page.get_by_role("link", name="Følg op Inge Ny").click()
    looks_right(page)
    page.get_by_role("button", name="Træk tilbage").click()
    page.get_by_text("Invitationen til Inge Ny er trukket tilbage.").wait_for()
    looks_right(page)
    page.get_by_role("link", name="Giv rollen som kontaktperson videre").click()
    looks_right(page)
    page.get_by_role("button", name="Giv rollen videre").click()
    page.get_by_role("link", name="Vælg, hvem der skal være kontaktperson.").wait_for()
    looks_right(page)
    page.get_by_label("Ejnar Prøve").check()
    page.get_by_role("button", name="Giv rollen videre").click()

    page.get_by_text("Ejnar Prøve er nu kontaktperson.").wait_for()
    looks_right(page)
    assert Membership.objects.current().get(role=GroupRole.CONTACT).person.name == "Ejnar Prøve"
    page.get_by_role("link", name="Gå ud af styregruppen").click()
    looks_right(page)
