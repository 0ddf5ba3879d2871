"""Changing one's mind about decisions that lie ready, and writing their reasons. Nothing is told to anybody."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from people.models import User
from programme import history
from programme.models import Programme
from programme.workflow import NotAllowed, Overtaken

from .. import access, letters, seating
from ..models import Decision, Letter
from ..states import DecisionState, Outcome
from .deciding import Decider, NoSeat, Place, close_round, let_go, still_pending, void_those_gone


@transaction.atomic
def change(decision: Decision, outcome: Outcome, *, by: User, at: dt.datetime) -> Decision:
    """The pending decision and its letter are void; another is made, on a free seat, last in reserve, or without.

    Raises Overtaken if it is pending no more (somebody was faster, or it is released), NoSeat when none is free,
    StandsInReserve for an offer, NotYours when a case that is closed to `by` would move up, NotAllowed.
    """
    programme = close_round(decision.programme)
    row = still_pending(decision)
    if row.outcome == outcome:
        raise Overtaken(_("Det er allerede afgørelsen. Intet er ændret."))
    let_go(row, by=by, at=at)
    decider = Decider(programme, [row.expression], by=by, at=at)
    made = decider.decide(row.expression, _free_place(programme, outcome))
    _close_ranks(programme, by=by, at=at)
    return Decision.objects.get(expression=made.expression_id, state=DecisionState.PENDING)


def _free_place(programme: Programme, outcome: Outcome) -> Place:
    if outcome == Outcome.RESERVE:
        return Place(outcome, reserve=seating.next_rank(programme))
    if outcome == Outcome.DECLINED:
        return Place(outcome)
    free = seating.free_seats(programme)
    if not free:
        raise NoSeat(_("Alle pladser er givet. Byt med et af de udpegede områder, eller tag først pladsen fra et."))
    return Place(outcome, seat=free[0])


@transaction.atomic
def swap(first: Decision, second: Decision, *, by: User, at: dt.datetime) -> tuple[Decision, Decision]:
    """The two change places: seat, rank and outcome. Raises NotAllowed as `change` does."""
    programme = close_round(first.programme)
    one, other = (still_pending(each) for each in (first, second))
    if one.pk == other.pk or one.programme_id != other.programme_id or Place.of(one) == Place.of(other):
        raise Overtaken(_("De to kan ikke bytte. Intet er ændret."))
    for each in (one, other):
        let_go(each, by=by, at=at)
    decider = Decider(programme, [one.expression, other.expression], by=by, at=at)
    return _in_place_of(decider, one, other), _in_place_of(decider, other, one)


def _in_place_of(decider: Decider, decision: Decision, other: Decision) -> Decision:
    """The reasons stay where only the rank is another. The history does not say whom it was swapped with: people read
    it to whom that other case is closed."""
    why = decision.reasons if decision.outcome == other.outcome else None
    return decider.decide(decision.expression, Place.of(other), why=why, is_swapped=True)


@transaction.atomic
def void(decision: Decision, *, by: User, at: dt.datetime) -> Decision:
    """The pending decision and its letter are void, and nothing stands in their place."""
    programme = close_round(decision.programme)
    row = let_go(still_pending(decision), by=by, at=at)
    _close_ranks(programme, by=by, at=at)
    return row


def _close_ranks(programme: Programme, *, by: User, at: dt.datetime) -> None:
    """The pending ranks follow each other without a gap, behind those that areas have been told. A letter names its
    rank, so each that moves is void with its letter, and made anew with the same reasons."""
    void_those_gone(programme, by=by, at=at)
    around = ("expression__area__municipality", "expression__programme")
    ranked = Decision.objects.pending().filter(programme=programme, reserve__isnull=False).select_related(*around)
    for rank, decision in enumerate(ranked.order_by("reserve"), start=seating.last_told(programme) + 1):
        if decision.reserve != rank:
            let_go(decision, by=by, at=at)
            decider = Decider(programme, [decision.expression], by=by, at=at)
            decider.decide(decision.expression, Place(Outcome.RESERVE, reserve=rank), why=decision.reasons)


# --- its reasons


@transaction.atomic
def revise_reasons(decision: Decision, text: str, *, seen: int, by: User, at: dt.datetime) -> Decision:
    """The reasons of a pending decision. Its letter is made anew, or, if it was corrected by hand, marked as behind;
    either way it is to be read again. `seen` is the decision's version as the person saw it; raises Overtaken."""
    close_round(decision.programme)
    row = still_pending(decision)
    if row.version != seen:
        raise Overtaken(_("En anden har skrevet i begrundelsen imens. Din tekst er ikke gemt, men står i feltet."))
    if not access.may_correct_letter(by, row):
        raise NotAllowed(f"decision {row.pk}: {by.pk} may not revise it")
    row.reasons, row.version = text.strip(), row.version + 1
    row.save(update_fields=["reasons", "version"])
    letter = Letter.objects.select_for_update(of=("self",)).get(decision=row)
    letter.decision = row
    if not letter.is_corrected:
        letters.Writer(row.programme).refill(letter, letters.contact_of(row.expression.area_id), at)
    letter.is_behind, letter.read_at, letter.read_by = letter.is_corrected, None, None
    letter.version += 1
    letter.save()
    history.record(row.case, "decision/reasons_revised", by=by, at=at)
    return row
