"""The last evening: sixty autosaves and twenty submissions a second, then five times as many.

    python -m bench.storm [seconds]

Requests leave at their appointed times, whether the ones before were answered or not. Each writer's text grows with
every save; what the load has written down of each answer is held against the database afterwards.
"""

import heapq
import itertools
import json
import os
import random
import statistics
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")

SAVES, SUBMITS, TIMES = 60, 20, 5


@dataclass
class Writer:
    """A browser with a section open: one save at a time, the same again until it is answered."""

    path: str
    cookies: dict[str, str]
    pk: int
    seen: dict[str, str]
    text: str = "Vi vil"
    acknowledged: str = ""
    unanswered: bool = False
    lock: threading.Lock = field(default_factory=threading.Lock)

    def save(self, ask: Callable) -> int:
        with self.lock:
            if not self.unanswered:  # as a browser does: the same again, until it is answered
                self.text += random.choice([" byen", " havnen", " æøå", " musik", " sammen"])
            said = {"challenge": self.text, "seen": json.dumps(self.seen), "csrfmiddlewaretoken": "a" * 32}
            status, answer = ask(self.path, urlencode(said), self.cookies)
            if status == 200:
                told = json.loads(answer)
                assert not told["conflicts"], told
                self.seen |= told["seen"]
                self.acknowledged = self.text
            self.unanswered = status != 200
            return status


class Tally:
    def __init__(self) -> None:
        self.statuses: Counter[tuple[str, int]] = Counter()
        self.seconds: dict[str, list[float]] = {"save": [], "submit": []}
        self.received: set[int] = set()
        self.lock = threading.Lock()

    def note(self, kind: str, status: int, seconds: float) -> None:
        with self.lock:
            self.statuses[kind, status] += 1
            if status < 500:
                self.seconds[kind].append(seconds)


def storm(port: int, writers: list[Writer], drafts: list, *, seconds: float, times: int) -> Tally:
    from bench import data, load

    tally, connections = Tally(), threading.local()
    writers_round, drafts_left = itertools.cycle(writers), iter(drafts)
    cookies = {draft.pk: data.session(draft.created_by) for draft in drafts}

    def ask(path: str, body: str, jar: dict[str, str]) -> tuple[int, bytes]:
        if not hasattr(connections, "mine"):
            connections.mine = load.Connection(port).__enter__()
        return connections.mine.ask(load.request("POST", path, cookies=jar, body=body))

    def save() -> None:
        before = time.perf_counter()
        tally.note("save", next(writers_round).save(ask), time.perf_counter() - before)

    def submit() -> None:
        if (draft := next(drafts_left, None)) is None:
            return
        before = time.perf_counter()
        body = urlencode({"version": draft.version, "csrfmiddlewaretoken": data.CSRF})
        status, _answer = ask(f"/interesseerklaering/{draft.uid}/send/", body, cookies[draft.pk])
        if status == 302:
            with tally.lock:
                tally.received.add(draft.pk)
        tally.note("submit", status, time.perf_counter() - before)

    _play([(SAVES * times, save), (SUBMITS * times, submit)], seconds)
    return tally


def _play(rates: list[tuple[int, Callable]], seconds: float) -> None:
    """Every act at its time, by as many hands as it takes."""
    start = time.perf_counter()
    plan = [(n / rate, number, act) for number, (rate, act) in enumerate(rates) for n in range(int(rate * seconds))]
    heapq.heapify(plan)
    lock = threading.Lock()

    def hand() -> None:
        while True:
            with lock:
                if not plan:
                    return
                at, _number, act = heapq.heappop(plan)
            time.sleep(max(0.0, start + at - time.perf_counter()))
            act()

    hands = [threading.Thread(target=hand) for _ in range(64)]
    for each in hands:
        each.start()
    for each in hands:
        each.join()


def writers_of(drafts: list) -> list[Writer]:
    from areas import merging
    from bench import data

    return [
        Writer(
            f"/interesseerklaering/{draft.uid}/udfordring/gem/",
            data.session(draft.created_by),
            draft.pk,
            {"challenge": str(merging.fingerprint(draft.challenge))},
            text=draft.challenge[:6].strip(),
            acknowledged=draft.challenge,
        )
        for draft in drafts
    ]


def lost(writers: list[Writer], tally: Tally) -> list[str]:
    """What the load was told is kept, and the database does not have."""
    from areas.models import ExpressionOfInterest, Submission

    stored = dict(ExpressionOfInterest.objects.values_list("pk", "challenge"))
    texts = [f"text of {each.pk}" for each in writers if not stored[each.pk].startswith(each.acknowledged)]
    sent = Counter(Submission.objects.filter(expression__in=tally.received).values_list("expression", flat=True))
    return texts + [f"submission of {pk}" for pk in tally.received if sent[pk] != 1]


def measure(seconds: float) -> list[tuple[str, str, str, bool]]:
    """Lines of the table: figure, measured, required, reached."""
    from bench import data, server

    data.clear()
    lines = []
    with server.running() as web:
        for times, length in ((1, seconds), (TIMES, max(5.0, seconds / 4))):
            writers = writers_of(data.areas(120 * times, prefix=f"skriver{times}-"))
            drafts = data.areas(int(SUBMITS * times * length), prefix=f"sender{times}-")
            data.complete(drafts)
            data.vacuum()
            tally = storm(web.port, writers, drafts, seconds=length, times=times)
            lines += _lines(times, writers, tally)
    return lines


def _lines(times: int, writers: list[Writer], tally: Tally) -> list[tuple[str, str, str, bool]]:
    name = f"{SAVES * times} autosaves and {SUBMITS * times} submits a second"
    allowed = {200, 302} if times == 1 else {200, 302, 503}
    wrong = {answer: count for answer, count in tally.statuses.items() if answer[1] not in allowed}
    gone = lost(writers, tally)
    refused = sum(count for (_kind, status), count in tally.statuses.items() if status == 503)
    taken = tally.seconds["save"]
    median, p99 = statistics.median(taken), sorted(taken)[int(len(taken) * 0.99)]
    print(f"  {dict(tally.statuses)}; a save {median * 1000:.0f} ms, p99 {p99 * 1000:.0f} ms", file=sys.stderr)
    return [
        (f"{name}: errors", str(wrong or 0), "0" if times == 1 else "0 but 503", not wrong),
        (f"{name}: words or receipts lost", str(len(gone)), "0", not gone),
        *([] if times == 1 else [(f"{name}: told to come again", str(refused), "said", True)]),
    ]


if __name__ == "__main__":
    django.setup()
    for line in measure(float(sys.argv[1]) if len(sys.argv) > 1 else 60.0):
        print(*line, sep="   ")
