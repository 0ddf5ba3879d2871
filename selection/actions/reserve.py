"""A place falls free, and the first in reserve is offered it."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from areas.models import ExpressionOfInterest
from areas.states import ExpressionState
from people.models import User
from programme import workflow
from programme.workflow import NotAllowed, Overtaken

from .. import access, notices, seating
from ..models import Decision
from ..states import DecisionState, Outcome
from .deciding import Decider, NoSeat, Place, close_round


class NotFirst(NotAllowed):
    """Somebody else stands before it on the reserve list; str() is the sentence to say so."""


@transaction.atomic
def give_up_place(
    expression: ExpressionOfInterest, *, by: User, at: dt.datetime, reason: str = ""
) -> ExpressionOfInterest:
    """A designated area gives its place up, or one in reserve its number: the decision is over, the seat free.

    By the contact person, or by the team on the area's word; `reason` says how it is known. Raises NotAllowed.
    """
    close_round(expression.programme)
    row = workflow.lock(expression)
    was = row.state
    own = access.is_contact_in_person(by, row)
    row = workflow.move_locked(
        row,
        ExpressionState.WITHDRAWN,
        by=by,
        at=at,
        may=access.may_give_up_place,
        verb="expression/place_given_up",
        facts={"was": was, "reason": reason, "on_behalf": not own},
    )
    decisions = (
        Decision.objects.live().filter(expression=row).select_for_update(of=("self",)).select_related("expression")
    )
    for decision in decisions.order_by("pk"):
        _end(decision, by=by, at=at)
    notices.place_given_up(row, was=was, reason=reason, on_behalf=not own, by=by, at=at)
    return row


def _end(decision: Decision, *, by: User, at: dt.datetime) -> None:
    """The area itself ends what was decided about it: who may was asked of its expression."""
    to = DecisionState.VOID if decision.is_pending else DecisionState.OVER
    verb = "decision/voided" if decision.is_pending else "decision/over"
    facts = {"outcome": decision.outcome, "reserve": decision.reserve}
    workflow.move_locked(decision, to, by=by, at=at, may=lambda _by, _row: True, verb=verb, facts=facts)


@transaction.atomic
def offer_place(decision: Decision, *, by: User, at: dt.datetime) -> Decision:
    """Who stands first in reserve is designated: a pending decision with its letter, to be read and released as any.

    `decision` is the released one that says it is in reserve. Raises NoSeat, NotFirst, Overtaken, NotAllowed.
    """
    programme = close_round(decision.programme)
    row = workflow.lock(decision)
    if row.state != DecisionState.RELEASED or row.outcome != Outcome.RESERVE:
        raise Overtaken(_("Området står ikke længere på reservelisten. Intet er ændret."))
    free = seating.free_seats(programme)
    if not free:
        raise NoSeat(_("Der er ingen ledig plads. Intet er ændret."))
    first = next(iter(seating.waiting(programme)), None)
    if first is None or first.pk != row.pk:
        raise NotFirst(_("Det er ikke det område, der står først på reservelisten. Intet er ændret."))
    expression = first.expression
    decider = Decider(programme, [expression], by=by, at=at)
    return decider.decide(expression, Place(Outcome.DESIGNATED, seat=free[0]))
