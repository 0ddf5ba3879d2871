"""A nudge to the workers: sent after commit, and a broker that is away costs next to nothing (fault 3)."""

import json
import socket
import time

import pytest
import redis
from celery import Celery, current_app
from django.conf import settings
from django.db import transaction

from programme import tasking


@pytest.fixture
def door(monkeypatch):
    """A door of this test's own, so that none closes it for the others."""
    monkeypatch.setattr(tasking, "_door", tasking._Door())
    return tasking


@pytest.fixture
def queue():
    """What lies in the real broker, under a task name of this test's own."""

    def names():
        rows = broker.lrange(current_app.conf.task_default_queue, 0, -1)
        return [json.loads(row)["headers"]["task"] for row in rows]

    with redis.Redis.from_url(settings.CACHES["default"]["LOCATION"]) as broker:
        yield names


@pytest.fixture
def broker_at():
    """Points Celery at another broker while the test runs."""
    usual = current_app._get_current_object()

    def point(url: str) -> None:
        app = Celery("elsewhere", broker=url, set_as_current=False)
        app.conf.broker_transport_options = usual.conf.broker_transport_options
        app.set_current()

    yield point
    usual.set_current()


@pytest.mark.django_db(transaction=True)
def test_sent_after_commit_and_not_before(door, queue):
    name = "tests.after_commit"

    with transaction.atomic():
        door.send(name, 1)
        assert name not in queue()

    assert queue().count(name) == 1


@pytest.mark.django_db(transaction=True)
def test_not_sent_when_rolled_back(door, queue):
    with transaction.atomic():
        door.send("tests.rolled_back")
        transaction.set_rollback(True)

    assert "tests.rolled_back" not in queue()


@pytest.mark.parametrize("away", ["no such socket", "refuses", "hangs"])
def test_broker_that_is_away_costs_one_short_wait(door, broker_at, away):
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        if away == "hangs":
            server.listen()
        port = server.getsockname()[1]
        broker_at("redis+socket:///nowhere/valkey.sock" if away == "no such socket" else f"redis://127.0.0.1:{port}/0")

        started = time.monotonic()
        first = door.publish("tests.away")
        then = time.monotonic()
        later = [door.publish("tests.away") for _number in range(100)]
        end = time.monotonic()

    assert not first
    assert not any(later)
    assert then - started < 5
    assert end - then < 0.2


def test_broker_that_is_back_is_used_again(door, queue):
    door._door.closed_until = time.monotonic() - 1

    assert door.publish("tests.back")
    assert "tests.back" in queue()


def test_connection_that_died_is_made_anew(door, queue):
    assert door.publish("tests.first")
    door._door.connection.default_channel.client.connection_pool.disconnect()
    with redis.Redis.from_url(settings.CACHES["default"]["LOCATION"]) as broker:
        broker.client_kill_filter(_type="normal", skipme=True)

    assert door.publish("tests.second")
    assert "tests.second" in queue()
