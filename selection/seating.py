"""Who holds which seat and which rank: what is free, who stands first in reserve."""

from django.db.models import Max

from areas.states import ExpressionState
from programme.models import Programme

from .models import Decision
from .states import DecisionState, Outcome


def free_seats(programme: Programme) -> list[int]:
    """The numbers of the seats that no pending or released decision holds, the lowest first."""
    taken = set(Decision.objects.live().filter(programme=programme, seat__isnull=False).values_list("seat", flat=True))
    return [seat for seat in range(1, programme.places + 1) if seat not in taken]


def last_seat(programme: Programme) -> int:
    """The highest number of a seat that a pending or released decision holds; 0 where there is none."""
    return Decision.objects.live().filter(programme=programme).aggregate(last=Max("seat"))["last"] or 0


def ranks(programme: Programme) -> set[int]:
    """The numbers on the reserve list that a pending or released decision holds."""
    found = Decision.objects.live().filter(programme=programme).values_list("reserve", flat=True)
    return set(filter(None, found))


def next_rank(programme: Programme) -> int:
    """The rank behind all that stand on the reserve list."""
    return max(ranks(programme), default=0) + 1


def last_told(programme: Programme) -> int:
    """The last rank of those that areas have been told and still have; 0 where there is none."""
    return Decision.objects.released().filter(programme=programme).aggregate(last=Max("reserve"))["last"] or 0


def offered(programme: Programme) -> int:
    """How many in reserve have a place laid ready for them that they have not been told of."""
    return Decision.objects.pending().filter(programme=programme, expression__state=ExpressionState.RESERVE).count()


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
