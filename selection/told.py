"""What an area has been told, as its own people read it. Of what is only pending there is nothing here."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from areas.models import ExpressionOfInterest
from areas.states import ExpressionState
from people.models import User
from programme.models import Milestone

from . import access, seating
from .letters import Block, blocks
from .models import Decision
from .states import DecisionState, Outcome


@dataclass
class Told:
    """The latest decision an area has been told, and those before it."""

    user: User
    decision: Decision
    earlier: list[Decision]

    @property
    def expression(self) -> ExpressionOfInterest:
        return self.decision.expression

    @property
    def is_designated(self) -> bool:
        return self.expression.state == ExpressionState.DESIGNATED

    @property
    def is_reserve(self) -> bool:
        return self.expression.state == ExpressionState.RESERVE

    @property
    def is_declined(self) -> bool:
        return self.expression.state == ExpressionState.DECLINED

    @property
    def had_place(self) -> bool:
        """What was decided, also when the area has given it up since."""
        return self.decision.outcome == Outcome.DESIGNATED

    @property
    def is_over(self) -> bool:
        return self.decision.state == DecisionState.OVER

    @cached_property
    def standing(self) -> int:
        """Its place among those that still wait."""
        return seating.standing(self.decision)

    @property
    def letter(self) -> list[Block]:
        return blocks(self.decision.letter.body)

    @property
    def may_give_up(self) -> bool:
        return access.may_give_up_place(self.user, self.expression) and access.is_contact_in_person(
            self.user, self.expression
        )

    def milestones_ahead(self, today: dt.date) -> dict[str, Milestone]:
        """Those of the next steps that are not over, by their keys."""
        steps = Milestone.objects.filter(programme=self.expression.programme_id, key__in=("agreement", "kickoff"))
        return {each.key: each for each in steps if not each.is_over(today)}


def of(user: User, uid: UUID) -> Told | None:
    """Of the expression with this uid; None where this person has been told nothing."""
    around = ("letter__paper", "expression__area", "expression__programme")
    found = Decision.objects.told_to(user).filter(expression__uid=uid).select_related(*around)
    decisions = list(found.order_by("-released_at", "-pk"))
    return Told(user, decisions[0], decisions[1:]) if decisions else None


def letters_for(user: User) -> list[Decision]:
    """The latest decision of each of this person's areas, for a list of letters."""
    found = Decision.objects.told_to(user).select_related("expression__area", "letter__paper")
    latest: dict[int, Decision] = {}
    for decision in found.order_by("released_at", "pk"):
        latest[decision.expression_id] = decision
    return list(latest.values())
