"""How fast reminders go out, against how fast the very same mails go out over one open line.

Both to a mail server in a process of its own that takes everything and keeps nothing, by turns, so that whatever else
the machine does falls on both alike. Ours does all of it: derives what is owed, asks for pauses and wishes, claims,
renders, marks, delivers, records. The other has the finished bytes and hands them to smtplib.
"""

import contextlib
import datetime as dt
import smtplib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

from django.conf import settings
from django.db import connection

from areas.models import ExpressionOfInterest
from bench import data
from kulturpunkt.obligations import all_obligations, still_owed
from notices import delivery, mime, reminders
from programme import calendar

NOW = calendar.at(dt.date(2025, 4, 16), dt.time(8, 0))  # a week before the deadline, moved from Easter Monday
ROUND = delivery.BATCH

_SINK = """
import sys
from aiosmtpd.controller import Controller

class Sink:
    async def handle_DATA(self, server, session, envelope):
        return "250 OK"

controller = Controller(Sink(), hostname="127.0.0.1", port=int(sys.argv[1]))
controller.start()
sys.stdin.read()
controller.stop()
"""


def measure(count: int = 1000) -> tuple[float, float]:
    """Mails a second: ours, and the bare line's."""
    _queue(count)
    ours = bare = 0.0
    with sink() as port:
        settings.MAILERS = {
            "default": {
                "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
                "OPTIONS": {"host": "127.0.0.1", "port": port, "timeout": 20},
            }
        }
        _deliver(ROUND)  # what a process does once: connect, compile templates, put the styles in
        for _round in range(count // ROUND):
            letters, seconds = _deliver(ROUND)
            ours += seconds
            bare += _hand_over(letters, port)
    return count / ours, count / bare


def _queue(count: int) -> None:
    data.clear()
    data.areas(count + ROUND)
    before = NOW - dt.timedelta(days=30)
    ExpressionOfInterest.objects.update(drafted_at=before)
    queued = reminders.queue_due(all_obligations(NOW), now=NOW)
    assert queued == count + ROUND, queued
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as the database does by itself, but not within these few seconds


def _deliver(count: int) -> tuple[list[mime.Letter], float]:
    """Send so many; also what went out, to be sent again by the other."""
    letters = []
    original = mime.build

    def kept(**said):
        letters.append(original(**said))
        return letters[-1]

    mime.build = kept
    start = time.perf_counter()
    tally = delivery.deliver_waiting(now=NOW, still_owed=still_owed, seconds=1e-9)
    seconds = time.perf_counter() - start
    mime.build = original
    assert tally == {"sent": count}, tally
    return letters, seconds


def _hand_over(letters: list[mime.Letter], port: int) -> float:
    with smtplib.SMTP("127.0.0.1", port, timeout=20) as line:
        line.ehlo()
        start = time.perf_counter()
        for letter in letters:
            line.sendmail(letter.sender, [letter.to, *letter.cc], letter.data)
        return time.perf_counter() - start


@contextlib.contextmanager
def sink() -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-c", _SINK, str(port)], stdin=subprocess.PIPE)
    try:
        give_up = time.monotonic() + 30
        while socket.socket().connect_ex(("127.0.0.1", port)):
            if time.monotonic() > give_up:
                raise RuntimeError("the mail server did not start")
            time.sleep(0.05)
        yield port
    finally:
        process.stdin.close()
        process.wait(20)
