"""The papers of an area's case."""

from dataclasses import dataclass

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
    arrived_at: str
    deadline_on: str
    is_late: bool
    submitted_by: str
    sha256: str
    content: Content


def order_receipt(submission: Submission, said: Content, *, language: str) -> Paper:
    expression = submission.expression
    receipt = Receipt(
        reference=expression.reference,
        number=submission.number,
        programme=str(expression.programme),
        arrived_at=submission.arrived_at.isoformat(),
        deadline_on=submission.deadline_on.isoformat(),
        is_late=submission.is_late,
        submitted_by=str(submission.submitted_by),
        sha256=submission.content_sha256,
        content=said,
    )
    return papers.order(
        case=expression.case,
        kind="receipt",
        title=f"{expression.reference} {said.area}",
        template="papers/receipt.html",
        view_model=receipt,
        language=language,
        by=submission.submitted_by,
        at=submission.arrived_at,
    )
