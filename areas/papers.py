"""The papers of an area's case."""

import datetime as dt
from dataclasses import dataclass

from django.utils import translation

from areas.content import Content
from areas.models import Submission
from documents import papers
from documents.models import Paper


@dataclass(frozen=True)
class Receipt:
    """What the receipt shows: exactly what was sent, when it arrived, and the fingerprint that proves it."""

    reference: str
    number: int
    programme: str
    arrived_at: dt.datetime
    deadline_on: dt.date
    is_late: bool
    submitted_by: str
    sha256: str
    content: Content
    channel: str = ""
    entered_at: dt.datetime | None = None
    is_answer: bool = False


def order_receipt(submission: Submission, said: Content, *, at: dt.datetime | None = None) -> Paper:
    """In the language of the person who sends it, or whose it is: the labels in what was sent are in it too.

    `at`: now, where that is not when it arrived.
    """
    expression, entry = submission.expression, submission.entry
    at = at or submission.arrived_at
    receipt = Receipt(
        reference=expression.reference,
        number=submission.number,
        programme=str(expression.programme),
        arrived_at=submission.arrived_at,
        deadline_on=submission.deadline_on,
        is_late=submission.is_late,
        submitted_by=str(submission.submitted_by),
        sha256=submission.content_sha256,
        content=said,
        channel=entry.channel if entry else "",
        entered_at=at if entry else None,
        is_answer=submission.is_answer,
    )
    return papers.order(
        case=expression.case,
        kind="receipt",
        title=f"{expression.reference} {said.area}",
        template="papers/receipt.html",
        view_model=receipt,
        language=translation.get_language() or "da",
        by=submission.submitted_by,
        at=at,
    )
