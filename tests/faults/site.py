"""A site of its own, as in production: gunicorn with two workers on a PostgreSQL that writes through, and a Valkey.

Each of its parts can be stopped, killed and started again; nothing of it is shared with the other tests. It must be
started by the main thread: the kernel ends what was started when the thread that did so ends.
"""

import contextlib
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import environ
import redis
from django.core.management import call_command
from django.db import connection

from dev.demo import responds
from dev.run import scratch_folder, scratch_settings
from dev.services import Place, create_database, free_ports, postgres, valkey
from dev.supervisor import Child, Service, Supervisor

PATIENCE = 60  # seconds until a wait for something that must happen gives up


def until(happened: Callable[[], object], what: str) -> None:
    give_up = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < give_up, f"{what}: not within {PATIENCE} seconds"
        time.sleep(0.02)


class Part:
    """One service of the site, that a test stops, kills and starts again."""

    def __init__(self, house: Supervisor, service: Service):
        self.house, self.service = house, service
        self._child: Child | None = None

    @property
    def runs(self) -> bool:
        return self._child is not None

    @property
    def pids(self) -> list[int]:
        """Its first process, and those that this one started."""
        assert self._child
        first = self._child.process.pid
        return [first, *map(int, Path(f"/proc/{first}/task/{first}/children").read_text().split())]

    def start(self, *options: str) -> None:
        command = [*self.service.command, *options]
        self._child = self.house.start(Service(**vars(self.service) | {"command": command}))
        self.house.wait_until_ready(self._child, seconds=PATIENCE)

    def stop(self) -> None:
        """In good order."""
        assert self._child
        self._child.signal(self.service.stop)
        self._ended()

    def kill(self) -> None:
        """All its processes at once, in the middle of whatever they do."""
        assert self._child
        os.kill(self._child.process.pid, signal.SIGSTOP)  # it starts no others meanwhile
        pids = self.pids
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._ended()
        until(lambda: not any(map(_is_alive, pids)), f"the end of {self.service.name}")

    def _ended(self) -> None:
        child, self._child = self._child, None
        self.house.children.remove(child)
        child.process.wait(PATIENCE)


def _is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


class Site:
    def __init__(self, folder: Path, house: Supervisor, unblock: Callable[[], AbstractContextManager]):
        self.house, self._unblock = house, unblock
        where = Place(data=folder, run=folder / "run", durable=True)
        where.run.mkdir(mode=0o711)
        self.postgres = Part(house, postgres(where))
        self.postgres.start()
        self.valkey = Part(house, valkey(where))
        (self.port,) = free_ports(0)
        self.url = f"http://127.0.0.1:{self.port}"
        self.env = scratch_settings(folder) | {
            "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
            "KULTURPUNKT_DEMO": "0",
            "SITE_URL": self.url,
            "MAIL_URL": "smtp://127.0.0.1:9",
            "DATABASE_URL": create_database(where.run, counters=False),
            "REDIS_URL": f"unix://{where.run}/valkey.sock",
        }
        command = f"gunicorn kulturpunkt.wsgi --bind 127.0.0.1:{self.port} --workers 2 --threads 24 --no-control-socket"
        self.web = Part(house, self._service("web", command, lambda: responds(self.port)))
        with self.database():
            call_command("migrate", interactive=False, verbosity=0)

    def _service(self, name: str, command: str, is_ready: Callable[[], bool], **env: str) -> Service:
        return Service(name, [sys.executable, "-m", *command.split()], is_ready, env=self.env | env)

    def make_whole(self) -> None:
        """Start what does not run, whatever the test before did to it."""
        if not self.postgres.runs:
            self.postgres.start()
        if not self.valkey.runs:
            self.start_valkey()
        self.redis().flushall()
        if not self.web.runs:
            self.web.start()

    def start_valkey(self) -> None:
        # Killed, it leaves its socket behind, by which it is seen that it has started.
        Path(self.env["REDIS_URL"].removeprefix("unix://")).unlink(missing_ok=True)
        self.valkey.start()

    def redis(self) -> redis.Redis:
        return redis.Redis.from_url(self.env["REDIS_URL"])

    @contextlib.contextmanager
    def worker(self, mail_url: str, **env: str) -> Iterator[None]:
        """A worker that sends its mail there, killed in the end: it may still wait for a mail server."""
        command = "celery -A kulturpunkt worker --loglevel INFO --concurrency 2 --without-mingle --without-gossip"
        log = self.house.logs / "worker.log"
        service = self._service("worker", command, lambda: " ready." in log.read_text(), MAIL_URL=mail_url, **env)
        worker = Part(self.house, service)
        worker.start()
        try:
            yield
        finally:
            worker.kill()

    @contextlib.contextmanager
    def database(self) -> Iterator[None]:
        """While it lasts, this process's models are read from and written to the site's database."""
        with self._unblock():
            before = connection.settings_dict
            connection.close()
            connection.settings_dict = before | environ.Env.db_url_config(self.env["DATABASE_URL"])
            try:
                yield
            finally:
                connection.close()
                connection.settings_dict = before


@contextlib.contextmanager
def running(unblock: Callable[[], AbstractContextManager]) -> Iterator[Site]:
    """`unblock` lets the models at a database. No signals are caught, as a supervisor's are: Ctrl-C is for pytest."""
    with scratch_folder() as folder:
        house = Supervisor(folder / "log")
        house.logs.mkdir()
        try:
            yield Site(folder, house, unblock)
        finally:
            house.stop()
