"""Decisions that lie ready: made from a composition, changed, and their reasons edited. Nothing is told to anybody."""

import datetime as dt
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from areas.models import ExpressionOfInterest
from areas.states import ExpressionState
from people.models import User
from programme import history, workflow
from programme.models import Programme
from programme.workflow import NotAllowed, Overtaken

from .. import access, letters, readiness, reasons, seating
from ..models import Composition, Decision, Letter
from ..states import DecisionState, Outcome


class NotReady(Exception):
    """Something must be seen to first: `obstacles` says what, in sentences."""

    def __init__(self, obstacles: readiness.Obstacles):
        super().__init__("; ".join([*obstacles.firm, *obstacles.lacking]))
        self.obstacles = obstacles


class NoSeat(NotAllowed):
    """All of the programme's places are taken; str() is the sentence to say so."""


class Place(NamedTuple):
    """What is decided: a seat, a rank, or neither."""

    outcome: Outcome
    seat: int | None = None
    reserve: int | None = None

    @classmethod
    def of(cls, decision: Decision) -> "Place":
        return cls(Outcome(decision.outcome), decision.seat, decision.reserve)


class Desk:
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
        """`why`: the reasons, else they are proposed. The case's history says it, with `facts`."""
        if not access.may_decide(self.by, expression):
            raise NotAllowed(f"expression {expression.pk}: {self.by.pk} may not decide about it")
        decision = Decision.objects.create(
            programme=self.programme,
            expression=expression,
            outcome=place.outcome,
            seat=place.seat,
            reserve=place.reserve,
            reasons=self.propose(expression, place.outcome) if why is None else why,
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


def close_round(programme: Programme) -> Programme:
    """Stand in line: whoever decides, changes or releases in one programme does so after the other."""
    return workflow.lock(programme)


@transaction.atomic
def decide_from(composition: Composition, *, by: User, at: dt.datetime, anyway: str = "") -> list[Decision]:
    """A pending decision for every submitted expression that `by` may deal with, as the composition has it: seats are
    designated, ranks reserve, all others declined. One that lies ready and says the same is left as it is.

    Raises NotReady while something stands in the way; what assessments are lacking does not when `anyway` says why the
    team goes on all the same. Returns those that were made.
    """
    programme = close_round(composition.programme)
    if not access.is_team(by, composition):
        raise NotAllowed(f"{by.pk} may not decide")
    obstacles = readiness.before_deciding(composition, by)
    if obstacles.firm or (obstacles.lacking and not anyway.strip()):
        raise NotReady(obstacles)
    submitted = (
        ExpressionOfInterest.objects.visible_to(by)
        .filter(programme=programme, state=ExpressionState.SUBMITTED)
        .select_related("area__municipality", "programme")
    )
    expressions = list(submitted.select_for_update(of=("self",), no_key=True).order_by("pk"))
    wanted = _wanted(composition, programme, expressions)
    changed = _without_those_that_stand(wanted, by=by, at=at)
    return _make(programme, expressions, changed, _lacking(expressions, obstacles, anyway), by=by, at=at)


def _wanted(composition: Composition, programme: Programme, expressions: list) -> dict[int, Place]:
    places = {each.pk: Place(Outcome.DECLINED) for each in expressions}
    for pk, seat, reserve in composition.placements.order_by("pk").values_list("expression", "seat", "reserve"):
        if pk in places:
            places[pk] = Place(Outcome.DESIGNATED if seat else Outcome.RESERVE, seat, reserve)
    return places


def _without_those_that_stand(wanted: dict[int, Place], *, by: User, at: dt.datetime) -> dict[int, Place]:
    """What is left to be made; the pending ones that say something else are void."""
    left = dict(wanted)
    for decision in Decision.objects.pending().filter(expression__in=wanted).select_related("expression"):
        if Place.of(decision) == wanted[decision.expression_id]:
            del left[decision.expression_id]
        else:
            _void(decision, by=by, at=at)
    return left


def _lacking(expressions: list, obstacles: readiness.Obstacles, anyway: str) -> dict[int, str]:
    """Why it was decided without all assessments, for those that it is true of."""
    names = set(obstacles.lacking)
    return {each.pk: anyway.strip() for each in expressions if str(each) in names}


def _make(programme, expressions, places: dict[int, Place], anyway: dict[int, str], *, by, at) -> list[Decision]:
    desk = Desk(programme, expressions, by=by, at=at)
    # What the others are held against is who will be chosen, before the first reason is written.
    desk.chosen |= {pk for pk, place in places.items() if place.outcome == Outcome.DESIGNATED}
    made = []
    free = set(seating.free_seats(programme))
    for expression in expressions:
        if place := places.get(expression.pk):
            if place.seat:
                place = place._replace(seat=_seat(free, place.seat))
            facts = {"anyway": anyway[expression.pk]} if expression.pk in anyway else {}
            made.append(desk.decide(expression, place, **facts))
    return made


def _seat(free: set[int], wished: int) -> int:
    """The seat of the composition, or another where somebody has been told that it is theirs."""
    if not free:
        raise NoSeat(_("Alle pladser er givet. Intet er ændret."))
    seat = wished if wished in free else min(free)
    free.remove(seat)
    return seat


# --- changing one's mind


@transaction.atomic
def change(decision: Decision, outcome: Outcome, *, by: User, at: dt.datetime) -> Decision:
    """The pending decision and its letter are void; another is made, on a free seat, last in reserve, or without.

    Raises NotAllowed if it is pending no more (somebody was faster, or it is released), NoSeat when none is free.
    """
    programme = close_round(decision.programme)
    row = still_pending(decision)
    if row.outcome == outcome:
        raise Overtaken(_("Det er allerede afgørelsen. Intet er ændret."))
    _void(row, by=by, at=at)
    made = Desk(programme, [row.expression], by=by, at=at).decide(row.expression, _free_place(programme, outcome))
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
        _void(each, by=by, at=at)
    desk = Desk(programme, [one.expression, other.expression], by=by, at=at)
    return _in_place_of(desk, one, other), _in_place_of(desk, other, one)


def _in_place_of(desk: Desk, decision: Decision, other: Decision) -> Decision:
    """The reasons stay where only the rank is another."""
    why = decision.reasons if decision.outcome == other.outcome else None
    return desk.decide(decision.expression, Place.of(other), why=why, swapped_with=other.expression.area.name)


@transaction.atomic
def void(decision: Decision, *, by: User, at: dt.datetime) -> Decision:
    """The pending decision and its letter are void, and nothing stands in their place."""
    programme = close_round(decision.programme)
    row = _void(still_pending(decision), by=by, at=at)
    _close_ranks(programme, by=by, at=at)
    return row


def still_pending(decision: Decision) -> Decision:
    """The same, fresh. Raises Overtaken when it is pending no more."""
    row = workflow.lock(decision)
    if row.state == DecisionState.VOID:
        raise Overtaken(_("En anden har ændret afgørelsen, siden du åbnede siden. Intet er ændret af dig."))
    if row.state != DecisionState.PENDING:
        raise Overtaken(_("Afgørelsen er frigivet, og brevet er sendt eller på vej. Den kan ikke ændres her længere."))
    return row


def _void(row: Decision, *, by: User, at: dt.datetime) -> Decision:
    facts = {"outcome": row.outcome, "reserve": row.reserve}
    return workflow.move_locked(
        row, DecisionState.VOID, by=by, at=at, may=access.may_void, verb="decision/voided", facts=facts
    )


def _close_ranks(programme: Programme, *, by: User, at: dt.datetime) -> None:
    """The pending ranks follow each other without a gap, behind those that areas have been told. A letter names its
    rank, so each that moves is void with its letter, and made anew with the same reasons."""
    ranked = Decision.objects.live().filter(programme=programme, reserve__isnull=False)
    told = ranked.exclude(state=DecisionState.PENDING).order_by("-reserve").values_list("reserve", flat=True).first()
    around = ("expression__area__municipality", "expression__programme")
    waiting = ranked.filter(state=DecisionState.PENDING).select_related(*around).order_by("reserve")
    for rank, decision in enumerate(waiting, start=(told or 0) + 1):
        if decision.reserve != rank:
            _void(decision, by=by, at=at)
            desk = Desk(programme, [decision.expression], by=by, at=at)
            desk.decide(decision.expression, Place(Outcome.RESERVE, reserve=rank), why=decision.reasons)


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
    if not letter.is_corrected:
        said = letters.Writer(row.programme).filled(
            row, letters.contacts_of([row.expression.area_id]).get(row.expression.area_id)
        )
        letter.subject, letter.body, letter.language, letter.made_at = said.subject, said.body, said.language, at
    letter.is_behind, letter.read_at, letter.read_by = letter.is_corrected, None, None
    letter.version += 1
    letter.save()
    history.record(row.case, "decision/reasons_revised", by=by, at=at)
    return row
