"""The nights in which the clocks change (fault 8), gone through from morning to morning in a process of its own on a
server that lives in UTC: each reminder leaves once, at eight in the morning as Danish clocks have it."""

import datetime as dt

import pytest

from people.models import User
from tests.notices.test_killed import nursery

PEOPLE = 3


@pytest.fixture(autouse=True)
def people(db):
    User.objects.bulk_create(User(email=f"p{n}@eksempel.dk", name=f"Prøve {n}") for n in range(PEOPLE))


@pytest.mark.parametrize(
    ("frm", "to", "due_on", "leave"),
    [
        # On Friday for three days before and for the Sunday with 23 hours; on Monday, an hour earlier in UTC.
        ("2026-03-26", "2026-03-31", "2026-03-30", ["2026-03-27T07:00", "2026-03-30T06:00"]),
        # The same round the Sunday with 25; on Monday, an hour later in UTC.
        ("2026-10-22", "2026-10-27", "2026-10-26", ["2026-10-23T06:00", "2026-10-26T07:00"]),
    ],
    ids=["29 March", "25 October"],
)
def test_reminders_leave_once_at_eight_in_denmark(relay, monkeypatch, frm, to, due_on, leave):
    monkeypatch.setenv("TZ", "UTC")

    said = nursery("days", smtp=relay.port, frm=frm, to=to, due_on=due_on)

    assert said["sent"] == PEOPLE * len(leave)
    left = sorted((mail["Date"].datetime, str(mail["To"])) for mail in relay.taken)
    moments = [dt.datetime.fromisoformat(f"{moment}+00:00") for moment in leave]
    assert [moment for moment, _to in left] == sorted(moments * PEOPLE)
    assert len(set(left)) == len(left)
