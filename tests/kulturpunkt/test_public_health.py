"""What the monitoring reads."""

import datetime as dt

import pytest
from django.db import connection

from notices import outbox
from notices.models import Message
from programme import calendar


@pytest.mark.django_db
def test_all_is_well(client):
    response = client.get("/sundhed/")

    assert response.status_code == 200
    assert response.json()["state"] == "ok"
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.django_db
def test_it_says_how_far_behind_the_post_is(client, anna):
    queued_at = calendar.now() - dt.timedelta(seconds=90)
    Message.objects.bulk_create(outbox.new("reminder", to=anna, key=str(n), context={}, at=queued_at) for n in range(2))

    Message.objects.filter(key="1").update(state="sending", sending_at=calendar.now())  # it hangs at the mail server

    post = client.get("/sundhed/").json()["database"]["mail"]

    assert post == {"waiting": 2, "oldest_seconds": pytest.approx(90, abs=5), "failed": 0}


@pytest.mark.django_db
def test_without_redis_people_are_still_served(client, settings):
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": "unix:///nowhere/valkey.sock"}}

    response = client.get("/sundhed/")

    assert response.status_code == 200
    assert (response.json()["state"], response.json()["redis"]) == ("degraded", {"state": "away"})
    assert "nowhere" not in response.content.decode()


@pytest.mark.django_db(transaction=True)
def test_without_the_database_it_says_so(client):
    host = connection.settings_dict["HOST"]
    connection.close()
    connection.settings_dict["HOST"] = "/nowhere"
    try:
        response = client.get("/sundhed/")
    finally:
        connection.close()
        connection.settings_dict["HOST"] = host

    assert response.status_code == 503
    assert response.json()["state"] == "down"
    assert response.json()["database"] == {"state": "away"}
    assert "nowhere" not in response.content.decode()
