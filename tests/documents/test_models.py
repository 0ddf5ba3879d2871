"""The database refuses what cannot be, whoever writes it."""

import uuid

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from documents.models import AccessLog, Document, Kind, Paper, Scan
from tests.factories import BEFORE_THE_DEADLINE as NOW

pytestmark = pytest.mark.django_db
HASH = "a" * 64


def document(by, **fields) -> Document:
    given = {"name": "x.pdf", "kind": Kind.PDF, "content_type": "application/pdf", "size": 1, "sha256": HASH}
    return Document.objects.create(**given | {"uploaded_at": NOW, "uploaded_by": by} | fields)


def paper(by, **fields) -> Paper:
    given = {"case": uuid.uuid4(), "kind": "x", "title": "X", "template": "x.html", "language": "da", "context": {}}
    return Paper.objects.create(**given | {"ordered_at": NOW, "ordered_by": by} | fields)


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"sha256": "x"}, "document_has_bytes"),
        ({"sha256": HASH.upper()}, "document_has_bytes"),
        ({"size": 0}, "document_has_bytes"),
        ({"name": ""}, "document_has_bytes"),
        ({"kind": Kind.PICTURE}, "document_picture_has_measures"),
        ({"width": 1, "height": 1}, "document_picture_has_measures"),
        ({"scan": Scan.CLEAN}, "document_scan_has_time"),
        ({"scanned_at": NOW}, "document_scan_has_time"),
    ],
)
def test_impossible_document(anna, fields, constraint):
    with pytest.raises(IntegrityError, match=constraint):
        document(anna, **fields)


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"made_at": NOW}, "paper_made_whole"),
        ({"sha256": HASH, "size": 1}, "paper_made_whole"),
        ({"sha256": HASH, "size": 1, "made_at": NOW, "error": "x"}, "paper_made_whole"),
        ({"title": ""}, "paper_has_title"),
    ],
)
def test_impossible_paper(anna, fields, constraint):
    with pytest.raises(IntegrityError, match=constraint):
        paper(anna, **fields)


@pytest.mark.parametrize("changed", [{"sha256": "b" * 64}, {"name": "y.pdf"}, {"content_type": "text/html"}])
def test_document_is_never_changed(anna, changed):
    kept = document(anna)

    with pytest.raises(DatabaseError, match="annot update"), transaction.atomic():
        Document.objects.filter(pk=kept.pk).update(**changed)


def test_order_of_a_paper_is_never_changed(anna):
    kept = paper(anna)

    with pytest.raises(DatabaseError, match="annot update"), transaction.atomic():
        Paper.objects.filter(pk=kept.pk).update(context={"a": 1})


def test_made_paper_is_never_changed(anna):
    kept = paper(anna, sha256=HASH, size=1, made_at=NOW)

    with pytest.raises(DatabaseError, match="annot update"), transaction.atomic():
        Paper.objects.filter(pk=kept.pk).update(sha256="b" * 64)


def test_access_log_is_never_changed_and_outlives_the_file(anna):
    kept = document(anna)
    row = AccessLog.objects.create(at=NOW, by=anna, subject=kept.uid, name=kept.name, sha256=HASH, how="GET")

    kept.delete()

    with pytest.raises(DatabaseError, match="annot update"), transaction.atomic():
        AccessLog.objects.filter(pk=row.pk).update(how="HEAD")
    assert AccessLog.objects.get().subject == kept.uid
