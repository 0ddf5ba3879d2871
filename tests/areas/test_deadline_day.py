"""The night of the deadline, through the real middleware and pages (faults 7 and 8)."""

import datetime as dt

import pytest
import time_machine

from areas.models import Submission
from notices.models import Message
from notices.rendering import render
from programme import calendar
from programme.models import Milestone
from tests import factories
from tests.areas.desk import as_bo, listed, rows_of

from .pages import at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_clock")]
MIDNIGHT = calendar.end_of(factories.DEADLINE)


@pytest.fixture
def _clock(today, settings):
    settings.TODAY = None


def send(client, expression, *, handled: dt.datetime, reached: dt.datetime | None = None, follow=False):
    headers = {"x-request-start": f"t={reached.timestamp()}"} if reached else {}
    with time_machine.travel(handled, tick=False):
        client.force_login(expression.created_by)  # a session of that night
        return client.post(
            at("expression_send", expression), {"version": str(expression.version)}, headers=headers, follow=follow
        )


def test_arrived_at_the_last_moment_and_handled_after_midnight_is_in_time(as_anna, complete, settings):
    settings.TRUSTED_PROXY = True
    reached = MIDNIGHT - dt.timedelta(milliseconds=100)

    response = send(as_anna, complete, handled=MIDNIGHT + dt.timedelta(seconds=3), reached=reached, follow=True)

    sent = Submission.objects.get()
    assert (sent.arrived_at, sent.is_late) == (reached, False)
    assert "Modtaget efter fristen" not in response.text
    assert Message.objects.filter(kind="expression-received", context__is_late=False).count() == 2


def test_the_same_claim_from_anybody_but_the_trusted_proxy_is_worth_nothing(as_anna, complete, settings):
    settings.TRUSTED_PROXY = False
    handled = MIDNIGHT + dt.timedelta(seconds=3)

    send(as_anna, complete, handled=handled, reached=MIDNIGHT - dt.timedelta(milliseconds=100))

    sent = Submission.objects.get()
    assert (sent.arrived_at, sent.is_late) == (handled, True)


def test_five_seconds_late_is_stored_marked_and_said_on_the_page_in_the_mail_and_to_the_team(
    as_anna, complete, settings
):
    response = send(as_anna, complete, handled=MIDNIGHT + dt.timedelta(seconds=5), follow=True)

    sent = Submission.objects.get()
    assert (sent.is_late, sent.deadline_on, sent.content["idea"]) == (True, factories.DEADLINE, "En fest")
    assert "Modtaget efter fristen" in response.text
    assert "29. april 2025 kl. 00.00" in response.text
    mails = Message.objects.filter(kind="expression-received")
    for mail in mails:
        said = render(mail.kind, mail.context | {"name": mail.name, "site": "https://x.dk"}, language="da")
        assert "mærket “modtaget efter fristen”" in said.text
    assert mails.count() == 2
    settings.TODAY = factories.DEADLINE + dt.timedelta(days=1)
    desk = as_bo()
    assert "efter fristen" in rows_of(listed(desk)[0])[0]["text"]
    assert listed(desk, kun="efter-fristen")[1] == ["Havnby"]


@pytest.mark.parametrize(
    ("day", "last_moment"),
    [
        (dt.date(2026, 3, 28), "2026-03-28T22:59:59.9+00:00"),  # the night before summer time
        (dt.date(2026, 3, 29), "2026-03-29T21:59:59.9+00:00"),  # the day that has 23 hours
        (dt.date(2026, 10, 24), "2026-10-24T21:59:59.9+00:00"),
        (dt.date(2026, 10, 25), "2026-10-25T22:59:59.9+00:00"),  # the day that has 25
    ],
)
@pytest.mark.parametrize("late", [False, True])
def test_a_deadline_on_the_days_the_clocks_change_ends_at_danish_midnight(
    as_anna, complete, settings, day, last_moment, late
):
    Milestone.objects.filter(key="interest").update(from_on=day, to_on=day)
    handled = dt.datetime.fromisoformat(last_moment) + dt.timedelta(milliseconds=100 if late else 0)

    send(as_anna, complete, handled=handled)

    assert Submission.objects.get().is_late is late
