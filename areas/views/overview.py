"""Starting, and the page of one expression: the task list of a draft, or what was sent."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from areas import actions, content
from areas.forms.start import StartForm
from areas.models import ExpressionOfInterest
from areas.states import ExpressionState
from people.request import SignedIn
from programme import calendar, workflow
from programme.models import Programme

from .case import case_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: SignedIn) -> HttpResponse:
    """Who has a draft is shown it first; below it one can begin another."""
    programme = Programme.objects.current()
    mine = list(_mine(request).filter(programme=programme)) if programme else []
    form = StartForm(request.POST if request.method == "POST" else None)
    if programme and request.method == "POST" and form.is_valid():
        expression = actions.start(programme=programme, **form.cleaned_data, by=request.user, at=request.arrived_at)
        if expression.drafted_at != request.arrived_at:
            messages.info(request, _("I er allerede i gang. Her er jeres interesseerklæring."))
        return redirect(expression)
    deadline = programme.milestones.filter(key="interest").first() if programme else None
    context = {
        "programme": programme,
        "deadline": deadline,
        "is_late": deadline is not None and request.arrived_at >= deadline.ends_at,
        "open": [each for each in mine if each.state != ExpressionState.WITHDRAWN],
        "withdrawn": [each for each in mine if each.state == ExpressionState.WITHDRAWN],
        "form": form,
    }
    return render(request, "areas/start.html", context, status=422 if form.errors else 200)


def _mine(request: SignedIn):
    """Those of the areas whose steering group one is in, the team's own people included."""
    return ExpressionOfInterest.objects.visible_to(request.user).of_groups(request.user).with_place()


@login_required
@require_safe
def expression(request: SignedIn, uid: UUID) -> HttpResponse:
    case = case_of(request, uid)
    context = {"case": case, "today": calendar.day_of(request.arrived_at)}
    if case.may_edit:
        return render(request, "areas/task_list.html", context)
    latest = case.expression.submissions.order_by("-number").select_related("submitted_by", "entry").first()
    said = case.content
    if latest is not None and case.expression.state == ExpressionState.SUBMITTED:
        said = content.thaw(latest.content, case.expression.programme_id)
    return render(request, "areas/read.html", context | {"submission": latest, "content": said})


@login_required
@require_POST
def start_again(request: SignedIn, uid: UUID) -> HttpResponse:
    """A new draft for an area whose expression was withdrawn, with everything that stood in that one."""
    case = case_of(request, uid)
    try:
        again = actions.start_again(case.expression, by=request.user, at=request.arrived_at)
    except workflow.NotAllowed:
        return redirect(case.expression)
    messages.success(request, _("Alt, hvad I skrev, er taget med over. Kun bilagene skal lægges op igen."))
    return redirect(again)
