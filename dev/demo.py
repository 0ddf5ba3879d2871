"""The demonstration: every part of the site under one supervisor, with its data in .dev/."""

import contextlib
import datetime
import hashlib
import http.client
import os
import socket
import sys
import time
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from dev import LOGS, ROOT, STATE, VENV, Trouble, state
from dev.services import start_mail_catcher, start_stores
from dev.supervisor import Service, Supervisor

DEFAULT_DAY = "2025-04-22"
DEFAULT_PORT = "8000"
INBOX_PORT = 8025
_started = time.monotonic()


def progress(text: str) -> None:
    print(f"  {time.monotonic() - _started:5.1f} s  {text}", flush=True)


# --- what was asked for


def chosen_day() -> str:
    text = os.environ.get("TODAY") or DEFAULT_DAY
    try:
        return datetime.date.fromisoformat(text).isoformat()
    except ValueError:
        raise Trouble(f"TODAY={text} is not a day. Write it as TODAY={DEFAULT_DAY}.") from None


def chosen_port() -> int:
    """The port to serve on; says so now, and in one sentence, when it cannot be had."""
    text = os.environ.get("PORT") or DEFAULT_PORT
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise Trouble(f"PORT={text} is not a port. Write it as PORT={DEFAULT_PORT}.")
    port = int(text)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            raise Trouble(f"Port {port} is for root only. Choose another: make demo PORT=8080") from None
        except OSError:
            raise Trouble(f"Port {port} is in use. Choose another: make demo PORT={port + 1}") from None
    return port


def settings(day: str, port: int) -> dict[str, str]:
    """What the site reads from the environment, apart from the addresses of its services."""
    given = {name: os.environ[name] for name in ("SITE_URL", "SECRET_KEY", "DATA_DIR") if os.environ.get(name)}
    env = {
        "KULTURPUNKT_DEMO": "1",
        "KULTURPUNKT_TODAY": day,
        "SITE_URL": f"http://127.0.0.1:{port}",
        "SECRET_KEY": state.secret_key(),
        "DATA_DIR": str(STATE / "data"),
    } | given
    return env | {"ALLOWED_HOSTS": f"127.0.0.1,localhost,{urlsplit(env['SITE_URL']).hostname}"}


# --- the parts


def responds(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/sundhed/")
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def site(port: int, env: dict[str, str]) -> list[Service]:
    for leftover in STATE.glob("beat*"):  # half-written by a crash, and all in it is in the code anyway
        leftover.unlink()
    web = f"gunicorn kulturpunkt.wsgi --bind 127.0.0.1:{port} --workers 2 --threads 24 --preload --no-control-socket"
    celery = "celery -A kulturpunkt"
    worker = f"{celery} worker --loglevel INFO --concurrency 2 --without-mingle --without-gossip"
    beat = f"{celery} beat --loglevel INFO --schedule"

    def says(log: str, words: str) -> Callable[[], bool]:
        return lambda: words in (LOGS / log).read_text(errors="replace")

    python = [sys.executable, "-m"]
    return [
        Service("web", [*python, *web.split()], lambda: responds(port), env=env),
        Service("worker", [*python, *worker.split()], says("worker.log", " ready."), env=env),
        Service("beat", [*python, *beat.split(), STATE / "beat"], says("beat.log", "beat: Starting"), env=env),
    ]


def prepare(house: Supervisor, env: dict[str, str]) -> str:
    """Brings the static files, the database and its data up to date; returns what the command `demo` says."""
    stamp, wanted = STATE / "static_files", static_fingerprint()
    static_files = None
    collected = (ROOT / "static_root/staticfiles.json").exists() and stamp.exists() and stamp.read_text() == wanted
    if not collected:
        # It compresses for seconds, on the other core.
        command = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"]
        static_files = house.start(Service(name="static files", command=command, env=env))
    told = STATE / "told"
    house.finish(house.start(Service("demo data", [sys.executable, "-m", "dev.prepare", told], env=env)))
    progress("database and demonstration data")
    if static_files:
        house.finish(static_files)
        stamp.write_text(wanted)
        progress("static files")
    return told.read_text()


def static_fingerprint() -> str:
    """Changes when there is something to collect anew: one of our files, a package, or how they are stored."""
    folders = [ROOT / "static", ROOT / "static_npm", *ROOT.glob("*/static")]
    files = [file for folder in folders for file in sorted(folder.rglob("*")) if file.is_file()]
    files += [ROOT / "kulturpunkt/settings.py", VENV / ".installed"]
    facts = [f"{file} {file.stat().st_size} {file.stat().st_mtime_ns}" for file in files if file.exists()]
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()


def addresses(env: dict[str, str], said: str) -> str:
    url = env["SITE_URL"]
    lines = [
        "",
        f"  Today is        {env['KULTURPUNKT_TODAY']}",
        f"  The site        {url}/",
        f"  Sign in as …    {url}/demo/    one click for each person",
        f"  The team        {url}/team/",
    ]
    if "MAIL_INBOX_URL" in env:
        lines.append(f"  Every mail      {env['MAIL_INBOX_URL']}")
    if said.strip():
        lines += ["", said.rstrip()]
    lines += ["", "  Ctrl-C stops everything; the data stay for the next start.", ""]
    return "\n".join(lines)


def serve() -> None:
    """`make demo`: returns never, raises Stopped when asked to stop and Trouble when a part cannot go on."""
    day = chosen_day()
    with state.only_one_here(), state.sockets() as where, Supervisor(LOGS) as house:
        port = chosen_port()
        env = settings(day, port) | {"SOCKETS": str(where.run)}
        parts = []
        if os.environ.get("MAIL_URL"):
            env["MAIL_URL"] = os.environ["MAIL_URL"]
        else:
            catcher, mail = start_mail_catcher(house, INBOX_PORT)
            env |= mail
            parts.append(catcher)
        if not os.environ.get("DATABASE_URL") and state.begin():
            progress("the last start was stopped while it loaded the data: begin anew")
        env |= start_stores(house, where)
        progress("PostgreSQL and Valkey")
        said = prepare(house, env)
        state.loaded()
        parts += [house.start(service) for service in site(port, env)]
        house.wait_until_ready(*parts)
        progress("web, worker, beat, mail catcher")
        state.remember(env)
        print(addresses(env, said), flush=True)
        house.watch()


@contextlib.contextmanager
def for_a_command() -> Iterator[tuple[Supervisor, dict[str, str]]]:
    """The demonstration's environment: its services as they run, or the stores started meanwhile."""
    supervisor, env = state.remembered()
    day = {"KULTURPUNKT_TODAY": chosen_day()} if os.environ.get("TODAY") else {}
    if state.runs_here(supervisor):
        with Supervisor(LOGS) as house:
            yield house, env | day
        return
    with state.only_one_here(), state.sockets() as where, Supervisor(LOGS) as house:
        last = {name: value for name, value in env.items() if not name.startswith("MAIL_")}
        env = (last or settings(DEFAULT_DAY, int(DEFAULT_PORT))) | start_stores(house, where)
        # Nobody listens there: what the command queues waits in the outbox for the demonstration's worker.
        env["MAIL_URL"] = os.environ.get("MAIL_URL") or "smtp://127.0.0.1:9"
        yield house, env | day
