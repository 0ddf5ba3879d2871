"""Hands work to the workers when the transaction has committed.

A task sent from here is only a nudge: the row that needs work is in the database, and a task of the beat finds it if
the nudge is lost. So a broker that is away costs the request nothing but one short time-out, and for 30 seconds after
a failure nothing more is tried.
"""

import logging
import os
import threading
import time

import redis
from celery import current_app
from django.db import transaction

BREAK = 30.0
# Shorter than a worker's, which waits on a quiet queue; no second try, since a person waits for the page.
_IMPATIENT = {"socket_connect_timeout": 1, "socket_timeout": 1, "max_retries": 0, "interval_start": 0}
_log = logging.getLogger(__name__)


def send(name: str, *args) -> None:
    """Send the task `name` (its registered name; JSON arguments) after commit, or at once outside a transaction.

    Never raises for a broker that is away.
    """
    transaction.on_commit(lambda: publish(name, *args))


def publish(name: str, *args) -> bool:
    """Send now. False if the broker is away, or was within the last 30 seconds."""
    return _door.publish(name, args)


class _Door:
    """This process's one connection for sending, and what it knows about the broker."""

    def __init__(self):
        self.guard = threading.Lock()
        self.connection = None
        self.closed_until = 0.0

    def publish(self, name: str, args: tuple) -> bool:
        # Who cannot have the lock within a second stands behind somebody for whom the broker does not answer.
        if time.monotonic() < self.closed_until or not self.guard.acquire(timeout=1):
            return False
        try:
            return time.monotonic() >= self.closed_until and self._try(name, args)
        finally:
            self.guard.release()

    def _try(self, name: str, args: tuple) -> bool:
        # A connection that has lain still may be dead though the broker is well: then once more, with a new one.
        for _attempt in range(2 if self.connection else 1):
            try:
                current_app.send_task(name, args=args, connection=self._connected(), retry=False)
            except Exception as error:  # whatever the broker's client throws: the row is there, and the beat finds it
                self.connection, failure = None, error
                if isinstance(error.__cause__, redis.TimeoutError):
                    break  # it is there and does not answer: a person waits, and once is enough
            else:
                return True
        self.closed_until = time.monotonic() + BREAK
        _log.warning("broker away, %s is left for the beat: %s", name, failure)
        return False

    def _connected(self):
        if self.connection is None:
            options = current_app.conf.broker_transport_options | _IMPATIENT
            self.connection = current_app.connection_for_write(transport_options=options)
        return self.connection


_door = _Door()
# A connection must not be shared with a parent process, nor a lock that another of its threads held.
os.register_at_fork(after_in_child=_door.__init__)  # type: ignore[misc]
