"""The tasks, through a real broker and a real worker."""

import time

import pytest
import time_machine
from django.db import connection, transaction

from kulturpunkt import tasks
from notices import outbox
from notices.models import Message
from notices.states import MessageState
from tests import queues
from tests.notices.owed import WEEK_BEFORE


@pytest.fixture
def database_away(db, settings):
    """The site's connection leads nowhere, as when PostgreSQL is down."""
    connection.close()
    right = connection.settings_dict["HOST"]
    connection.settings_dict["HOST"] = "/nowhere"
    yield
    connection.close()
    connection.settings_dict["HOST"] = right


@pytest.mark.parametrize("task", [tasks.queue_reminders, tasks.deliver_waiting])
def test_task_ends_quietly_when_the_database_is_away(database_away, task, caplog):
    with time_machine.travel(WEEK_BEFORE):
        task()

    assert "The database is away" in caplog.text


def test_deliver_ends_quietly_when_the_database_is_away(database_away, caplog):
    tasks.deliver("6c0f2a3e-0000-4000-8000-000000000000")

    assert "The database is away" in caplog.text


def test_message_goes_from_the_commit_to_the_mail_server(anna, relay):
    with queues.apart() as queue:
        with transaction.atomic():
            outbox.queue("member-added", to=anna, key="test:1", context={"path": "/x/"})
        with queue.worker():
            give_up = time.monotonic() + 20
            while not relay.taken and time.monotonic() < give_up:
                time.sleep(0.05)

    assert relay.ids() == [Message.objects.get().message_id]


def test_deliver_waiting_sends_what_no_worker_was_woken_for(queue, relay):
    queue()

    tasks.deliver_waiting()

    assert Message.objects.get().state == MessageState.SENT
    assert len(relay.taken) == 1


def test_the_beat_knows_these_tasks():
    from celery import current_app

    scheduled = {entry["task"] for entry in current_app.conf.beat_schedule.values()}

    assert {"kulturpunkt.tasks.queue_reminders", "kulturpunkt.tasks.deliver_waiting"} <= scheduled
