"""`make check`: what can be said about the code without playing it. All are run, then it is said which failed."""

import os
import subprocess
import sys
import time

from dev import ROOT, VENV, Command, Trouble

PYTHON = [sys.executable, "-m"]
CHECKS: dict[str, Command] = {
    "ruff": [*PYTHON, "ruff", "check", "."],
    "format": [*PYTHON, "ruff", "format", "--check", "."],
    "types": [*PYTHON, "mypy", "."],
    "imports": [VENV / "bin/lint-imports"],
    "rules": [*PYTHON, "pytest", "-q", "-n", "2", "tests/house_rules"],
    "migrations": [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"],
    "django": [sys.executable, "manage.py", "check", "--fail-level", "WARNING"],
    "translations": [*PYTHON, "dev.translations", "check"],
}


def run_all(env: dict[str, str], only: list[str]) -> int:
    if unknown := set(only) - CHECKS.keys():
        raise Trouble(f"There is no check called {', '.join(sorted(unknown))}; there are: {', '.join(CHECKS)}.")
    failed = []
    full = os.environ | env
    for name in only or CHECKS:
        started = time.monotonic()
        done = subprocess.run(CHECKS[name], cwd=ROOT, env=full, capture_output=True, text=True)
        verdict = "FAILED" if done.returncode else "ok"
        print(f"  {verdict:6} {name:13} {time.monotonic() - started:5.1f} s", flush=True)
        if done.returncode:
            failed.append(name)
            print((done.stdout + done.stderr).rstrip(), flush=True)
    if failed:
        print(f"Kulturpunkt: these checks failed: {', '.join(failed)}", file=sys.stderr)
    return bool(failed)
