"""What is kept of a page that was sent in without a session: how much, and for how long."""

import datetime as dt

import pytest
from django.db import DataError, IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from kulturpunkt import tasks
from people import unsaved
from people.models import UNSAVED_AT_MOST, UnsavedText
from programme import calendar
from tests import factories

from .signing import sign_in

NOW = factories.BEFORE_THE_DEADLINE
WHO = reverse("who")


def test_the_oldest_makes_room(anna):
    for number in range(unsaved.AT_MOST + 3):
        unsaved.keep(owner=anna.pk, path="/x/", body=[("text", [str(number)])], at=NOW + dt.timedelta(seconds=number))

    kept = [each.body["text"][0] for each in UnsavedText.objects.order_by("stored_at")]
    assert kept == [str(number) for number in range(3, unsaved.AT_MOST + 3)]


def test_the_night_sweeps_what_is_a_day_old(anna):
    for hours in (23, 25):
        unsaved.keep(
            owner=anna.pk, path="/x/", body=[("age", [str(hours)])], at=calendar.now() - dt.timedelta(hours=hours)
        )

    tasks.clear_sessions()

    assert [each.body["age"] for each in UnsavedText.objects.all()] == [["23"]]


def test_the_database_holds_size_and_path(anna):
    with pytest.raises((IntegrityError, DataError)), transaction.atomic():
        UnsavedText.objects.create(person=anna, path="/x/", body={"x": "x" * UNSAVED_AT_MOST}, stored_at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        UnsavedText.objects.create(person=anna, path="https://x/", body={}, stored_at=NOW)


def test_a_page_may_ask_who_is_signed_in(client, anna, carla):
    nobody = client.get(WHO)
    client.force_login(anna)
    first, again = client.get(WHO), client.get(WHO)
    client.force_login(carla)
    other = client.get(WHO)

    assert (nobody.status_code, nobody.json()) == (401, {})
    assert first.json()["person"] == again.json()["person"] == unsaved.opaque_id(anna)
    assert other.json()["person"] != unsaved.opaque_id(anna)
    for answer in (nobody, first):
        assert "no-store" in answer.headers["Cache-Control"]
        assert "private" in answer.headers["Cache-Control"]


def test_its_token_counts(anna):
    client = Client(enforce_csrf_checks=True)
    client.force_login(anna)

    token = client.get(WHO).json()["token"]

    assert client.post(reverse("account_logout"), {"csrfmiddlewaretoken": "x" * 64}).status_code == 403
    assert client.post(reverse("account_logout"), {"csrfmiddlewaretoken": token}).status_code == 302


def test_who_of_the_team_has_not_shown_her_second_factor_is_not_in_yet(client, bo, settings):
    client.force_login(bo)
    assert client.get(WHO).status_code == 401

    settings.DEMO = True
    assert sign_in(client, bo).get(WHO).status_code == 200
