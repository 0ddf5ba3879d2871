"""dev/setup.sh finds a fitting Python wherever it lies, and says in one line when there is none."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from dev import ROOT

REAL = f'case "$1" in -m) echo "chosen $0 $3" ;; *) exec {sys.executable} "$@" ;; esac'
BROKEN_SHIM = "echo 'pyenv: python3.13: command not found' >&2; exit 127"
TOO_OLD = "exit 1"
WITHOUT_VENV = 'case "$2" in *ensurepip*) exit 1 ;; *) exit 0 ;; esac'


@pytest.fixture
def clone(tmp_path):
    """A folder with nothing but dev/setup.sh, and a PATH with nothing but what the script itself calls."""
    (tmp_path / "clone/dev").mkdir(parents=True)
    shutil.copy(ROOT / "dev/setup.sh", tmp_path / "clone/dev/setup.sh")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/dirname").symlink_to(shutil.which("dirname"))
    return tmp_path


def python_at(path: Path, script: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def run_setup(clone: Path, **env: str) -> subprocess.CompletedProcess:
    usual = {name: value for name, value in os.environ.items() if name not in ("PYTHON", "PYENV_ROOT")}
    env = usual | {"PATH": str(clone / "bin"), "HOME": str(clone / "home")} | env
    command = [shutil.which("sh"), clone / "clone/dev/setup.sh", "demo"]
    return subprocess.run(command, env=env, capture_output=True, text=True)


def test_takes_the_next_when_the_first_is_a_shim_without_its_version(clone):
    python_at(clone / "bin/python3.13", BROKEN_SHIM)
    wanted = python_at(clone / "bin/python3.12", REAL)

    done = run_setup(clone)

    assert done.stdout == f"chosen {wanted} demo\n"


def test_looks_into_pyenv_when_nothing_is_on_the_path(clone):
    python_at(clone / "bin/python3", TOO_OLD)
    wanted = python_at(clone / "home/.pyenv/versions/3.12.9/bin/python3.12", REAL)

    done = run_setup(clone)

    assert done.stdout == f"chosen {wanted} demo\n"


def test_takes_the_python_that_is_named(clone):
    python_at(clone / "bin/python3.13", REAL)
    wanted = python_at(clone / "mine/python", REAL)

    done = run_setup(clone, PYTHON=str(wanted))

    assert done.stdout == f"chosen {wanted} demo\n"


def test_keeps_to_the_virtual_environment_that_is_there(clone):
    python_at(clone / "bin/python3.13", REAL)
    python_at(clone / "clone/.venv/bin/python", REAL)

    done = run_setup(clone)

    assert done.stdout == "chosen .venv/bin/python demo\n"


def test_says_which_python_is_missing(clone):
    python_at(clone / "bin/python3", TOO_OLD)

    done = run_setup(clone)

    assert done.returncode == 1
    assert "needs Python 3.13 or 3.12" in done.stderr
    assert "PYTHON=/path/to/python3.13" in done.stderr
    assert done.stderr.count("\n") == 1


def test_says_which_package_brings_venv(clone):
    python_at(clone / "bin/python3", WITHOUT_VENV)

    done = run_setup(clone)

    assert done.returncode == 1
    assert done.stderr.endswith("apt-get install python3-venv\n")


def test_a_missing_system_package_is_one_line_and_no_trace(tmp_path):
    shutil.copytree(ROOT / "dev", tmp_path / "dev")
    nothing_on_the_path = {**os.environ, "PATH": "/nonexistent", "PYTHONPATH": str(tmp_path)}

    command = [sys.executable, "-m", "dev.setup", "check"]
    done = subprocess.run(command, cwd=tmp_path, env=nothing_on_the_path, capture_output=True, text=True)

    assert done.returncode == 1
    assert done.stderr == (
        "Kulturpunkt: Missing from the system: locales, gettext. Type:  sudo apt-get install -y locales gettext\n"
    )


def test_make_alone_lists_every_target():
    listed = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True).stdout

    (phony,) = [line for line in (ROOT / "Makefile").read_text().splitlines() if line.startswith(".PHONY:")]
    for target in phony.split()[1:]:
        assert f"make {target} " in listed
