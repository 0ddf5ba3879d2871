"""Who assesses what: all the expressions of the round, all the assessors, and how far each is, in five queries."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q

from areas.models import ExpressionOfInterest
from areas.states import ExpressionState
from people.models import User
from programme.models import Programme
from selection.barring import Pair, bars, may_be_asked
from selection.models import LIVE, Assessment
from selection.spreading import Spread, Wanting, spread
from selection.states import AssessmentState

BADGES: dict[str, str] = {
    AssessmentState.ASSIGNED: "badge-info",
    AssessmentState.QUALIFIED: "badge-warning",
    AssessmentState.GIVEN: "badge-success",
    AssessmentState.DISQUALIFIED: "badge-error",
}


@dataclass(frozen=True)
class Cell:
    """Where somebody's assessment stands, for the table."""

    person: User
    label: str = ""
    css: str = ""


@dataclass(frozen=True)
class Row:
    """An expression; `asked` are those who assess it or have, `given` how many of them are done."""

    expression: ExpressionOfInterest
    cells: list[Cell]
    asked: int
    given: int
    lacks_substitute: bool
    is_chosen: bool

    @property
    def may_be_chosen(self) -> bool:
        return self.expression.state == ExpressionState.SUBMITTED


@dataclass(frozen=True)
class Assessor:
    """One who assesses, or can be asked to."""

    person: User
    given: int
    total: int
    disqualified: int
    due_on: dt.date | None
    is_late: bool
    is_chosen: bool


class Matrix:
    """As `user`, who is of the team, may see it: without the cases that are closed to them.

    `chosen` are the uids of expressions and `chosen_people` the ids of people that are ticked.
    """

    def __init__(
        self,
        user: User,
        today: dt.date,
        *,
        chosen: Collection[str] = (),
        chosen_people: Collection[str] = (),
    ):
        self.user, self.today = user, today
        self.chosen, self.chosen_people = set(chosen), set(chosen_people)

    @cached_property
    def programme(self) -> Programme | None:
        return Programme.objects.current()

    @cached_property
    def expressions(self) -> list[ExpressionOfInterest]:
        """What was sent and stands, also while the area is asked something, or once it is decided; by name."""
        sent = ~Q(state__in=[ExpressionState.DRAFT, ExpressionState.WITHDRAWN]) | Q(answer_due_on__isnull=False)
        mine = ExpressionOfInterest.objects.visible_to(self.user).filter(sent, programme=self.programme)
        return list(mine.select_related("area__municipality").order_by("area__name", "pk"))

    @cached_property
    def assessments(self) -> list[Assessment]:
        """All that are not taken back."""
        theirs = Assessment.objects.visible_to(self.user).filter(expression__programme=self.programme)
        rows = theirs.exclude(state=AssessmentState.ENDED).select_related("assessor")
        return list(rows.defer("overall").order_by("pk"))

    @cached_property
    def awaited(self) -> set[int]:
        """The expressions of which somebody is disqualified, and nobody in their place."""
        lacking = Assessment.objects.visible_to(self.user).awaiting_substitute()
        return set(lacking.filter(expression__programme=self.programme).values_list("expression", flat=True))

    @cached_property
    def people(self) -> list[User]:
        """Who can be asked."""
        return list(may_be_asked())

    @cached_property
    def _of(self) -> dict[User, list[Assessment]]:
        found = defaultdict(list)
        for each in self.assessments:
            found[each.assessor].append(each)
        return found

    @cached_property
    def columns(self) -> list[User]:
        """Who has something to assess, or had, until they were disqualified."""
        return sorted(self._of, key=lambda person: (str(person).lower(), person.pk))

    @cached_property
    def rows(self) -> list[Row]:
        found = {(each.expression_id, each.assessor_id): each for each in self.assessments}
        return [self._row(each, found) for each in self.expressions]

    def _row(self, expression: ExpressionOfInterest, found: dict[Pair, Assessment]) -> Row:
        theirs = [found.get((expression.pk, person.pk)) for person in self.columns]
        states = Counter(each.state for each in theirs if each)
        return Row(
            expression=expression,
            cells=[self._cell(person, each) for person, each in zip(self.columns, theirs, strict=True)],
            asked=sum(states[state] for state in LIVE),
            given=states[AssessmentState.GIVEN],
            lacks_substitute=expression.pk in self.awaited,
            is_chosen=str(expression.uid) in self.chosen,
        )

    def _cell(self, person: User, assessment: Assessment | None) -> Cell:
        if assessment is None:
            return Cell(person)
        return Cell(person, str(AssessmentState(assessment.state).label), BADGES[assessment.state])

    @cached_property
    def assessors(self) -> list[Assessor]:
        """Who can be asked, and whoever has something though they cannot be asked any more; by name."""
        everybody = {person.pk: person for person in [*self.people, *self._of]}
        return [self._assessor(each) for each in sorted(everybody.values(), key=lambda each: str(each).lower())]

    def _assessor(self, person: User) -> Assessor:
        theirs = self._of.get(person, [])
        states = Counter(each.state for each in theirs)
        days = [each.due_on for each in theirs if each.state in (AssessmentState.ASSIGNED, AssessmentState.QUALIFIED)]
        due_on = min(days, default=None)
        return Assessor(
            person=person,
            given=states[AssessmentState.GIVEN],
            total=sum(states[state] for state in LIVE),
            disqualified=states[AssessmentState.DISQUALIFIED],
            due_on=due_on,
            is_late=due_on is not None and due_on < self.today,
            is_chosen=str(person.pk) in self.chosen_people,
        )

    @property
    def given(self) -> int:
        return sum(each.given for each in self.rows)

    @property
    def asked(self) -> int:
        return sum(each.asked for each in self.rows)

    @property
    def last_due(self) -> dt.date | None:
        """The day that was set last, to begin with."""
        return max((each.due_on for each in self.assessments), default=None)

    # --- a proposal

    def spread(self, expressions: Collection[ExpressionOfInterest], people: Collection[User], per: int) -> Spread:
        """`people` spread over these expressions, so that each has `per` assessors with those it has."""
        live = [each for each in self.assessments if each.state in LIVE]
        asked = Counter(each.expression_id for each in live)
        wanting = [Wanting(each.pk, each.uid, max(0, per - asked[each.pk])) for each in expressions]
        load = Counter(each.assessor_id for each in live)
        ids = sorted(person.pk for person in people)
        return spread(wanting, ids, barred=bars(expressions, people), load=load)
