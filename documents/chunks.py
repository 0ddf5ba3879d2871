"""Takes a file in slice by slice, so that a break costs one slice and not the file.

The bytes are appended to DATA_DIR/incoming/<uid>, which no address serves; the row says how many of them count. What a
crash left behind that count is cut off, so a slice is there wholly or not at all. When all are there, the file goes
through `uploads.accept` like any other.
"""

import os
import time
import uuid
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models import User

from . import names, uploads
from .models import Document, Incoming

MAX_SLICE = 1024 * 1024
MOST_FILES = 5  # of one person
MOST_BYTES = 2 * 1024**3  # of all people; some may begin in the same moment, so it can be a few files more
DAY = 24 * 3600


class WrongOffset(Exception):
    """The bytes belong somewhere else: `received` are here. Nothing was written."""

    def __init__(self, received: int):
        super().__init__(f"{received} bytes are here")
        self.received = received


def _folder() -> Path:
    return Path(settings.DATA_DIR) / "incoming"


def path_of(incoming: Incoming) -> Path:
    return _folder() / str(incoming.uid)


@transaction.atomic
def begin(
    *, person: User, purpose: str, name: str, size: int, hint: str, kinds: Collection[str] = uploads.ALL
) -> Incoming:
    """The file's row: a new one, or the one it had when the same file was broken off.

    Raises ValidationError with the sentence for the person.
    """
    name, hint = names.plain(name), hint.replace("\0", "")[:100]
    uploads.refuse_early(name, size, kinds=kinds)
    User.objects.select_for_update(no_key=True).get(pk=person.pk)  # two beginnings at once stand in line
    mine = Incoming.objects.visible_to(person).unfinished()
    if found := mine.filter(purpose=purpose, name=name, size=size, hint=hint).first():
        return found
    _refuse_too_many([each.name for each in mine], size)
    now = timezone.now()
    return Incoming.objects.create(
        person=person, purpose=purpose, name=name, size=size, hint=hint, begun_at=now, touched_at=now
    )


def _refuse_too_many(mine: list[str], size: int) -> None:
    if len(mine) >= MOST_FILES:
        raise ValidationError(
            _(
                "Du har allerede %(count)d filer, der ikke er kommet helt frem: %(names)s. Vælg en af dem igen, så "
                "resten kommer med, eller fjern den. Efter et døgn forsvinder de af sig selv."
            ),
            "too_many",
            {"count": len(mine), "names": ", ".join(mine)},
        )
    there = Incoming.objects.unfinished().aggregate(there=Sum("size"))["there"] or 0
    if there + size > MOST_BYTES:
        raise uploads.refusal("busy")


def received(incoming: Incoming) -> int:
    """How much of it is really here."""
    if incoming.finished_at:
        return incoming.size
    try:
        return min(incoming.received, path_of(incoming).stat().st_size)
    except FileNotFoundError:
        return 0


def append(incoming: Incoming, *, offset: int, data: bytes) -> int:
    """Put the bytes behind the ones that are here; how many there are then.

    Raises WrongOffset; ValidationError if there are more than the file was to have; Incoming.DoesNotExist if it was
    given up meanwhile; OSError if the disk does not take it (then nothing counts).
    """
    with transaction.atomic():
        row = _locked(incoming)
        if row.finished_at:
            raise WrongOffset(row.size)
        with _open(row) as file:
            _heal(row, file)
            if offset != row.received:
                raise WrongOffset(row.received)
            if row.received + len(data) > row.size:
                raise ValidationError(_("Filen er ændret, mens den blev lagt op. Vælg den igen."), "changed")
            _write(file, row.received, data)
        row.received += len(data)
        row.touched_at = timezone.now()
        row.save(update_fields=["received", "touched_at"])
    return row.received


def finish(
    incoming: Incoming,
    *,
    keep: Callable[[Document], object],
    by: User,
    at: datetime,
    kinds: Collection[str] = uploads.ALL,
) -> Document:
    """The whole file examined and stored, and in the same transaction handed to `keep`, which gives it its owner.

    Asked again, the same document. Raises WrongOffset if something is missing, and what `uploads.accept` and `keep`
    raise. A file that is refused for good is gone; of one that we only could not take right now, nothing is lost.
    """
    try:
        document = _finish(incoming, keep, by, at, kinds)
    except ValidationError as refused:
        if refused.code not in uploads.PASSING:
            drop(incoming)
        raise
    path_of(incoming).unlink(missing_ok=True)
    return document


@transaction.atomic
def _finish(incoming: Incoming, keep: Callable, by: User, at: datetime, kinds: Collection[str]) -> Document:
    row = _locked(incoming)
    if row.document:
        return row.document
    with _open(row) as file:
        _heal(row, file)
        if row.received != row.size:
            raise WrongOffset(row.received)
        document = uploads.accept(File(file, name=row.name), by=by, at=at, kinds=kinds)
    keep(document)
    row.document, row.finished_at = document, timezone.now()
    row.touched_at = row.finished_at
    row.save(update_fields=["document", "finished_at", "touched_at"])
    return document


def drop(incoming: Incoming) -> None:
    """Give it up. What has become a document stays one."""
    gone, _each = Incoming.objects.unfinished().filter(pk=incoming.pk).delete()
    if gone:
        path_of(incoming).unlink(missing_ok=True)


def sweep(*, older_than: float = DAY) -> int:
    """Remove what nobody has added to for a day, and files without a row; how many."""
    with transaction.atomic():
        before = timezone.now() - timedelta(seconds=older_than)
        old = Incoming.objects.filter(touched_at__lt=before).order_by("pk")
        rows = list(old.select_for_update(of=("self",), skip_locked=True))
        Incoming.objects.filter(pk__in=[row.pk for row in rows]).delete()
    for row in rows:
        path_of(row).unlink(missing_ok=True)
    return len(rows) + _sweep_strays(time.time() - older_than)


def _sweep_strays(before: float) -> int:
    """A file is only ever made for a row that is there, so one without a row is finished, given up, or of a crash."""
    removed = 0
    for path in _folder().glob("*"):
        if path.stat().st_mtime < before and not _is_awaited(path.name):
            path.unlink(missing_ok=True)
            removed += 1
    return removed


def _is_awaited(name: str) -> bool:
    try:
        return Incoming.objects.unfinished().filter(uid=uuid.UUID(name)).exists()
    except ValueError:
        return False


def _locked(incoming: Incoming) -> Incoming:
    return Incoming.objects.select_for_update(of=("self",), no_key=True).get(pk=incoming.pk)


def _open(row: Incoming) -> BinaryIO:
    path = path_of(row)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return open(path, "r+b", opener=lambda name, flags: os.open(name, flags | os.O_CREAT, 0o600))


def _heal(row: Incoming, file: BinaryIO) -> None:
    """Bring file and row in step: bytes that no row counted are cut off, bytes that got lost are asked for again."""
    there = file.seek(0, os.SEEK_END)
    if there > row.received:
        file.truncate(row.received)
    row.received = min(row.received, there)


def _write(file: BinaryIO, offset: int, data: bytes) -> None:
    """When this returns the bytes are on disk."""
    file.seek(offset)
    file.write(data)
    file.flush()
    os.fsync(file.fileno())
