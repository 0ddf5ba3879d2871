"""Fault 22: the headers of a download, Range and HEAD, and its row in the access log, through the real middleware."""

import uuid

import pytest

from documents import papers, store, uploads
from documents.models import AccessLog, Document, Kind, Scan
from tests.documents import files
from tests.documents.specimen import specimen
from tests.factories import BEFORE_THE_DEADLINE as NOW

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.documents.urls")]


@pytest.fixture
def data():
    return files.pdf()


@pytest.fixture
def document(anna, data):
    return uploads.accept(files.upload(data, 'Årets "plan" 50%.pdf'), by=anna, at=NOW)


@pytest.fixture
def at_door(client, anna):
    client.force_login(anna)
    return client


def body(response) -> bytes:
    return b"".join(response.streaming_content)


def test_download_has_all_its_headers(at_door, document, data):
    response = at_door.get(f"/fil/{document.uid}/")

    assert response.status_code == 200
    assert body(response) == data
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Length"] == str(len(data))
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''%C3%85rets%20-plan-%2050.pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Cache-Control"] == "private, no-store"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response["X-Frame-Options"] == "DENY"


def test_head_says_the_same_and_sends_nothing(at_door, document):
    whole = at_door.get(f"/fil/{document.uid}/")
    body(whole)

    response = at_door.head(f"/fil/{document.uid}/")

    assert response.status_code == 200
    assert response.content == b""
    same = ("Content-Length", "Content-Type", "Content-Disposition", "Cache-Control", "Content-Security-Policy")
    assert {name: response[name] for name in same} == {name: whole[name] for name in same}


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-99", 0, 99),
        ("bytes=100-", 100, None),
        ("bytes=-50", -50, None),
        ("bytes=0-", 0, None),
        ("bytes=10-999999999", 10, None),
        ("bytes=-999999999", 0, None),
        ("bytes=5-2", 0, None),
        ("bytes=-", 0, None),
        ("bytes=0-1,5-6", 0, None),
        ("lines=0-1", 0, None),
    ],
)
@pytest.mark.parametrize("method", ["get", "head"])
def test_range(at_door, document, data, method, asked, first, last):
    wanted = data[first:] if last is None else data[first : last + 1]

    response = getattr(at_door, method)(f"/fil/{document.uid}/", headers={"Range": asked})

    assert response["Content-Length"] == str(len(wanted))
    assert response["Accept-Ranges"] == "bytes"
    if wanted == data:
        assert (response.status_code, "Content-Range" in response) == (200, False)
    else:
        start = data.rindex(wanted)
        assert response.status_code == 206
        assert response["Content-Range"] == f"bytes {start}-{start + len(wanted) - 1}/{len(data)}"
    if method == "get":
        assert body(response) == wanted


@pytest.mark.parametrize("asked", ["bytes=999999-", "bytes=-0"])
def test_range_that_is_not_there(at_door, document, data, asked):
    response = at_door.get(f"/fil/{document.uid}/", headers={"Range": asked})

    assert response.status_code == 416
    assert response["Content-Range"] == f"bytes */{len(data)}"
    assert not AccessLog.objects.exists()


def test_part_of_a_file_that_may_have_changed_is_the_whole(at_door, document, data):
    response = at_door.get(f"/fil/{document.uid}/", headers={"Range": "bytes=0-9", "If-Range": '"x"'})

    assert (response.status_code, body(response)) == (200, data)


def test_every_download_is_one_row_in_the_access_log(at_door, anna, document):
    body(at_door.get(f"/fil/{document.uid}/"))
    at_door.head(f"/fil/{document.uid}/")
    body(at_door.get(f"/fil/{document.uid}/", headers={"Range": "bytes=0-9"}))

    rows = AccessLog.objects.order_by("pk")
    assert [row.how for row in rows] == ["GET", "HEAD", "GET 0-9"]
    assert {(row.by, row.subject, row.name, row.sha256) for row in rows} == {
        (anna, document.uid, document.name, document.sha256)
    }


def test_others_and_the_signed_out_get_nothing_and_leave_no_row(client, document, carla):
    signed_out = client.get(f"/fil/{document.uid}/")
    client.force_login(carla)
    other = client.get(f"/fil/{document.uid}/")
    none = client.get(f"/fil/{uuid.uuid4()}/")

    assert signed_out.status_code == 302
    assert (other.status_code, none.status_code) == (404, 404)
    assert not AccessLog.objects.exists()


@pytest.mark.parametrize("method", ["get", "head"])
@pytest.mark.parametrize(("scan", "scanned_at"), [(Scan.WAITING, None), (Scan.INFECTED, NOW)])
def test_file_that_is_not_clean_is_not_there(at_door, anna, method, scan, scanned_at):
    document = Document.objects.create(
        name="x.pdf", kind=Kind.PDF, content_type="application/pdf", size=3, sha256=store.put(b"hej"),
        uploaded_at=NOW, uploaded_by=anna, scan=scan, scanned_at=scanned_at,
    )  # fmt: skip

    assert getattr(at_door, method)(f"/fil/{document.uid}/").status_code == 404


def test_post_is_not_a_download(at_door, document):
    assert at_door.post(f"/fil/{document.uid}/").status_code == 405


def test_paper_is_there_when_it_is_made(at_door, anna):
    paper = papers.order(
        case=uuid.uuid4(), kind="specimen", title="Kvittering/KP-2025-001 Ærø", template="papers/specimen.html",
        view_model=specimen(), language="da", by=anna, at=NOW,
    )  # fmt: skip
    assert at_door.get(f"/papir/{paper.uid}/").status_code == 404

    papers.make(paper, now=NOW)

    response = at_door.get(f"/papir/{paper.uid}/")
    assert body(response).startswith(b"%PDF-1.7")
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''Kvittering-KP-2025-001%20%C3%86r%C3%B8.pdf"


def test_no_address_leads_to_the_store(at_door, document, settings):
    path = store.path_of(document.sha256).relative_to(settings.DATA_DIR)

    for address in (f"/{path}", f"/media/{path}", f"/static/{path}", f"/static/../data/{path}"):
        assert at_door.get(address).status_code == 404
