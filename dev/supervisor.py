"""Starts processes, waits until each answers, watches them, and stops them all: one parent, no orphans.

It knows nothing of Django or of the services; those are in dev/services.py.
"""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from dev import ROOT, Command, Trouble, last_lines

STOP_SECONDS = 10


@dataclass
class Service:
    """A process to run: how to start it, how to see that it answers, which signal makes it stop in good order."""

    name: str
    command: Command
    is_ready: Callable[[], bool] = lambda: True
    stop: signal.Signals = signal.SIGTERM
    env: dict[str, str] = field(default_factory=dict)
    # What the others need until their last moment (database, broker) is stopped after them.
    foundation: bool = False
    # setpriv options for a service that must not run as root
    privileges: Sequence[str] = ()


class Stopped(BaseException):
    """Somebody asked us to stop (Ctrl-C, SIGTERM, a closed terminal)."""


def dies_with_us(stop: signal.Signals, privileges: Sequence[str] = ()) -> list[str]:
    """The words before a command that let the kernel stop it when we are killed outright, and so cannot."""
    setpriv = shutil.which("setpriv")
    if not setpriv:
        return []
    return [setpriv, *privileges, "--pdeathsig", stop.name.removeprefix("SIG"), "--"]


@dataclass
class Child:
    service: Service
    process: subprocess.Popen
    log: Path

    @property
    def name(self) -> str:
        return self.service.name

    def trouble(self, what: str) -> Trouble:
        return Trouble(f"{self.name} {what}. The end of {_short(self.log)}:\n{last_lines(self.log)}")

    def signal(self, number: signal.Signals) -> None:
        """To the one process while it may stop in good order; SIGKILL to all it started."""
        with suppress(ProcessLookupError):
            if number is signal.SIGKILL:
                os.killpg(self.process.pid, number)
            else:
                self.process.send_signal(number)


def _short(path: Path) -> str:
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)


class Supervisor:
    """`with Supervisor(logs) as house:` – whatever was started in the block is stopped, last first, when it ends."""

    def __init__(self, logs: Path):
        self.logs = logs
        self.children: list[Child] = []
        self._before: dict = {}

    def __enter__(self) -> "Supervisor":
        self.logs.mkdir(parents=True, exist_ok=True)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            self._before[number] = signal.signal(number, self._asked_to_stop)
        return self

    def __exit__(self, *exception) -> None:
        self.stop()
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _asked_to_stop(self, number, frame) -> None:
        raise Stopped

    def start(self, service: Service) -> Child:
        log = self.logs / f"{service.name.lower().replace(' ', '-')}.log"
        with log.open("w") as output:
            process = subprocess.Popen(
                [*dies_with_us(service.stop, service.privileges), *service.command],
                cwd=ROOT,
                env=os.environ | service.env,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C reaches us alone; we stop the children in order
            )
        child = Child(service, process, log)
        self.children.append(child)
        return child

    def wait_until_ready(self, *children: Child, seconds: float = 60) -> None:
        give_up = time.monotonic() + seconds
        for child in children:
            while not child.service.is_ready():
                self.raise_if_one_died()
                if time.monotonic() > give_up:
                    raise child.trouble(f"did not answer within {seconds:.0f} seconds")
                time.sleep(0.02)

    def finish(self, child: Child) -> None:
        """Waits for a child that is to end by itself, and to end well."""
        while (code := child.process.poll()) is None:
            time.sleep(0.02)
        self.children.remove(child)
        if code:
            raise child.trouble("failed")

    def raise_if_one_died(self) -> None:
        for child in self.children:
            code = child.process.poll()
            if code is not None:
                how = f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with code {code}"
                raise child.trouble(how)

    def watch(self) -> None:
        """Returns never: raises Trouble when a child dies, Stopped when asked to stop."""
        while True:
            self.raise_if_one_died()
            time.sleep(0.3)

    def run(self, command: Command, env: dict[str, str]) -> int:
        """Runs a command in the foreground, with the terminal and its Ctrl-C, and returns its exit code."""
        with self._deaf_to_ctrl_c():
            process = subprocess.Popen(
                [*dies_with_us(signal.SIGTERM), *command], cwd=ROOT, env=os.environ | env, restore_signals=True
            )
            try:
                return process.wait()
            except Stopped:
                process.terminate()
                process.wait()
                raise

    @contextmanager
    def _deaf_to_ctrl_c(self) -> Iterator[None]:
        """A handler, not SIG_IGN, which the command would inherit."""
        before = signal.signal(signal.SIGINT, lambda number, frame: None)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)

    def stop(self) -> None:
        """Asks all children to stop, the foundation after the rest, and ends those that do not within ten seconds."""
        for number in self._before:
            signal.signal(number, signal.SIG_IGN)
        for foundation in (False, True):
            layer = [child for child in self.children if child.service.foundation is foundation]
            for child in layer:
                if child.process.poll() is None:
                    child.signal(child.service.stop)
            give_up = time.monotonic() + STOP_SECONDS
            for child in layer:
                with suppress(subprocess.TimeoutExpired):
                    child.process.wait(max(0, give_up - time.monotonic()))
                child.signal(signal.SIGKILL)  # the process, or what it left behind in its group
                child.process.wait()
        self.children.clear()
