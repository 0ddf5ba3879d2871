"""The page of one expression: the task list of a draft, or what was sent."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from areas import actions, changes, content
from areas.states import ExpressionState
from people.request import SignedIn
from programme import calendar, workflow

from .case import case_of


@login_required
@require_safe
def expression(request: SignedIn, uid: UUID) -> HttpResponse:
    case = case_of(request, uid)
    context = {"case": case, "today": calendar.day_of(request.arrived_at)}
    if case.may_edit:
        return render(request, "areas/task_list.html", context)
    sent = case.expression.submissions.with_closed().order_by("-number")
    latest = sent.select_related("submitted_by", "entry").first()
    said, closed = case.content, []
    if latest is not None and case.expression.state == ExpressionState.SUBMITTED:
        said = content.thaw(latest.content, case.expression.programme_id)
        if latest.is_closed_on and not case.is_follower:
            closed = changes.closed(case.expression.questions.closed_about(latest.number), said)
    context |= {"submission": latest, "content": said, "closed": closed}
    return render(request, "areas/read.html", context)


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
