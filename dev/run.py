"""The commands behind `make`, once set-up is done:

python -m dev.run demo                 the demonstration, until Ctrl-C
python -m dev.run manage ARGS …        a manage.py command on the demonstration's data
python -m dev.run test [ARGS …]        pytest with a PostgreSQL and a Valkey of its own, thrown away afterwards
python -m dev.run bench [ARGS …]       the benchmark, likewise
python -m dev.run check [NAME …]       everything that is checked without playing the site
python -m dev.run clean                throws the demonstration's data away
"""

import contextlib
import fcntl
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from dev import STATE, Trouble, checks, demo, state, system
from dev.services import Place, start_mail_catcher, start_stores
from dev.supervisor import Stopped, Supervisor

TEMPORARY = "kp-test-"
HOUR = 3600


def scratch_settings(folder: Path) -> dict[str, str]:
    """What the site reads from the environment when nothing of it is to be kept."""
    return {
        "KULTURPUNKT_DEMO": "1",
        "SECRET_KEY": "only-for-tests-and-never-for-anything-that-can-be-reached",
        "SITE_URL": "http://127.0.0.1:8000",
        "ALLOWED_HOSTS": "127.0.0.1,localhost,testserver",
        "DATA_DIR": str(folder / "data"),
        "MAIL_URL": os.environ.get("MAIL_URL") or "smtp://127.0.0.1:9",
        **({"CHROMIUM": browser} if (browser := system.browser()) else {}),
    }


@contextlib.contextmanager
def scratch_folder() -> Iterator[Path]:
    """A folder of this run's own, with a short name for the sockets; those of runs that were killed are swept away."""
    sweep()
    folder = Path(tempfile.mkdtemp(prefix=TEMPORARY, dir="/tmp"))
    folder.chmod(0o711)
    try:
        with (folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def sweep() -> None:
    for folder in Path("/tmp").glob(f"{TEMPORARY}*"):
        lock = folder / "lock"
        with contextlib.suppress(OSError), lock.open() as held:
            if lock.stat().st_uid == os.geteuid() and lock.stat().st_mtime < time.time() - HOUR:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def scratch_services(*, mail: bool) -> Iterator[tuple[Supervisor, dict[str, str]]]:
    with scratch_folder() as folder, Supervisor(folder / "log") as house:
        env = scratch_settings(folder)
        if mail and not os.environ.get("MAIL_URL"):
            catcher, addresses = start_mail_catcher(house)
            env |= addresses
            house.wait_until_ready(catcher)
        (folder / "run").mkdir(mode=0o711)
        env |= start_stores(house, Place(data=folder, run=folder / "run", durable=False))
        yield house, env


def test(arguments: list[str]) -> int:
    """Two processes for the whole suite; one, and no waiting for a second, when only a part is asked for."""
    processes = str(max(2, min(8, len(os.sched_getaffinity(0)))))
    with scratch_services(mail=False) as (house, env):
        return house.run([sys.executable, "-m", "pytest", *(arguments or ["-n", processes])], env)


def bench(arguments: list[str]) -> int:
    with scratch_services(mail=True) as (house, env):
        return house.run([sys.executable, "-m", "bench", *arguments], env)


def manage(arguments: list[str]) -> int:
    with demo.for_a_command() as (house, env):
        return house.run([sys.executable, "manage.py", *arguments], env)


def clean(arguments: list[str]) -> int:
    with state.only_one_here():
        state.throw_away()
    return 0


def check(arguments: list[str]) -> int:
    with scratch_services(mail=False) as (_house, env):
        return checks.run_all(env, only=arguments)


def keep_bytecode() -> None:
    """Compiling every package anew costs five seconds a process; who wants no __pycache__ here gets it in .dev/."""
    if os.environ.pop("PYTHONDONTWRITEBYTECODE", ""):
        os.environ["PYTHONPYCACHEPREFIX"] = str(STATE / "pycache")


def main(command: str, arguments: list[str]) -> int:
    if command == "demo":
        demo.serve()
    return {"test": test, "bench": bench, "manage": manage, "check": check, "clean": clean}[command](arguments)


if __name__ == "__main__":
    os.umask(0o022)
    keep_bytecode()
    try:
        sys.exit(main(sys.argv[1], sys.argv[2:]))
    except Trouble as trouble:
        sys.exit(f"Kulturpunkt: {trouble}")
    except Stopped:
        print("  stopped", flush=True)
    except KeyboardInterrupt:
        sys.exit(130)
