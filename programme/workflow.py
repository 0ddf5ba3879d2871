"""A process is a table of moves, and `move` is its only door."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import CheckConstraint, Q

from . import history


class NotAllowed(Exception):
    """The subject is not in a state from which this move is allowed, or this person may not make it."""


class Overtaken(NotAllowed):
    """Somebody else has changed it since this person looked; str() is the sentence that says so, where there is one."""


def stamped(name: str, stamps: dict, kept: dict | None = None) -> list[CheckConstraint]:
    """The constraints `<name>_<stamp>_stamp` of a model with states: in each of these states, and in no other but those
    in which it is `kept`, it says since when and by whom (`<stamp>_at`, `<stamp>_by`)."""
    found = []
    for state, stamp in stamps.items():
        pair = (f"{stamp}_at__isnull", f"{stamp}_by__isnull")
        there = Q(state__in=[state, *kept[state]]) if kept and state in kept else Q(state=state)
        said = there & Q(*((each, False) for each in pair))
        silent = ~there & Q(*((each, True) for each in pair))
        found.append(CheckConstraint(condition=said | silent, name=f"{name}_{stamp}_stamp"))
    return found


def lock(subject):
    """The same row, fresh and locked until the transaction ends. Raises DoesNotExist if it is gone."""
    rows = type(subject)._base_manager.select_for_update(of=("self",), no_key=True)
    return rows.get(pk=subject.pk)


@transaction.atomic
def move(subject, to: str, **how):
    """Take the subject to the state `to`, once, and write it in the history of its case; see `move_locked`.

    The row is locked and re-read before anything is checked, so of two people who press at once one succeeds and the
    other gets NotAllowed.
    """
    return move_locked(lock(subject), to, **how)


def move_locked(
    row,
    to: str,
    *,
    by,
    at: dt.datetime,
    may: Callable[[Any, Any], bool],
    verb: str,
    facts: dict[str, Any] | None = None,
    **fields,
):
    """The same for a row that `lock` gave in this transaction.

    `may(by, row)` is asked of the fresh row. The state's own pair `<stamp>_at/_by` (row.STAMPS) is set, those of other
    states are cleared, unless they are kept in this one (row.KEPT, where there is such a table); `fields` are written
    along; `facts` go in the history. Raises NotAllowed.
    """
    if to not in row.MOVES[row.state]:
        raise NotAllowed(f"{row._meta.model_name} {row.pk}: {row.state} → {to}")
    if not may(by, row):
        raise NotAllowed(f"{row._meta.model_name} {row.pk}: {by.pk} may not {verb}")
    fields["state"] = to
    kept = getattr(row, "KEPT", {})
    for state, stamp in row.STAMPS.items():
        if state == to:
            fields |= {f"{stamp}_at": at, f"{stamp}_by": by}
        elif to not in kept.get(state, ()):
            fields |= {f"{stamp}_at": None, f"{stamp}_by": None}
    for name, value in fields.items():
        setattr(row, name, value)
    row.save(update_fields=list(fields))
    history.record(row.case, verb, by=by, at=at, **(facts or {}))
    return row
