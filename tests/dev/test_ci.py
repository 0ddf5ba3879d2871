"""The ways to run it that no test can run whole: continuous integration and containers."""

import os
import shutil
import subprocess

import pytest

from dev import ROOT, system


@pytest.fixture
def ci(tmp_path):
    """.ci/run with a make that notes what it is asked for and gives the answers of the test."""
    (tmp_path / ".ci").mkdir()
    shutil.copy(ROOT / ".ci/run", tmp_path / ".ci/run")
    (tmp_path / "bin").mkdir()
    make = tmp_path / "bin/make"
    make.write_text('#!/bin/sh\necho "make $1"\n[ "$1" = check ] && exit $CHECK\nexit $TEST\n')
    make.chmod(0o755)

    def run(*, check: int, test: int) -> subprocess.CompletedProcess:
        path = f"{tmp_path}/bin:{os.environ['PATH']}"
        env = os.environ | {"PATH": path, "CHECK": str(check), "TEST": str(test)}
        return subprocess.run([tmp_path / ".ci/run"], env=env, capture_output=True, text=True)

    return run


def test_checks_then_tests_and_both_must_pass(ci):
    done = ci(check=0, test=0)

    assert done.returncode == 0
    assert done.stdout == "make check\nmake test\n"


@pytest.mark.parametrize(("check", "test"), [(2, 0), (0, 2), (2, 2)])
def test_what_fails_is_not_covered_by_what_passes(ci, check, test):
    done = ci(check=check, test=test)

    assert done.returncode != 0
    assert done.stdout.splitlines()[0] == "make check"
    assert done.stdout.splitlines()[-1] == "make test"


def test_the_image_has_the_system_packages_that_set_up_asks_for():
    dockerfile = (ROOT / "Dockerfile").read_text()

    for package in system.PAPERS.keys() - {"locales"}:  # the database container sorts by ICU
        assert package in dockerfile
