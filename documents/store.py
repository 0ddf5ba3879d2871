"""The store of private files: under settings.DATA_DIR, each under its SHA-256 (`aa/bb/<sha>`), never overwritten.

A file is whole and on disk before a row may name it, so a crash leaves at worst a file that no row names. `stray` finds
those. Nothing here is ever served by address: `downloads.respond` reads it for somebody who may.
"""

import fcntl
import hashlib
import logging
import os
import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

_TEMPS = "half"
_HASH = re.compile(r"[0-9a-f]{64}")
_CHUNK = 1 << 20
_log = logging.getLogger(__name__)


def _root() -> Path:
    return Path(settings.DATA_DIR) / "files"


def path_of(sha256: str) -> Path:
    if not _HASH.fullmatch(sha256):
        raise ValueError(f"not a SHA-256: {sha256!r}")
    return _root() / sha256[:2] / sha256[2:4] / sha256


def open_file(sha256: str) -> BinaryIO:
    """Raises FileNotFoundError if the file is gone (`verify_files` tells which are)."""
    return path_of(sha256).open("rb")


def put(data: bytes) -> str:
    """Keep the bytes; their SHA-256. When this returns they are on disk. Raises OSError if they cannot be."""
    sha256 = hashlib.sha256(data).hexdigest()
    target = path_of(sha256)
    with _lock(fcntl.LOCK_SH):
        if _kept(target, sha256):
            os.utime(target)  # it may lie here as a stray: from now on it is a day old again
        else:
            _write(target, data)
    return sha256


def _kept(target: Path, sha256: str) -> bool:
    """Whether the file is there with the bytes its name promises. One that rotted makes way, and is kept aside."""
    if not target.exists():
        return False
    if digest(target) == sha256:
        return True
    _log.error("stored file %s had changed; it is put aside and written anew", sha256)
    target.rename(target.with_suffix(f".changed-{time.time_ns()}"))
    return False


def _write(target: Path, data: bytes) -> None:
    temps = _root() / _TEMPS
    temps.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=temps)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.rename(name, target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    for folder in (target.parent, target.parent.parent, _root()):
        _sync(folder)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _lock(how: int) -> Iterator[None]:
    """Writers share it, the sweeper has it alone: so that none reuses a file that is just being removed."""
    _root().mkdir(parents=True, exist_ok=True, mode=0o700)
    with (_root() / "lock").open("a") as file:
        fcntl.flock(file, how)
        yield


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def kept() -> Iterator[Path]:
    """Every stored file."""
    for path in _root().glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*"):
        if _HASH.fullmatch(path.name):
            yield path


def halves() -> Iterator[Path]:
    """Files that somebody is writing, or was writing when the power went."""
    yield from (_root() / _TEMPS).glob("*")


def remove_if_old(path: Path, *, before: float) -> bool:
    """Remove the file if it has not been touched since `before` (seconds since 1970)."""
    with _lock(fcntl.LOCK_EX):
        try:
            if path.stat().st_mtime >= before:
                return False
            path.unlink()
        except FileNotFoundError:
            return False
    return True
