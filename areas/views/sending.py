"""From the check page to the receipt, and back again."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from areas import actions, changes, content
from areas.models import Submission
from areas.states import ExpressionState
from documents import downloads, papers
from people.request import SignedIn
from programme import arrival, workflow

from .case import Case, case_of, expression_of
from .sections import not_a_draft


@login_required
@require_safe
def check(request: SignedIn, uid: UUID) -> HttpResponse:
    case = case_of(request, uid)
    if not case.may_edit:
        return redirect(case.expression)
    return _check(request, case)


def _check(request: SignedIn, case: Case, *, status: int = 200, **why) -> HttpResponse:
    return render(request, "areas/check.html", {"case": case, "content": case.content, **why}, status=status)


def send(request: SignedIn, uid: UUID) -> HttpResponse:
    """Whoever was signed out meanwhile comes back to the check page: what she read may have changed."""
    if not request.user.is_authenticated:
        return redirect_to_login(reverse("expression_check", args=[uid]))
    return _send(request, uid)


@require_POST
def _send(request: SignedIn, uid: UUID) -> HttpResponse:
    version = request.POST.get("version", "")
    try:
        sent = actions.submit(
            expression_of(request, uid),
            by=request.user,
            arrived_at=request.arrived_at,
            tried_at=arrival.first_reached(request),
            version=int(version) if version.isdecimal() and len(version) < 10 else 0,
        )
    except actions.Changed:
        return _check(request, case_of(request, uid), status=409, changed=True)
    except actions.NotReady:
        return _check(request, case_of(request, uid), status=422, not_ready=True)
    except workflow.NotAllowed:
        return _sent_already(request, uid)
    if not sent.again:
        is_answer = sent.submission.is_answer
        messages.success(request, _("Tak! Svaret er sendt.") if is_answer else _("Tak! Interesseerklæringen er sendt."))
    return redirect("expression_receipt", uid)


def _sent_already(request: SignedIn, uid: UUID) -> HttpResponse:
    case = case_of(request, uid)
    if case.expression.state == ExpressionState.SUBMITTED and _is_closed_on(case):
        messages.warning(request, _("Svaret er ikke sendt: kulturteamet har lukket spørgsmålene imens."))
        return redirect(case.expression)
    if case.is_contact and case.expression.times_sent and not case.expression.is_draft:
        return redirect("expression_receipt", uid)
    if case.may_edit:
        if not case.is_being_entered:  # the page itself says why that is not sent here
            messages.warning(request, _("Kun kontaktpersonen kan sende interesseerklæringen."))
        return redirect("expression_check", uid)
    return not_a_draft(request, case)


def _is_closed_on(case: Case) -> bool:
    """Whether the questions about what was sent last were closed without an answer."""
    return case.expression.submissions.with_closed().latest("number").is_closed_on


def _submissions(case: Case) -> list[Submission]:
    """The newest first. Raises Http404 if nothing was ever sent."""
    found = list(case.expression.submissions.select_related("paper", "submitted_by", "entry").order_by("-number"))
    if not found:
        raise Http404
    return found


@login_required
@require_safe
def receipt(request: SignedIn, uid: UUID) -> HttpResponse:
    case = case_of(request, uid)
    latest, *earlier = _submissions(case)
    said = content.thaw(latest.content, case.expression.programme_id)
    context = {"case": case, "submission": latest, "content": said, "earlier": earlier}
    if not request.htmx:
        context |= _compared(case, latest, said, earlier)
    template = "areas/receipt.html#pdf" if request.htmx else "areas/receipt.html"
    return render(request, template, context)


def _compared(case: Case, latest: Submission, said: content.Content, earlier: list[Submission]) -> dict:
    """What is different from the time before, and the questions it answers."""
    before = content.thaw(earlier[0].content, case.expression.programme_id) if earlier else said
    changed = changes.between(before, said)
    questions = list(case.expression.questions.filter(answered_in=latest.number)) if latest.is_answer else []
    untouched = changes.untouched(questions, changed, said)
    return {"changes": changed, "questions": questions, "untouched": untouched}


@login_required
@require_safe
def receipt_pdf(request: SignedIn, uid: UUID, number: int | None = None) -> HttpResponseBase:
    """The latest, or the one with that number. One that no worker has come to is made on the spot."""
    found = _submissions(case_of(request, uid))
    submission = next((each for each in found if number in (None, each.number)), None)
    if submission is None:
        raise Http404
    return downloads.respond(request, papers.make(submission.paper))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def reopen(request: SignedIn, uid: UUID) -> HttpResponse:
    case = case_of(request, uid)
    if not case.is_contact:
        raise Http404
    if request.method != "POST" and case.may_reopen:
        return render(request, "areas/reopen.html", {"case": case})
    if request.method != "POST":
        return redirect(case.expression)
    try:
        actions.reopen(case.expression, by=request.user, at=request.arrived_at)
        messages.success(request, _("Interesseerklæringen er åbnet igen. Husk at sende den, når I er færdige."))
    except actions.DeadlinePassed:
        messages.warning(
            request,
            _("Fristen er passeret, så I kan ikke selv åbne den igen. Skriv til os, hvis noget er galt."),
        )
    except workflow.NotAllowed:
        pass  # it is open already
    return redirect(case.expression)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: SignedIn, uid: UUID) -> HttpResponse:
    case = case_of(request, uid)
    if not case.is_contact:
        raise Http404
    if request.method != "POST" and case.may_withdraw:
        return render(request, "areas/withdraw.html", {"case": case})
    if request.method != "POST":
        return redirect(case.expression)
    try:
        actions.withdraw(case.expression, by=request.user, at=request.arrived_at)
        messages.success(request, _("Interesseerklæringen er trukket tilbage."))
    except workflow.NotAllowed:
        pass  # it is withdrawn already
    return redirect(case.expression)
