"""Of one expression as the team reads it: its own deadline, what was asked, and what was changed in answer."""

import datetime as dt
from collections.abc import Sequence
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from areas import changes, content, units
from areas.changes import Closed
from areas.models import ExpressionOfInterest, Question, Submission
from areas.models.expression import last_day
from areas.states import ExpressionState
from programme.models import Milestone

from . import words


class Asking:
    """A part of `reading.Reading`, which says what it stands on."""

    expression: ExpressionOfInterest

    if TYPE_CHECKING:

        @property
        def today(self) -> dt.date: ...
        @property
        def submissions(self) -> Sequence[Submission]: ...
        @property
        def edition(self) -> Submission | None: ...
        @property
        def said(self) -> content.Content: ...
        @property
        def said_now(self) -> content.Content: ...
        @property
        def milestone(self) -> Milestone | None: ...

    @property
    def is_sent_back(self) -> bool:
        return self.expression.is_sent_back

    @property
    def due_on(self) -> dt.date | None:
        """The day by which this area has to send, or to answer."""
        if self.milestone is None:
            return None
        own = self.expression
        return last_day(self.milestone.due_on, own.extended_deadline_on, own.answer_due_on)

    @property
    def deadline(self) -> str:
        return words.day(self.due_on) if self.due_on else "–"

    @property
    def to_deadline(self) -> str:
        """In words: "6 dage", "i dag", "3 dage over"."""
        return words.days_left((self.due_on - self.today).days) if self.due_on else ""

    @property
    def is_late(self) -> bool:
        """It came after its deadline. An answer has one of its own, and says nothing about that."""
        sent = (each for each in self.submissions if not each.is_answer)
        stands = self.expression.submitted_at is not None or self.is_sent_back
        return stands and any(each.is_late for each in islice(sent, 1))

    @property
    def is_answered_late(self) -> bool:
        latest = next(iter(self.submissions), None)
        return latest is not None and not self.expression.is_draft and latest.is_answer and latest.is_late

    @property
    def is_unanswered(self) -> bool:
        """The answer is overdue: what was sent stands."""
        return self.is_sent_back and self.due_on is not None and self.due_on < self.today

    @property
    def may_send_back(self) -> bool:
        return self.expression.state == ExpressionState.SUBMITTED

    @property
    def may_extend(self) -> bool:
        return self.expression.state != ExpressionState.WITHDRAWN

    @cached_property
    def questions(self) -> list[tuple[str, Question]]:
        """Those that wait for an answer, each with what it is about."""
        titles = units.titles(self.said_now)
        return [(units.label((each.section, each.unit), titles), each) for each in self.expression.open_questions]

    @cached_property
    def changes(self) -> list[changes.Change]:
        """What is different in the edition that is shown from the one before it."""
        if self.edition is None or self.edition.number < 2:
            return []
        before = self.expression.submissions.filter(number=self.edition.number - 1).values_list("content", flat=True)
        return changes.between(content.thaw(before.get(), self.expression.programme_id), self.said)

    @cached_property
    def answered(self) -> list[Question]:
        """The questions that the edition that is shown answers."""
        if self.edition is None or not self.edition.is_answer:
            return []
        return list(self.expression.questions.filter(answered_in=self.edition.number))

    @cached_property
    def closed(self) -> list[Closed]:
        """What was asked about the edition that is shown, and closed without an answer."""
        if self.edition is None or not self.edition.is_closed_on:
            return []
        return changes.closed(self.expression.questions.closed_about(self.edition.number), self.said)

    @cached_property
    def untouched(self) -> list[tuple[str, Question]]:
        """Those in answer to which nothing was changed."""
        return changes.untouched(self.answered, self.changes, self.said)
