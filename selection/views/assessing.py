"""The assessor's pages: what is owed, the declaration, and what was sent."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, F, Q, QuerySet
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from areas.models import Attachment
from areas.states import ExpressionState
from documents import downloads
from people.models import User
from people.request import SignedIn
from people.signed_out import sign_in_to_write
from programme import calendar, workflow
from selection import actions
from selection.forms.assessing import DisqualificationForm
from selection.models import Assessment

from . import discussing, scoring
from .case import Reading, assessment_of, opened


@dataclass(frozen=True)
class Progress:
    given: int
    total: int


def listed(user: User) -> QuerySet[Assessment]:
    """Somebody's own, what is owed first, the most urgent on top; each with how many core elements have points."""
    mine = Assessment.objects.of(user).select_related("expression__area__municipality", "expression__programme")
    scored = Count("scores", filter=Q(scores__points__isnull=False))
    return mine.annotate(scored=scored).order_by(
        F("given_at").desc(nulls_first=True), "due_on", "expression__area__name", "pk"
    )


@login_required
@require_safe
def assessments(request: SignedIn) -> HttpResponse:
    if not (request.user.is_assessor or request.user.is_team):
        raise Http404
    found = list(listed(request.user))
    given = [each for each in found if each.is_given]
    context = {
        "owed": [each for each in found if not each.is_given and _is_to_come(each)],
        "rest": [each for each in found if not each.is_given and not _is_to_come(each)],
        "given": given,
        "progress": Progress(len(given), len(found)),
        "today": calendar.day_of(request.arrived_at),
    }
    return render(request, "selection/assessments.html", context)


def _is_under_way(assessment: Assessment) -> bool:
    return assessment.expression.state == ExpressionState.SUBMITTED or assessment.expression.is_sent_back


def _is_to_come(assessment: Assessment) -> bool:
    """Also while the area has opened it again; not once it is withdrawn or decided."""
    return assessment.expression.state in (ExpressionState.DRAFT, ExpressionState.SUBMITTED)


@sign_in_to_write
@require_http_methods(["GET", "HEAD", "POST"])
def assessment(request: SignedIn, uid: UUID) -> HttpResponse:
    """Before the declaration: the declaration. Then what was sent with the place for one's own assessment; and once
    that is given, beside it what the others gave."""
    mine = assessment_of(request, uid)
    if mine.is_assigned:
        return redirect("assessment", uid) if request.method == "POST" else _declare(request, mine)
    reading = Reading(mine, request.user)
    if mine.is_open and reading.may_write:
        return scoring.take(request, reading) if request.method == "POST" else scoring.show(request, reading)
    if request.method == "POST" and "remark" in request.POST:
        return discussing.take(request, reading)
    if request.method == "POST":
        messages.warning(request, _("Din vurdering kan ikke rettes nu. Det, du skrev til sidst, er ikke gemt."))
        return redirect("assessment", uid)
    return discussing.show(request, reading)


def _declare(request: SignedIn, mine: Assessment) -> HttpResponse:
    context = {"assessment": mine, "is_under_way": _is_under_way(mine)}
    return render(request, "selection/declare.html", context)


@login_required
@require_POST
def qualified(request: SignedIn, uid: UUID) -> HttpResponse:
    try:
        actions.declare_qualified(assessment_of(request, uid), by=request.user, at=request.arrived_at)
    except workflow.NotAllowed:
        if assessment_of(request, uid).is_assigned:
            messages.warning(request, _("Interesseerklæringen kan ikke åbnes nu. Skriv til kulturteamet."))
    return redirect("assessment", uid)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def disqualified(request: SignedIn, uid: UUID) -> HttpResponse:
    mine = assessment_of(request, uid)
    form = DisqualificationForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {"assessment": mine, "form": form}
        return render(request, "selection/disqualified.html", context, status=422 if form.errors else 200)
    try:
        actions.step_aside(mine, **form.cleaned_data, by=request.user, at=request.arrived_at)
    except workflow.NotAllowed:
        messages.warning(request, _("Der er sket noget, siden du åbnede siden. Se, hvordan det står nu."))
    else:
        area = mine.expression.area.name
        sentence = _("Tak, fordi du sagde det. %(area)s er lukket for dig nu, og kulturteamet finder en anden.")
        messages.success(request, sentence % {"area": area})
    return redirect("assessments")


@login_required
@require_safe
def attachment(request: SignedIn, uid: UUID, file: UUID) -> HttpResponseBase:
    """One of those that were sent along; not one that has been put up or taken out since."""
    reading = opened(request, uid)
    if str(file) not in {each.uid for each in reading.content.attachments}:
        raise Http404
    theirs = Attachment.objects.filter(expression=reading.expression).select_related("document")
    return downloads.respond(request, get_object_or_404(theirs, document__uid=file).document)
