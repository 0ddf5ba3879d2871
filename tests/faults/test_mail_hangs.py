"""A mail server that takes the call and never says a word: nobody who sends waits for it, and the team sees the lag."""

import datetime as dt
import statistics

import pytest
from django.db.models import F

from kulturpunkt.overview import MAIL_IS_LATE
from notices.models import Message
from tests.faults import mailbox
from tests.faults.browser import Browser, authors, seconds_to_send, team

# The first of them warm the web up, the one between is the first whose mails hang, the last send meanwhile.
WARMING, USUAL, MEETING = 4, 5, 5
# How much slower still is "about as fast": what else the machine does in these moments is no fault of the site.
SLACK = 5
LATER = MAIL_IS_LATE + dt.timedelta(minutes=5)


@pytest.fixture
def hanging():
    with mailbox.silent() as server:
        yield server


def test_sending_does_not_wait_for_a_mail_server_that_hangs_and_the_team_sees_the_lag(site, hanging):
    people = authors(site, WARMING + USUAL + 1 + MEETING)
    usual = seconds_to_send(people[: WARMING + USUAL])[WARMING:]
    with site.database():
        Message.objects.all().delete()
    site.redis().flushall()  # the worker is not to make their papers meanwhile
    seconds_to_send(people[-MEETING - 1 : -MEETING])
    monitoring, bo = Browser(site, {}), team(site)

    with site.worker(hanging.url):
        hanging.take_call()
        taken = seconds_to_send(people[-MEETING:])
        hangs = hanging.is_waited_for()
        with site.database():  # so much time goes by
            Message.objects.update(queued_at=F("queued_at") - LATER)
        mail, overview = monitoring.get("/sundhed/").json()["database"]["mail"], bo.get("/team/").text

    waiting = 2 * (1 + MEETING)
    assert hangs
    assert statistics.median(taken) < SLACK * statistics.median(usual)
    assert (mail["waiting"], mail["failed"]) == (waiting, 0)
    assert mail["oldest_seconds"] >= LATER.total_seconds()
    assert "Her er noget at se på." in overview
    assert f'<dt>I kø</dt><dd>{waiting} <span class="t-over">(den ældste fra' in " ".join(overview.split())
