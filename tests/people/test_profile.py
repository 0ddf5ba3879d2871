"""What Anna says about herself."""

import pytest
from django.urls import reverse

from people.forms import plain_phone, readable_phone
from people.models import User

pytestmark = pytest.mark.django_db
GOOD = {"name": "Anna Holm", "phone": "20 30 40 50", "language": "da"}


@pytest.fixture
def signed_in(client, anna):
    client.force_login(anna)
    return client


def test_it_is_saved_and_shown_as_people_write_it(signed_in, anna):
    response = signed_in.post(reverse("profile"), GOOD | {"name": "  Anna   Holm-Krogh ", "language": "en"})

    anna.refresh_from_db()
    assert response.headers["Location"] == reverse("my_page")
    assert (anna.name, anna.phone, anna.language) == ("Anna Holm-Krogh", "+4520304050", "en")
    assert response.cookies["sprog"].value == "en"
    assert 'value="20 30 40 50"' in signed_in.get(reverse("profile")).content.decode()


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("", ""), ("20304050", "+4520304050"), ("+45 20 30 40 50", "+4520304050"), ("0045 20304050", "+4520304050"),
        ("20-30-40-50", "+4520304050"), ("+46 70 123 45 67", "+46701234567"), ("(+49) 30 901820", "+4930901820"),
    ],
)  # fmt: skip
def test_a_number_is_stored_in_one_form(typed, stored):
    assert plain_phone(typed) == stored


@pytest.mark.parametrize("stored", ["+4520304050", "+46701234567"])
def test_what_is_shown_can_be_saved_again(stored):
    assert plain_phone(readable_phone(stored)) == stored


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("name", "", "Skriv dit navn."),
        ("name", "   ", "Skriv dit navn."),
        ("name", "x" * 121, "Navnet må højst være på 120 tegn"),
        ("name", "Anna\u202eHolm", "Skriv navnet med almindelige bogstaver"),
        ("phone", "1234", "Skriv et telefonnummer på otte tal"),
        ("phone", "ring til mig", "Skriv et telefonnummer på otte tal"),
        ("phone", "20304050 lok. 12", "Skriv et telefonnummer på otte tal"),
        ("phone", "2" * 41, "Så langt er intet telefonnummer."),
        ("language", "xx", "Vælg dansk eller engelsk."),
        ("language", "", "Vælg et sprog."),
    ],
)
def test_each_mistake_has_its_sentence_and_keeps_the_rest(signed_in, anna, field, typed, sentence):
    response = signed_in.post(reverse("profile"), GOOD | {field: typed})
    page = response.content.decode()

    assert response.status_code == 200
    assert page.count(sentence) == 2  # in the summary, and at the field
    if field != "phone":
        assert 'value="20 30 40 50"' in page
    assert User.objects.get(pk=anna.pk).phone == anna.phone


def test_markup_in_a_name_is_text(signed_in, anna):
    signed_in.post(reverse("profile"), GOOD | {"name": "<script>alert(1)</script>"})

    assert "<script>alert" not in signed_in.get(reverse("profile")).content.decode()


def test_nobody_becomes_the_team_by_what_she_sends(signed_in, anna):
    extra = {"is_team": "on", "is_assessor": "on", "email": "carla@eksempel.dk", "id": "1"}
    signed_in.post(reverse("profile"), GOOD | extra)

    anna.refresh_from_db()
    assert (anna.is_team, anna.is_assessor, anna.email) == (False, False, "anna@eksempel.dk")


def test_the_header_does_not_show_a_name_that_was_refused(signed_in):
    page = signed_in.post(reverse("profile"), GOOD | {"name": "x" * 121}).content.decode()

    assert "Anna Holm</a>" in page


def test_signed_out_it_leads_to_sign_in_and_back(client):
    response = client.get(reverse("profile"))

    assert response.headers["Location"] == f"{reverse('account_login')}?next={reverse('profile')}"
