"""What the board of the choice costs, against the reference view: the CPU of this process for each, by turns.

In the process, because what is dear about it is drawing three hundred lines, and not the way there.
"""

import statistics
import time

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench import data

FEW, MANY, ASSESSORS = 11, 300, 5
BOARD = "/team/udvaelgelse/tavle/"


def measure(rounds: int = 15) -> tuple[float, int, int]:
    """The reference view's CPU to the board's with 300 expressions, and the board's queries with 11 and with 300."""
    first = data.areas(FEW, submitted=FEW, prefix="tavle")
    data.complete(first)
    data.assessed(first, by=ASSESSORS)
    browser = _browser(data.team_session(data.bo()))
    few = queries(browser)
    more = data.areas(MANY - FEW, submitted=MANY - FEW, prefix="tavle")
    data.complete(more)
    data.assessed(more, by=ASSESSORS)
    data.vacuum()
    reference = f"/maalestok/?uid={first[0].uid}"
    ratios = [cpu(browser, reference) / cpu(browser, BOARD) for _ in range(rounds)]
    return statistics.median(ratios[2:]), few, queries(browser)


def cpu(browser: Client, path: str, times: int = 5) -> float:
    started = time.process_time()
    for _ in range(times):
        answer = browser.get(path)
        if answer.status_code != 200:
            raise SystemExit(f"{path}: {answer.status_code}")
    return (time.process_time() - started) / times


def queries(browser: Client) -> int:
    with CaptureQueriesContext(connection) as asked:
        browser.get(BOARD)
    return len(asked)


def _browser(cookies: dict[str, str]) -> Client:
    client = Client()
    for name, value in cookies.items():
        client.cookies[name] = value
    return client
