"""Who holds which seat and which rank: what is free, who stands first in reserve."""

from programme.models import Programme

from .models import Decision
from .states import DecisionState, Outcome


def free_seats(programme: Programme) -> list[int]:
    """The numbers of the seats that no pending or released decision holds, the lowest first."""
    taken = set(Decision.objects.live().filter(programme=programme, seat__isnull=False).values_list("seat", flat=True))
    return [seat for seat in range(1, programme.places + 1) if seat not in taken]


def next_rank(programme: Programme) -> int:
    """The rank behind all that stand on the reserve list."""
    ranks = Decision.objects.live().filter(programme=programme, reserve__isnull=False).values_list("reserve", flat=True)
    return max(filter(None, ranks), default=0) + 1


def waiting(programme: Programme) -> list[Decision]:
    """Those who have been told that they are in reserve and still are, in order; not who is being offered a place.

    A rank stays what the letter said. When those before leave the list, the order moves up and the numbers do not.
    """
    reserve = Decision.objects.released().filter(programme=programme, outcome=Outcome.RESERVE)
    offered = Decision.objects.pending().filter(programme=programme).values("expression")
    return list(
        reserve.exclude(expression__in=offered)
        .select_related("expression__area__municipality", "expression__programme")
        .order_by("reserve")
    )


def standing(decision: Decision) -> int:
    """How many stand before it on the reserve list today, and itself: 1 is the next to be offered a place."""
    before = Decision.objects.released().filter(programme=decision.programme_id, reserve__lt=decision.reserve)
    return before.count() + 1


def first_release_is_over(programme: Programme) -> bool:
    told = (DecisionState.RELEASED, DecisionState.OVER)
    return Decision.objects.filter(programme=programme, state__in=told).exists()
