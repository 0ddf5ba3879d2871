"""Virus scan by a ClamAV daemon, over its INSTREAM protocol, where settings.CLAMAV_SOCKET names one.

It fails closed: a file that could not be scanned waits, and nobody can fetch it before a later scan calls it clean.
"""

import logging
import socket
import struct
from datetime import datetime

from django.conf import settings

from . import store
from .models import Document, Scan

# A person is waiting at an upload; the task that scans later has time.
AT_UPLOAD = 5.0
LATER = 60.0
_CHUNK = 1 << 17
_log = logging.getLogger(__name__)


def scan(data: bytes, *, patience: float = AT_UPLOAD) -> Scan:
    """OFF without a scanner; WAITING if it is away, hangs or says anything but "OK" or a virus's name."""
    address = getattr(settings, "CLAMAV_SOCKET", "")
    if not address:
        return Scan.OFF
    try:
        said = _ask(address, data, patience)
    except OSError as error:
        _log.warning("virus scanner away: %s", error)
        return Scan.WAITING
    if said == "stream: OK":
        return Scan.CLEAN
    if said.startswith("stream: ") and said.endswith(" FOUND"):
        _log.warning("virus scanner: %s", said)
        return Scan.INFECTED
    _log.error("virus scanner answers %r", said)
    return Scan.WAITING


def _ask(address: str, data: bytes, patience: float) -> str:
    with _connect(address, patience) as connection:
        connection.sendall(b"zINSTREAM\0")
        for start in range(0, len(data), _CHUNK):
            chunk = data[start : start + _CHUNK]
            connection.sendall(struct.pack("!I", len(chunk)) + chunk)
        connection.sendall(struct.pack("!I", 0))
        answer = b""
        while not answer.endswith(b"\0") and len(answer) < 4096:
            more = connection.recv(4096)
            if not more:
                break
            answer += more
    return answer.rstrip(b"\0\n").decode(errors="replace")


def _connect(address: str, patience: float) -> socket.socket:
    """`/run/clamav/clamd.ctl` is a socket on this machine, `clamav:3310` one on another."""
    if not address.startswith("/"):
        host, _colon, port = address.rpartition(":")
        return socket.create_connection((host, int(port)), timeout=patience)
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.settimeout(patience)
        connection.connect(address)
    except OSError:
        connection.close()
        raise
    return connection


def scan_waiting(*, now: datetime, limit: int = 100) -> None:
    """Scan the files that wait, as long as the scanner answers."""
    for document in Document.objects.awaiting_scan()[:limit]:
        try:
            with store.open_file(document.sha256) as file:
                verdict = scan(file.read(), patience=LATER)
        except FileNotFoundError:
            _log.exception("file of document %s is gone", document.uid)
            continue
        if verdict in (Scan.CLEAN, Scan.INFECTED):
            Document.objects.filter(pk=document.pk, scan=Scan.WAITING).update(scan=verdict, scanned_at=now)
