"""One demonstration in a folder: who runs it, how to reach it, and what stays in .dev/ for the next start."""

import contextlib
import fcntl
import json
import os
import secrets
import shutil
from collections.abc import Iterator

from dev import STATE, Trouble
from dev.services import Place, socket_folder


@contextlib.contextmanager
def only_one_here() -> Iterator[None]:
    """Holds the folder's lock; a second supervisor on the same data gets a sentence instead."""
    STATE.mkdir(exist_ok=True)
    with (STATE / "lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise Trouble(
                f"It already runs from this folder (process {lock.read().strip()}). Stop it there with Ctrl-C."
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def throw_away() -> None:
    """All that the demonstration keeps: the next start begins anew."""
    for path in (STATE / "postgres", STATE / "data", STATE / "environment.json", STATE / "loading"):
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


def begin() -> bool:
    """Before our own PostgreSQL starts. Data whose loading was cut short are thrown away, which True tells: the next
    loading would find areas there, and take them for all."""
    cut_short = (STATE / "loading").exists()
    if cut_short:
        throw_away()
    if not (STATE / "postgres").exists():
        (STATE / "loading").touch()
    return cut_short


def loaded() -> None:
    (STATE / "loading").unlink(missing_ok=True)


def remember(env: dict[str, str]) -> None:
    """Writes down how to reach the parts, for `make manage` while we run, and the chosen day for later."""
    path = STATE / "environment.json"
    path.touch(mode=0o600)
    path.write_text(json.dumps({"supervisor": os.getpid(), "env": env}, indent=1))


def remembered() -> tuple[int, dict[str, str]]:
    """The supervisor that wrote it down last, and its environment; whether it still runs only the lock can tell."""
    path = STATE / "environment.json"
    if not path.exists():
        return 0, {}
    known = json.loads(path.read_text())
    return known["supervisor"], known["env"]


def runs_here(supervisor: int) -> bool:
    """Whether this supervisor holds the folder's lock at this moment."""
    STATE.mkdir(exist_ok=True)
    with (STATE / "lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            return lock.read().strip() == str(supervisor)
        return False


def secret_key() -> str:
    path = STATE / "secret_key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text()


@contextlib.contextmanager
def sockets() -> Iterator[Place]:
    """Where this start keeps data and sockets; the sockets go when it ends, or after a crash at the next."""
    last = remembered()[1].get("SOCKETS", "")
    if last.startswith("/tmp/kp-"):
        shutil.rmtree(last, ignore_errors=True)
    run = socket_folder(STATE / "run")
    try:
        yield Place(data=STATE, run=run)
    finally:
        shutil.rmtree(run, ignore_errors=True)
