"""Ask the mail server whether it has a mail, by its Message-ID.

MAIL_LOOKUP_URL names a mailbox that gets a copy of everything we send: imap://user:password@host:143/INBOX, or imaps.
"""

import contextlib
import imaplib
from collections.abc import Callable, Iterator
from urllib.parse import unquote, urlsplit

from django.conf import settings

_SECONDS = 20


class CannotAsk(Exception):
    """The mailbox cannot be reached, or does not answer as it should."""


def is_possible() -> bool:
    return bool(getattr(settings, "MAIL_LOOKUP_URL", ""))


@contextlib.contextmanager
def mailbox() -> Iterator[Callable[[str], bool]]:
    """A function that says whether a Message-ID is there. Raises CannotAsk."""
    try:
        with _signed_in(settings.MAIL_LOOKUP_URL) as imap:
            yield lambda message_id: _has(imap, message_id)
    except (imaplib.IMAP4.error, OSError) as error:
        raise CannotAsk(f"{type(error).__name__}: {error}") from error


@contextlib.contextmanager
def _signed_in(url: str) -> Iterator[imaplib.IMAP4]:
    parts = urlsplit(url)
    kind, port = (imaplib.IMAP4_SSL, 993) if parts.scheme == "imaps" else (imaplib.IMAP4, 143)
    with kind(parts.hostname or "localhost", parts.port or port, timeout=_SECONDS) as imap:
        imap.login(unquote(parts.username or ""), unquote(parts.password or ""))
        answer, _ = imap.select(unquote(parts.path.strip("/")) or "INBOX", readonly=True)
        if answer != "OK":
            raise CannotAsk(f"no such mailbox: {parts.path}")
        yield imap


def _has(imap: imaplib.IMAP4, message_id: str) -> bool:
    imap.noop()  # a mailbox that was opened shows what has come since only after it was asked for news
    answer, found = imap.search(None, "HEADER", "Message-ID", f'"{message_id}"')
    if answer != "OK":
        raise CannotAsk(f"{answer} {found!r}")
    return bool(found and found[0])
