"""How long a release takes: 300 decisions with letters as PDFs, made and sent by one worker on one core.

A real Celery worker with one process, held to one core; a mail server in a process of its own that takes everything.
The clock runs from the press of the button (the transaction itself included) until the last mail has been taken; the
worker's own CPU seconds are said beside it, since the core may not be its own.
"""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator

from django.conf import settings

from bench import data, mail, server
from documents.models import Paper
from notices.models import Message
from programme import calendar
from programme.models import Programme
from selection import actions, readiness
from selection.models import Composition, Decision, Letter, Placement

PATIENCE = 300.0


def measure(count: int = 300) -> tuple[float, float, float, float]:
    """Seconds of the act itself, until the last PDF, until the last mail, and of the worker's CPU."""
    programme = _ready(count)
    with mail.sink() as port, _worker(port) as worker:
        bo, before = data.bo(), _cpu(worker)
        started = time.perf_counter()
        seen = readiness.fingerprint(readiness.pending(programme))
        actions.release(programme, seen=seen, by=bo, at=calendar.now())
        act = time.perf_counter() - started
        made = _until(lambda: not Paper.objects.filter(kind="decision", made_at=None).exists(), started)
        sent = _until(lambda: not Message.objects.filter(kind="decision").exclude(state="sent").exists(), started)
        cpu = _cpu(worker) - before
    assert Message.objects.filter(kind="decision").count() == 2 * count
    return act, made, sent, cpu


def _cpu(process: subprocess.Popen) -> float:
    """Of the worker and its one child."""
    return sum(server.cpu_seconds(pid) for pid in [process.pid, *server.children(process.pid)])


def _until(done, started: float) -> float:
    while not done():
        if time.perf_counter() - started > PATIENCE:
            raise RuntimeError(f"not done within {PATIENCE:.0f} seconds")
        time.sleep(0.1)
    return time.perf_counter() - started


def _ready(count: int) -> Programme:
    """So many decisions, as long as real ones, whose letters have been read."""
    data.clear()
    programme, bo = data.programme(), data.bo()
    sent = data.areas(count, submitted=count, prefix="afgoerelse")
    data.handed_in(sent)
    now = calendar.now()  # nothing is decided before it was sent
    stamps = {"created_at": now, "created_by": bo, "changed_at": now, "changed_by": bo}
    composition = Composition.objects.create(programme=programme, name=f"Måling {now:%H.%M.%S}", **stamps)
    for number, expression in enumerate(sent[: programme.places], start=1):
        Placement.objects.create(composition=composition, expression=expression, seat=number)
    actions.decide_from(composition, seen=composition.version, by=bo, at=now, anyway="Måling")
    why = "Vi har lagt vægt på kerneelementerne.\n- " + "Forankring, vurderet højt. " * 12
    Decision.objects.pending().update(reasons=why)
    actions.remake_all(programme, by=bo, at=now)
    Letter.objects.update(read_at=now, read_by=bo)
    return programme


@contextlib.contextmanager
def _worker(port: int) -> Iterator[subprocess.Popen]:
    """One process on one core; it is ready when it has said so."""
    core = str(min(os.sched_getaffinity(0)))
    command = ["taskset", "-c", core, sys.executable, "-m", "celery", "-A", "kulturpunkt", "worker"]
    command += ["--concurrency", "1", "--without-mingle", "--without-gossip", "--loglevel", "INFO"]
    env = os.environ | {"MAIL_URL": f"smtp://127.0.0.1:{port}", "DJANGO_SETTINGS_MODULE": "kulturpunkt.settings"}
    log = settings.DATA_DIR / "release-worker.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w") as said:
        process = subprocess.Popen(command, env=env, stdout=said, stderr=said)
        try:
            give_up = time.monotonic() + 60
            while " ready." not in log.read_text():
                if time.monotonic() > give_up or process.poll() is not None:
                    raise RuntimeError(f"the worker did not start: {log.read_text()}")
                time.sleep(0.1)
            yield process
        finally:
            process.terminate()
            process.wait(60)
