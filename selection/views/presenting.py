"""An area's own page, as its group sees it before everybody does; its contact person may still change the words."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from documents import downloads
from people.request import SignedIn
from programme import calendar, workflow

from .. import access, presenting, publishing
from ..actions import presenting as actions
from ..forms.presenting import OwnWordsForm
from ..models import Profile


def _own(request: SignedIn, uid: UUID) -> Profile:
    """Of the area whose group one is in; the team has its own pages."""
    mine = Profile.objects.visible_to(request.user).filter(
        expression__area__memberships__person=request.user, expression__area__memberships__ended_at=None
    )
    return get_object_or_404(mine.whole(), uid=uid)


def _may_edit(request: SignedIn, profile: Profile) -> bool:
    return access.may_word_own(request.user, profile) and not publishing.is_public(
        profile.expression.programme, calendar.now()
    )


ADDRESSES = presenting.Addresses(
    lambda profile: reverse("presentation", args=[profile.uid]),
    lambda profile, width: reverse("presentation_photo", args=[profile.uid, width]),
)


@never_cache
@login_required
@require_safe
def preview(request: SignedIn, uid: UUID) -> HttpResponse:
    profile = _own(request, uid)
    may_edit = _may_edit(request, profile)
    shown = publishing.find(profile.slug, calendar.now()) is not None
    context = {
        "layout": "selection/preview.html",
        "map": presenting.MAP,
        "shown": presenting.presentation(profile, ADDRESSES),
        "page_url": "",
        "picture_url": "",
        "preview": {
            "of_one": True,
            "edit_url": reverse("presentation_edit", args=[uid]) if may_edit else "",
            "public_url": reverse("kulturpunkt", args=[profile.slug]) if shown else "",
            "back_url": reverse("my_page"),
            "back": _("Min side"),
        },
    }
    return render(request, "selection/kulturpunkt.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedIn, uid: UUID) -> HttpResponse:
    profile = _own(request, uid)
    if not access.may_word_own(request.user, profile):
        raise Http404
    if not _may_edit(request, profile):
        messages.info(request, _("Jeres præsentation er offentlig nu. Skal noget rettes, så skriv til kulturteamet."))
        return redirect("presentation", uid)
    form = OwnWordsForm(request.POST if request.method == "POST" else None, profile=profile)
    if not form.is_valid():
        return _edit_page(request, profile, form, 422 if form.errors else 200)
    texts = {name: text for name, text in form.cleaned_data.items() if name != "version"}
    try:
        actions.reword(
            profile, texts=texts, version=form.cleaned_data["version"], by=request.user, at=request.arrived_at
        )
    except workflow.Overtaken:
        return _edit_page(request, _own(request, uid), form, 409)
    except workflow.NotAllowed:
        messages.warning(request, _("Teksterne er ikke ændret: noget er sket, siden du åbnede siden."))
        return redirect("presentation", uid)
    messages.success(request, _("Jeres ord er gemt. Sådan kommer siden til at se ud."))
    return redirect("presentation", uid)


def _edit_page(request: HttpRequest, profile: Profile, form: OwnWordsForm, status: int) -> HttpResponse:
    """With 409: somebody changed it meanwhile. What was typed stands in the fields, what stands now beside them."""
    context = {"profile": profile, "form": form, "overtaken": status == 409}
    if status == 409:
        form.see(profile)
    return render(request, "selection/edit_words.html", context, status=status)


@login_required
@require_safe
def photo(request: SignedIn, uid: UUID, width: int) -> HttpResponseBase:
    copy = presenting.copy_of(_own(request, uid), width)
    if copy is None:
        raise Http404
    return downloads.respond(request, copy)
