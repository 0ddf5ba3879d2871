"""What `make demo` says when it cannot start, and that runs keep out of each other's way."""

import fcntl
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from dev import ROOT, demo, run, state


@pytest.fixture
def clone(tmp_path):
    """The commands in a folder of their own, so that nobody's running demonstration is touched."""
    shutil.copytree(ROOT / "dev", tmp_path / "dev", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def start(clone: Path, **env: str) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "dev.run", "demo"]
    env = {**os.environ, "PYTHONPATH": str(clone)} | env
    return subprocess.run(command, cwd=clone, env=env, capture_output=True, text=True, timeout=30)


def test_a_port_in_use_is_one_sentence(clone):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        done = start(clone, PORT=str(port))

    assert done.returncode == 1
    assert done.stderr == f"Kulturpunkt: Port {port} is in use. Choose another: make demo PORT={port + 1}\n"


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"PORT": "web"}, "PORT=web is not a port. Write it as PORT=8000."),
        ({"PORT": "70000"}, "PORT=70000 is not a port. Write it as PORT=8000."),
        ({"TODAY": "22/4"}, "TODAY=22/4 is not a day. Write it as TODAY=2025-04-22."),
        ({"TODAY": "2025-02-30"}, "TODAY=2025-02-30 is not a day. Write it as TODAY=2025-04-22."),
    ],
)
def test_a_wrong_choice_is_one_sentence(clone, given, sentence):
    done = start(clone, **given)

    assert done.returncode == 1
    assert done.stderr == f"Kulturpunkt: {sentence}\n"


def test_a_second_start_in_the_folder_is_told_of_the_first(clone):
    (clone / ".dev").mkdir()
    with (clone / ".dev/lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.write("4711")
        lock.flush()

        done = start(clone, PORT=str(free_port()))

    assert done.returncode == 1
    assert "It already runs from this folder (process 4711)" in done.stderr
    assert "Traceback" not in done.stderr


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def test_data_whose_loading_was_cut_short_are_thrown_away_and_no_others(tmp_path, monkeypatch):
    monkeypatch.setattr(state, "STATE", tmp_path)
    cluster = tmp_path / "postgres"

    assert not state.begin()
    cluster.mkdir()  # and stopped before `loaded`
    assert (state.begin(), cluster.exists()) == (True, False)
    cluster.mkdir()
    state.loaded()
    assert (state.begin(), cluster.exists()) == (False, True)


def test_the_secret_key_is_made_once_and_for_nobody_else_to_read(tmp_path, monkeypatch):
    monkeypatch.setattr(state, "STATE", tmp_path)

    first, second = state.secret_key(), state.secret_key()

    assert first == second
    assert len(first) >= 50
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


def test_the_address_of_the_site_follows_the_port_and_can_be_given(tmp_path, monkeypatch):
    monkeypatch.setattr(state, "STATE", tmp_path)
    monkeypatch.delenv("SITE_URL", raising=False)

    chosen = demo.settings("2025-04-21", 8080)
    monkeypatch.setenv("SITE_URL", "https://prøve.eksempel.dk")
    given = demo.settings("2025-04-21", 8080)

    assert (chosen["SITE_URL"], chosen["KULTURPUNKT_TODAY"]) == ("http://127.0.0.1:8080", "2025-04-21")
    assert given["SITE_URL"] == "https://prøve.eksempel.dk"
    assert given["ALLOWED_HOSTS"] == "127.0.0.1,localhost,prøve.eksempel.dk"


def test_only_a_supervisor_that_holds_the_lock_counts_as_running(tmp_path, monkeypatch):
    monkeypatch.setattr(state, "STATE", tmp_path)

    with state.only_one_here():
        state.remember({"SITE_URL": "http://127.0.0.1:8000"})
        supervisor, env = state.remembered()
        during = state.runs_here(supervisor)
        of_another = state.runs_here(supervisor + 1)
    after = state.runs_here(supervisor)

    assert env == {"SITE_URL": "http://127.0.0.1:8000"}
    assert (during, of_another, after) == (True, False, False)


def test_test_runs_do_not_share_and_sweep_only_what_was_left_behind():
    left = Path(tempfile.mkdtemp(prefix=run.TEMPORARY, dir="/tmp"))
    (left / "lock").touch()
    long_ago = time.time() - 2 * run.HOUR
    os.utime(left / "lock", (long_ago, long_ago))

    with run.scratch_folder() as one:
        os.utime(one / "lock", (long_ago, long_ago))
        with run.scratch_folder() as other:
            assert one != other
            assert one.exists()
            assert not left.exists()

    assert not one.exists()
    assert not other.exists()
