"""Papers: ordered in the transaction of what they tell about, made once, kept for good."""

import dataclasses
import logging
import uuid
from datetime import datetime
from typing import Any

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from programme import calendar, tasking

from . import frozen, store
from .models import Paper

_log = logging.getLogger(__name__)


def order(
    *,
    case: uuid.UUID,
    kind: str,
    title: str,
    template: str,
    view_model: Any,
    language: str,
    by,
    at: datetime,
) -> Paper:
    """Order a paper, in the caller's transaction; a worker makes the PDF after commit.

    `view_model` is a dataclass, frozen here and now (see `frozen.freeze` for what it may hold); `template` (such as
    "papers/receipt.html", extending papers/_layout.html) gets its fields as variables, and the row as `paper`.
    """
    if not dataclasses.is_dataclass(view_model):
        raise TypeError("a paper's view-model is a dataclass")
    with translation.override(language):
        context = frozen.freeze(view_model)
    paper = Paper.objects.create(
        case=case,
        kind=kind,
        title=str(title).replace("\0", "")[:200],
        template=template,
        language=language,
        context=context,
        ordered_at=at,
        ordered_by=by,
    )
    tasking.send("documents.tasks.make_paper", paper.pk)
    return paper


def make(paper: Paper, *, now: datetime | None = None) -> Paper:
    """The same paper with its file: made now if nobody has made it yet.

    Of many who make one at once, one does and the others wait for its file. What goes wrong is raised, and kept in
    the row's `error`.
    """
    if paper.is_ready:
        return paper
    try:
        return _make_locked(paper.pk, now or calendar.now())
    except Exception as error:
        Paper.objects.filter(pk=paper.pk, made_at=None).update(error=f"{type(error).__name__}: {error}"[:2000])
        raise


@transaction.atomic
def _make_locked(pk: int, now: datetime) -> Paper:
    from . import pdf  # WeasyPrint takes a second to import: whoever makes no papers need not wait for it

    paper = Paper.objects.select_for_update(of=("self",), no_key=True).get(pk=pk)
    if not paper.is_ready:
        data = pdf.render(html_of(paper), created_at=paper.ordered_at)
        paper.sha256, paper.size, paper.made_at, paper.error = store.put(data), len(data), now, ""
        paper.save(update_fields=["sha256", "size", "made_at", "error"])
    return paper


def make_waiting(*, now: datetime, limit: int = 100) -> int:
    """Make the papers whose worker never came to it. How many were made; one that fails does not stop the others."""
    made = 0
    for paper in Paper.objects.awaiting_making().order_by("error", "pk")[:limit]:
        try:
            make(paper, now=now)
            made += 1
        except Exception:
            _log.exception("paper %s could not be made", paper.uid)
    return made


def html_of(paper: Paper) -> str:
    """What the PDF is made of."""
    with translation.override(paper.language):
        return render_to_string(paper.template, {**frozen.thaw(paper.context), "paper": paper})
