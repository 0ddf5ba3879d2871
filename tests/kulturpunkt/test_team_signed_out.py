"""The session of somebody of the team runs out while she writes: whatever page it was, all of it is there again."""

import pytest
from django.test import Client
from django.urls import reverse

from areas.models import ExpressionOfInterest
from people.models import UnsavedText, User
from selection.models import Decision
from tests import factories
from tests.areas.pages import fields_of
from tests.people.signing import sign_in
from tests.selection import factories as made

pytestmark = pytest.mark.django_db
WHY = 'Vi lagde vægt på "fællesskabet" i Åbyen & <b>helheden</b>.\r\n- Det samler byens foreninger.'


@pytest.fixture
def pending(bo, settings) -> Decision:
    settings.TODAY = made.READ_AT.date()
    return made.decided(4)[0]


@pytest.fixture
def path(pending) -> str:
    return reverse("admin:selection_decision_change", args=[pending.uid])


@pytest.fixture
def desk(bo) -> Client:
    return sign_in(Client(), bo)


def send_signed_out(client: Client, path: str, **typed):
    """Opens the page, types, and sends it when the session is gone."""
    filled = fields_of(client.get(path), "t-form") | typed
    client.session.flush()
    return client.post(path, filled)


def test_she_signs_in_and_sends_it_again(desk, bo, pending, path):
    response = send_signed_out(desk, path, reasons=WHY)
    assert response["Location"] == f"{reverse('account_login')}?next={path}"
    assert Decision.objects.get(pk=pending.pk).reasons == pending.reasons

    page = sign_in(desk, bo).get(path)
    assert "Det, du skrev, er ikke gemt endnu" in page.text
    assert "<b>helheden" not in page.text
    again = fields_of(page, "t-form")
    assert again["reasons"] == [WHY.replace("\r\n", "\n")] or again["reasons"] == [WHY]
    assert desk.post(path, again)["Location"] == path

    assert Decision.objects.get(pk=pending.pk).reasons == WHY.replace("\r\n", "\n")
    assert not UnsavedText.objects.exists()
    assert "Begrundelsen er gemt." in desk.get(path).text


def test_what_cannot_be_saved_then_is_still_there(desk, bo, path):
    send_signed_out(desk, path, reasons=" ")

    again = fields_of(sign_in(desk, bo).get(path), "t-form")
    refused = desk.post(path, again)

    assert refused.status_code == 422
    assert "Skriv en begrundelse." in refused.text


def test_she_may_throw_it_away(desk, bo, pending, path):
    send_signed_out(desk, path, reasons=WHY)
    sign_in(desk, bo)

    thrown = fields_of(desk.get(path), "t-form") | {"discard-unsaved": "1"}
    assert desk.post(path, thrown)["Location"] == path
    assert "Det, du skrev, er ikke gemt endnu" not in desk.get(path).text
    assert Decision.objects.get(pk=pending.pk).reasons == pending.reasons


def test_a_colleague_on_the_same_browser_sees_nothing_of_it_and_saves_nothing_in_her_name(desk, bo, pending, path):
    grethe = factories.person("Grethe Skov", is_team=True)
    filled = fields_of(desk.get(path), "t-form") | {"reasons": WHY}
    sign_in(desk, grethe)

    response = desk.post(path, filled)
    assert response.status_code == 409
    assert "fællesskabet" not in response.text
    assert Decision.objects.get(pk=pending.pk).reasons == pending.reasons

    assert "fællesskabet" in sign_in(desk, bo).get(path).text
    assert "fællesskabet" not in sign_in(desk, grethe).get(path).text


def test_who_has_left_the_team_meanwhile_gets_the_page_of_anybody(desk, bo, path):
    send_signed_out(desk, path, reasons=WHY)
    User.objects.filter(pk=bo.pk).update(is_team=False)

    desk.force_login(User.objects.get(pk=bo.pk))
    assert desk.get(path).status_code == 404


@pytest.mark.parametrize("name", ["areas_dialogue_add", "selection_assessment_invite"])
def test_a_page_that_knows_nothing_of_it_gives_it_back_too(desk, bo, programme, settings, name):
    settings.TODAY = made.READ_AT.date()
    path = reverse(f"admin:{name}")
    key = "place" if "dialogue" in name else "name"

    send_signed_out(desk, path, **{key: "Strandby ved Åen"})

    assert fields_of(sign_in(desk, bo).get(path), "t-form")[key] == ["Strandby ved Åen"]


def test_the_forms_that_are_djangos_own_as_well(desk, bo, anna):
    path = reverse("admin:people_user_change", args=[anna.pk])
    page = desk.get(path)
    assert page.text.count('name="whose"') == 1

    desk.session.flush()
    filled = {"whose": page.text.partition('name="whose" value="')[2].partition('"')[0], "name": "Anna Holm-Ny"}
    desk.post(path, filled)

    assert fields_of(sign_in(desk, bo).get(path), "t-form")["name"] == ["Anna Holm-Ny"]
    assert ExpressionOfInterest.objects.count() == 0
