"""One open line to the mail server, and after each mail the certainty whether it was taken, or that nobody knows.

A mail is handed over in two steps, `begin` and `finish`, so that the next one is made while the server deals with this
one. Until its last byte has left, a mail was certainly not taken; from then on only the server's answer tells.
"""

import contextlib
import logging
import smtplib
from collections.abc import Callable
from typing import cast

from django.core.mail import mailers
from django.core.mail.backends.smtp import EmailBackend

from .mime import Letter

log = logging.getLogger(__name__)

# The server may look for viruses before it answers; a time-out here costs somebody a decision, so wait longer.
_PATIENCE = 3
_GOODBYE = 421


class NotTaken(Exception):
    """The mail server certainly did not take the mail."""

    def __init__(self, code: int, answer: bytes | str):
        text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
        self.detail = f"{code} {text}".strip() if code > 0 else text
        self.code = code
        self.is_final = 500 <= code < 600
        super().__init__(self.detail)


class Unreachable(NotTaken):
    """There is no mail server to talk to, which is no fault of the mail."""


class Unknown(Exception):
    """The line broke after the mail had left: the server may have taken it, or not."""


class Line:
    """`with Line() as line:` opens at the first mail and closes at the end."""

    def __init__(self) -> None:
        self._smtp: smtplib.SMTP | None = None

    def __enter__(self) -> "Line":
        return self

    def __exit__(self, *exception) -> None:
        if self._smtp is None:
            return
        smtp, self._smtp = self._smtp, None
        with contextlib.suppress(smtplib.SMTPException, OSError):
            smtp.quit()
        smtp.close()

    def begin(self, letter: Letter, *, meanwhile: Callable[[], None] = lambda: None) -> list[str]:
        """Hand a mail over, all but waiting for the last answer. Returns the copies that the server refused.

        `meanwhile` is called whenever the server has something to think about.

        Raises NotTaken, or Unreachable where no line can be had.
        """
        try:
            return self._hand_over(letter, meanwhile)
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            raise NotTaken(-1, _said(error)) from error
        except NotTaken as refusal:
            self._reset(refusal)
            raise

    def finish(self) -> None:
        """Wait for the answer to the mail that `begin` handed over. Raises NotTaken or Unknown."""
        smtp = self._smtp
        if smtp is None or smtp.sock is None:
            raise Unknown("the line is closed")
        try:
            patience = smtp.sock.gettimeout()
            smtp.sock.settimeout(patience and patience * _PATIENCE)
            code, answer = smtp.getreply()
            smtp.sock.settimeout(patience)
        except (smtplib.SMTPException, OSError) as error:
            self._drop()
            raise Unknown(_said(error)) from error
        if 200 <= code < 300:
            return
        if 400 <= code < 600:
            refusal = NotTaken(code, answer)
            self._reset(refusal)
            raise refusal
        self._drop()
        raise Unknown(f"{code} {answer!r}")

    def _hand_over(self, letter: Letter, meanwhile: Callable[[], None]) -> list[str]:
        smtp = self._line(letter, meanwhile)
        _expect(250, _say(smtp, f"RCPT TO:<{letter.to}>", meanwhile))
        refused = [copy for copy in letter.cc if _say(smtp, f"RCPT TO:<{copy}>", meanwhile)[0] not in (250, 251)]
        _expect(354, _say(smtp, "DATA", meanwhile))
        # A line of a dot alone ends the mail, so each dot at the start of a line is doubled (RFC 5321, 4.5.2).
        smtp.send(letter.data.replace(b"\n.", b"\n..") + b".\r\n")
        return refused

    def _line(self, letter: Letter, meanwhile: Callable[[], None]) -> smtplib.SMTP:
        """A line that waits for the receivers: servers close one after so many mails, or when it was idle."""
        if self._smtp is not None:
            with contextlib.suppress(smtplib.SMTPException, OSError):
                reply = _say(self._smtp, _sender(self._smtp, letter), meanwhile)
                if reply[0] != _GOODBYE:
                    _expect(250, reply)
                    return self._smtp
            self._drop()
        self._smtp = _open()
        _expect(250, _say(self._smtp, _sender(self._smtp, letter), meanwhile))
        return self._smtp

    def _reset(self, refusal: NotTaken) -> None:
        """After a refusal: clear what the server remembers of the mail, or the line if it says goodbye (421)."""
        if self._smtp is None:
            return
        try:
            if refusal.code == _GOODBYE or self._smtp.rset()[0] != 250:
                self._drop()
        except (smtplib.SMTPException, OSError):
            self._drop()

    def _drop(self) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            smtp.close()


def _open() -> smtplib.SMTP:
    backend = cast(EmailBackend, mailers.default)  # the settings name no other kind
    try:
        backend.open()
        smtp = cast(smtplib.SMTP, backend.connection)  # there is one, or `open` has raised
        smtp.ehlo_or_helo_if_needed()
    except (smtplib.SMTPException, OSError) as error:
        with contextlib.suppress(smtplib.SMTPException, OSError):
            backend.close()
        raise Unreachable(-1, _said(error)) from error
    return smtp


# The letter's addresses are plain ones (see `mime`); smtplib's own methods would take them apart once more.
def _sender(smtp: smtplib.SMTP, letter: Letter) -> str:
    size = f" SIZE={len(letter.data)}" if smtp.has_extn("size") else ""
    return f"MAIL FROM:<{letter.sender}>{size}"


def _say(smtp: smtplib.SMTP, command: str, meanwhile: Callable[[], None]) -> tuple[int, bytes]:
    smtp.putcmd(command)
    meanwhile()
    return smtp.getreply()


def _expect(wanted: int, reply: tuple[int, bytes]) -> None:
    code, answer = reply
    if code != wanted and not (wanted == 250 and code == 251):
        raise NotTaken(code, answer)


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
