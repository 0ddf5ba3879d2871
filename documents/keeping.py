"""Keeps store and rows in step: what no row names goes after a day; what a row names must be there, unchanged."""

import itertools
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from . import store
from .models import Document, Paper

DAY = 24 * 3600
_BATCH = 500


def sweep(*, older_than: float = DAY) -> int:
    """Remove strays and half-written files that have lain for a day; how many.

    Asks the disk's clock, not the programme's: a training day has nothing to do with how long a file has lain.
    """
    before = time.time() - older_than
    removed = sum(store.remove_if_old(path, before=before) for path in store.halves())
    for batch in itertools.batched(store.kept(), _BATCH):
        removed += sum(store.remove_if_old(path, before=before) for path in _strays(batch))
    return removed


def _strays(paths: Iterable[Path]) -> list[Path]:
    named = _named({path.name for path in paths})
    return [path for path in paths if path.name not in named]


def _named(hashes: set[str]) -> set[str]:
    found: set[str] = set()
    for model in (Document, Paper):
        found |= set(model.objects.filter(sha256__in=hashes).order_by().values_list("sha256", flat=True))
    return found


@dataclass(frozen=True)
class Fault:
    """A row whose file is not what it was: `why` is "missing" or "changed"."""

    what: str
    why: str


def verify() -> Iterator[Fault]:
    """Read every file that a row names; the rows whose file is missing or has changed."""
    for row in _rows_with_files():
        path = store.path_of(row.sha256)
        if not path.exists():
            yield Fault(f"{row._meta.model_name} {row.uid}", "missing")
        elif store.digest(path) != row.sha256 or path.stat().st_size != row.size:
            yield Fault(f"{row._meta.model_name} {row.uid}", "changed")


def _rows_with_files() -> Iterator[Document | Paper]:
    yield from Document.objects.order_by("pk").iterator(chunk_size=_BATCH)
    yield from Paper.objects.exclude(sha256="").order_by("pk").iterator(chunk_size=_BATCH)
