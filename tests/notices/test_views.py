"""A person's own say, with and without signing in."""

import pytest
from django.urls import reverse

from notices import unsubscribing, wishes
from notices.models import Preference
from notices.states import Wish

PAGE = "/min-side/beskeder/"


@pytest.fixture
def mine(client, anna):
    client.force_login(anna, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def link(anna):
    return unsubscribing.address(anna.pk, Wish.EARLY_REMINDERS).removeprefix("http://127.0.0.1:8000")


def test_preferences_are_for_who_is_signed_in(client, db):
    assert client.get(PAGE).headers["Location"].startswith(reverse("account_login"))


def test_preferences_turn_the_early_reminders_off_and_on(mine, anna):
    assert "checked" in mine.get(PAGE).content.decode()

    answer = mine.post(PAGE, {}, follow=True).content.decode()
    off = wishes.wants(anna, Wish.EARLY_REMINDERS)
    mine.post(PAGE, {"early_reminders": "on"})

    assert "Dit valg er gemt." in answer
    assert (off, wishes.wants(anna, Wish.EARLY_REMINDERS)) == (False, True)


def test_link_in_a_mail_changes_nothing_when_a_scanner_looks_at_it(client, anna, link):
    for method in (client.get, client.head):
        assert method(link).status_code == 200

    assert wishes.wants(anna, Wish.EARLY_REMINDERS)


def test_link_in_a_mail_turns_off_by_one_click_without_cookie_or_token(anna, link):
    from django.test import Client

    answer = Client(enforce_csrf_checks=True).post(
        link, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded"
    )

    assert answer.status_code == 200
    assert "De tidlige påmindelser er slået fra" in answer.content.decode()
    assert not wishes.wants(anna, Wish.EARLY_REMINDERS)


def test_link_works_twice(client, anna, link):
    for _twice in range(2):
        assert client.post(link).status_code == 200

    assert Preference.objects.count() == 1


@pytest.mark.parametrize("change", [lambda link: link.replace("early", "late"), lambda link: link[:-3] + "xx/"])
def test_link_that_somebody_changed_is_not_found(client, anna, link, change):
    assert client.post(change(link)).status_code == 404
    assert wishes.wants(anna, Wish.EARLY_REMINDERS)


def test_link_of_one_person_does_not_fit_another(client, anna, carla, link):
    other = link.replace(f"/{anna.pk}-", f"/{carla.pk}-")

    assert client.post(other).status_code == 404
    assert wishes.wants(carla, Wish.EARLY_REMINDERS)


def test_link_of_who_is_no_longer_active_is_not_found(client, anna, link):
    anna.is_active = False
    anna.save()

    assert client.get(link).status_code == 404
