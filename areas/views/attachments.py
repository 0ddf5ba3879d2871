"""Attachments: one file at a time."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from areas import actions, content
from areas.completeness import Section
from areas.forms.attachments import UploadForm
from areas.models import Attachment
from documents import downloads, uploads
from people.request import SignedIn
from people.signed_out import typed_before
from programme import workflow

from .case import Case, case_of

AT_MOST = 10


def show(request: SignedIn, case: Case) -> HttpResponse:
    if not case.may_edit:
        return redirect(case.expression)
    attachments = list(content.attachments_of(case.expression))
    form = UploadForm(initial=(typed_before(request) or QueryDict()).dict())
    if request.method == "POST":
        form = UploadForm(request.POST, request.FILES)
        if form.is_valid() and _keep(request, case, form, len(attachments)):
            return redirect(case.section_url(Section.ATTACHMENTS))
    context = {
        "case": case,
        "step": case.step(Section.ATTACHMENTS),
        "attachments": attachments,
        "form": form,
        "next_url": case.after(Section.ATTACHMENTS),
        "at_most": AT_MOST,
        "full": len(attachments) >= AT_MOST,
    }
    return render(request, "areas/sections/attachments.html", context, status=422 if form.errors else 200)


def _keep(request: SignedIn, case: Case, form: UploadForm, already: int) -> bool:
    if already >= AT_MOST:
        form.add_error("file", _("Der er plads til %d bilag. Fjern et af dem først.") % AT_MOST)
        return False
    try:
        with transaction.atomic():
            document = uploads.accept(form.cleaned_data["file"], by=request.user, at=request.arrived_at)
            actions.attach(
                case.expression, document, title=form.cleaned_data["title"], by=request.user, at=request.arrived_at
            )
    except ValidationError as refused:
        form.add_error("file", refused)
        return False
    except workflow.NotAllowed:
        messages.warning(request, _("Interesseerklæringen er sendt imens, så filen blev ikke lagt op."))
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


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: SignedIn, uid: UUID, file: UUID) -> HttpResponse:
    case = case_of(request, uid)
    attachment = _attachment(case, file)
    if not case.may_edit:
        raise Http404
    if request.method != "POST":
        return render(request, "areas/remove_attachment.html", {"case": case, "attachment": attachment})
    try:
        actions.detach(case.expression, attachment, by=request.user, at=request.arrived_at)
        messages.success(request, _("Filen “%s” er fjernet.") % attachment.document.name)
    except workflow.NotAllowed:
        messages.warning(request, _("Interesseerklæringen er sendt imens, så filen blev ikke fjernet."))
    return redirect(case.section_url(Section.ATTACHMENTS))
