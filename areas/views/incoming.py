"""Attachments that come slice by slice, for static/js/upload.js. Without script a file comes whole: attachments.py."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_http_methods, require_POST

from areas import access, actions, content, questions
from areas.completeness import Section
from areas.forms.attachments import TitleForm
from areas.models import ExpressionOfInterest
from areas.units import ATTACHMENTS
from documents import chunks, receiving
from documents.models import Document, Incoming
from people.models import User
from people.request import SignedIn
from programme import workflow

from .case import expression_of


def _purpose(expression: ExpressionOfInterest) -> str:
    return f"attachment:{expression.uid}"


def broken_off(user: User, expression: ExpressionOfInterest) -> Sequence[Incoming]:
    """The files that this person began to send and that are not whole."""
    return list(Incoming.objects.visible_to(user).unfinished().filter(purpose=_purpose(expression)))


def no_room() -> str:
    return _("Der er plads til %d bilag. Fjern et af dem først.") % actions.MOST_FILES


def sent_meanwhile() -> str:
    return _("Interesseerklæringen er sendt imens, så filen blev ikke lagt op.")


def why_not(refused: workflow.NotAllowed) -> str:
    """The sentence for a file that came too late."""
    if isinstance(refused, questions.NotOpen):
        return _("Kulturteamet har ikke spurgt til bilagene, så filen blev ikke lagt op.")
    return sent_meanwhile()


def _editable(request: SignedIn, uid: UUID) -> ExpressionOfInterest:
    """Raises Http404 for who may never write in it, and says so to who may not any more."""
    expression = expression_of(request, uid)
    if not access.is_in_group(request.user, expression):
        raise Http404
    if not access.may_edit(request.user, expression):
        raise receiving.Refusal(409, sent_meanwhile())
    try:
        questions.demand_open(expression, [ATTACHMENTS])
    except questions.NotOpen as closed:
        raise receiving.Refusal(409, why_not(closed)) from closed
    return expression


def _state(incoming: Incoming, expression: ExpressionOfInterest) -> JsonResponse:
    address = reverse("expression_incoming_file", args=[expression.uid, incoming.uid])
    return JsonResponse({"address": address, "received": chunks.received(incoming)})


@receiving.answers_json
@require_POST
def begin(request: SignedIn, uid: UUID) -> HttpResponse:
    expression = _editable(request, uid)
    if content.attachments_of(expression).count() >= actions.MOST_FILES:
        raise receiving.Refusal(422, no_room())
    return _state(receiving.begin(request, purpose=_purpose(expression)), expression)


@receiving.answers_json
@ensure_csrf_cookie
@require_http_methods(["GET", "HEAD", "POST"])
def slices(request: SignedIn, uid: UUID, half: UUID) -> HttpResponse:
    """GET: how much is here. POST: more of it."""
    expression = _editable(request, uid)
    incoming = receiving.found(request, half, purpose=_purpose(expression))
    if request.method == "POST":
        return JsonResponse({"received": receiving.append(request, incoming)})
    return _state(incoming, expression)


@receiving.answers_json
@require_POST
def finish(request: SignedIn, uid: UUID, half: UUID) -> HttpResponse:
    """With what was typed in its field meanwhile as the file's title."""
    expression = _editable(request, uid)
    incoming = receiving.found(request, half, purpose=_purpose(expression))
    form = TitleForm(request.POST)
    if not form.is_valid():
        raise receiving.Refusal(422, str(form.errors["title"][0]))

    def keep(document: Document) -> None:
        title = form.cleaned_data["title"]
        actions.attach(expression, document, title=title, by=request.user, at=request.arrived_at)

    try:
        document = receiving.finish(request, incoming, keep=keep)
    except actions.Full as full:
        raise receiving.Refusal(422, no_room()) from full
    except workflow.NotAllowed as sent:
        chunks.drop(incoming)
        raise receiving.Refusal(409, why_not(sent)) from sent
    said = {
        "name": document.name,
        "title_address": reverse("expression_attachment_title", args=[expression.uid, document.uid]),
        "note": document.why_not_ready,
    }
    return JsonResponse(said, status=201)


@receiving.answers_as_asked
@require_POST
def drop(request: SignedIn, uid: UUID, half: UUID) -> HttpResponse:
    """Also once it is sent: what is not whole need not lie here."""
    expression = expression_of(request, uid)
    incoming = receiving.found(request, half, purpose=_purpose(expression))
    chunks.drop(incoming)
    if receiving.wants_json(request):
        return JsonResponse({"received": 0})
    messages.success(request, _("Den halve fil “%s” er fjernet.") % incoming.name)
    return redirect("expression_section", expression.uid, Section.ATTACHMENTS.value)
