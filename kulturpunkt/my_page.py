"""The first page of somebody who is signed in: their areas, and what they owe."""

import datetime as dt
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from areas.models import Dialogue, ExpressionOfInterest, Invitation, Membership, MunicipalContact
from areas.obligations import follow_up, submit_expression
from areas.states import DECIDED, ExpressionState
from people.models import User
from people.request import SignedIn
from programme import calendar
from programme.obligation import Obligation
from selection import told
from selection.models import Assessment, Profile
from selection.obligations import assess
from selection.states import AssessmentState


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


@dataclass(frozen=True)
class Assessing:
    """What somebody has to assess: how many of how many are given, and what is owed, the most urgent first."""

    given: int
    total: int
    owed: list[NextStep]


def assessing(user: User, today: dt.date) -> Assessing | None:
    """None for whoever is no assessor and has nothing to assess."""
    mine = Assessment.objects.of(user)
    states = list(mine.values_list("state", flat=True))
    if not states and not user.is_assessor:
        return None
    owed = sorted(assess(mine) if states else (), key=lambda each: each.due_on)
    given = states.count(AssessmentState.GIVEN)
    return Assessing(given, len(states), [NextStep(each, each.days_left(today), is_mine=True) for each in owed])


def first_page(user: User) -> str:
    """Where somebody comes in who was not heading for anything else: who assesses and does nothing else, to that."""
    if user.is_assessor and not user.is_team:
        others = (
            Membership.objects.current().filter(person=user),
            MunicipalContact.objects.current().filter(person=user),
        )
        if not any(each.exists() for each in others):
            return reverse("assessments")
    return reverse("my_page")


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
        theirs = follow_up(Dialogue.objects.visible_to(request.user).filter(follow_up_by=request.user))
        owed += [each for each in theirs if request.user.pk in each.owed_by]
    steps = [NextStep(each, each.days_left(today), request.user.pk in each.owed_by) for each in owed]
    context = {
        "expressions": expressions,
        "steps": sorted(steps, key=lambda step: step.obligation.due_on),
        "invitations": Invitation.objects.to_answer(request.user, today),
        "is_municipal": is_municipal,
        "assessing": assessing(request.user, today),
        "presentations": _presentations(request.user, expressions),
        "letters": told.letters_for(request.user) if any(_may_be_decided(each) for each in expressions) else [],
    }
    return render(request, "home/my_page.html", context)


def _presentations(user, expressions: list[ExpressionOfInterest]) -> list[Profile]:
    """How the areas of one's own that were chosen will be shown to everybody."""
    if not any(each.state == ExpressionState.DESIGNATED for each in expressions):
        return []
    theirs = Profile.objects.visible_to(user).filter(expression__in=expressions)
    return list(theirs.select_related("expression__area").order_by("pk"))


def _may_be_decided(expression: ExpressionOfInterest) -> bool:
    """Whether there may be a letter about it; an area that gave up its place keeps what it was told."""
    return expression.state in (*DECIDED, ExpressionState.WITHDRAWN)
