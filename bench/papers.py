"""How long a receipt's PDF takes, against what WeasyPrint itself needs for its HTML with fonts and CSS reused.

By turns, so that whatever else the machine does falls on both alike. Ours does all of it: locks the row, thaws what
the paper keeps, renders the template, lays the PDF out, writes it through to the disk and marks the row as made.
"""

import statistics
import time

from weasyprint import HTML

from areas import actions
from bench import data
from documents import papers, pdf
from documents.models import Paper
from programme import calendar

ROUNDS = 25


def measure(rounds: int = ROUNDS) -> tuple[float, float]:
    """Median seconds a receipt: ours, and WeasyPrint's own (ours at most 1.2 × as long)."""
    return compare(_receipts(rounds + 2))


def compare(ordered: list[Paper]) -> tuple[float, float]:
    ours: list[float] = []
    bare: list[float] = []
    for number, paper in enumerate(ordered):
        html = papers.html_of(paper)
        turns = [(ours, lambda: papers.make(paper)), (bare, lambda: _weasyprint(html))]  # noqa: B023 (called at once)
        for times, turn in turns if number % 2 else reversed(turns):
            started = time.perf_counter()
            turn()
            times.append(time.perf_counter() - started)
    # The first ones also read the fonts and compile the template.
    return statistics.median(ours[2:]), statistics.median(bare[2:])


def _receipts(count: int) -> list[Paper]:
    """Real receipts, of expressions that are sent here."""
    drafts = data.areas(count, prefix="kvittering")
    data.complete(drafts)
    for draft in drafts:
        actions.submit(draft, by=draft.created_by, arrived_at=calendar.now(), version=draft.version)
    return list(Paper.objects.awaiting_making().filter(case__in=[draft.case for draft in drafts]))


def _weasyprint(html: str) -> bytes:
    fonts, css = pdf.fonts_and_css()
    document = HTML(string=html, base_url="https://bundle.invalid/").render(stylesheets=[css], font_config=fonts)
    return document.write_pdf(pdf_variant="pdf/ua-1")
