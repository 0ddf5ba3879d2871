"""The first page of somebody who is signed in: their areas, and what they owe."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from areas.models import Dialogue, ExpressionOfInterest, Invitation, MunicipalContact
from areas.obligations import follow_up, submit_expression
from areas.states import DECIDED, ExpressionState
from people.request import SignedIn
from programme import calendar
from programme.obligation import Obligation
from selection import told


@dataclass(frozen=True)
class NextStep:
    obligation: Obligation
    days_left: int
    is_mine: bool

    @property
    def is_submission(self) -> bool:
        return self.obligation.kind == "submit-expression"

    @property
    def is_overdue(self) -> bool:
        return self.days_left < 0


@login_required
@require_safe
def my_page(request: SignedIn) -> HttpResponse:
    mine = ExpressionOfInterest.objects.visible_to(request.user).of_groups(request.user)
    expressions = list(mine.with_place())
    today = calendar.day_of(request.arrived_at)
    has_draft = any(each.state == ExpressionState.DRAFT for each in expressions)
    owed = list(submit_expression(mine)) if has_draft else []
    is_municipal = MunicipalContact.objects.current().filter(person=request.user).exists()
    if is_municipal or request.user.is_team:
        theirs = follow_up(Dialogue.objects.filter(follow_up_by=request.user))
        owed += [each for each in theirs if request.user.pk in each.owed_by]
    steps = [NextStep(each, each.days_left(today), request.user.pk in each.owed_by) for each in owed]
    context = {
        "expressions": expressions,
        "steps": sorted(steps, key=lambda step: step.obligation.due_on),
        "invitations": Invitation.objects.to_answer(request.user, today),
        "is_municipal": is_municipal,
        "letters": told.letters_for(request.user) if any(_may_be_decided(each) for each in expressions) else [],
    }
    return render(request, "home/my_page.html", context)


def _may_be_decided(expression: ExpressionOfInterest) -> bool:
    """Whether there may be a letter about it; an area that gave up its place keeps what it was told."""
    return expression.state in (*DECIDED, ExpressionState.WITHDRAWN)
