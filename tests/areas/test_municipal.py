"""A municipality's contact: sees what is there, changes nothing, and is gone the moment the role ends."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from areas import actions
from areas.models import Dialogue, ExpressionOfInterest, LocalArea, MunicipalContact
from notices.models import Message
from programme import workflow
from programme.models import HistoryEntry
from programme.period import day_text
from tests import factories
from tests.areas.desk import many
from tests.house_rules.places import a_document

from .pages import at

pytestmark = pytest.mark.django_db
NOW = factories.BEFORE_THE_DEADLINE
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def karen(programme):
    """The contact of Frederikshavn, where Anna's area is."""
    return factories.municipal_contact()


@pytest.fixture
def as_karen(karen, today) -> Client:
    client = Client()
    client.force_login(karen.person)
    return client


@pytest.fixture
def elsewhere(carla):
    return factories.expression.complete(carla, name="Andetsteds", municipality=factories.municipality(851, "Aalborg"))


# --- the role


def test_the_role_is_given_told_and_written_down(karen, bo):
    message = Message.objects.get(kind="municipal-contact")

    assert (message.to, message.context["municipality"]) == (karen.person, "Frederikshavn")
    assert HistoryEntry.objects.get(case=karen.uid).sentence == (
        "Bo Lund gjorde Karen Kær til kommunal kontakt for Frederikshavn Kommune."
    )


def test_only_the_team_gives_it(programme, anna):
    with pytest.raises(workflow.NotAllowed):
        actions.add_municipal_contact(factories.municipality(), name="X", email="x@eksempel.dk", by=anna, at=NOW)

    assert not MunicipalContact.objects.exists()


def test_nobody_has_it_twice_at_a_time(karen, bo):
    with pytest.raises(IntegrityError, match="municipal_contact_once"), transaction.atomic():
        factories.municipal_contact()

    actions.end_municipal_contact(karen, by=bo, at=NOW + HOUR)
    factories.municipal_contact()

    assert MunicipalContact.objects.count() == 2


def test_it_ends_once(karen, bo):
    actions.end_municipal_contact(karen, by=bo, at=NOW + HOUR)

    with pytest.raises(workflow.NotAllowed):
        actions.end_municipal_contact(karen, by=bo, at=NOW + HOUR)


# --- what may be seen


def test_one_sees_the_areas_of_ones_own_municipality_and_no_other(karen, complete, elsewhere):
    assert list(ExpressionOfInterest.objects.visible_to(karen.person)) == [complete]
    assert list(LocalArea.objects.visible_to(karen.person)) == [complete.area]


def test_a_contact_who_is_also_a_member_somewhere_sees_both(karen, complete, elsewhere, carla):
    actions.add_member(elsewhere, name="Karen Kær", email=karen.person.email, phone="", by=carla, at=NOW)

    assert set(ExpressionOfInterest.objects.visible_to(karen.person)) == {complete, elsewhere}


def test_the_page_says_where_each_area_stands(as_karen, complete, elsewhere):
    factories.expression.submitted(factories.person("Ditte D", phone="+4520304060"), name="Sendtby")
    draft = factories.expression.draft(factories.person("Egon E"), name="Kladdeby")

    page = as_karen.get(reverse("municipal_overview")).text

    assert "Frederikshavn Kommune" in page
    assert at("expression", complete) in page
    assert at("expression", draft) in page
    assert "intet" in page
    assert "22. april 2025 kl. 10.00" in page
    assert "Andetsteds" not in page


def test_one_reads_the_whole_of_it_and_fetches_what_is_attached(as_karen, complete, anna):
    document = a_document(anna)
    actions.attach(complete, document, title="Havnen", by=anna, at=NOW)

    page = as_karen.get(complete.get_absolute_url())

    assert "Vi vil samle byen" in page.text
    assert reverse("municipal_overview") in page.text
    assert "I kan skrive videre" not in page.text
    file = as_karen.get(at("expression_attachment", complete, document.uid))
    assert (file.status_code, len(b"".join(file.streaming_content)) > 100) == (200, True)


@pytest.mark.parametrize("state", ["complete", "submitted"])
@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("expression_section", ["udfordring"]),
        ("expression_section", ["styregruppe"]),
        ("expression_section", ["bilag"]),
        ("expression_send", []),
        ("expression_withdraw", []),
        ("expression_reopen", []),
        ("expression_start_again", []),
    ],
)
def test_one_changes_nothing(as_karen, request, state, name, more):
    expression = request.getfixturevalue(state)
    before = ExpressionOfInterest.objects.values().get(pk=expression.pk)
    people = expression.area.memberships.count()
    typed = {"challenge": "Karens", "version": expression.version, "name": "X", "email": "x@eksempel.dk", "phone": ""}

    response = as_karen.post(at(name, expression, *more), typed | {"save": "1", "add-member": "1"})

    assert response.status_code in (302, 404)
    assert ExpressionOfInterest.objects.values().get(pk=expression.pk) == before
    assert expression.area.memberships.count() == people
    assert not Message.objects.filter(kind="expression-withdrawn").exists()


def test_anothers_area_is_not_there(as_karen, elsewhere):
    assert as_karen.get(elsewhere.get_absolute_url()).status_code == 404


def test_when_the_role_ends_nothing_is_there_any_more(as_karen, karen, complete, bo):
    talk = factories.dialogue()
    pages = [reverse("municipal_overview"), complete.get_absolute_url(), reverse("dialogue", args=[talk.uid])]
    assert [as_karen.get(page).status_code for page in pages] == [200, 200, 200]

    actions.end_municipal_contact(karen, by=bo, at=NOW + HOUR)

    assert [as_karen.get(page).status_code for page in pages] == [404, 404, 404]
    assert not Dialogue.objects.visible_to(karen.person).exists()


def test_who_never_had_the_role_finds_no_page(as_anna, complete):
    assert as_anna.get(reverse("municipal_overview")).status_code == 404


def test_my_page_leads_there(as_karen):
    page = as_karen.get(reverse("my_page")).text

    assert reverse("municipal_overview") in page
    assert "Du er ikke med i et lokalområde endnu" not in page


def test_the_same_queries_for_one_area_and_for_thirty(as_karen, django_assert_num_queries):
    many(1)
    as_karen.get(reverse("municipal_overview"))
    with django_assert_num_queries(11):
        as_karen.get(reverse("municipal_overview"))
    many(60, first=1)  # half of them in Aalborg

    with django_assert_num_queries(11):
        page = as_karen.get(reverse("municipal_overview")).text

    assert page.count("Kontakt ") == 31


# --- the team's page


def test_the_team_adds_and_ends(desk, programme):
    where = factories.municipality()
    there = reverse("admin:areas_municipalcontact_changelist")

    desk.post(there, {"name": "Karen Kær", "email": "Karen@Eksempel.dk", "municipality": where.pk})
    contact = MunicipalContact.objects.get()
    again = desk.post(there, {"name": "Karen Kær", "email": "karen@eksempel.dk", "municipality": where.pk})
    factories.dialogue(follow_up_on=dt.date(2025, 4, 24), follow_up_by=contact.person)
    asked = desk.get(reverse("admin:areas_municipalcontact_end", args=[contact.uid])).text
    desk.post(reverse("admin:areas_municipalcontact_end", args=[contact.uid]))
    contact.refresh_from_db()

    assert contact.person.email == "karen@eksempel.dk"
    assert "Personen er allerede kontakt for kommunen." in again.text
    assert "1 opfølgning står så uden" in asked
    assert contact.ended_by.email == "bo@eksempel.dk"
    assert "Har været kontakt" in desk.get(there).text


@pytest.fixture
def desk(today, bo):
    from tests.areas.desk import as_bo

    return as_bo()


def test_what_is_sent_back_is_not_called_a_draft(as_karen):
    back = factories.expression.sent_back()

    said = as_karen.get(reverse("municipal_overview")).text

    assert "Sendt tilbage" in said
    assert f"sendt; svar senest {day_text(back.answer_due_on)}" in said
