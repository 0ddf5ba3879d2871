"""Once one's own assessment is given: the others', what they say to each other, and changed points."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from people.request import SignedIn
from people.signed_out import sign_in_to_write, typed_before
from programme import workflow
from selection import access, actions
from selection.forms.assessing import ChangeForm, RemarkForm
from selection.models import Score

from .case import Reading, opened


def show(request: SignedIn, reading: Reading, form: RemarkForm | None = None, *, status: int = 200) -> HttpResponse:
    lines = [(each, reading.answers.get(each.key), reading.given(each)) for each in reading.elements]
    context = {
        "reading": reading,
        "assessment": reading.assessment,
        "lines": lines,
        "form": form or RemarkForm(initial=_typed(request)),
        "may_remark": access.may_remark(request.user, reading.expression),
    }
    return render(request, "selection/given.html", context, status=status)


def take(request: SignedIn, reading: Reading) -> HttpResponse:
    """A remark, written on the page of one's own assessment."""
    form = RemarkForm(request.POST)
    if not form.is_valid():
        return show(request, reading, form, status=422)
    try:
        actions.remark(reading.expression, **form.cleaned_data, by=request.user, at=request.arrived_at)
    except workflow.NotAllowed:
        messages.warning(request, _("Der kan ikke skrives flere bemærkninger nu."))
        return show(request, reading, form, status=409)
    messages.success(request, _("Din bemærkning er skrevet."))
    return redirect(reverse("assessment", args=[reading.assessment.uid]) + "#bemaerkninger")


@sign_in_to_write
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: SignedIn, uid: UUID, element: str) -> HttpResponse:
    reading = opened(request, uid)
    if not reading.assessment.is_given:
        raise Http404
    mine = Score.objects.select_related("element").filter(assessment=reading.assessment)
    score = get_object_or_404(mine, element__key=element)
    if not reading.may_change:
        messages.warning(request, _("Pointene kan ikke ændres mere."))
        return redirect("assessment", uid)
    form = ChangeForm(
        request.POST if request.method == "POST" else None, element=score.element, stands=score.points or 0
    )
    form.initial = dict(form.initial) | _typed(request)
    if not form.is_valid():
        context = {"reading": reading, "assessment": reading.assessment, "score": score, "form": form}
        return render(request, "selection/change_points.html", context, status=422 if form.errors else 200)
    said = form.cleaned_data
    try:
        actions.change_points(
            reading.assessment,
            score.element,
            points=int(said["points"]),
            reason=said["reason"],
            by=request.user,
            at=request.arrived_at,
        )
        messages.success(request, _("Pointene er ændret."))
    except (workflow.NotAllowed, actions.SamePoints):
        messages.warning(request, _("Der er sket noget, siden du åbnede siden. Se, hvordan det står nu."))
    return redirect(reverse("assessment", args=[uid]) + f"#{element}")


def _typed(request: SignedIn) -> dict:
    typed = typed_before(request)
    return typed.dict() if typed else {}
