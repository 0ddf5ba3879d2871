"""The team's page about people."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib import admin
from django.urls import reverse

from people.models import User

from .signing import sign_in, walk_in

pytestmark = pytest.mark.django_db
LIST = "admin:people_user_changelist"


@pytest.fixture
def team(client, bo):
    return sign_in(client, bo)


def change(user: User) -> str:
    return reverse("admin:people_user_change", args=[user.pk])


def fields(user: User, **changed) -> dict:
    data = {"email": user.email, "name": user.name, "phone": user.phone, "language": user.language}
    for role in ("is_team", "is_assessor", "is_active"):
        if getattr(user, role):
            data[role] = "on"
    return data | changed


@pytest.mark.parametrize("typed", ["holm", "ANNA@", "anna h"])
def test_people_are_found_by_name_and_address(team, anna, carla, typed):
    page = team.get(reverse(LIST), {"q": typed}).content.decode()

    assert anna.email in page
    assert carla.email not in page


def test_a_person_is_added_by_her_address_alone_and_can_sign_in(team, client):
    response = team.post(
        reverse("admin:people_user_add"), {"email": "NY@eksempel.dk", "language": "da", "is_active": "on"}
    )

    assert response.status_code == 302
    added = User.objects.get(email="ny@eksempel.dk")
    assert not added.has_usable_password()
    client.logout()
    walk_in(client, "ny@eksempel.dk")
    assert client.session["_auth_user_id"] == str(added.pk)


def test_a_role_is_given_and_the_history_says_by_whom(team, anna, bo):
    team.post(change(anna), fields(anna, is_assessor="on", phone="20 30 40 51"))

    anna.refresh_from_db()
    page = team.get(change(anna)).content.decode()
    assert anna.is_assessor
    assert anna.phone == "+4520304051"
    assert "Bedømmer: nej → ja" in page
    assert f"– {bo.name}<br>" in page
    assert "Oprettet" in page


def test_nobody_shuts_herself_out(team, bo):
    team.post(change(bo), {"email": bo.email, "name": "Bo", "phone": "", "language": "da"})

    bo.refresh_from_db()
    assert (bo.name, bo.is_team, bo.is_active) == ("Bo", True, True)


def test_another_of_the_team_can_be_shut_out_and_is_out_at_once(team, carla):
    User.objects.filter(pk=carla.pk).update(is_team=True)
    data = fields(carla)
    del data["is_active"]
    team.post(change(carla), data)

    carla.refresh_from_db()
    assert not carla.is_active


def test_nobody_is_deleted(team, anna):
    assert team.get(reverse("admin:people_user_delete", args=[anna.pk])).status_code == 403
    assert "delete_selected" not in team.get(reverse(LIST)).content.decode()


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("email", "", "Skriv en e-mailadresse."),
        ("email", "ingenting", "Skriv en hel e-mailadresse"),
        ("email", "Carla@eksempel.dk", "Der er allerede en bruger med den e-mailadresse."),
        ("phone", "123", "Skriv et telefonnummer på otte tal"),
    ],
)
def test_each_mistake_has_its_sentence(team, anna, carla, field, typed, sentence):
    page = team.post(change(anna), fields(anna, **{field: typed})).content.decode()

    assert sentence in page


def test_who_lost_her_telephone_is_helped(team, anna, bo):
    for person in (anna, bo):
        TOTP.activate(person, "JBSWY3DPEHPK3PXP")

    chosen = {"action": "reset_second_factor", "_selected_action": [anna.pk, bo.pk]}
    page = team.post(reverse(LIST), chosen, follow=True).content.decode()

    assert "Nulstillet for 1 person." in page
    assert list(Authenticator.objects.values_list("user", flat=True)) == [bo.pk]
    assert "To-trins-login" in team.get(reverse("admin:people_user_history", args=[anna.pk])).content.decode()


@pytest.mark.parametrize("rows", [1, 30])
def test_the_list_costs_the_same_however_long(team, rows, django_assert_num_queries):
    for number in range(rows):
        User.objects.create_user(email=f"nr{number}@eksempel.dk", name=f"Nummer {number}")

    with django_assert_num_queries(4):  # session, who asks, count, people
        assert team.get(reverse(LIST)).status_code == 200


def test_each_cell_of_the_list_names_its_column_for_a_phone(team, anna):
    text = team.get(reverse("admin:people_user_changelist")).content.decode()

    assert '<th class="field-email">' in text  # the first names the row
    assert '<td data-label="Navn" class="field-name">Anna Holm</td>' in text
    assert '<td data-nothing class="field-last_login nowrap">-</td>' in text
    assert 'alt="nej"' in text
    assert 'alt="False"' not in text


def test_a_search_that_finds_nobody_says_so_and_leads_back(team, anna):
    text = team.get(reverse("admin:people_user_changelist"), {"q": "findesikke"}).content.decode()

    assert 'Ingen passer til det, du søger. <a href="?">Vis alle</a>' in text


def test_who_is_not_of_the_team_finds_nothing(client, anna):
    client.force_login(anna)

    assert client.get(reverse(LIST)).status_code == 404


def test_the_libraries_own_tables_are_not_shown():
    apps = {model._meta.app_label for model in admin.site._registry}

    assert apps.isdisjoint({"account", "mfa", "socialaccount", "auth"})
