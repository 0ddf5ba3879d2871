"""Decisions that lie ready: made from a composition, or one by itself. Nothing is told to anybody."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import NamedTuple

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from areas.models import ExpressionOfInterest
from areas.states import DECIDED, ExpressionState
from people.models import User
from programme import constraints, history, workflow
from programme.models import Programme
from programme.workflow import NotAllowed, Overtaken

from .. import access, letters, readiness, reasons, seating
from ..models import Composition, Decision, Letter
from ..states import DecisionState, Outcome

NOT_YOURS = gettext_lazy("Du kan ikke selv gøre det denne gang. Bed en anden i kulturteamet om at gøre det.")


class NotReady(Exception):
    """Something must be seen to first: `obstacles` says what, in sentences."""

    def __init__(self, obstacles: readiness.Obstacles):
        super().__init__("; ".join([*obstacles.firm, *map(str, obstacles.lacking)]))
        self.obstacles = obstacles


class NoSeat(NotAllowed):
    """All of the programme's places are taken, or the one that was meant; str() is the sentence to say so."""


class NotYours(NotAllowed):
    """This person is disqualified from one of the cases it takes; str() is the sentence to say so, and names none."""


class StandsInReserve(NotAllowed):
    """The area has been told that it is in reserve: it can be given a place, and nothing else; str() says so."""


class Place(NamedTuple):
    """What is decided: a seat, a rank, or neither."""

    outcome: Outcome
    seat: int | None = None
    reserve: int | None = None

    @classmethod
    def of(cls, decision: Decision) -> "Place":
        return cls(Outcome(decision.outcome), decision.seat, decision.reserve)

    @property
    def says(self) -> tuple[Outcome, int | None]:
        """What the area is told of it."""
        return self.outcome, self.reserve


class Decider:
    """Makes decisions with their reasons and letters; what they have in common is read once."""

    def __init__(self, programme: Programme, expressions: list[ExpressionOfInterest], *, by: User, at: dt.datetime):
        self.programme, self.by, self.at = programme, by, at
        self.writer = letters.Writer(programme)
        self.contacts = letters.contacts_of(each.area_id for each in expressions)
        self.chosen = set(
            Decision.objects.live()
            .filter(programme=programme, outcome=Outcome.DESIGNATED)
            .values_list("expression", flat=True)
        )
        self._reasons: reasons.Reasons | None = None

    def propose(self, expression: ExpressionOfInterest, outcome: Outcome) -> str:
        self._reasons = self._reasons or reasons.Reasons(self.programme, self.chosen)
        contact = self.contacts.get(expression.area_id)
        moved_up = expression.state == ExpressionState.RESERVE
        language = contact.language if contact else "da"
        return self._reasons.propose(expression.pk, outcome, language, moved_up=moved_up)

    def decide(self, expression: ExpressionOfInterest, place: Place, *, why: str | None = None, **facts) -> Decision:
        """`why`: the reasons, else they are proposed. The case's history says it, with `facts`.

        Raises StandsInReserve, NoSeat, NotAllowed.
        """
        if not access.may_decide(self.by, expression):
            raise NotAllowed(f"expression {expression.pk}: {self.by.pk} may not decide about it")
        if place.outcome.expression_state not in expression.MOVES[expression.state]:
            raise StandsInReserve(_("Området står på reservelisten. Lad tilbuddet bortfalde i stedet."))
        said = self.propose(expression, place.outcome) if why is None else why
        with _as_the_database_says():
            decision = Decision.objects.create(
                programme=self.programme,
                expression=expression,
                outcome=place.outcome,
                seat=place.seat,
                reserve=place.reserve,
                reasons=said,
                decided_at=self.at,
                decided_by=self.by,
            )
        self.write(decision)
        facts = {"outcome": place.outcome.value, "reserve": place.reserve} | facts
        history.record(expression.case, "decision/made", by=self.by, at=self.at, **facts)
        return decision

    def write(self, decision: Decision) -> Letter:
        said = self.writer.filled(decision, self.contacts.get(decision.expression.area_id))
        return Letter.objects.create(
            decision=decision, subject=said.subject, body=said.body, language=said.language, made_at=self.at
        )


@contextmanager
def _as_the_database_says() -> Iterator[None]:
    """What the database refuses, as what it means."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if constraints.broken(error) in ("decision_seat", "decision_reserve", "decision_within_places"):
            raise NoSeat(_("Pladsen eller nummeret på reservelisten er ikke ledigt. Intet er ændret.")) from None
        raise


def close_round(programme: Programme) -> Programme:
    """Stand in line: whoever decides, changes or releases in one programme does so after the other."""
    return workflow.lock(programme)


@transaction.atomic
def decide_from(composition: Composition, *, seen: int, by: User, at: dt.datetime, anyway: str = "") -> list[Decision]:
    """A pending decision for every submitted expression that `by` may deal with, as the composition has it: seats are
    designated, ranks reserve, all others declined. One that lies ready and says the same is left as it is, and keeps
    its seat. Ranks are counted on behind those that areas have been told.

    `seen` is the composition's version as the person saw it; raises Overtaken when it is another. Raises NotReady while
    something stands in the way; what assessments are lacking does not when `anyway` says why the team goes on all the
    same. Raises NoSeat, and NotYours when a place is held in a case that is closed to `by`. Returns those that were
    made.
    """
    if not access.is_team(by, composition):
        raise NotAllowed(f"{by.pk} may not decide")
    composition = _as_seen(composition, seen)
    programme = close_round(composition.programme)
    obstacles = readiness.before_deciding(composition, by)
    if obstacles.firm or (obstacles.lacking and not anyway.strip()):
        raise NotReady(obstacles)
    expressions = list(_submitted(programme, by).select_for_update(of=("self",), no_key=True))
    wanted = _wanted(composition, programme, expressions)
    void_those_gone(programme, by=by, at=at)
    changed = _without_those_that_stand(wanted, by=by, at=at)
    return _make(programme, expressions, changed, _lacking(expressions, obstacles, anyway), by=by, at=at)


def replaced_by(composition: Composition, *, by: User) -> list[ExpressionOfInterest]:
    """Whose decisions that lie ready would be void, with letters that were read or corrected, since the composition
    says something else: one that was changed by itself, as well."""
    programme = composition.programme
    wanted = _wanted(composition, programme, list(_submitted(programme, by)))
    ready = _that_lie_ready(wanted).order_by("expression__area__name", "pk")
    return [each.expression for each in ready if Place.of(each).says != wanted[each.expression_id].says]


def _submitted(programme: Programme, by: User) -> QuerySet[ExpressionOfInterest]:
    mine = ExpressionOfInterest.objects.visible_to(by).filter(programme=programme)
    return mine.awaiting_decision().select_related("area__municipality", "programme").order_by("pk")


def _as_seen(composition: Composition, seen: int) -> Composition:
    """The same, fresh and locked. Before the round is closed, since whoever places an area locks in this order too."""
    try:
        row = workflow.lock(composition)
    except Composition.DoesNotExist:
        raise Overtaken(_("En anden har slettet sammensætningen imens. Intet er ændret.")) from None
    if row.version != seen:
        raise Overtaken(_("En anden har ændret sammensætningen, siden du åbnede siden. Se den igennem igen."))
    return row


def _wanted(composition: Composition, programme: Programme, expressions: list) -> dict[int, Place]:
    """What is decided about each. A rank is counted past cases that are closed to this person, so that it is the same
    whoever of the team decides."""
    places = {each.pk: Place(Outcome.DECLINED) for each in expressions}
    undecided = composition.placements.exclude(expression__state__in=[ExpressionState.WITHDRAWN, *DECIDED])
    ranks = count(seating.last_told(programme) + 1)
    for pk, seat in undecided.order_by("reserve", "pk").values_list("expression", "seat"):
        place = Place(Outcome.DESIGNATED, seat) if seat else Place(Outcome.RESERVE, reserve=next(ranks))
        if pk in places:
            places[pk] = place
    return places


def _without_those_that_stand(wanted: dict[int, Place], *, by: User, at: dt.datetime) -> dict[int, Place]:
    """What is left to be made; the pending ones that say something else are void. Which of the seats it is says nothing
    to anybody, and a letter that was corrected is not made anew for it."""
    left = dict(wanted)
    for decision in _that_lie_ready(wanted):
        if Place.of(decision).says == wanted[decision.expression_id].says:
            del left[decision.expression_id]
        else:
            let_go(decision, by=by, at=at)
    return left


def _that_lie_ready(wanted: dict[int, Place]) -> QuerySet[Decision]:
    return Decision.objects.pending().filter(expression__in=wanted).select_related("expression__area")


def _lacking(expressions: list, obstacles: readiness.Obstacles, anyway: str) -> dict[int, str]:
    """Why it was decided without all assessments, for those that it is true of."""
    lacking = {each.pk for each in obstacles.lacking}
    return {each.pk: anyway.strip() for each in expressions if each.pk in lacking}


def _make(programme, expressions, places: dict[int, Place], anyway: dict[int, str], *, by, at) -> list[Decision]:
    # Whatever stood in the way and is open to this person is void by now.
    if seating.ranks(programme) & {place.reserve for place in places.values()}:
        raise NotYours(NOT_YOURS)
    decider = Decider(programme, expressions, by=by, at=at)
    # What the others are held against is who will be chosen, before the first reason is written.
    decider.chosen |= {pk for pk, place in places.items() if place.outcome == Outcome.DESIGNATED}
    made = []
    free = set(seating.free_seats(programme))
    for expression in expressions:
        if place := places.get(expression.pk):
            if place.seat:
                place = place._replace(seat=_seat(free, place.seat))
            facts = {"anyway": anyway[expression.pk]} if expression.pk in anyway else {}
            made.append(decider.decide(expression, place, **facts))
    return made


def _seat(free: set[int], wished: int) -> int:
    """The seat of the composition, or another where somebody has been told that it is theirs."""
    if not free:
        raise NoSeat(_("Alle pladser er givet. Intet er ændret."))
    seat = wished if wished in free else min(free)
    free.remove(seat)
    return seat


@transaction.atomic
def decline(expression: ExpressionOfInterest, *, by: User, at: dt.datetime) -> Decision:
    """A pending decision for one expression by itself, without a composition: one that came after the others were told.
    It goes against the area until it is changed as any other. Raises Overtaken, NotAllowed."""
    programme = close_round(expression.programme)
    row = workflow.lock(expression)
    if row.state != ExpressionState.SUBMITTED or Decision.objects.live().filter(expression=row).exists():
        raise Overtaken(_("Området venter ikke længere på en afgørelse. Intet er ændret."))
    return Decider(programme, [row], by=by, at=at).decide(row, Place(Outcome.DECLINED))


# --- what lies ready, and is void


def still_pending(decision: Decision) -> Decision:
    """The same, fresh. Raises Overtaken when it is pending no more."""
    row = workflow.lock(decision)
    if row.state == DecisionState.VOID:
        raise Overtaken(_("En anden har ændret afgørelsen, siden du åbnede siden. Intet er ændret af dig."))
    if row.state != DecisionState.PENDING:
        raise Overtaken(_("Afgørelsen er frigivet, og brevet er sendt eller på vej. Den kan ikke ændres her længere."))
    return row


def let_go(row: Decision, *, by: User, at: dt.datetime) -> Decision:
    """It is void with its letter. Raises NotYours, NotAllowed."""
    if not access.is_qualified_for_case(by, row):
        raise NotYours(NOT_YOURS)
    facts = {"outcome": row.outcome, "reserve": row.reserve}
    return workflow.move_locked(
        row, DecisionState.VOID, by=by, at=at, may=access.may_void, verb="decision/voided", facts=facts
    )


def void_those_gone(programme: Programme, *, by: User, at: dt.datetime) -> None:
    """What lies ready for an area that has withdrawn, or opened what it sent, holds no place any more."""
    mine = Decision.objects.visible_to(by).pending().filter(programme=programme).select_related("expression")
    gone = mine.exclude(expression__state__in=[ExpressionState.SUBMITTED, ExpressionState.RESERVE])
    for decision in gone.order_by("pk"):
        let_go(decision, by=by, at=at)
