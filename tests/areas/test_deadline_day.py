"""The night of the deadline, through the real middleware and pages (faults 7 and 8)."""

import datetime as dt

import pytest
import time_machine

from areas import actions
from areas.models import Submission
from notices.models import Message
from notices.rendering import render
from programme import calendar
from programme.models import Milestone
from tests import factories
from tests.areas.desk import as_bo, listed, rows_of

from .pages import at, fields_of

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


def told_to_send_again(client, expression, *, at_moment: dt.datetime) -> dict[str, list[str]]:
    """The fields of the page that she gets because the form's token is stale."""
    client.handler.enforce_csrf_checks = True
    response = send(client, expression, handled=at_moment)
    client.handler.enforce_csrf_checks = False
    assert response.status_code == 403
    return fields_of(response, "kp-typed")


@pytest.fixture
def _same_origin(as_anna):
    as_anna.defaults["HTTP_SEC_FETCH_SITE"] = "same-origin"


@pytest.mark.usefixtures("_same_origin")
def test_what_reached_us_in_time_and_had_to_be_sent_again_came_in_time(as_anna, complete):
    first, again = MIDNIGHT - dt.timedelta(seconds=2), MIDNIGHT + dt.timedelta(seconds=40)

    fields = told_to_send_again(as_anna, complete, at_moment=first)
    with time_machine.travel(again, tick=False):
        response = as_anna.post(at("expression_send", complete), fields)

    assert response.headers["Location"] == at("expression_receipt", complete)
    sent = Submission.objects.get()
    assert (sent.arrived_at, sent.is_late) == (first, False)


@pytest.mark.usefixtures("_same_origin")
def test_sent_again_and_again_the_first_time_counts(as_anna, complete):
    first, second = MIDNIGHT - dt.timedelta(seconds=2), MIDNIGHT + dt.timedelta(seconds=40)

    fields = told_to_send_again(as_anna, complete, at_moment=first)
    as_anna.handler.enforce_csrf_checks = True
    with time_machine.travel(second, tick=False):
        told_again = fields_of(as_anna.post(at("expression_send", complete), fields), "kp-typed")
        as_anna.handler.enforce_csrf_checks = False
        as_anna.post(at("expression_send", complete), told_again)

    assert Submission.objects.get().arrived_at == first


@pytest.mark.usefixtures("_same_origin")
def test_what_was_changed_after_the_first_time_came_when_it_was_sent_again(as_anna, complete):
    """Somebody asks for a version that there is not yet, keeps the page, and writes on after midnight."""
    first, again = MIDNIGHT - dt.timedelta(seconds=2), MIDNIGHT + dt.timedelta(minutes=40)
    coming = complete.version + 1
    complete.version = coming
    fields = told_to_send_again(as_anna, complete, at_moment=first)
    complete.refresh_from_db()
    actions.change(complete, lambda row: setattr(row, "idea", "Skrevet bagefter"), by=complete.created_by, at=again)

    with time_machine.travel(again, tick=False):
        as_anna.post(at("expression_send", complete), fields)

    sent = Submission.objects.get()
    assert (sent.arrived_at, sent.is_late) == (again, True)


@pytest.mark.parametrize("made_up", ["x", "eyJwYXRoIjoiLyJ9:1u0:aaaa", ""])
def test_a_made_up_first_time_counts_for_nothing(as_anna, complete, made_up):
    handled = MIDNIGHT + dt.timedelta(seconds=5)

    with time_machine.travel(handled, tick=False):
        as_anna.force_login(complete.created_by)
        as_anna.post(at("expression_send", complete), {"version": str(complete.version), "reached": made_up})

    assert Submission.objects.get().arrived_at == handled


@pytest.mark.usefixtures("_same_origin")
def test_the_first_time_of_another_page_counts_for_nothing(as_anna, complete, anna):
    other = factories.expression.complete(anna, "Strandby")
    fields = told_to_send_again(as_anna, other, at_moment=MIDNIGHT - dt.timedelta(seconds=2))

    with time_machine.travel(MIDNIGHT + dt.timedelta(seconds=5), tick=False):
        as_anna.post(at("expression_send", complete), fields | {"version": str(complete.version)})

    assert Submission.objects.get().is_late


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
