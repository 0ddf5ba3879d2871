"""What an area reads of its own decision, once it is released, and how it gives up its place."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from documents import downloads, papers
from people.request import SignedIn
from programme.workflow import NotAllowed
from selection import access, actions, told
from selection.models import Letter


@login_required
@require_safe
def decision(request: SignedIn, uid: UUID) -> HttpResponse:
    found = told.of(request.user, uid)
    if found is None:
        raise Http404
    return render(request, "selection/decision.html", {"told": found})


@login_required
@require_safe
def letter_pdf(request: SignedIn, uid: UUID, of: UUID | None = None) -> HttpResponseBase:
    """The latest letter, or that of the decision `of`. One that no worker has come to is made on the spot."""
    mine = Letter.objects.visible_to(request.user).filter(decision__expression__uid=uid, paper__isnull=False)
    if of is not None:
        mine = mine.filter(decision__uid=of)
    letter = mine.select_related("paper").order_by("-decision__released_at", "-pk").first()
    if letter is None or letter.paper is None:
        raise Http404
    return downloads.respond(request, papers.make(letter.paper))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def give_up(request: SignedIn, uid: UUID) -> HttpResponse:
    found = told.of(request.user, uid)
    if found is None or not access.is_contact_in_person(request.user, found.expression):
        raise Http404
    if not found.may_give_up:
        return redirect("decision", uid)
    if request.method != "POST":
        return render(request, "selection/give_up.html", {"told": found})
    try:
        actions.give_up_place(found.expression, by=request.user, at=request.arrived_at)
    except NotAllowed:
        messages.warning(request, _("Noget er ændret, siden du åbnede siden. Se her, hvordan det står nu."))
    else:
        messages.success(request, _("Tak for beskeden. Kulturteamet og resten af gruppen får en mail."))
    return redirect("decision", uid)
