"""Several who write in one section at once: what each of them changed is put together. Where two changed the same,
neither wins: both texts are shown, and a person decides.

A section consists of units: the top-level keys of `drafting.values_of`, a text each or a list of rows. What a page was
made from (`Seen`) travels with it as fingerprints, so that of each unit it is known who changed it since.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

Values = dict[str, Any]
# unit → fingerprint of its text, or of each of its rows.
Seen = dict[str, str | list[str]]


def fingerprint(value: Any) -> str:
    said = json.dumps(value, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(said.encode(errors="surrogatepass")).hexdigest()[:16]


def seen_of(values: Values) -> Seen:
    return {
        unit: [fingerprint(row) for row in value] if isinstance(value, list) else fingerprint(value)
        for unit, value in values.items()
    }


def read_seen(text: str) -> Seen:
    """What a form carried along; what is not of that shape was not made by us, and says nothing."""
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return {unit: prints for unit, prints in said.items() if _are_prints(prints)} if isinstance(said, dict) else {}


def _are_prints(said: Any) -> bool:
    return isinstance(said, str) or (isinstance(said, list) and all(isinstance(each, str) for each in said))


def write_seen(seen: Seen) -> str:
    return json.dumps(seen, sort_keys=True, separators=(",", ":"))


@dataclass
class Merged:
    """The section as it is to stand, and the units that are left as they were because two wrote in them."""

    values: Values
    conflicts: list[str] = field(default_factory=list)


def merge(
    stored: Values,
    typed: Values,
    seen: Seen,
    *,
    unique: Collection[str] = (),
    at_most: Mapping[str, int] = MappingProxyType({}),
) -> Merged:
    """`typed` holds the units that are to be saved. In those named by `unique` no two rows may have one name, and those
    in `at_most` hold so many rows: what cannot be put together within that is a conflict."""
    merged = Merged(dict(stored))
    for unit, mine in typed.items():
        theirs, origin = stored[unit], seen.get(unit)
        if isinstance(mine, list):
            together = _rows(theirs, mine, origin, has_names=unit in unique)
            if together is not None and len(together) > at_most.get(unit, len(together)):
                together = None
        else:
            together = _text(theirs, mine, origin)
        if together is None:
            merged.conflicts.append(unit)
        else:
            merged.values[unit] = together
    return merged


def _text(theirs: Any, mine: Any, origin: Any) -> Any | None:
    if mine == theirs or fingerprint(mine) == origin:
        return theirs
    return mine if fingerprint(theirs) == origin else None


def _rows(theirs: list, mine: list, origin: Any, *, has_names: bool) -> list | None:
    """Rows have no names of their own: one that was changed is one that is gone, and one that is new."""
    if mine == theirs:
        return theirs
    if not isinstance(origin, list):
        return None
    began = Counter(origin)
    my_rows, their_rows = [fingerprint(row) for row in mine], [fingerprint(row) for row in theirs]
    gone_by_me, gone_by_them = began - Counter(my_rows), began - Counter(their_rows)
    new_by_me, new_by_them = Counter(my_rows) - began, Counter(their_rows) - began
    if (gone_by_me & gone_by_them) and (new_by_me or new_by_them) and new_by_me != new_by_them:
        return None
    together = _without(mine, my_rows, gone_by_them - gone_by_me) + _only(theirs, their_rows, new_by_them - new_by_me)
    names = [row["name"].casefold() for row in together if row.get("name")] if has_names else []
    return together if len(names) == len(set(names)) else None


def _without(rows: list, prints: list[str], gone: Counter) -> list:
    left = gone.copy()
    kept = []
    for row, print_ in zip(rows, prints, strict=True):
        if left[print_]:
            left[print_] -= 1
        else:
            kept.append(row)
    return kept


def _only(rows: list, prints: list[str], wanted: Counter) -> list:
    left = wanted.copy()
    found = []
    for row, print_ in zip(rows, prints, strict=True):
        if left[print_]:
            left[print_] -= 1
            found.append(row)
    return found
