"""A file over the limit: it fills nothing up, and the rest of the form comes through."""

import os
import tempfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory, override_settings

from documents import uploads
from tests.factories import BEFORE_THE_DEADLINE as NOW

HANDLERS = [
    "documents.intake.StopAtLimit",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "documents.intake.Nameless",
]


def _open_in(folder) -> list[str]:
    """The files of this process there, also those without a name."""
    mine = [f"/proc/self/fd/{each}" for each in os.listdir("/proc/self/fd")]
    return [each for each in mine if os.path.islink(each) and os.readlink(each).startswith(str(folder))]


@pytest.fixture
def taken(tmp_path, monkeypatch):
    """What a view gets, and how much lies on disk meanwhile."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))

    def take(size: int):
        file = SimpleUploadedFile("stor.pdf", b"%PDF-" + bytes(size - 5))
        request = RequestFactory().post("/", {"before": "før", "file": file, "after": "efter"})
        with override_settings(FILE_UPLOAD_HANDLERS=HANDLERS):
            fields, files = request.POST, request.FILES
        return fields, files["file"], sum(os.path.getsize(each) for each in _open_in(folder))

    return take


def test_file_too_large_leaves_nothing_but_its_size(anna, taken):
    fields, file, on_disk = taken(uploads.MAX_SIZE + 5_000_000)

    assert (fields["before"], fields["after"]) == ("før", "efter")
    assert (file.name, file.size, on_disk) == ("stor.pdf", uploads.MAX_SIZE + 5_000_000, 0)
    with pytest.raises(ValidationError, match="højst fylde 20,0"):
        uploads.accept(file, by=anna, at=NOW)


@pytest.mark.parametrize("size", [100, uploads.MAX_SIZE])
def test_file_within_the_limit_comes_whole(taken, size):
    _fields, file, on_disk = taken(size)

    with file:
        assert file.size == len(file.read()) == size
    assert on_disk == (size if size > 100 else 0)
