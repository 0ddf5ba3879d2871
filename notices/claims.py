"""Who may touch a message: its advisory lock.

A lock belongs to one database session and ends with it, however the process ends; there is no lease that could run
out while a stalled worker still sleeps. It needs a session of its own: no pooling by transaction in front of
PostgreSQL.
"""

import contextlib
import datetime as dt
from collections.abc import Iterable, Iterator

from django.db import DatabaseError, connection

# "kp" and 40 bits for the message: nobody else's advisory locks begin like this.
MESSAGES = 0x6B70 << 40
SCHEDULER = 0x6B71 << 40

# The outer LIMIT stops asking for locks when enough are held; the inner query is the index scan of `message_due`.
_CLAIM_DUE = """
    SELECT id FROM (
        SELECT id FROM notices_message
        WHERE state = 'queued' AND (next_try_at IS NULL OR next_try_at <= %(now)s)
          AND (NOT %(held)s OR released_at IS NOT NULL)
        ORDER BY is_secret DESC, next_try_at NULLS FIRST, id LIMIT 5000
    ) AS due WHERE pg_try_advisory_lock(%(messages)s + id) LIMIT %(limit)s
"""
_CLAIM_UNSETTLED = """
    SELECT id FROM (
        SELECT id FROM notices_message
        WHERE state = 'sending' AND (sending_at <= %(before)s OR sending_at > %(now)s) ORDER BY id LIMIT 1000
    ) AS unsettled WHERE pg_try_advisory_lock(%(messages)s + id) LIMIT %(limit)s
"""
_RELEASE = "SELECT pg_advisory_unlock(%s + id) FROM unnest(%s::bigint[]) AS id"


class InTransaction(Exception):
    """Sending was asked for inside a transaction: what is written could be undone after the mail has left."""


def refuse_transaction() -> None:
    if connection.in_atomic_block:
        raise InTransaction("mail is sent outside any transaction")


@contextlib.contextmanager
def due(now: dt.datetime, *, limit: int, held: bool) -> Iterator[list[int]]:
    """Messages whose time has come and that nobody else has claimed; `held`: only those that were let go by hand."""
    with _claimed(_CLAIM_DUE, {"now": now, "limit": limit, "held": held}) as ids:
        yield ids


@contextlib.contextmanager
def unsettled(now: dt.datetime, *, grace: dt.timedelta, limit: int) -> Iterator[list[int]]:
    """Messages that somebody began to send longer ago than `grace` and does not hold any more.

    There is no lower limit: however long ago, or (a clock was put back) ahead of us, it is found.
    """
    with _claimed(_CLAIM_UNSETTLED, {"now": now, "before": now - grace, "limit": limit}) as ids:
        yield ids


@contextlib.contextmanager
def one(message: int) -> Iterator[bool]:
    """Whether this very message could be claimed."""
    with _claimed("SELECT %(id)s WHERE pg_try_advisory_lock(%(messages)s + %(id)s)", {"id": message}) as ids:
        yield bool(ids)


@contextlib.contextmanager
def scheduler() -> Iterator[bool]:
    """Whether we are the only one who queues reminders now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [SCHEDULER])
        (alone,) = cursor.fetchone()
    try:
        yield alone
    finally:
        if alone:
            _quietly("SELECT pg_advisory_unlock(%s)", [SCHEDULER])


def keep_until_commit(messages: Iterable[int]) -> set[int]:
    """Those of the messages that no worker holds; until this transaction ends no worker can take them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM unnest(%s::bigint[]) AS id WHERE pg_try_advisory_xact_lock(%s + id)",
            [list(messages), MESSAGES],
        )
        return {row[0] for row in cursor.fetchall()}


@contextlib.contextmanager
def _claimed(query: str, values: dict) -> Iterator[list[int]]:
    refuse_transaction()
    with connection.cursor() as cursor:
        # What is written while a lock is held is on disk before the next step, whatever the server's default.
        cursor.execute("SET synchronous_commit = on")
        cursor.execute(query, values | {"messages": MESSAGES})
        ids = [row[0] for row in cursor.fetchall()]
    try:
        yield ids
    finally:
        if ids:
            _quietly(_RELEASE, [MESSAGES, ids])


def _quietly(query: str, values: list) -> None:
    """Give locks back. If the session is gone, so are they."""
    with contextlib.suppress(DatabaseError), connection.cursor() as cursor:
        cursor.execute(query, values)
