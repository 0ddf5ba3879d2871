"""The board: everything about all expressions that were sent in one round, in two statements whatever their number.

By hand, because what stands on one line comes from seven tables. It begins with the expressions that the reader may
see, and does not say what was scored where the reader still owes an assessment of their own.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q

from areas.models import ExpressionOfInterest
from areas.states import DECIDED, ExpressionState
from programme import workflow
from programme.models import CoreElement, Programme

from . import access, scoring

# What was sent stands while its answers are awaited.
ON_BOARD = Q(state__in=[ExpressionState.SUBMITTED, *DECIDED]) | Q(answer_due_on__isnull=False)

# An assessment counts when it is given, and is asked for until then; never by somebody who is disqualified. Points are
# digits in the order of the elements. Own funding is that of the budget, and of the one that was sent last while the
# area is answering.
_LINES = """
WITH shown AS MATERIALIZED (
  SELECT e.id, e.uid, e."case", e.reference, e.area_id, e.answer_due_on, e.state
  FROM areas_expressionofinterest e WHERE e.id IN ({visible})),
live AS MATERIALIZED (
  SELECT s.id, s.expression_id, s.assessor_id, s.state,
    s.state <> 'given' AND e.state IN ('draft', 'submitted') AS is_to_come
  FROM selection_assessment s JOIN shown e ON e.id = s.expression_id
  WHERE s.state IN ('assigned', 'qualified', 'given') AND NOT EXISTS (
    SELECT FROM programme_disqualification d
    WHERE d."case" = e."case" AND d.person_id = s.assessor_id AND d.lifted_at IS NULL)),
asked AS (
  SELECT expression_id, count(*) AS asked, count(*) FILTER (WHERE state = 'given') AS given,
    bool_or(assessor_id = %s AND is_to_come) AS owes
  FROM live GROUP BY expression_id),
digits AS (
  SELECT s.id, s.expression_id, string_agg(coalesce(p.points, 0)::text, '' ORDER BY c.position, c.id) AS points
  FROM live s CROSS JOIN programme_coreelement c
  LEFT JOIN selection_score p ON p.assessment_id = s.id AND p.element_id = c.id
  WHERE s.state = 'given' AND c.programme_id = %s GROUP BY s.id, s.expression_id),
scored AS (SELECT expression_id, string_agg(points, ',' ORDER BY id) AS points FROM digits GROUP BY expression_id),
own AS (
  SELECT b.expression_id, sum(b.amount) AS amount FROM areas_budgetline b JOIN shown e ON e.id = b.expression_id
  WHERE b.funding = 'own' GROUP BY b.expression_id)
SELECT e.id, e.uid, e.reference, a.name, a.municipality_id, coalesce(k.kind, ''), a.latitude, a.longitude,
  coalesce((SELECT s.is_late FROM areas_submission s
            WHERE s.expression_id = e.id AND NOT s.is_answer ORDER BY s.number DESC LIMIT 1), false),
  e.answer_due_on IS NOT NULL,
  coalesce(CASE WHEN e.answer_due_on IS NULL THEN own.amount ELSE (
    SELECT sum((line->>'amount')::numeric)
    FROM (SELECT content FROM areas_submission s WHERE s.expression_id = e.id ORDER BY s.number DESC LIMIT 1) sent,
      jsonb_array_elements(sent.content->'budget') line
    WHERE (line->>'own')::boolean AND line->>'amount' <> '') END, 0),
  coalesce(asked.asked, 0), coalesce(asked.given, 0), coalesce(asked.owes, false), coalesce(scored.points, '')
FROM shown e JOIN areas_localarea a ON a.id = e.area_id
LEFT JOIN selection_placekind k ON k.area_id = a.id
LEFT JOIN asked ON asked.expression_id = e.id
LEFT JOIN scored ON scored.expression_id = e.id
LEFT JOIN own ON own.expression_id = e.id
ORDER BY a.name, e.id
"""


@dataclass(slots=True, eq=False)
class Line:
    """One expression. `given` of the `asked` assessments are there; `is_hidden`: the reader has one of their own still
    to give, and so `points` and `scores` are empty. `rank` counts from 1, and `sharing` says how many have it."""

    pk: int
    uid: UUID
    reference: str
    area: str
    municipality: int | None
    kind: str
    latitude: Decimal | None
    longitude: Decimal | None
    is_late: bool
    is_pending: bool
    own: Decimal
    asked: int
    given: int
    is_hidden: bool
    points: tuple[str, ...]
    scores: scoring.Scores | None = None
    rank: int | None = None
    sharing: int = 1

    @property
    def missing(self) -> int:
        return self.asked - self.given

    @property
    def total(self) -> Decimal | None:
        return self.scores.total if self.scores else None


@dataclass(frozen=True)
class Tie:
    """Several have one total, and there are places for `seats` of them only."""

    lines: list[Line]
    seats: int
    total: Decimal


@dataclass
class Board:
    """`lines` in Danish order of their names, ranked by the weights given, or those of the elements."""

    programme: Programme
    elements: list[CoreElement]
    lines: list[Line]
    weights: list[Decimal] = field(default_factory=list)

    def __post_init__(self):
        self.weigh(self.weights or [element.weight for element in self.elements])

    def weigh(self, weights: Sequence[Decimal]) -> None:
        """Reckon with these weights, in the order of the elements, and rank anew."""
        self.weights = list(weights)
        for line in self.lines:
            line.scores = scoring.weigh(line.points, weights) if line.points else None
            line.rank, line.sharing = None, 1
        for rank, alike in _groups(self.lines):
            for line in alike:
                line.rank, line.sharing = rank, len(alike)

    @property
    def ranked(self) -> list[Line]:
        """The best first; those of one rank in the order of their names."""
        return [line for _rank, alike in _groups(self.lines) for line in alike]

    @property
    def hidden(self) -> list[Line]:
        return [line for line in self.lines if line.is_hidden]

    @property
    def unfinished(self) -> list[Line]:
        """Some of what was asked is not given, or nothing was asked."""
        return [line for line in self.lines if line.missing or not line.asked]

    @property
    def tie(self) -> Tie | None:
        """What stands across the line of the last place."""
        return fill(self.lines, self.programme.places).tie

    def is_within(self, line: Line) -> bool:
        """It would have a place whatever one does about a tie."""
        return line.rank is not None and line.rank + line.sharing - 1 <= self.programme.places


@dataclass(frozen=True)
class Filled:
    """Who gets a place, the best first, and who stands across the line; nobody of a tie is among the chosen."""

    chosen: list[Line]
    tie: Tie | None = None


def fill(lines: Iterable[Line], places: int) -> Filled:
    """The best by total, as far as the places go; stops at a tie that they do not hold."""
    chosen: list[Line] = []
    for _rank, alike in _groups(lines):
        left = places - len(chosen)
        if len(alike) > left:
            total = alike[0].total
            return Filled(chosen, Tie(alike, left, total) if left and total is not None else None)
        chosen += alike
    return Filled(chosen)


@dataclass(frozen=True)
class OneEach:
    """The best of each municipality, as far as the places go. `tied` are the codes of those where several are the best,
    `without` of those where nobody has points."""

    filled: Filled
    tied: list[int]
    without: list[int]


def one_each(lines: Iterable[Line], municipalities: Iterable[int], places: int) -> OneEach:
    candidates = list(lines)
    best, tied, without = [], [], []
    for code in municipalities:
        _rank, alike = next(_groups(line for line in candidates if line.municipality == code), (0, []))
        if not alike:
            without.append(code)
        elif len(alike) > 1:
            tied.append(code)
        else:
            best += alike
    return OneEach(fill(best, places), tied, without)


def _groups(lines: Iterable[Line]) -> Iterator[tuple[int, list[Line]]]:
    """Those of equal total together with the rank they have among these, the best first; without points, nowhere."""
    scored = [line for line in lines if line.total is not None]
    scored.sort(key=lambda line: line.total or 0, reverse=True)
    rank = 1
    for _total, alike in groupby(scored, key=lambda line: line.total):
        group = list(alike)
        yield rank, group
        rank += len(group)


def expressions(programme: Programme, *, by):
    """Those on the board that this person of the team may see, as a queryset."""
    if not access.is_team(by, None):
        raise workflow.NotAllowed(f"{by.pk} may not see the board")
    return ExpressionOfInterest.objects.visible_to(by).filter(ON_BOARD, programme=programme)


def read(programme: Programme, *, by) -> Board:
    """The whole board as this person of the team may see it. Raises NotAllowed for anybody else."""
    visible, known = expressions(programme, by=by).order_by().values("pk").query.sql_with_params()
    elements = list(programme.core_elements.order_by("position", "pk"))
    with connection.cursor() as cursor:
        cursor.execute(_LINES.format(visible=visible), [*known, by.pk, programme.pk])
        return Board(programme, elements, [_line(*row) for row in cursor.fetchall()])


def _line(*row: Any) -> Line:
    line = Line(*row)
    line.points = () if line.is_hidden or not row[-1] else tuple(row[-1].split(","))
    return line
