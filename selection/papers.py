"""The letter as a paper."""

import datetime as dt
from dataclasses import dataclass, field

from django.utils import translation

from documents import frozen, papers
from documents.models import Paper
from people.models import User
from programme import calendar

from .letters import Block, blocks
from .models import Letter

TEMPLATE = "papers/decision.html"


@dataclass(frozen=True)
class DecisionLetter:
    """What it shows. `is_draft`: nobody has sent it. `signed_by`: who releases it (forvaltningsloven, § 32 b)."""

    reference: str
    area: str
    programme: str
    day: dt.date
    subject: str
    blocks: list[Block] = field(default_factory=list)
    is_draft: bool = False
    signed_by: str = ""


def _shown(letter: Letter, day: dt.date, by: User, *, is_draft: bool = False) -> DecisionLetter:
    expression = letter.decision.expression
    return DecisionLetter(
        reference=expression.reference,
        area=expression.area.name,
        programme=str(expression.programme),
        day=day,
        subject=letter.subject,
        blocks=blocks(letter.body),
        is_draft=is_draft,
        signed_by=by.name,
    )


def _title(letter: Letter) -> str:
    expression = letter.decision.expression
    return f"{expression.reference} {expression.area.name}"


def order_letter(letter: Letter, *, by: User, at: dt.datetime) -> Paper:
    """In the letter's own language, as it was read."""
    with translation.override(letter.language):
        shown = _shown(letter, calendar.day_of(at), by)
    return papers.order(
        case=letter.decision.case,
        kind="decision",
        title=_title(letter),
        template=TEMPLATE,
        view_model=shown,
        language=letter.language,
        by=by,
        at=at,
    )


def preview(letter: Letter, *, by: User, at: dt.datetime) -> bytes:
    """The PDF as it would be if `by` released it now, marked as a draft; nothing is stored."""
    from documents import pdf  # WeasyPrint takes a second to import: whoever makes no papers need not wait for it

    with translation.override(letter.language):
        context = frozen.freeze(_shown(letter, calendar.day_of(at), by, is_draft=True))
    paper = Paper(title=_title(letter), template=TEMPLATE, language=letter.language, context=context, ordered_at=at)
    return pdf.render(papers.html_of(paper), created_at=at)
