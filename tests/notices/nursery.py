"""Workers in processes of their own, for the tests that kill them.

    python -m tests.notices.nursery deliver '{"workers": 2, "kills": 200, …}'
    python -m tests.notices.nursery queue '{"count": 300, "locked": true}'

Django is loaded once; each worker is a fork with a connection of its own, as in a pool of Celery's.
"""

import datetime as dt
import json
import os
import random
import signal
import sys
import time
import uuid
from dataclasses import replace

import django
import time_machine

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kulturpunkt.settings")
django.setup()

from django.core.mail.utils import DNS_NAME  # noqa: E402
from django.db import connection  # noqa: E402

from notices import composing, delivery, reminders  # noqa: E402
from notices.models import Message, Reminder  # noqa: E402
from notices.reminders import due, hours  # noqa: E402
from notices.reminders.standing import Due  # noqa: E402
from people.models import User  # noqa: E402
from programme import calendar  # noqa: E402
from tests.notices.owed import DUE, OFFSETS, SINCE, WEEK_BEFORE, Obligation  # noqa: E402

_started = time.monotonic()
GRACE = dt.timedelta(seconds=1)


def now() -> dt.datetime:
    """A week before the date, and the clock goes on."""
    return WEEK_BEFORE + dt.timedelta(seconds=time.monotonic() - _started)


def of_person(person: int) -> Obligation:
    return Obligation(
        key=f"opgave:{person}",
        kind="opgave",
        case=uuid.UUID(int=person),
        title=f"Opgave {person}",
        path=f"/opgave/{person}/",
        due_on=DUE,
        since=SINCE,
        offsets=OFFSETS,
        owed_by=(person,),
    )


def still_owed(keys, moment) -> list[Obligation]:
    return [of_person(person) for person in Reminder.objects.filter(key__in=keys).values_list("person", flat=True)]


# --- delivering


def work(begun: int) -> None:
    """Until nothing is left to do; says through the pipe when it begins."""
    while Message.objects.filter(state__in=["queued", "sending"]).exists():
        delivery.settle(now=now(), grace=GRACE)
        os.write(begun, b"!")
        delivery.deliver_waiting(now=now(), still_owed=still_owed)
        time.sleep(0.02)


def fork(task, *args) -> int:
    child = os.fork()
    if child:
        return child
    try:
        random.seed(os.getpid())
        task(*args)
        os._exit(0)
    except BaseException:
        sys.excepthook(*sys.exc_info())
        os._exit(1)


class Worker:
    def __init__(self) -> None:
        self.begun, theirs = os.pipe()
        self.pid = fork(work, theirs)
        os.close(theirs)

    def kill(self, longest: float) -> bool:
        """Some time after it began; False: it had finished before."""
        os.read(self.begun, 1)
        time.sleep(random.uniform(0, longest))
        os.kill(self.pid, signal.SIGKILL)
        return os.WIFSIGNALED(self.wait())

    def wait(self) -> int:
        _pid, status = os.waitpid(self.pid, 0)
        os.close(self.begun)
        return status


def deliver(*, workers: int, kills: int, longest: float) -> dict:
    """Let workers work, and kill one after the other at random; then let the last of them finish."""
    alive = [Worker() for _worker in range(workers)]
    done = 0
    while done < kills:
        if not alive.pop(0).kill(longest):
            break
        done += 1
        alive.append(Worker())
    return {"kills": done, "failed": sum(worker.wait() != 0 for worker in alive)}


# --- going through days


def days(*, frm: str, to: str, due_on: str) -> dict:
    """Do from one day to another (UTC) what the beat asks for every few minutes, twice: there are two of them."""
    since = calendar.at(dt.date.fromisoformat(frm) - dt.timedelta(days=1), dt.time(12))
    people = list(User.objects.order_by("pk").values_list("pk", flat=True))
    owed = [replace(of_person(person), due_on=dt.date.fromisoformat(due_on), since=since) for person in people]
    moment, sent = dt.datetime.fromisoformat(f"{frm}T00:00:00+00:00"), 0
    while moment < dt.datetime.fromisoformat(f"{to}T00:00:00+00:00"):
        with time_machine.travel(moment, tick=False):
            for _beat in range(2):
                reminders.queue_due(owed, now=calendar.now())
                sent += delivery.deliver_waiting(now=calendar.now(), still_owed=lambda keys, now: owed)["sent"]
        # Far from eight o'clock, here and there, longer steps will do.
        moment += dt.timedelta(minutes=5 if 5 <= moment.hour < 8 else 60)
    return {"sent": sent, "failed": 0}


# --- queueing


def queue(*, count: int, locked: bool, schedulers: int = 2) -> dict:
    """So many schedulers queue the same reminders at the same moment."""
    people = list(User.objects.order_by("pk").values_list("pk", flat=True)[:count])
    connection.close()
    obligations = [of_person(person) for person in people]
    ready, go = os.pipe()
    begin = reminders.queue_due if locked else due.queue_now

    def run() -> None:
        User.objects.exists()  # the connection stands
        os.close(go)
        os.read(ready, 1)  # returns for all of them when the parent closes its end
        begin(obligations, now=WEEK_BEFORE)

    children = [fork(run) for _scheduler in range(schedulers)]
    time.sleep(0.3)
    os.close(go)
    return {"failed": sum(os.waitpid(child, 0)[1] != 0 for child in children)}


def warm_up() -> None:
    """What a process does once, so that workers are killed at their work and not while they get ready."""
    DNS_NAME.get_fqdn()
    message = Message(kind="reminder", language="da", address="a@eksempel.dk", message_id="<a@eksempel.dk>")
    made = composing.compose_reminder(message, [Due(of_person(1), 1, -7)], now=now())
    assert hours.is_open(now())
    assert list(made) == [None, None]


if __name__ == "__main__":
    warm_up()
    command = {"deliver": deliver, "queue": queue, "days": days}[sys.argv[1]]
    sys.stdout.write(json.dumps(command(**json.loads(sys.argv[2]))))
