"""Two schedulers at once (faults.md 11), in processes of their own; and what happens without what stops them."""

import contextlib
from collections import Counter

import pytest
from django.db import connection

from notices.models import Message, Reminder
from people.models import User
from tests.notices.test_killed import nursery

PEOPLE = 400


@pytest.fixture(autouse=True)
def people(db):
    User.objects.bulk_create(User(email=f"p{n}@eksempel.dk", name=f"Prøve {n}") for n in range(PEOPLE))


@contextlib.contextmanager
def without_unique_keys():
    """The table as it would be if the database did not care."""
    keys = {
        "notices_message": ("message_once", "key"),
        "notices_reminder": ("reminder_once", 'key, person_id, due_on, "offset"'),
    }
    with connection.cursor() as cursor:
        for table, (name, _columns) in keys.items():
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        try:
            yield
        finally:
            cursor.execute("TRUNCATE notices_reminder, notices_message")
            for table, (name, columns) in keys.items():
                cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} UNIQUE ({columns})")


def most_often() -> int:
    return max(Counter(Reminder.objects.values_list("key", flat=True)).values())


def test_two_schedulers_queue_each_reminder_once():
    nursery("queue", count=PEOPLE, locked=True)

    assert (Message.objects.count(), Reminder.objects.count(), most_often()) == (PEOPLE, PEOPLE, 1)


def test_two_schedulers_are_stopped_by_the_unique_keys_alone():
    nursery("queue", count=PEOPLE, locked=False)

    assert (Message.objects.count(), Reminder.objects.count(), most_often()) == (PEOPLE, PEOPLE, 1)


def test_two_schedulers_write_twice_where_nothing_stops_them():
    """The control: without lock and keys the race is there, so the two tests above are about something."""
    with without_unique_keys():
        nursery("queue", count=PEOPLE, locked=False)

        assert Message.objects.count() > PEOPLE
        assert most_often() == 2


def test_two_schedulers_are_stopped_by_the_lock_alone():
    with without_unique_keys():
        nursery("queue", count=PEOPLE, locked=True)

        assert Message.objects.count() == PEOPLE
