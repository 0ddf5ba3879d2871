"""The history of a case: sentences in a hash chain.

Each entry's hash covers the one before it, so that a changed, removed or reordered row shows in `verify`; the database
refuses UPDATE and DELETE anyway. Record inside the transaction of what is told about.
"""

import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from django.db import connection, transaction
from django.template import Context, Engine

from .models import Chain, HistoryEntry

_FIRST = "0" * 64
_LOCK_CHAIN = """
    INSERT INTO programme_chain AS chain ("case", length, head) VALUES (%s, 1, %s)
    ON CONFLICT ("case") DO UPDATE SET length = chain.length + 1
    RETURNING length, head
"""


def record(case: uuid.UUID, verb: str, *, by, at: dt.datetime, **facts) -> HistoryEntry:
    """Append to the case's history. `verb` names the template programme/history/<verb>.txt; facts must be JSON.

    Raises TransactionManagementError outside a transaction: an entry must stand or fall with what it tells about.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("history.record needs the transaction of what it tells about")
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_CHAIN, [case, _FIRST])
        number, previous = cursor.fetchone()
        entry = HistoryEntry(case=case, number=number, verb=verb, at=at, by=by, facts=facts)
        entry.hash = digest(entry, previous)
        entry.save(force_insert=True)
        cursor.execute('UPDATE programme_chain SET head = %s WHERE "case" = %s', [entry.hash, case])
    return entry


def digest(entry: HistoryEntry, previous: str) -> str:
    """SHA-256 over the previous hash and everything the entry says, in canonical JSON."""
    said = [
        previous,
        str(entry.case),
        entry.number,
        entry.verb,
        entry.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        entry.by_id,
        entry.facts,
    ]
    return hashlib.sha256(
        json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    ).hexdigest()


@dataclass(frozen=True)
class Break:
    """The first entry of a case that is not as it was written: "changed", "missing", or "added" past the end."""

    case: uuid.UUID
    number: int
    why: str


def verify() -> Iterator[Break]:
    """The first broken link of every case whose chain does not hold."""
    chains = {chain.case: chain for chain in Chain.objects.all()}
    entries = HistoryEntry.objects.order_by("case", "number").iterator(chunk_size=2000)
    for case, links in groupby(entries, key=attrgetter("case")):
        chain = chains.pop(case, None)
        if found := _first_break(case, links, *((chain.length, chain.head) if chain else (0, _FIRST))):
            yield found
    for case in sorted(chains):
        yield Break(case, 1, "missing")


def _first_break(case: uuid.UUID, links: Iterable[HistoryEntry], length: int, head: str) -> Break | None:
    """`length` and `head` are what the chain remembers of its end."""
    number, previous = 0, _FIRST
    for entry in links:
        if entry.number != number + 1:
            return Break(case, number + 1, "missing")
        if entry.hash != digest(entry, previous):
            return Break(case, entry.number, "changed")
        number, previous = entry.number, entry.hash
    if number < length:
        return Break(case, number + 1, "missing")
    if number > length:
        return Break(case, length + 1, "added")
    return None if previous == head else Break(case, number, "changed")


def sentence(entry: HistoryEntry) -> str:
    """The entry as a person reads it, in the reader's language: plain text, which a page escapes as it shows it."""
    template = Engine.get_default().get_template(f"programme/history/{entry.verb}.txt")
    return str(template.render(Context({"by": entry.by, **entry.facts}, autoescape=False))).strip()
