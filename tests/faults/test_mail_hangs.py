"""A mail server that takes the call and never says a word, or is not there: nobody who sends waits for it, and the team
sees the lag."""

import datetime as dt
import statistics

import pytest
from django.db.models import F

from kulturpunkt.overview import MAIL_IS_LATE
from notices.models import Message
from notices.states import MessageState
from tests.faults import mailbox
from tests.faults.browser import Browser, authors, seconds_to_send, team
from tests.faults.mailbox import nudge, work_through
from tests.faults.site import until

# The first of them warm the web up, the one between is the first whose mails hang, the last send meanwhile.
WARMING, USUAL, MEETING = 4, 5, 5
# How much slower still is "about as fast": what else the machine does in these moments is no fault of the site.
SLACK = 5
LATER = MAIL_IS_LATE + dt.timedelta(minutes=5)
NOBODY = "smtp://127.0.0.1:9"


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


def test_while_the_mail_server_is_away_people_send_and_the_team_sees_the_lag_and_later_it_all_goes_out(site, mail):
    first, second = authors(site, 2)
    seconds_to_send([first])
    with site.database():
        Message.objects.update(paper=None)  # nobody waits for it to be made
    site.redis().flushall()
    bo = team(site)

    with site.worker(NOBODY):
        nudge(site)
        with site.database():
            until(lambda: Message.objects.filter(detail__contains="ConnectionRefused").exists(), "a try in vain")
            Message.objects.update(queued_at=F("queued_at") - LATER)
        seconds_to_send([second])
        overview = bo.get("/team/").text
    with site.database():
        Message.objects.filter(case=second.expression.case).delete()
        waiting = list(Message.objects.all())
    work_through(site, mail)

    assert "Her er noget at se på." in overview
    assert [(each.state, each.attempts) for each in waiting] == [(MessageState.QUEUED, 0)] * 2
    came = mailbox.arrived(mail["MAIL_LOOKUP_URL"])
    assert [came[each.message_id] for each in waiting] == [1, 1]
