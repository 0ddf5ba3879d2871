"""A mail as the bytes that go over the wire.

Written by hand because a mail of ours has the same dozen headers each time, and the standard library's
`EmailMessage` takes longer to fold them than a mail server to take the whole mail. That nothing typed by people can
start a header of its own is seen to here, in one place: `clean` leaves no control character, and whatever is not plain
ASCII becomes an encoded word.
"""

import base64
import binascii
import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from email.utils import format_datetime, parseaddr
from functools import lru_cache

from programme.calendar import COPENHAGEN

from .wording import clean

NAME_LENGTH = 120
SUBJECT_LENGTH = 200
# 45 bytes are 60 characters of base64: an encoded word may have 75 in all (RFC 2047).
_WORD_BYTES = 45
_PLAIN = re.compile(r"[A-Za-z0-9._+-]+@[A-Za-z0-9.-]+")


@dataclass(frozen=True, slots=True)
class Attachment:
    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """The envelope (plain addresses) and the bytes, with CRLF throughout."""

    sender: str
    to: str
    cc: tuple[str, ...]
    data: bytes


def build(
    *,
    sender: str,
    to: tuple[str, str],
    cc: Iterable[str] = (),
    subject: str,
    text: str,
    html: str,
    message_id: str,
    date: dt.datetime,
    language: str,
    unsubscribe: str = "",
    attachments: Iterable[Attachment] = (),
) -> Letter:
    """`sender` as in From ("Kulturpunkt <kulturpunkt@rn.dk>"), `to` as name and address.

    Raises ValueError for an address that cannot be used, from which follows that the mail cannot be sent.
    """
    from_header, from_address = _sender(sender)
    copies = tuple(_address(each) for each in cc)
    head = [
        f"From: {from_header}",
        f"To: {_mailbox(to[0], _address(to[1]))}",
        *([f"Cc: {', '.join(copies)}"] if copies else []),
        f"Subject: {_words(clean(subject)[:SUBJECT_LENGTH].rstrip())}",
        f"Date: {_date(date)}",
        f"Message-ID: {_one_line(message_id)}",
        "Auto-Submitted: auto-generated",
        "X-Auto-Response-Suppress: All",
        f"Content-Language: {_one_line(language)}",
    ]
    if unsubscribe:
        head += [f"List-Unsubscribe: <{_one_line(unsubscribe)}>", "List-Unsubscribe-Post: List-Unsubscribe=One-Click"]
    head.append("MIME-Version: 1.0")
    # Quoted-printable never holds "=_", so no text can end a part early.
    boundary = "=_" + message_id.strip("<>").partition("@")[0]
    body = _multipart("alternative", boundary, [_text("plain", text), _text("html", html)])
    files = [_file(each) for each in attachments]
    if files:
        body = _multipart("mixed", boundary + "=_", [body, *files])
    data = "\r\n".join(head).encode("ascii") + b"\r\n" + body
    return Letter(sender=from_address, to=_address(to[1]), cc=copies, data=data)


@lru_cache(maxsize=8)
def _sender(sender: str) -> tuple[str, str]:
    name, address = parseaddr(sender)
    return _mailbox(name, _address(address)), _address(address)


@lru_cache(maxsize=8)
def _date(moment: dt.datetime) -> str:
    return format_datetime(moment.astimezone(COPENHAGEN))


def _multipart(subtype: str, boundary: str, parts: list[bytes]) -> bytes:
    mark = boundary.encode("ascii")
    start = f'Content-Type: multipart/{subtype};\r\n boundary="{boundary}"\r\n\r\n'.encode("ascii")
    return start + b"".join(b"--" + mark + b"\r\n" + part + b"\r\n" for part in parts) + b"--" + mark + b"--\r\n"


def _text(subtype: str, text: str) -> bytes:
    # It ends with a line break: without any in the text, b2a_qp would break its lines by a bare LF.
    lines = text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n") + "\n"
    head = f"Content-Type: text/{subtype}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    return head.encode("ascii") + binascii.b2a_qp(lines.replace("\n", "\r\n").encode("utf-8", "replace"), istext=True)


def _file(file: Attachment) -> bytes:
    name = clean(file.name)[:NAME_LENGTH].encode("utf-8")
    # RFC 2231: every byte of the name that is not a plain letter, digit or one of these is escaped.
    escaped = "".join(chr(b) if (chr(b).isalnum() and b < 128) or b in b"-._" else f"%{b:02X}" for b in name)
    head = (
        f"Content-Type: {_one_line(file.content_type)}\r\nContent-Transfer-Encoding: base64\r\n"
        f"Content-Disposition: attachment;\r\n filename*=utf-8''{escaped}\r\n\r\n"
    )
    return head.encode("ascii") + base64.encodebytes(file.content).replace(b"\n", b"\r\n")


def _mailbox(name: str, address: str) -> str:
    name = clean(name)[:NAME_LENGTH].rstrip()
    if not name:
        return address
    if name.isascii() and "=?" not in name:
        quoted = name.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{quoted}" <{address}>'
    return f"{_encoded(name)}\r\n <{address}>"


def _words(text: str) -> str:
    return text if text.isascii() and "=?" not in text else _encoded(text)


def _encoded(text: str) -> str:
    """As encoded words, none of which cuts a letter in two."""
    rest = text.encode("utf-8", "replace")
    words = []
    while rest:
        end = min(_WORD_BYTES, len(rest))
        while end < len(rest) and rest[end] & 0xC0 == 0x80:  # in the middle of a letter
            end -= 1
        words.append(f"=?utf-8?b?{base64.b64encode(rest[:end]).decode()}?=")
        rest = rest[end:]
    return "\r\n ".join(words)


def _address(address: str) -> str:
    """With its domain in ASCII. Raises ValueError for anything that is not one plain address."""
    if _PLAIN.fullmatch(address):
        return address
    local, at, domain = address.rpartition("@")
    if not at or not local or not domain:
        raise ValueError(f"not an address: {address!r}")
    if not domain.isascii():
        domain = domain.encode("idna").decode("ascii")
    if not local.isascii() or any(c in ' ()<>[]:;@\\,"' or not c.isprintable() for c in local + domain):
        raise ValueError(f"not an address that mail servers take: {address!r}")
    return f"{local}@{domain}"


def _one_line(text: str) -> str:
    if not text.isascii() or not text.isprintable():
        raise ValueError(f"not fit for a header: {text!r}")
    return text
