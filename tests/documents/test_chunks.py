"""Files that come slice by slice: offsets, breaks, races, limits, and what is swept. Faults 6, 17 to 21, 23."""

import os
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from documents import chunks, store, tasks, uploads
from documents.models import Document, Incoming
from tests.documents import files
from tests.factories import BEFORE_THE_DEADLINE as NOW

DAY = timedelta(days=1)
HALF = 400


def begin(person, data, name="plan.pdf", *, purpose="test:1", hint="1745312400000") -> Incoming:
    return chunks.begin(person=person, purpose=purpose, name=name, size=len(data), hint=hint)


def sent(person, data, name="plan.pdf", **options) -> Incoming:
    """Wholly here, and not finished."""
    incoming = begin(person, data, name, **options)
    for start in range(0, len(data), HALF):
        chunks.append(incoming, offset=start, data=data[start : start + HALF])
    return incoming


def finish(incoming, keep=lambda document: None) -> Document:
    return chunks.finish(incoming, keep=keep, by=incoming.person, at=NOW)


def on_disk() -> list[str]:
    return sorted(path.name for path in chunks._folder().glob("*"))


def bytes_of(incoming) -> bytes:
    return chunks.path_of(incoming).read_bytes()


# --- the way of a file


@pytest.mark.django_db
def test_file_comes_in_slices_and_becomes_a_document_like_any_other(anna):
    data, kept = files.pdf(), []
    incoming = sent(anna, data, "../../plan.pdf")
    assert bytes_of(incoming) == data
    assert chunks.path_of(incoming).stat().st_mode & 0o077 == 0

    document = finish(incoming, kept.append)

    assert kept == [document]
    assert (document.name, document.size, document.uploaded_by, document.uploaded_at) == (
        "plan.pdf", len(data), anna, NOW,
    )  # fmt: skip
    with store.open_file(document.sha256) as file:
        assert file.read() == data
    assert on_disk() == []


@pytest.mark.django_db
def test_finished_file_asked_for_again_is_the_same_document(anna):
    incoming = sent(anna, files.pdf())

    first, again = finish(incoming), finish(incoming)

    assert first == again
    assert Document.objects.count() == 1
    with pytest.raises(chunks.WrongOffset) as caught:
        chunks.append(incoming, offset=0, data=b"x")
    assert caught.value.received == incoming.size


@pytest.mark.django_db
@pytest.mark.parametrize("offset", [0, HALF - 1, HALF + 1, 10**14])
def test_slice_at_the_wrong_place_is_told_the_right_one_and_nothing_is_written(anna, offset):
    data = files.pdf()
    incoming = begin(anna, data)
    chunks.append(incoming, offset=0, data=data[:HALF])

    with pytest.raises(chunks.WrongOffset) as caught:
        chunks.append(incoming, offset=offset, data=b"wrong")

    assert caught.value.received == HALF
    assert bytes_of(incoming) == data[:HALF]


@pytest.mark.django_db
def test_more_than_the_file_was_to_have_is_refused(anna):
    incoming = sent(anna, files.pdf())

    with pytest.raises(ValidationError, match="Filen er ændret"):
        chunks.append(incoming, offset=incoming.size, data=b"x")

    assert len(bytes_of(incoming)) == incoming.size


@pytest.mark.django_db
def test_unfinished_file_cannot_be_finished(anna):
    data = files.pdf()
    incoming = begin(anna, data)
    chunks.append(incoming, offset=0, data=data[:HALF])

    with pytest.raises(chunks.WrongOffset) as caught:
        finish(incoming)

    assert caught.value.received == HALF
    assert not Document.objects.exists()


@pytest.mark.django_db
def test_the_same_file_chosen_again_goes_on_where_it_stopped(anna, carla):
    data = files.pdf()
    incoming = begin(anna, data)
    chunks.append(incoming, offset=0, data=data[:HALF])

    again = begin(anna, data)

    assert (again, chunks.received(again)) == (incoming, HALF)
    for other in (
        begin(carla, data),
        begin(anna, data, "andet.pdf"),
        begin(anna, data, hint="1"),
        begin(anna, data, purpose="test:2"),
        begin(anna, data + b"\n"),
    ):
        assert (other != incoming, chunks.received(other)) == (True, 0)


@pytest.mark.django_db
def test_given_up_is_gone(anna):
    data = files.pdf()
    incoming = sent(anna, data)

    chunks.drop(incoming)

    assert (Incoming.objects.count(), on_disk()) == (0, [])
    with pytest.raises(Incoming.DoesNotExist):
        chunks.append(incoming, offset=0, data=data[:HALF])
    assert on_disk() == []


@pytest.mark.django_db
def test_giving_up_what_was_finished_leaves_the_document(anna):
    incoming = sent(anna, files.pdf())
    document = finish(incoming)

    chunks.drop(incoming)

    assert finish(incoming) == document


# --- what is refused


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"<!DOCTYPE html><html><script>1</script></html>", "havn.jpg", "type"),
        (b"<!DOCTYPE html><html><script>1</script></html>", "havn", "type"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "havn.png", "type"),
        (files.picture("PNG") + files.docx(), "havn.png", "two_in_one"),
        (files.png_claiming(50_000, 50_000), "havn.png", "pixels"),
        (files.pdf(), "plan.docx", "lying_name"),
    ],
)
def test_bad_file_gets_the_same_sentence_through_this_door_and_is_gone(anna, data, name, code):
    with pytest.raises(ValidationError) as whole:
        uploads.accept(files.upload(data, name), by=anna, at=NOW)

    with pytest.raises(ValidationError) as sliced:
        finish(sent(anna, data, name))

    assert (sliced.value.code, sliced.value.messages) == (code, whole.value.messages)
    assert not Document.objects.exists()
    assert not Incoming.objects.exists()
    assert (on_disk(), list(store.kept())) == ([], [])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "size", "sentence"),
    [
        ("x.pdf", uploads.MAX_SIZE + 1, "Filen fylder for meget. Den må højst fylde 20,0"),
        ("x.pdf", 0, "Filen er tom. Vælg en anden fil."),
        ("x.html", 100, "Filens navn ender på .html, og den slags filer tager vi ikke imod her. Vi"),
        ("x.jpg.exe", 100, "Filens navn ender på .exe, og"),
    ],
)
def test_what_can_be_seen_beforehand_is_said_before_anybody_waits(anna, name, size, sentence):
    with pytest.raises(ValidationError) as caught:
        chunks.begin(person=anna, purpose="test:1", name=name, size=size, hint="")

    assert caught.value.messages[0].startswith(sentence)
    assert not Incoming.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/x.pdf", "x.pdf"),
        ("C:\\temp\\x.pdf", "x.pdf"),
        ("a\0b\u202e.pdf", "ab.pdf"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
        ('"; rm -rf', "rm -rf"),
        ("IMG_1.JPG", "IMG_1.jpg"),
    ],
)
def test_name_is_kept_clean_with_the_ending_it_came_with(anna, name, kept):
    incoming = chunks.begin(person=anna, purpose="test:1", name=name, size=5, hint="\0")

    assert (incoming.name, incoming.hint) == (kept, "")
    assert chunks.path_of(incoming).name == str(incoming.uid)


@pytest.mark.django_db
def test_what_we_could_not_do_right_now_costs_nothing(anna, settings):
    incoming = sent(anna, files.pdf())
    (settings.DATA_DIR / "files").write_text("no folder")  # the store cannot be written to

    with pytest.raises(ValidationError) as caught:
        finish(incoming)

    assert caught.value.code == "disk"
    assert len(bytes_of(incoming)) == incoming.size
    (settings.DATA_DIR / "files").unlink()
    assert finish(incoming).name == "plan.pdf"


@pytest.mark.django_db
def test_when_its_owner_does_not_take_it_there_is_no_document_and_it_can_be_tried_again(anna):
    incoming = sent(anna, files.pdf())

    def refuse(document):
        raise RuntimeError("no room")

    with pytest.raises(RuntimeError):
        finish(incoming, refuse)

    assert not Document.objects.exists()
    assert finish(incoming).name == "plan.pdf"


@pytest.mark.django_db
def test_five_files_of_one_person_and_no_more(anna, carla):
    five = [begin(anna, files.pdf(), f"{number}.pdf") for number in range(5)]

    with pytest.raises(ValidationError) as caught:
        begin(anna, files.pdf(), "6.pdf")

    assert "Du har allerede 5 filer, der ikke er kommet helt frem: 0.pdf, 1.pdf, " in caught.value.messages[0]
    assert begin(anna, files.pdf(), "3.pdf") == five[3]
    assert begin(carla, files.pdf(), "6.pdf").name == "6.pdf"
    chunks.drop(five[0])
    assert begin(anna, files.pdf(), "6.pdf").name == "6.pdf"


@pytest.mark.django_db
def test_all_people_together_may_not_fill_the_disk(anna, carla, monkeypatch):
    monkeypatch.setattr(chunks, "MOST_BYTES", 1000)
    chunks.begin(person=anna, purpose="test:1", name="x.pdf", size=700, hint="")

    with pytest.raises(ValidationError) as caught:
        chunks.begin(person=carla, purpose="test:1", name="x.pdf", size=301, hint="")

    assert caught.value.code in uploads.PASSING
    assert chunks.begin(person=carla, purpose="test:1", name="x.pdf", size=300, hint="").size == 300


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fields",
    [
        {"received": 101},
        {"size": 0},
        {"size": uploads.MAX_SIZE + 1},
        {"finished_at": NOW},
        {"name": ""},
    ],
)
def test_the_database_takes_no_impossible_one(anna, fields):
    row = {"person": anna, "purpose": "p", "name": "x.pdf", "size": 100, "begun_at": NOW, "touched_at": NOW}

    with pytest.raises(IntegrityError), transaction.atomic():
        Incoming.objects.create(**row | fields)


# --- crashes


@pytest.mark.django_db
def test_bytes_that_no_row_counted_are_cut_off(anna):
    data = files.pdf()
    incoming = begin(anna, data)
    chunks.append(incoming, offset=0, data=data[:HALF])
    with chunks.path_of(incoming).open("ab") as file:
        file.write(b"half a slice")

    chunks.append(incoming, offset=HALF, data=data[HALF:])

    assert bytes_of(incoming) == data
    assert finish(incoming).size == len(data)


@pytest.mark.django_db
@pytest.mark.parametrize("left", [0, 100, None])
def test_bytes_that_got_lost_are_asked_for_again(anna, left):
    data = files.pdf()
    incoming = sent(anna, data)
    if left is None:
        chunks.path_of(incoming).unlink()
    else:
        os.truncate(chunks.path_of(incoming), left)

    with pytest.raises(chunks.WrongOffset) as caught:
        finish(incoming)

    incoming.refresh_from_db()
    assert caught.value.received == chunks.received(incoming) == (left or 0)
    chunks.append(incoming, offset=left or 0, data=data[left or 0 :])
    assert finish(incoming).size == len(data)


# Appends as a web worker does, and kills itself when the bytes are on disk and the row is not.
WORKER = """
import os, signal, sys
import django
django.setup()
from documents import chunks
from documents.models import Incoming

def die(handle):
    real(handle)
    os.kill(os.getpid(), signal.SIGKILL)

real, os.fsync = os.fsync, die
incoming = Incoming.objects.get(pk=sys.argv[1])
chunks.append(incoming, offset=incoming.received, data=b"these bytes count for nothing")
"""


@pytest.mark.django_db(transaction=True)
def test_killed_between_file_and_row_heals(anna, settings):
    data = files.pdf()
    incoming = begin(anna, data)
    chunks.append(incoming, offset=0, data=data[:HALF])
    address = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()

    done = subprocess.run(
        [sys.executable, "-c", WORKER, str(incoming.pk)],
        env=os.environ
        | {
            "DATABASE_URL": address,
            "DATA_DIR": str(settings.DATA_DIR),
            "DJANGO_SETTINGS_MODULE": "kulturpunkt.settings",
        },
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == -signal.SIGKILL, done.stderr
    incoming.refresh_from_db()
    assert bytes_of(incoming).endswith(b"count for nothing")
    assert chunks.received(incoming) == HALF
    chunks.append(incoming, offset=HALF, data=data[HALF:])
    assert finish(incoming).size == len(data)


# --- several at once: real threads, real PostgreSQL


def at_once(act, times: int) -> list[object]:
    gate, outcomes = threading.Barrier(times), []

    def one() -> None:
        gate.wait(20)
        try:
            outcomes.append(act())
        except Exception as error:
            outcomes.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return sorted(outcomes, key=str)


@pytest.mark.django_db(transaction=True)
def test_of_many_who_write_the_same_slice_one_does(anna):
    data = files.pdf()
    incoming = begin(anna, data)

    outcomes = at_once(lambda: chunks.append(incoming, offset=0, data=data[:HALF]), 8)

    assert outcomes == [HALF, *["WrongOffset"] * 7]
    assert bytes_of(incoming) == data[:HALF]


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_they_would_all_write(anna, monkeypatch):
    """The control: the same without the lock, or the test above proves nothing."""
    gate = threading.Barrier(4)

    def read_only(incoming):
        row = Incoming.objects.get(pk=incoming.pk)
        gate.wait(20)
        return row

    data = files.pdf()
    incoming = begin(anna, data)
    monkeypatch.setattr(chunks, "_locked", read_only)

    outcomes = at_once(lambda: chunks.append(incoming, offset=0, data=data[:HALF]), 4)

    assert outcomes.count(HALF) > 1  # each believes that it was the one


@pytest.mark.django_db(transaction=True)
def test_finished_by_many_at_once_it_is_one_document(anna):
    incoming = sent(anna, files.pdf())

    outcomes = at_once(lambda: finish(incoming).pk, 4)

    assert outcomes == [Document.objects.get().pk] * 4
    assert on_disk() == []


@pytest.mark.django_db(transaction=True)
def test_begun_by_many_at_once_it_is_one_file_and_the_limit_holds(anna):
    assert len(set(at_once(lambda: begin(anna, files.pdf()).pk, 6))) == 1
    names = iter(f"{number}.pdf" for number in range(9))

    outcomes = at_once(lambda: begin(anna, files.pdf(), next(names)).name, 9)

    assert outcomes.count("ValidationError") == 5
    assert Incoming.objects.count() == chunks.MOST_FILES


# --- the sweep


def age(incoming, by: timedelta) -> None:
    Incoming.objects.filter(pk=incoming.pk).update(touched_at=timezone.now() - by)
    path = chunks.path_of(incoming)
    if path.exists():
        os.utime(path, (time.time() - by.total_seconds(),) * 2)


@pytest.mark.django_db
def test_unfinished_is_swept_after_a_day_and_never_before(anna):
    data = files.pdf()
    young, old = sent(anna, data, "ung.pdf"), sent(anna, data, "gammel.pdf")
    age(young, DAY - timedelta(minutes=5))
    age(old, DAY + timedelta(minutes=5))

    tasks.sweep()

    assert list(Incoming.objects.all()) == [young]
    assert on_disk() == [str(young.uid)]
    chunks.append(begin(anna, b"x" * 9, "ny.pdf"), offset=0, data=b"x")
    assert chunks.sweep() == 0


@pytest.mark.django_db
def test_finished_is_forgotten_after_a_day_and_its_document_stays(anna):
    incoming = sent(anna, files.pdf())
    document = finish(incoming)
    age(incoming, DAY + timedelta(minutes=5))

    assert chunks.sweep() == 1

    assert not Incoming.objects.exists()
    assert Document.objects.get() == document


@pytest.mark.django_db
def test_file_that_a_crash_left_without_a_row_goes_after_a_day(anna):
    incoming = sent(anna, files.pdf())
    finished = sent(anna, files.pdf(), "faerdig.pdf")
    left = bytes_of(finished)
    finish(finished)
    chunks.path_of(finished).write_bytes(left)  # as if killed between the commit and the removal
    stray = chunks._folder() / "not-ours"
    stray.write_bytes(b"x")

    assert chunks.sweep() == 0
    for path in chunks._folder().glob("*"):
        os.utime(path, (time.time() - DAY.total_seconds() - 60,) * 2)

    assert chunks.sweep() == 2
    assert on_disk() == [str(incoming.uid)]


@pytest.mark.django_db(transaction=True)
def test_sweeper_leaves_a_file_that_somebody_is_writing(anna):
    incoming = sent(anna, files.pdf())
    age(incoming, DAY * 2)
    with transaction.atomic():
        chunks._locked(incoming)

        assert at_once(chunks.sweep, 1) == [0]

    assert chunks.path_of(incoming).exists()
