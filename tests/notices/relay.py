"""A real mail server for the tests, that misbehaves when it is told to."""

import asyncio
import contextlib
import email
import email.policy
import random
import socket
from collections import deque
from dataclasses import dataclass, field
from email.message import EmailMessage

from aiosmtpd.controller import Controller

SECONDS = 0.4  # how long the sender waits for an answer, in the tests
DROP, HANG, TAKE_AND_DROP, TAKE_AND_HANG = "drop", "hang", "take and drop", "take and hang"


@dataclass
class Relay:
    """Keeps what it takes. `answers["RCPT"].append("451 Later")` is given to the next RCPT, then all is well again."""

    port: int = 0
    taken: list[EmailMessage] = field(default_factory=list)
    envelopes: list[tuple[str, list[str]]] = field(default_factory=list)
    lines: int = 0
    slow: float = 0  # seconds it thinks at most, before it keeps a mail and before it says so
    answers: dict[str, deque[str]] = field(default_factory=lambda: {"MAIL": deque(), "RCPT": deque(), "DATA": deque()})

    def ids(self) -> list[str]:
        return [mail["Message-ID"] for mail in self.taken]

    def options(self) -> dict:
        return {"host": "127.0.0.1", "port": self.port, "timeout": SECONDS}

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        self.lines += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(self, server, session, envelope, address, options):
        envelope.mail_from = address
        return await self._answer("MAIL", server, "250 OK")

    async def handle_RCPT(self, server, session, envelope, address, options):
        answer = await self._answer("RCPT", server, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, session, envelope):
        wanted = self.answers["DATA"][0] if self.answers["DATA"] else ""
        await asyncio.sleep(random.uniform(0, self.slow))
        if not wanted or wanted.startswith("take"):
            self.taken.append(email.message_from_bytes(envelope.original_content, policy=email.policy.default))
            self.envelopes.append((envelope.mail_from, list(envelope.rcpt_tos)))
            await asyncio.sleep(random.uniform(0, self.slow))
        return await self._answer("DATA", server, "250 OK")

    async def _answer(self, command: str, server, usual: str) -> str:
        answer = self.answers[command].popleft() if self.answers[command] else usual
        if answer in (DROP, TAKE_AND_DROP):
            server.transport.abort()
            return usual
        if answer in (HANG, TAKE_AND_HANG):
            await asyncio.sleep(SECONDS * 5)
            return usual
        return answer


@contextlib.contextmanager
def running():
    """The server, in a thread, on a port of its own."""
    relay = Relay()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        relay.port = probe.getsockname()[1]
    controller = Controller(relay, hostname="127.0.0.1", port=relay.port)
    controller.start()
    try:
        yield relay
    finally:
        controller.stop()
