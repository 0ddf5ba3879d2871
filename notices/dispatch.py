"""Wake a worker, without ever making anybody wait for it.

The row is in the database, and the beat asks for what waits every half minute; so a broker that is away, hangs or
forgets costs a little time and nothing else. The waking is done in a thread of its own, and after a failure not
tried again for a while.
"""

import logging
import os
import queue
import threading
import time
import uuid

from celery import current_app

log = logging.getLogger(__name__)

REST_SECONDS = 30
_LONGEST_QUEUE = 1000


def one(uid: uuid.UUID) -> None:
    """Have this message sent soon. Called after the commit, never before it."""
    _waker.wake("kulturpunkt.tasks.deliver", str(uid))


def waiting() -> None:
    """Have all that waits sent soon."""
    _waker.wake("kulturpunkt.tasks.deliver_waiting")


class Waker:
    """Hands tasks to the broker from a thread, started at the first use and anew in a forked child."""

    def __init__(self) -> None:
        self._forget()
        os.register_at_fork(after_in_child=self._forget)

    def _forget(self) -> None:
        self._wanted: queue.SimpleQueue[tuple[str, tuple[str, ...]]] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self._rests_until = 0.0

    def wake(self, task: str, *args: str) -> None:
        if time.monotonic() < self._rests_until or self._wanted.qsize() > _LONGEST_QUEUE:
            return
        self._wanted.put((task, args))
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._work, name="wake-workers", daemon=True)
                self._thread.start()

    def _work(self) -> None:
        while True:
            task, args = self._wanted.get()
            if time.monotonic() < self._rests_until:
                continue
            try:
                current_app.send_task(task, args, retry=False)
            except Exception as error:  # whatever the broker's client raises, the row is safe and the beat finds it
                self._rests_until = time.monotonic() + REST_SECONDS
                log.warning("No worker woken, the beat will find what waits: %s", error)


_waker = Waker()
