"""The list of all decisions: what lies ready, what is missing, what comes next."""

from dataclasses import dataclass
from functools import cached_property

from areas.models import ExpressionOfInterest
from areas.states import ExpressionState
from people.models import User
from programme.models import Programme
from selection import readiness, reasons, seating
from selection.models import Composition, Decision
from selection.states import Outcome

_ORDER: dict[str, int] = {Outcome.DESIGNATED: 0, Outcome.RESERVE: 1, Outcome.DECLINED: 2}


@dataclass(frozen=True)
class Line:
    """`is_hidden` from one of the team who has an assessment of that expression to give first."""

    decision: Decision
    is_hidden: bool

    @property
    def has_reasons(self) -> bool:
        return reasons.is_finished(self.decision.reasons)

    @property
    def badge(self) -> str:
        return {Outcome.DESIGNATED: "t-chosen", Outcome.RESERVE: "t-reserve"}.get(
            Outcome(self.decision.outcome), "t-gone"
        )


@dataclass
class Board:
    """Of one programme, as one of the team sees it: what is closed to them is not there."""

    programme: Programme
    user: User

    @cached_property
    def decisions(self) -> list[Decision]:
        live = Decision.objects.visible_to(self.user).live().filter(programme=self.programme)
        around = ("expression__area__municipality", "expression__programme", "letter", "programme")
        return sorted(live.select_related(*around), key=_place_in_list)

    @property
    def lines(self) -> list[Line]:
        return [Line(each, each.pk in self.hidden) for each in self.decisions]

    @cached_property
    def hidden(self) -> set[int]:
        """Those that lie ready, but whose letters this person does not read yet."""
        readable = Decision.objects.readable_by(self.user).filter(programme=self.programme)
        return {each.pk for each in self.pending} - set(readable.pending().values_list("pk", flat=True))

    @cached_property
    def pending(self) -> list[Decision]:
        return [each for each in self.decisions if each.is_pending]

    @property
    def released(self) -> list[Decision]:
        return [each for each in self.decisions if not each.is_pending]

    @property
    def unread(self) -> list[Decision]:
        """Letters this person can read through."""
        return [each for each in self.pending if not each.letter.read_at and each.pk not in self.hidden]

    def count(self, outcome: str) -> int:
        return sum(each.outcome == outcome for each in self.decisions)

    @property
    def designated(self) -> int:
        return self.count(Outcome.DESIGNATED)

    @property
    def reserve(self) -> int:
        return self.count(Outcome.RESERVE)

    @property
    def declined(self) -> int:
        return self.count(Outcome.DECLINED)

    @cached_property
    def obstacles(self) -> list[str]:
        mine = ExpressionOfInterest.objects.visible_to(self.user).filter(programme=self.programme)
        return readiness.before_releasing(self.programme, self.pending, mine)

    @cached_property
    def undecided(self) -> list[ExpressionOfInterest]:
        mine = ExpressionOfInterest.objects.visible_to(self.user).filter(programme=self.programme)
        submitted = mine.awaiting_decision().select_related("area").order_by("pk")
        return list(submitted.exclude(pk__in=[each.expression_id for each in self.pending]))

    @cached_property
    def compositions(self) -> list[Composition]:
        return list(Composition.objects.filter(programme=self.programme).order_by("pk"))

    @cached_property
    def unanswered(self) -> list[ExpressionOfInterest]:
        mine = ExpressionOfInterest.objects.visible_to(self.user).filter(programme=self.programme)
        waiting = mine.filter(state=ExpressionState.DRAFT, answer_due_on__isnull=False)
        return list(waiting.select_related("area").order_by("pk"))

    # --- a place that has fallen free

    @cached_property
    def free(self) -> int:
        """How many places nobody has, once areas have been told."""
        return len(seating.free_seats(self.programme)) if self.released else 0

    @cached_property
    def next_in_reserve(self) -> Decision | None:
        """Who is to be offered a free place; not said to somebody to whom that case is closed."""
        first = next(iter(seating.waiting(self.programme)), None) if self.free else None
        return next((each for each in self.decisions if first and each.pk == first.pk), None)


def _place_in_list(decision: Decision) -> tuple:
    return (
        _ORDER[decision.outcome],
        decision.seat or decision.reserve or 0,
        decision.expression.area.name.casefold(),
        decision.pk,
    )
