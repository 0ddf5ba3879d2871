"""The release: all pending decisions are told to their areas in one act, or none is."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from areas.models import ExpressionOfInterest
from people.models import User
from programme import history, workflow
from programme.models import Programme
from programme.workflow import NotAllowed, Overtaken

from .. import access, notices, papers, readiness
from ..models import Decision, Letter
from ..states import DecisionState, Outcome
from .deciding import NotReady, NotYours, close_round
from .presenting import make_profile


@dataclass(frozen=True)
class Released:
    """How many decisions, and how many messages about them."""

    decisions: int
    messages: int


@transaction.atomic
def release(programme: Programme, *, seen: str, by: User, at: dt.datetime) -> Released:
    """Every pending decision of the programme, with its letter ordered as a paper and queued to the whole group.

    `seen` is `readiness.fingerprint` of what this person was shown. Raises NotReady while something stands in the way,
    Overtaken when something is different from what was seen, NotYours for who is disqualified from one of the cases:
    another of the team must do it. Whatever goes wrong, nothing is released.
    """
    programme = close_round(programme)
    if not access.is_team(by, programme):
        raise NotAllowed(f"{by.pk} may not release")
    if readiness.closed_to(by, programme):
        raise NotYours(_("Du kan ikke selv frigive denne gang. Bed en anden i kulturteamet om at gøre det."))
    ready = readiness.pending(programme)
    expressions = _locked_expressions(ready)
    for each in ready:
        each.expression = expressions[each.expression_id]
    if obstacles := readiness.before_releasing(programme, ready):
        raise NotReady(readiness.Obstacles(obstacles))
    if not ready or readiness.fingerprint(ready) != seen:
        raise Overtaken(_("Noget er ændret, siden du så siden. Se den igennem igen. Intet er frigivet."))
    _end_those_before(ready, by=by, at=at)
    for decision in ready:
        _release_one(decision, by=by, at=at)
    messages = notices.decided(ready, at=at)
    history.record(programme.case, "decision/all_released", by=by, at=at, count=len(ready))
    return Released(len(ready), messages)


def _locked_expressions(ready: list[Decision]) -> dict[int, ExpressionOfInterest]:
    rows = ExpressionOfInterest.objects.filter(pk__in=[each.expression_id for each in ready])
    rows = rows.select_for_update(of=("self",), no_key=True).select_related("area__municipality", "programme")
    return {each.pk: each for each in rows.order_by("pk")}


def _end_those_before(ready: list[Decision], *, by: User, at: dt.datetime) -> None:
    """Who was in reserve and is now given a place has one decision that holds."""
    before = Decision.objects.released().filter(expression__in=[each.expression_id for each in ready])
    for decision in before.select_for_update(of=("self",)).select_related("expression"):
        workflow.move_locked(decision, DecisionState.OVER, by=by, at=at, may=access.may_end, verb="decision/over")


def _release_one(decision: Decision, *, by: User, at: dt.datetime) -> None:
    outcome, expression = Outcome(decision.outcome), decision.expression
    facts = {"outcome": outcome.value, "reserve": decision.reserve}
    workflow.move_locked(
        decision,
        DecisionState.RELEASED,
        by=by,
        at=at,
        may=access.may_release,
        verb="decision/released",
        facts=facts,
    )
    workflow.move_locked(
        expression,
        outcome.expression_state,
        by=by,
        at=at,
        may=access.may_decide,
        verb="expression/decided",
        facts=facts,
    )
    decision.letter.paper = papers.order_letter(decision.letter, by=by, at=at)
    Letter.objects.filter(pk=decision.letter.pk).update(paper=decision.letter.paper)
    if outcome == Outcome.DESIGNATED:
        make_profile(expression, by=by, at=at)
