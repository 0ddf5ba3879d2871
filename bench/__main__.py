"""`make bench`: measures everything in one run and prints the table. Ends with 1 when a figure is missed.

Pages run as in production (gunicorn, two workers), asked over keep-alive connections. Each page is taken in turns with
the reference view, and the figure is the median of the rounds' ratios: what else the machine does slows both alike.
"""

import json
import os
import statistics
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import cycle, repeat
from urllib.parse import urlencode

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from areas import merging  # noqa: E402
from bench import board, data, load, mail, papers, queueing, release, server, storm  # noqa: E402

ROUNDS, SECONDS = 5, 2.0
PAGE = 50


@dataclass
class Page:
    """A page to measure: where its requests come from, and what it must reach of the reference view's rate."""

    name: str
    requests: Callable[[], Iterator[bytes]]
    least: float
    hoped_for: int = 200


@dataclass
class Measured:
    ratio: float
    # CPU a request, in that of the reference view in the same round.
    cpu: float
    rate: float
    # The slowest in a hundred, in medians.
    tail: float


class Table:
    """The lines as they come, and whether every figure was reached."""

    def __init__(self) -> None:
        self.missed: list[str] = []
        print(f"{'figure':<58}{'measured':>14}{'required':>14}", flush=True)

    def line(self, name: str, measured: str, required: str, reached: bool) -> None:
        print(f"{name:<58}{measured:>14}{required:>14}  {'ok' if reached else 'MISSED'}", flush=True)
        if not reached:
            self.missed.append(name)


def measure(web: server.Server, page: Page, reference: Callable[[], Iterator[bytes]]) -> Measured:
    ratios, cpus, rates, tails = [], [], [], []
    source = page.requests()
    load.run(web.port, _some(source, 8), seconds=5, hoped_for=page.hoped_for)
    for _ in range(ROUNDS):
        began = web.cpu_seconds()
        yardstick = load.run(web.port, reference(), seconds=SECONDS)
        before = web.cpu_seconds()
        result = load.run(web.port, source, seconds=SECONDS, hoped_for=page.hoped_for)
        its_own = (before - began) / len(yardstick.seconds)
        cpus.append((web.cpu_seconds() - before) / len(result.seconds) / its_own)
        if result.wrong or yardstick.wrong:
            raise SystemExit(f"{page.name}: answers were {result.wrong or yardstick.wrong}")
        ratios.append(result.rate / yardstick.rate)
        rates.append(result.rate)
        tails.append(result.p99 / result.median)
    return Measured(*map(statistics.median, (ratios, cpus, rates, tails)))


def _some(source: Iterator[bytes], count: int) -> Iterator[bytes]:
    for _ in range(count):
        yield next(source)


def queries_and_rows(web: server.Server, request: bytes, count: int = 10) -> tuple[float, float]:
    """Statements and fetched rows a request, as PostgreSQL counts them.

    Not what belongs to a connection: transactions, settings, `SELECT 1` to see that it lives, the types it asks for.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_statements_reset()")
    load.run(web.port, iter([request] * count), seconds=60, connections=1)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(calls), 0), coalesce(sum(rows), 0) FROM pg_stat_statements "
            r"WHERE query !~* '^\s*(begin|commit|rollback|savepoint|release|set|show)' "
            r"AND query !~* 'pg_stat|set_config|pg_type|^select \$1$'"
        )
        calls, rows = cursor.fetchone()
    return float(calls) / count, float(rows) / count


def pages(drafts: list) -> tuple[dict[str, Page], Callable[[], Iterator[bytes]]]:
    anna, bo = drafts[0].created_by, data.bo()
    area, team = data.session(anna), data.team_session(bo)
    at = f"/interesseerklaering/{drafts[0].uid}/"

    def same(path: str, cookies: dict[str, str] | None = None) -> Callable[[], Iterator[bytes]]:
        return lambda: repeat(load.request("GET", path, cookies=cookies))

    found = {
        "front page": Page("front page", same("/"), 1.0),
        "front page, signed in": Page("front page, signed in", same("/", area), 1.0),
        "time plan": Page("time plan", same("/tidsplan/"), 1.0),
        "Kulturpunkter": Page("Kulturpunkter", same("/kulturpunkter/"), 1.0),
        "one Kulturpunkt": Page("one Kulturpunkt", same(f"/kulturpunkter/{data.SLUG}0/"), 1.0),
        "section page": Page("section page", same(f"{at}sted/", area), 0.3),
        "read view": Page("read view", same(f"/team/interesseerklaeringer/{drafts[0].uid}/", team), 0.45),
        "list": Page("list", same("/team/interesseerklaeringer/", team), 0.15),
    }
    return found, same(f"/maalestok/?uid={drafts[0].uid}", area)


def autosaves(drafts: list) -> Iterator[bytes]:
    """Texts that grow, as people write; each save knows what the one before it left."""
    seen = {draft.pk: merging.fingerprint(draft.challenge) for draft in drafts}
    cookies = {draft.pk: data.session(draft.created_by) for draft in drafts}
    for number, draft in enumerate(cycle(drafts)):
        text = f"{draft.challenge.strip()} {number}"
        said = {"challenge": text, "seen": json.dumps({"challenge": seen[draft.pk]}), "csrfmiddlewaretoken": data.CSRF}
        path = f"/interesseerklaering/{draft.uid}/udfordring/gem/"
        yield load.request("POST", path, cookies=cookies[draft.pk], body=urlencode(said))
        seen[draft.pk] = merging.fingerprint(text)


def submits(drafts: list) -> Iterator[bytes]:
    for draft in drafts:
        body = urlencode({"version": draft.version, "csrfmiddlewaretoken": data.CSRF})
        path = f"/interesseerklaering/{draft.uid}/send/"
        yield load.request("POST", path, cookies=data.session(draft.created_by), body=body)


def web_figures(table: Table) -> None:
    first = data.areas(11)
    data.complete(first)
    found, reference = pages(first)
    at_size: dict[int, dict[str, Measured]] = {}
    with server.running() as web:
        counted = {}
        for size in (11, 1000, 20000):
            if size == 1000:
                data.publish(11)
            if size > 11:
                data.areas(size - data.count())
                data.vacuum()
            counted[size] = queries_and_rows(web, next(found["list"].requests()))
            wanted = ["list"] if size == 11 else list(found)
            at_size[size] = {name: measure(web, found[name], reference) for name in wanted}
        saved = measure(web, Page("autosave", lambda: autosaves(data.areas(400, prefix="skriver")), 0.6), reference)
        to_send = data.areas(3000, prefix="send")
        data.complete(to_send)
        posted = list(submits(to_send))
        sent = measure(web, Page("submit POST", lambda: iter(posted), 0.3, hoped_for=302), reference)
    for name, page in found.items():
        last = at_size[20000][name]
        table.line(
            f"{name}, of the reference view", f"{last.ratio:.0%}", f"≥ {page.least:.0%}", last.ratio >= page.least
        )
    table.line("autosave, of the reference view", f"{saved.ratio:.0%}", "≥ 60%", saved.ratio >= 0.6)
    table.line("autosave, slowest in a hundred to the median", f"{saved.tail:.1f} ×", "≤ 3 ×", saved.tail <= 3)
    table.line("submit POST, of the reference view", f"{sent.ratio:.0%}", "≥ 30%", sent.ratio >= 0.3)
    for name in found:
        grown, most = at_size[20000][name].cpu / at_size[1000][name].cpu, 1.4 if name == "list" else 1.15
        table.line(f"{name}, CPU at 20,000 rows to 1,000", f"{grown:.2f} ×", f"≤ {most} ×", grown <= most)
    for size, (calls, rows) in counted.items():
        table.line(
            f"list at {size} rows: queries", f"{calls:g}", "≤ 8, the same", calls <= 8 and calls == counted[11][0]
        )
        table.line(f"list at {size} rows: rows fetched", f"{rows:g}", f"≤ {10 * PAGE}", rows <= 10 * PAGE)


def other_figures(table: Table) -> None:
    grown = queueing.measure()
    table.line("queueing reminders, 10,000 areas to 100", f"{grown:.1f} ×", "< 100 ×", grown < 100)
    ours, bare = papers.measure()
    table.line("receipt PDF, to WeasyPrint's own time", f"{ours / bare:.2f} ×", "≤ 1.2 ×", ours <= 1.2 * bare)
    act, made, sent, cpu = release.measure()
    table.line("releasing 300 decisions: the act itself", f"{act:.1f} s", "said", True)
    table.line("releasing 300 decisions: all letters made as PDF", f"{made:.1f} s", "said", True)
    table.line("releasing 300 decisions: the worker's CPU", f"{cpu:.1f} s", "said", True)
    table.line("releasing 300 decisions: all letters sent", f"{sent:.1f} s", "< 60 s", sent < 60)
    ours, bare = mail.measure()
    table.line("1,000 reminders, of one open connection", f"{ours / bare:.0%}", "≥ 65%", ours >= 0.65 * bare)
    data.clear()
    ratio, few, many = board.measure()
    table.line("board of 300 with 5 assessors, of the reference view", f"{ratio:.0%}", "≥ 10%", ratio >= 0.1)
    table.line("board of 300 to one of 11: queries", f"{many} to {few}", "the same", many == few)


def main() -> int:
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    table = Table()
    other_figures(table)
    data.clear()
    web_figures(table)
    for line in storm.measure(60.0):
        table.line(*line)
    if table.missed:
        print(f"missed: {', '.join(table.missed)}", file=sys.stderr)
    return bool(table.missed)


if __name__ == "__main__":
    sys.exit(main())
