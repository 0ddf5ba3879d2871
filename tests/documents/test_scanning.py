"""Fault 21: the scanner says infected, hangs, is away. It is a small clamd of our own, over a real socket."""

import socket
import struct
import threading
import time

import pytest
from django.core.exceptions import ValidationError

from documents import scanning, store, tasks, uploads
from documents.models import Document, Scan
from tests.documents import files
from tests.factories import BEFORE_THE_DEADLINE as NOW

pytestmark = pytest.mark.django_db
VIRUS = b"NOT-REALLY-A-VIRUS"


class Clamd(threading.Thread):
    """Answers INSTREAM as clamd does; `says` replaces the answer, `hangs` keeps it for itself."""

    def __init__(self, path: str):
        super().__init__(daemon=True)
        self.says, self.hangs, self.seen = None, False, []
        self.server = socket.socket(socket.AF_UNIX)
        self.server.bind(path)
        self.server.listen()

    def run(self):
        while True:
            try:
                connection, _address = self.server.accept()
            except OSError:
                return
            with connection, connection.makefile("rwb") as stream:
                self.answer(stream)

    def answer(self, stream):
        assert stream.read(10) == b"zINSTREAM\0"
        data = b""
        while length := struct.unpack("!I", stream.read(4))[0]:
            data += stream.read(length)
        self.seen.append(data)
        if self.hangs:
            time.sleep(2)
            return
        verdict = b"stream: Prove-1 FOUND" if VIRUS in data else b"stream: OK"
        stream.write((verdict if self.says is None else self.says) + b"\0")


@pytest.fixture
def clamd(tmp_path_factory, settings):
    path = str(tmp_path_factory.mktemp("c") / "s")
    settings.CLAMAV_SOCKET = path
    daemon = Clamd(path)
    daemon.start()
    yield daemon
    daemon.server.shutdown(socket.SHUT_RDWR)
    daemon.server.close()
    daemon.join()


def send(by, data=None) -> Document:
    return uploads.accept(files.upload(data or files.pdf(), "x"), by=by, at=NOW)


def test_clean_file_can_be_fetched_at_once(clamd, anna):
    document = send(anna)

    assert (document.scan, document.scanned_at, document.is_ready) == (Scan.CLEAN, NOW, True)
    assert document.why_not_ready == ""
    assert len(clamd.seen) == 1


def test_infected_file_is_not_stored_and_the_sender_is_told(clamd, anna):
    infected = files.pdf(lambda made: made.docinfo.__setitem__("/Title", VIRUS.decode()), compress_streams=False)

    with pytest.raises(ValidationError, match="Filen indeholder en virus"):
        send(anna, infected)

    assert not Document.objects.exists()
    assert list(store.kept()) == []


@pytest.mark.parametrize(
    "says", [b"stream: Could not scan ERROR", b"INSTREAM size limit exceeded. ERROR", b"stream: ", b""]
)
def test_anything_but_ok_waits(clamd, anna, says):
    clamd.says = says

    document = send(anna)

    assert (document.scan, document.is_ready) == (Scan.WAITING, False)
    assert "tjekket for virus" in document.why_not_ready


def test_scanner_that_hangs_costs_the_sender_little(clamd, anna, monkeypatch):
    clamd.hangs = True
    monkeypatch.setattr(scanning, "AT_UPLOAD", 0.5)

    assert send(anna).scan == Scan.WAITING


@pytest.mark.parametrize("address", ["/nowhere/clamd", "127.0.0.1:1"])
def test_scanner_that_is_away_leaves_the_file_waiting(settings, anna, address):
    settings.CLAMAV_SOCKET = address

    assert send(anna).scan == Scan.WAITING


def test_waiting_file_is_scanned_later(clamd, anna):
    clamd.says = b""
    document = send(anna)
    clamd.says = None

    tasks.catch_up()

    document.refresh_from_db()
    assert (document.scan, document.is_ready) == (Scan.CLEAN, True)


def test_waiting_file_that_turns_out_infected_is_never_ready(clamd, anna):
    clamd.says = b""
    document = send(anna)
    clamd.says = b"stream: Prove-1 FOUND"

    tasks.catch_up()

    document.refresh_from_db()
    assert (document.scan, document.is_ready) == (Scan.INFECTED, False)
    assert "virus i filen" in document.why_not_ready


def test_large_file_reaches_the_scanner_whole(clamd):
    data = bytes(range(256)) * 4000

    assert scanning.scan(data) == Scan.CLEAN
    assert clamd.seen == [data]


def test_file_that_is_gone_does_not_stop_the_others(clamd, anna):
    clamd.says = b""
    gone, other = send(anna), send(anna, files.docx())
    store.path_of(gone.sha256).unlink()
    clamd.says = None

    tasks.catch_up()

    other.refresh_from_db()
    gone.refresh_from_db()
    assert (gone.scan, other.scan) == (Scan.WAITING, Scan.CLEAN)
