"""Fault 23: a crash between file and row, either way, and what becomes of files that no row names."""

import os
import subprocess
import sys
import time

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from documents import keeping, store, uploads
from documents.models import Document
from tests.documents import files
from tests.factories import BEFORE_THE_DEADLINE as NOW

DAY = 24 * 3600


def age(path, seconds):
    os.utime(path, (time.time() - seconds,) * 2)


def crash(tmp_path, line: str) -> None:
    """Run the line in a process of its own that is killed on the way."""
    program = f"import os, signal, django; django.setup(); from documents import store; {line}"
    env = os.environ | {"DATA_DIR": str(tmp_path / "data"), "DJANGO_SETTINGS_MODULE": "kulturpunkt.settings"}

    done = subprocess.run([sys.executable, "-c", program], env=env, capture_output=True, text=True)

    assert done.returncode == -9, done.stderr


def test_file_is_on_disk_under_its_hash_for_nobody_else(tmp_path):
    sha256 = store.put(b"hej")

    path = store.path_of(sha256)
    assert path.read_bytes() == b"hej"
    assert path.relative_to(tmp_path / "data/files").parts == (sha256[:2], sha256[2:4], sha256)
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0
    assert list(store.halves()) == []


def test_same_bytes_twice_are_one_file_never_written_again():
    first = store.path_of(store.put(b"hej")).stat()

    again = store.path_of(store.put(b"hej")).stat()

    assert again.st_ino == first.st_ino
    assert len(list(store.kept())) == 1


def test_file_that_rotted_is_put_aside_when_the_same_bytes_come_again():
    path = store.path_of(store.put(b"hej"))
    path.write_bytes(b"rot")

    store.put(b"hej")

    assert path.read_bytes() == b"hej"
    assert [each.read_bytes() for each in path.parent.glob("*.changed-*")] == [b"rot"]


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64, "0" * 63, "0" * 64 + "\n"])
def test_only_a_hash_is_a_path(name):
    with pytest.raises(ValueError, match="not a SHA-256"):
        store.path_of(name)


@pytest.mark.django_db
def test_crash_after_the_file_leaves_a_stray_that_goes_after_a_day_not_before(tmp_path):
    crash(tmp_path, "store.put(b'hej'); os.kill(os.getpid(), signal.SIGKILL)")
    (stray,) = store.kept()

    age(stray, DAY - 60)
    assert keeping.sweep() == 0
    assert stray.exists()

    age(stray, DAY + 60)
    assert keeping.sweep() == 1
    assert not stray.exists()


@pytest.mark.django_db
def test_crash_in_the_middle_of_writing_leaves_half_a_file_that_goes_after_a_day(tmp_path):
    crash(tmp_path, "os.fsync = lambda handle: os.kill(os.getpid(), signal.SIGKILL); store.put(b'hej')")
    (half,) = store.halves()

    assert list(store.kept()) == []
    assert keeping.sweep() == 0
    age(half, DAY + 60)
    assert keeping.sweep() == 1


@pytest.mark.django_db
def test_file_of_a_row_stays_however_old(anna):
    document = uploads.accept(files.upload(files.pdf(), "x.pdf"), by=anna, at=NOW)
    age(store.path_of(document.sha256), 400 * DAY)

    assert keeping.sweep() == 0

    document.delete()
    assert keeping.sweep() == 1


@pytest.mark.django_db
def test_old_stray_that_is_uploaded_again_is_young_again(anna):
    """Between the sweeper's question and its deed somebody may have begun to use the file: it looks again."""
    path = store.path_of(store.put(files.pdf()))
    age(path, 2 * DAY)

    uploads.accept(files.upload(files.pdf(), "x.pdf"), by=anna, at=NOW)

    assert store.remove_if_old(path, before=time.time() - DAY) is False
    assert path.exists()


@pytest.mark.django_db
def test_upload_that_is_rolled_back_leaves_no_row(anna):
    with transaction.atomic():
        uploads.accept(files.upload(files.pdf(), "x.pdf"), by=anna, at=NOW)
        transaction.set_rollback(True)

    assert not Document.objects.exists()
    assert len(list(store.kept())) == 1


@pytest.mark.django_db
def test_verify_files_names_what_is_missing_or_changed(anna, capsys):
    missing, changed, whole = (
        uploads.accept(files.upload(files.docx({f"word/{name}": name}), f"{name}.docx"), by=anna, at=NOW)
        for name in ("missing", "changed", "whole")
    )
    call_command("verify_files")
    assert "Alle filer er der" in capsys.readouterr().out

    store.path_of(missing.sha256).unlink()
    with store.path_of(changed.sha256).open("ab") as file:
        file.write(b"x")

    with pytest.raises(CommandError, match="2 filer"):
        call_command("verify_files")
    said = capsys.readouterr().out
    assert f"document {missing.uid}: filen mangler" in said
    assert f"document {changed.uid}: filen er ændret" in said
    assert str(whole.uid) not in said
