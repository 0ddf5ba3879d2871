"""What a real mailbox holds, and a mail server that takes calls and never says a word."""

import contextlib
import email
import imaplib
import socket
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit

from celery import Celery

from notices.models import Message
from notices.states import MessageState
from tests.faults.site import PATIENCE, Site, until


def arrived(lookup_url: str) -> Counter[str]:
    """The Message-IDs in it, each as often as it came."""
    there = urlsplit(lookup_url)
    with imaplib.IMAP4(there.hostname, there.port, timeout=PATIENCE) as imap:
        imap.login(there.username, there.password)
        imap.select("INBOX", readonly=True)
        _answer, found = imap.fetch("1:*", "(BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])")
    headers = [email.message_from_bytes(part[1]) for part in found if isinstance(part, tuple)]
    return Counter(header["Message-ID"] for header in headers)


def nudge(site: Site, task: str = "kulturpunkt.tasks.deliver_waiting") -> None:
    """As the beat does it."""
    broker = site.env["REDIS_URL"].replace("unix://", "redis+socket://")
    with Celery("beat", broker=broker, set_as_current=False) as beat:
        beat.send_task(task)


def work_through(site: Site, mail: dict[str, str]) -> None:
    """A worker's run, woken as the beat wakes it, until nothing waits any more."""
    with site.worker(mail["MAIL_URL"]):
        nudge(site)
        with site.database():
            until(lambda: not Message.objects.exclude(state=MessageState.SENT).exists(), "the post going out")


class Silent:
    def __init__(self, server: socket.socket):
        self.server = server
        self.url = f"smtp://127.0.0.1:{server.getsockname()[1]}"
        self.calls: list[socket.socket] = []

    def take_call(self) -> None:
        """Wait for somebody who calls."""
        self.calls.append(self.server.accept()[0])

    def is_waited_for(self) -> bool:
        """Whether the first caller still waits for the first word."""
        self.calls[0].setblocking(False)
        try:
            return self.calls[0].recv(1) != b""
        except BlockingIOError:
            return True


@contextlib.contextmanager
def silent() -> Iterator[Silent]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(PATIENCE)
        hanging = Silent(server)
        try:
            yield hanging
        finally:
            for call in hanging.calls:
                call.close()
