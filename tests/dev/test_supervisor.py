"""One parent, no orphans: what is started is watched, and stopped whatever happens."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dev import ROOT, Trouble, supervisor
from dev.supervisor import Service, Supervisor


def python(code: str, **options) -> Service:
    return Service(name="worker", command=[sys.executable, "-c", code], is_ready=lambda: True, **options)


def lives(pid: int) -> bool:
    """A zombie does not live; only its parent has not looked yet."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def wait_until(condition, seconds: float = 10) -> None:
    give_up = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < give_up, "waited in vain"
        time.sleep(0.02)


def pid_in(path: Path) -> int:
    wait_until(lambda: path.exists() and path.read_text())
    return int(path.read_text())


def test_a_child_that_dies_is_named_with_the_end_of_its_log(tmp_path):
    with Supervisor(tmp_path) as house:
        house.start(python("import sys; print('line one'); sys.exit('no database')"))

        with pytest.raises(Trouble) as trouble:
            house.watch()

    assert "worker ended with code 1" in str(trouble.value)
    assert "line one" in str(trouble.value)
    assert "no database" in str(trouble.value)


def test_a_child_that_never_answers_is_given_up(tmp_path):
    with Supervisor(tmp_path) as house:
        deaf = house.start(Service(name="web", command=["sleep", "60"], is_ready=lambda: False))

        with pytest.raises(Trouble, match="web did not answer"):
            house.wait_until_ready(deaf, seconds=0.1)


def test_a_child_that_will_not_stop_is_ended_with_all_it_started(tmp_path, monkeypatch):
    monkeypatch.setattr(supervisor, "STOP_SECONDS", 0.3)
    stubborn = (
        "import pathlib, signal, subprocess, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "own = subprocess.Popen(['sleep', '60'])\n"
        f"pathlib.Path({str(tmp_path / 'pid')!r}).write_text(str(own.pid))\n"
        "time.sleep(60)"
    )

    with Supervisor(tmp_path / "log") as house:
        child = house.start(python(stubborn))
        grandchild = pid_in(tmp_path / "pid")

    assert not lives(child.process.pid)
    wait_until(lambda: not lives(grandchild))


def test_the_foundation_is_stopped_after_the_rest(tmp_path):
    order = tmp_path / "order"

    def tells(name: str) -> str:
        return (
            "import signal, sys, time\n"
            f"def stop(*_):\n    time.sleep(0.2); open({str(order)!r}, 'a').write({name!r}); sys.exit()\n"
            "signal.signal(signal.SIGTERM, stop)\nprint('up', flush=True)\ntime.sleep(60)"
        )

    with Supervisor(tmp_path / "log") as house:
        for name, foundation in (("database ", True), ("web ", False)):
            child = house.start(python(tells(name), foundation=foundation))
            wait_until(lambda child=child: child.log.read_text())

    assert order.read_text() == "web database "


def test_children_go_when_the_supervisor_is_killed_outright(tmp_path):
    script = (
        "import sys, time, pathlib; from dev.supervisor import *\n"
        f"with Supervisor(pathlib.Path({str(tmp_path)!r})) as house:\n"
        "    child = house.start(Service(name='x', command=['sleep', '60'], is_ready=lambda: True))\n"
        "    print(child.process.pid, flush=True)\n"
        "    time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True) as parent:
        child = int(parent.stdout.readline())
        wait_until(lambda: b"sleep" in Path(f"/proc/{child}/cmdline").read_bytes().split(b"\0")[0])

        parent.kill()

    wait_until(lambda: not lives(child))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_asked_to_stop_it_stops_its_children(tmp_path, number):
    script = (
        "import sys, pathlib; from dev.supervisor import *\n"
        "try:\n"
        f"    with Supervisor(pathlib.Path({str(tmp_path)!r})) as house:\n"
        "        child = house.start(Service(name='x', command=['sleep', '60'], is_ready=lambda: True))\n"
        "        print(child.process.pid, flush=True)\n"
        "        house.watch()\n"
        "except Stopped:\n"
        "    sys.exit(7)"
    )
    with subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True) as parent:
        child = int(parent.stdout.readline())

        parent.send_signal(number)

        assert parent.wait(10) == 7
    assert not lives(child)


def test_a_command_in_the_foreground_gives_its_exit_code(tmp_path):
    with Supervisor(tmp_path) as house:
        code = house.run([sys.executable, "-c", "import os, sys; sys.exit(int(os.environ['CODE']))"], {"CODE": "5"})

    assert code == 5


def test_the_handlers_of_before_are_put_back(tmp_path):
    before = signal.getsignal(signal.SIGTERM)

    with Supervisor(tmp_path):
        assert signal.getsignal(signal.SIGTERM) != before

    assert signal.getsignal(signal.SIGTERM) == before
