"""Plays the whole programme day by day against the demonstration's script, in a database of its own."""

import contextlib
import datetime as dt
import socket
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from aiosmtpd.controller import Controller
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.test.utils import override_settings

from demo import script, stage
from kulturpunkt.celery import app
from notices.models import Message
from programme import calendar
from programme.models import Programme

FIRST, LAST = dt.date(2025, 3, 1), dt.date(2026, 8, 31)


class Sink:
    """A mail server that takes every mail and keeps none."""

    async def handle_DATA(self, server, session, envelope) -> str:
        return "250 OK"


@contextlib.contextmanager
def sandbox() -> Iterator[None]:
    """A database, a folder of files and a mail server of the rehearsal's own; all gone when it is over."""
    usual = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = f"{usual}_rehearsal"
    # What is put off to a worker stays in this process: the real ones know another database.
    app.conf.update(broker_url="memory://")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        here = {"host": "127.0.0.1", "port": probe.getsockname()[1]}
    server = Controller(Sink(), hostname=here["host"], port=here["port"])
    server.start()
    mailers = {"default": settings.MAILERS["default"] | {"OPTIONS": here}}
    with (
        tempfile.TemporaryDirectory() as files,
        override_settings(DATA_DIR=Path(files), MAILERS=mailers, MAIL_HELD=False, TODAY=None),
    ):
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            yield
        finally:
            connection.creation.destroy_test_db(usual, verbosity=0)
            server.stop()


class Command(BaseCommand):
    help = "Plays the programme from 2025-03-01 to 2026-08-31 and prints the ledger: date, person, subject, reason."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--from", dest="first", type=dt.date.fromisoformat, default=FIRST)
        parser.add_argument("--to", dest="last", type=dt.date.fromisoformat, default=LAST)

    def handle(self, *args, first: dt.date, last: dt.date, **options) -> None:
        with sandbox():
            self.play(first, last)
            self.print_ledger()

    def play(self, first: dt.date, last: dt.date) -> None:
        call_command("load_programme", verbosity=0)
        script.team()
        play = script.Play(Programme.objects.get(is_current=True))
        stage.live(
            play, first=first, until=calendar.end_of(last) - dt.timedelta(seconds=1), each_day=Progress(first, last)
        )

    def print_ledger(self) -> None:
        """One line a message, in the order they went out: when, to whom, what, and why."""
        messages = Message.objects.prefetch_related("reminders").order_by("sent_at", "address", "key")
        for message in messages:
            when = (
                f"{message.sent_at.astimezone(calendar.COPENHAGEN):%Y-%m-%d %H:%M}" if message.sent_at else "not sent"
            )
            self.stdout.write(f"{when:<16}  {message.address:<24}  {message.subject:<72}  {why(message)}")
        self.stdout.write(f"{len(messages)} messages")


def why(message: Message) -> str:
    """The kind of message, or for a reminder the days from the date it is about."""
    offsets = [f"{each.offset:+d} days from {each.due_on}" for each in message.reminders.all()]
    said = f"{message.kind}: {', '.join(offsets)}" if offsets else message.kind
    if message.cc:
        said += f", copy to {', '.join(message.cc)}"
    return f"{said} ({message.get_reason_display()})" if message.reason else said


class Progress:
    """A bar on the terminal; nothing where nobody looks."""

    def __init__(self, first: dt.date, last: dt.date):
        self.first, self.days = first, (last - first).days + 1
        self.shown = sys.stderr.isatty()

    def __call__(self, day: dt.date) -> None:
        if self.shown:
            done = (day - self.first).days + 1
            bar = "█" * (done * 40 // self.days)
            end = "\n" if done == self.days else ""
            sys.stderr.write(f"\r{day} {bar:<40} {done * 100 // self.days:3d} %{end}")
            sys.stderr.flush()
