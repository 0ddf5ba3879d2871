"""How far the choice is: a few figures for the team's Monday morning."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q

from areas.models import ExpressionOfInterest
from people.models import User
from programme.models import Programme

from .models import Assessment, Decision
from .models.assessment import LIVE


@dataclass(frozen=True)
class Standing:
    """Assessments: how many are `given`, how many somebody still `owes`, how many of those are `overdue`, and how many
    are without an assessor since theirs was disqualified. Expressions that are sent: how many are `unassigned`, and of
    how many nothing is decided. Decisions: how many lie `ready`, and how many of their letters are `unread`."""

    given: int
    owed: int
    overdue: int
    without_assessor: int
    unassigned: int
    undecided: int
    ready: int
    unread: int

    @property
    def assessments(self) -> int:
        return self.given + self.owed

    @property
    def is_under_way(self) -> bool:
        """From the first assignment until all that came in have been told."""
        return bool(self.ready or (self.undecided and self.assessments))


def standing(programme: Programme, *, by: User, today: dt.date) -> Standing:
    """As this one of the team sees it: nothing of a case that is closed to them. Five queries."""
    sent = ExpressionOfInterest.objects.visible_to(by).filter(programme=programme).awaiting_decision()
    seen = Assessment.objects.visible_to(by).filter(expression__in=sent)
    live = Assessment.objects.filter(expression=OuterRef("pk"), state__in=LIVE)
    ready = Decision.objects.visible_to(by).pending().filter(programme=programme)
    return Standing(
        given=seen.given().count(),
        **seen.owed().aggregate(owed=Count("pk"), overdue=Count("pk", filter=Q(due_on__lt=today))),
        without_assessor=seen.awaiting_substitute().count(),
        **sent.aggregate(
            unassigned=Count("pk", filter=~Exists(live)),
            undecided=Count("pk", filter=~Exists(ready.filter(expression=OuterRef("pk")))),
        ),
        **ready.aggregate(ready=Count("pk"), unread=Count("pk", filter=Q(letter__read_at=None))),
    )
