"""The network drops at 80 % of a file of 20 MB (fault 6): no half file anywhere, and it can be sent again. That the
other fields are kept, and what the page says meanwhile, is in tests/journeys/test_uploads.py."""

import contextlib
import hashlib
import os
import socket
import struct
from pathlib import Path

import pytest
import requests

from areas.completeness import Section
from areas.models import Attachment
from bench import data
from documents import chunks
from documents.models import Document, Incoming
from tests.areas.pages import at, fields_of
from tests.documents import files
from tests.faults.browser import Author, authors
from tests.faults.site import PATIENCE, Door, until

SHARE = 0.8


@pytest.fixture(scope="module")
def plan() -> bytes:
    """A PDF of nearly twenty megabytes that nothing could pack tighter."""

    def enlarge(made) -> None:
        made.Root.Filling = made.make_stream(os.urandom(19_900_000))

    return files.pdf(enlarge)


def break_off(author: Author, door: Door, asked: requests.Request, share: float, *, when=lambda: True) -> None:
    """Send so much of it, wait for that to be seen there, and be gone, as a telephone in a tunnel is."""
    ready = author.browser.prepare_request(asked)
    assert isinstance(ready.body, bytes)
    host, port = door.url.removeprefix("http://").split(":")
    head = [f"POST {ready.path_url} HTTP/1.1", f"Host: {host}:{port}", *(f"{k}: {v}" for k, v in ready.headers.items())]
    with socket.create_connection((host, int(port)), timeout=PATIENCE) as line:
        line.sendall("\r\n".join([*head, "", ""]).encode() + ready.body[: int(len(ready.body) * share)])
        until(when, "the beginning of the file over there")
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def kept_files(site) -> list[Path]:
    data = Path(site.env["DATA_DIR"])
    return [path for path in data.rglob("*") if path.is_file()] if data.exists() else []


def held_by(door: Door, folder: Path) -> int:
    """How many bytes its processes hold in files there, those without a name included."""
    held = 0
    for link in (link for pid in door.web.pids for link in Path(f"/proc/{pid}/fd").iterdir()):
        with contextlib.suppress(FileNotFoundError):  # closed meanwhile
            held += link.stat().st_size if str(link.readlink()).startswith(str(folder)) else 0
    return held


def test_a_form_whose_file_breaks_off_leaves_nothing_and_can_be_sent_again(site, plan, tmp_path):
    (anna,) = authors(site, 1)
    before = kept_files(site)
    with site.another_web(TMPDIR=str(tmp_path)) as door:
        anna.browser.site = door
        fields = fields_of(anna.browser.get(anna.address(Section.ATTACHMENTS)), "kp-item")
        fields |= {"title": "Planen", "csrfmiddlewaretoken": data.CSRF}
        form = {"data": fields, "files": {"file": ("plan.pdf", plan, "application/pdf")}}
        asked = requests.Request("POST", door.url + anna.address(Section.ATTACHMENTS), **form)

        break_off(anna, door, asked, SHARE, when=lambda: held_by(door, tmp_path) > SHARE * len(plan) / 2)
        left = kept_files(site) + list(tmp_path.iterdir())
        with site.database():
            rows = Attachment.objects.count(), Document.objects.filter(name="plan.pdf").count()
        again = anna.browser.post(anna.address(Section.ATTACHMENTS), **form)

    assert (rows, left) == ((0, 0), before)
    assert again.status_code == 302
    with site.database():
        kept = Attachment.objects.select_related("document").get()
    assert (kept.title, kept.document.sha256) == ("Planen", hashlib.sha256(plan).hexdigest())


def test_a_file_that_comes_in_slices_goes_on_from_the_last_whole_one(site, plan):
    (anna,) = authors(site, 1)
    token = {"X-CSRFToken": data.CSRF}
    begun = anna.browser.post(
        at("expression_incoming", anna.expression), data={"name": "plan.pdf", "size": len(plan)}, headers=token
    ).json()
    door = Door(site.url, site.web)

    def a_slice(offset: int) -> dict:
        headers = token | {"Upload-Offset": str(offset), "Content-Type": "application/octet-stream"}
        return {"data": plan[offset : offset + chunks.MAX_SLICE], "headers": headers}

    def send_from(offset: int, until_past: float) -> int:
        while offset < until_past:
            offset = anna.browser.post(begun["address"], **a_slice(offset)).json()["received"]
        return offset

    there = send_from(0, SHARE * len(plan))
    break_off(anna, door, requests.Request("POST", site.url + begun["address"], **a_slice(there)), 0.5)
    told = anna.browser.get(begun["address"]).json()["received"]
    (half,) = [path for path in kept_files(site) if path.parent.name == "incoming"]
    size_of_half = half.stat().st_size
    send_from(told, len(plan))
    done = anna.browser.post(begun["address"] + "faerdig/", data={"title": "Planen"}, headers=token)

    assert told == size_of_half == there
    assert done.status_code == 201, done.text
    with site.database():
        kept = Attachment.objects.select_related("document").get()
        assert kept.document.sha256 == hashlib.sha256(plan).hexdigest()
        assert not Incoming.objects.unfinished().exists()
    assert not [path for path in kept_files(site) if path.parent.name == "incoming"]
