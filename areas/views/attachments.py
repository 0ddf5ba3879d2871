"""Attachments: one file at a time."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse, JsonResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from areas import actions, content
from areas.completeness import Section
from areas.forms.attachments import TitleForm, UploadForm
from areas.models import Attachment
from documents import downloads, receiving, uploads
from people.request import SignedIn
from people.signed_out import typed_before
from programme import workflow

from . import incoming
from .case import Case, case_of


def show(request: SignedIn, case: Case) -> HttpResponse:
    if not case.may_edit:
        if request.method == "POST":
            messages.warning(request, incoming.sent_meanwhile())
        return redirect(case.expression)
    attachments = list(content.attachments_of(case.expression))
    form = UploadForm(initial=(typed_before(request) or QueryDict()).dict())
    if request.method == "POST":
        form = UploadForm(request.POST, request.FILES)
        if form.is_valid() and _keep(request, case, form):
            return redirect(case.section_url(Section.ATTACHMENTS))
    context = {
        "case": case,
        "step": case.step(Section.ATTACHMENTS),
        "attachments": attachments,
        "form": form,
        "broken_off": incoming.broken_off(request.user, case.expression),
        "next_url": case.after(Section.ATTACHMENTS),
        "at_most": actions.MOST_FILES,
        "full": len(attachments) >= actions.MOST_FILES,
    }
    return render(request, "areas/sections/attachments.html", context, status=422 if form.errors else 200)


def _keep(request: SignedIn, case: Case, form: UploadForm) -> bool:
    try:
        with transaction.atomic():
            document = uploads.accept(form.cleaned_data["file"], by=request.user, at=request.arrived_at)
            actions.attach(
                case.expression, document, title=form.cleaned_data["title"], by=request.user, at=request.arrived_at
            )
    except ValidationError as refused:
        form.add_error("file", refused)
        return False
    except actions.Full:
        form.add_error("file", incoming.no_room())
        return False
    except workflow.NotAllowed as refused:
        messages.warning(request, incoming.why_not(refused))
        return True
    messages.success(request, _("Filen “%s” er lagt op.") % document.name)
    return True


def _attachment(case: Case, uid: UUID) -> Attachment:
    found = content.attachments_of(case.expression).filter(document__uid=uid).first()
    if found is None:
        raise Http404
    return found


@login_required
@require_safe
def download(request: SignedIn, uid: UUID, file: UUID) -> HttpResponseBase:
    return downloads.respond(request, _attachment(case_of(request, uid), file).document)


@receiving.answers_as_asked
@require_http_methods(["GET", "HEAD", "POST"])
def retitle(request: SignedIn, uid: UUID, file: UUID) -> HttpResponse:
    """By a page of its own, or by the script of the attachments' page."""
    case = case_of(request, uid)
    attachment = _attachment(case, file)
    if not case.may_edit or case.is_closed(Section.ATTACHMENTS):
        raise Http404
    form = TitleForm(request.POST if request.method == "POST" else None, initial={"title": attachment.title})
    if form.is_valid():
        return _retitled(request, case, attachment, form.cleaned_data["title"])
    if form.errors and receiving.wants_json(request):
        raise receiving.Refusal(422, str(form.errors["title"][0]))
    context = {"case": case, "attachment": attachment, "form": form}
    return render(request, "areas/retitle_attachment.html", context, status=422 if form.errors else 200)


def _retitled(request: SignedIn, case: Case, attachment: Attachment, title: str) -> HttpResponse:
    try:
        actions.retitle(case.expression, attachment, title=title, by=request.user, at=request.arrived_at)
    except workflow.NotAllowed as error:
        sentence = _("Interesseerklæringen er sendt imens, så teksten blev ikke gemt.")
        if receiving.wants_json(request):
            raise receiving.Refusal(409, sentence) from error
        messages.warning(request, sentence)
    else:
        if receiving.wants_json(request):
            return JsonResponse({"title": title})
        messages.success(request, _("Teksten til “%s” er gemt.") % attachment.document.name)
    return redirect(case.section_url(Section.ATTACHMENTS))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: SignedIn, uid: UUID, file: UUID) -> HttpResponse:
    case = case_of(request, uid)
    attachment = _attachment(case, file)
    if not case.may_edit or case.is_closed(Section.ATTACHMENTS):
        raise Http404
    if request.method != "POST":
        return render(request, "areas/remove_attachment.html", {"case": case, "attachment": attachment})
    try:
        actions.detach(case.expression, attachment, by=request.user, at=request.arrived_at)
        messages.success(request, _("Filen “%s” er fjernet.") % attachment.document.name)
    except workflow.NotAllowed:
        messages.warning(request, _("Interesseerklæringen er sendt imens, så filen blev ikke fjernet."))
    return redirect(case.section_url(Section.ATTACHMENTS))
