"""A nudge to the workers: sent after commit, and a broker that is away costs next to nothing (fault 3)."""

import select
import socket
import time

import pytest
import redis
from django.conf import settings
from django.db import transaction

from programme import tasking
from tests import queues


@pytest.fixture(autouse=True)
def door(monkeypatch):
    """A door of this test's own, so that none closes it for the others."""
    monkeypatch.setattr(tasking, "_door", tasking._Door())
    return tasking._door


@pytest.fixture
def queue():
    with queues.apart() as queue:
        yield queue


@pytest.mark.django_db(transaction=True)
def test_sent_after_commit_and_not_before(queue):
    with transaction.atomic():
        tasking.send("tests.after_commit", 1)
        assert queue.tasks() == []

    assert queue.tasks() == ["tests.after_commit"]


@pytest.mark.django_db(transaction=True)
def test_not_sent_when_rolled_back(queue):
    with transaction.atomic():
        tasking.send("tests.rolled_back")
        transaction.set_rollback(True)

    assert queue.tasks() == []


@pytest.mark.parametrize("away", ["no such socket", "refuses", "hangs"])
def test_broker_that_is_away_costs_one_short_wait(away):
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        if away == "hangs":
            server.listen()
        there = f"redis://127.0.0.1:{server.getsockname()[1]}/0"
        with queues.apart("redis+socket:///nowhere/valkey.sock" if away == "no such socket" else there):
            started = time.monotonic()
            first = tasking.publish("tests.away")
            then = time.monotonic()
            later = [tasking.publish("tests.away") for _number in range(100)]
            end = time.monotonic()

    assert not first
    assert not any(later)
    assert then - started < 5
    assert end - then < 0.2


def test_broker_that_stopped_answering_is_waited_for_once(door):
    with socket.create_server(("127.0.0.1", 0)) as server:
        with queues.apart(f"redis://127.0.0.1:{server.getsockname()[1]}/0"):
            door._connected()  # as after an earlier task
            sent = tasking.publish("tests.hangs")

        calls = 0
        while select.select([server], [], [], 0)[0]:
            server.accept()[0].close()
            calls += 1

    assert not sent
    assert calls == 1


def test_broker_that_is_back_is_used_again(queue, door):
    door.closed_until = time.monotonic() - 1

    assert tasking.publish("tests.back")
    assert queue.tasks() == ["tests.back"]


def test_connection_that_died_is_made_anew(queue, door):
    assert tasking.publish("tests.first")
    with redis.Redis.from_url(settings.CACHES["default"]["LOCATION"]) as broker:
        number = door.connection.default_channel.client.client_id()
        broker.client_kill_filter(_id=number)

    assert tasking.publish("tests.second")
    assert sorted(queue.tasks()) == ["tests.first", "tests.second"]
