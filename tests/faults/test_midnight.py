"""Sent before midnight and handled after it (faults 7 and 8): real processes whose clock goes over a deadline's
midnight, on the days on which the clocks change. The test is the proxy, which says when a request reached it."""

import contextlib
import datetime as dt
import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from areas.models import Submission
from programme import calendar
from programme.models import Milestone
from tests.areas.pages import at
from tests.faults.browser import Author, authors
from tests.faults.site import Door

# 29 March 2026 has 23 hours, 25 October has 25; their midnights in UTC, by the almanac.
NIGHTS = {
    dt.date(2026, 3, 29): dt.datetime(2026, 3, 29, 22, tzinfo=dt.UTC),
    dt.date(2026, 10, 25): dt.datetime(2026, 10, 25, 23, tzinfo=dt.UTC),
}
TENTH = dt.timedelta(seconds=0.1)


class Night:
    """From its making on, it is half a second before this midnight for who reads the file."""

    def __init__(self, midnight: dt.datetime, file: Path):
        self.midnight, self._started = midnight, time.time()
        self._began = midnight - 5 * TENTH
        file.write_text(f"{self._started} {self._began.isoformat()}")

    def now(self) -> dt.datetime:
        return self._began + dt.timedelta(seconds=time.time() - self._started)

    def wait_until(self, moment: dt.datetime) -> None:
        time.sleep(max(0.0, (moment - self.now()).total_seconds()))


@contextlib.contextmanager
def asleep(*doors: Door):
    """Requests reach them, and nobody sees to them."""
    workers = [pid for door in doors for pid in door.web.pids[1:]]
    for pid in workers:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in workers:
            os.kill(pid, signal.SIGCONT)


@pytest.fixture
def doors(site, tmp_path):
    """Behind a proxy that is trusted, and open to anybody; and the file with their clock."""
    clock = tmp_path / "clock"
    how = {"application": "tests.faults.midnight", "CLOCK": str(clock)}
    with site.another_web(**how, TRUSTED_PROXY="1") as trusted, site.another_web(**how) as open_to_all:
        yield trusted, open_to_all, clock


def said_to_have_come(author: Author, door: Door, header: str, reached: dt.datetime) -> Author:
    author.browser.site = door
    author.browser.headers[header] = f"t={reached.timestamp()}"
    return author


@pytest.mark.parametrize("day", NIGHTS, ids=str)
def test_arrival_counts_and_only_the_trusted_proxy_can_say_when_it_was(site, doors, day):
    trusted, open_to_all, clock = doors
    in_time, sly, liar = people = authors(site, 3)
    with site.database():
        Milestone.objects.filter(key="interest").update(from_on=day, to_on=day)
        assert calendar.end_of(day) == NIGHTS[day]
    night = Night(NIGHTS[day], clock)
    reached = night.midnight - TENTH
    said_to_have_come(in_time, trusted, "X-Request-Start", reached)
    said_to_have_come(sly, trusted, "X_Request_Start", reached)  # which reads the same to many a server
    said_to_have_come(liar, open_to_all, "X-Request-Start", reached)

    with ThreadPoolExecutor(3) as threads:
        with asleep(trusted, open_to_all):
            night.wait_until(reached)
            sent = [threads.submit(author.send) for author in people]
            night.wait_until(night.midnight + 3 * TENTH)
        answers = [each.result() for each in sent]
    receipts = [author.browser.get(at("expression_receipt", author.expression)).text for author in people]

    assert all(map(Author.has_receipt, people, answers)), [(each.status_code, each.headers) for each in answers]
    with site.database():
        stored = [Submission.objects.get(expression=author.expression) for author in people]
    assert (stored[0].arrived_at, stored[0].is_late) == (reached, False)
    assert [(each.arrived_at > night.midnight, each.is_late) for each in stored[1:]] == [(True, True)] * 2
    assert ["Modtaget efter fristen" in receipt for receipt in receipts] == [False, True, True]
