"""What the assessors say of one expression, as far as the reader may read it."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from people.models import User
from programme.models import CoreElement
from selection.board import Board, Line
from selection.models import Assessment, Remark, Score, ScoreChange
from selection.scoring import MISSING, weigh
from selection.states import AssessmentState


@dataclass(frozen=True)
class Opinion:
    """One assessment with its points in the order of the elements, and what was changed in them afterwards."""

    assessment: Assessment
    scores: list[tuple[CoreElement, Score | None]]
    changes: list[ScoreChange]
    total: Decimal | None


class Opinions:
    """Read for a page of one line: in a fixed number of queries."""

    def __init__(self, board: Board, line: Line, reader: User):
        self.board, self.line, self.reader = board, line, reader

    @cached_property
    def assessments(self) -> list[Assessment]:
        """All there are, with their states; taken back ones are not."""
        visible = Assessment.objects.visible_to(self.reader).exclude(state=AssessmentState.ENDED)
        mine = visible.filter(expression=self.line.pk).select_related("assessor")
        return list(mine.order_by("assessor__name", "pk"))

    @cached_property
    def given(self) -> list[Opinion]:
        """Nothing while the reader still owes their own, but their own is on its page."""
        if self.line.is_hidden:
            return []
        readable = Assessment.objects.readable_by(self.reader).given().filter(expression=self.line.pk)
        found = readable.select_related("assessor").prefetch_related("scores", "score_changes__element")
        return [self._opinion(each) for each in found.order_by("assessor__name", "pk")]

    def _opinion(self, assessment: Assessment) -> Opinion:
        scores = {each.element_id: each for each in assessment.scores.all()}
        listed = [(element, scores.get(element.pk)) for element in self.board.elements]
        digits = "".join(str(score.points or MISSING) if score else MISSING for _element, score in listed)
        reckoned = weigh([digits], self.board.weights)
        return Opinion(assessment, listed, list(assessment.score_changes.all()), reckoned.total if reckoned else None)

    @cached_property
    def remarks(self) -> list[Remark]:
        """What was said afterwards; not before the reader has given their own."""
        if self.line.is_hidden:
            return []
        return list(Remark.objects.filter(expression=self.line.pk).select_related("by").order_by("pk"))

    @property
    def figures(self) -> list[tuple[CoreElement, Decimal | None]]:
        scores = self.line.scores
        return [(each, scores.averages[n] if scores else None) for n, each in enumerate(self.board.elements)]
