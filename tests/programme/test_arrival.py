"""When a request reached the server."""

import datetime as dt

import pytest
from django.test import RequestFactory

from programme.arrival import ArrivalMiddleware

NOW = dt.datetime(2025, 4, 28, 22, 0, 3, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _clock(time_machine, settings):
    settings.TODAY = None
    time_machine.move_to(NOW, tick=False)


def arrived_at(header: str = "") -> dt.datetime:
    request = RequestFactory().post("/", headers={"X-Request-Start": header} if header else {})
    ArrivalMiddleware(lambda seen: seen)(request)
    return request.arrived_at


def said(moment: dt.datetime) -> str:
    return f"t={moment.timestamp()}"


def test_the_trusted_proxy_says_when(settings):
    settings.TRUSTED_PROXY = True
    in_time = NOW - dt.timedelta(seconds=3, milliseconds=100)

    assert arrived_at(said(in_time)) == in_time


def test_anybody_else_says_nothing(settings):
    settings.TRUSTED_PROXY = False

    assert arrived_at(said(NOW - dt.timedelta(seconds=3))) == NOW


@pytest.mark.parametrize(
    "header",
    [
        "",
        "t=",
        "t=soon",
        "t=nan",
        "t=1e400",
        "t=-99999999999999",
        said(NOW + dt.timedelta(seconds=5)),
        said(NOW - dt.timedelta(minutes=11)),
    ],
)
def test_a_header_that_cannot_be_true_is_ignored(settings, header):
    settings.TRUSTED_PROXY = True

    assert arrived_at(header) == NOW


def test_on_a_training_day_the_wait_counts_all_the_same(settings):
    settings.TRUSTED_PROXY, settings.TODAY = True, dt.date(2025, 4, 22)

    assert arrived_at(said(NOW - dt.timedelta(seconds=2))).second == 1
