"""Redis is killed, hangs or is emptied under the running site: an expression is sent as fast as ever, and its mails go
out when a worker can be reached again."""

import os
import signal
import statistics
from collections import Counter

import pytest

from notices.models import Message
from notices.states import MessageState
from tests.faults.browser import Author, Browser, authors, seconds_to_send
from tests.faults.mailbox import arrived, work_through
from tests.faults.site import Site

# The first of them warm the web up; the last meet the fault.
WARMING, USUAL, MEETING = 4, 5, 5
# How much slower still is "about as fast": what else the machine does in these moments is no fault of the site.
SLACK = 5


@pytest.fixture(autouse=True)
def _new_ones_afterwards(site):
    """After a failure a web worker asks Redis no more for half a minute, and a Redis that hangs helps nobody."""
    yield
    site.web.kill()
    if site.valkey.runs:
        site.valkey.kill()


def kill(site: Site) -> None:
    site.valkey.kill()


def empty(site: Site) -> None:
    site.redis().flushall()


def hang(site: Site) -> None:
    os.kill(site.valkey.pids[0], signal.SIGSTOP)


def test_without_a_word_from_redis_only_the_first_who_sends_waits(site):
    people = authors(site, WARMING + USUAL + MEETING)
    usual = seconds_to_send(people[:-MEETING])[WARMING:]

    hang(site)
    taken = seconds_to_send(people[-MEETING:])

    assert statistics.median(taken) < SLACK * statistics.median(usual)


@pytest.mark.parametrize(("fault", "state"), [(kill, "degraded"), (empty, "ok")])
def test_sending_goes_on_at_its_usual_speed_and_the_mails_go_out_later(site, mail, fault, state):
    people = authors(site, WARMING + USUAL + MEETING)
    usual = seconds_to_send(people[:-MEETING])[WARMING:]
    assert site.redis().llen("celery") > 0  # there was one to send to

    fault(site)
    taken = seconds_to_send(people[-MEETING:])
    health = Browser(site, {}).get("/sundhed/")

    assert statistics.median(taken) < SLACK * statistics.median(usual)
    assert (health.status_code, health.json()["state"]) == (200, state)
    waiting = only_of(site, people[-MEETING:])
    assert Counter(message.state for message in waiting) == {MessageState.QUEUED: 2 * MEETING}

    if not site.valkey.runs:
        site.start_valkey()
    work_through(site, mail)

    came = arrived(mail["MAIL_LOOKUP_URL"])
    assert {message.message_id: came[message.message_id] for message in waiting} == dict.fromkeys(
        (message.message_id for message in waiting), 1
    )


def only_of(site: Site, people: list[Author]) -> list[Message]:
    """Their messages; those of the others are done away with, so that nobody waits for their papers to be made."""
    with site.database():
        Message.objects.exclude(case__in=[author.expression.case for author in people]).delete()
        return list(Message.objects.all())
