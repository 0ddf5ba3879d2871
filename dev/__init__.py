"""From a fresh clone to a running house: set-up, services, the commands behind `make`. Not for production."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STATE = ROOT / ".dev"
LOGS = STATE / "log"
VENV = ROOT / ".venv"
LOCALES = STATE / "locale"

type Command = Sequence[str | Path]


class Trouble(Exception):
    """Something the person at the keyboard can mend; its text is the whole message, no stack trace is shown."""


def last_lines(log: Path, count: int = 12) -> str:
    """The end of a log, indented, to be shown under the sentence that says what went wrong."""
    lines = log.read_text(errors="replace").rstrip().splitlines() if log.exists() else []
    return "\n".join(f"    {line}" for line in lines[-count:])


def run_logged(name: str, command: Command, trouble: str, **options) -> None:
    """Runs `command` with its output in .dev/log/<name>.log; when it fails, says `trouble` and the end of that log."""
    LOGS.mkdir(parents=True, exist_ok=True)
    log = LOGS / f"{name}.log"
    with log.open("w") as output:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, **options)
    if done.returncode:
        raise Trouble(f"{trouble}\n{last_lines(log)}\n  (the whole of it: {log.relative_to(ROOT)})")
