"""The presentation of each Kulturpunkt, as the team goes through it: its words, its photo, its page beforehand."""

from uuid import UUID

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _

from documents import downloads
from people.request import SignedIn
from programme import calendar, workflow
from programme.models import HistoryEntry

from .. import presenting
from ..actions import presenting as actions
from ..forms.presenting import PhotoForm, ProfileForm
from ..models import Profile
from .changes import changed_by_area, warnings
from .desk import number

NAME = "selection_publication"
ALL, ONE, PHOTO = f"admin:{NAME}_changelist", f"admin:{NAME}_profile", f"admin:{NAME}_photo"
PICTURE, PREVIEW, COPY = f"admin:{NAME}_picture", f"admin:{NAME}_preview", f"admin:{NAME}_copy"

ADDRESSES = presenting.Addresses(
    lambda profile: reverse(PREVIEW, args=[profile.uid]),
    lambda profile, width: reverse(COPY, args=[profile.uid, width]),
)


def marked(back_url: str, back: str, *, of_one: bool = False) -> dict[str, object]:
    """What marks a page as a preview, for its template."""
    return {"of_one": of_one, "edit_url": "", "public_url": "", "back_url": back_url, "back": back}


class Presentations(admin.ModelAdmin):
    """A part of the model admin of the publication."""

    def presentation_urls(self) -> list:
        secure = self.admin_site.admin_view
        return [
            path("<uuid:uid>/", secure(self.profile_view), name=f"{NAME}_profile"),
            path("<uuid:uid>/foto/", secure(self.photo_view), name=f"{NAME}_photo"),
            path("<uuid:uid>/foto/fjern/", secure(self.remove_photo_view), name=f"{NAME}_photo_remove"),
            path("<uuid:uid>/foto/<uuid:document>/", secure(self.picture_view), name=f"{NAME}_picture"),
            path("<uuid:uid>/vis/", secure(self.preview_view), name=f"{NAME}_preview"),
            path("<uuid:uid>/vis/foto-<int:width>.jpg", secure(self.copy_view), name=f"{NAME}_copy"),
        ]

    def page(self, request: HttpRequest, template: str, *, status: int = 200, **context) -> HttpResponse:
        context |= self.admin_site.each_context(request) | {"today": calendar.today()}
        return TemplateResponse(request, f"admin/selection/{template}", context, status=status)

    def find(self, request: SignedIn, uid: UUID) -> Profile:
        return get_object_or_404(Profile.objects.visible_to(request.user).whole(), uid=uid)

    def profile_view(self, request: SignedIn, uid: UUID) -> HttpResponse:
        profile = self.find(request, uid)
        form = ProfileForm(request.POST if request.method == "POST" else None, profile=profile)
        if not form.is_valid():
            return self._profile(request, profile, form, status=422 if form.errors else 200)
        try:
            actions.write_profile(
                profile,
                texts=form.texts,
                elements=form.elements,
                is_read=form.cleaned_data["is_read"],
                version=form.cleaned_data["version"],
                by=request.user,
                at=calendar.now(),
            )
        except workflow.Overtaken:
            profile = self.find(request, uid)
            form.see(profile)
            return self._profile(request, profile, form, status=409)
        except workflow.NotAllowed:
            messages.warning(request, _("Præsentationen er ikke ændret: noget er sket, siden du åbnede siden."))
            return redirect(ALL)
        ready = form.cleaned_data["is_read"]
        messages.success(request, _("Gemt, og sat som klar.") if ready else _("Gemt. Den er ikke sat som klar."))
        return redirect(ONE, uid)

    def _profile(self, request: SignedIn, profile: Profile, form: ProfileForm, *, status: int) -> HttpResponse:
        entries = HistoryEntry.objects.filter(case=profile.case, verb__startswith="presentation/")
        history = list(entries.select_related("by").order_by("number"))
        return self.page(
            request,
            "profile.html",
            status=status,
            title=str(profile.expression),
            profile=profile,
            form=form,
            overtaken=status == 409,
            changes=changed_by_area(profile, history),
            warnings=warnings(profile),
            history=history,
        )

    def preview_view(self, request: SignedIn, uid: UUID) -> HttpResponse:
        profile = self.find(request, uid)
        context = {
            "layout": "selection/preview.html",
            "map": presenting.MAP,
            "shown": presenting.presentation(profile, ADDRESSES),
            "page_url": "",
            "picture_url": "",
            "preview": marked(reverse(ONE, args=[uid]), str(profile.expression), of_one=True),
        }
        return render(request, "selection/kulturpunkt.html", context)

    def copy_view(self, request: SignedIn, uid: UUID, width: int) -> HttpResponseBase:
        copy = presenting.copy_of(self.find(request, uid), width)
        if copy is None:
            raise Http404
        return downloads.respond(request, copy)

    # --- its photo

    def picture_view(self, request: SignedIn, uid: UUID, document: UUID) -> HttpResponseBase:
        """One of those to choose from."""
        photos = actions.photos_of(self.find(request, uid))
        found = next((each for each in photos if each.uid == document), None)
        if found is None:
            raise Http404
        return downloads.respond(request, found)

    def photo_view(self, request: SignedIn, uid: UUID) -> HttpResponse:
        profile = self.find(request, uid)
        photos = actions.photos_of(profile)
        form = PhotoForm(request.POST if request.method == "POST" else None, profile=profile, photos=photos)
        if request.method != "POST" or not form.is_valid():
            return self._photo(request, profile, form, status=422 if form.errors else 200)
        said = form.cleaned_data
        try:
            actions.choose_photo(
                profile,
                said["photo"],
                alt=said["alt"],
                credit=said["credit"],
                caption=said["caption"],
                version=said["version"],
                by=request.user,
                at=calendar.now(),
            )
        except workflow.Overtaken:
            profile = self.find(request, uid)
            form.see(profile)
            return self._photo(request, profile, form, status=409)
        except workflow.NotAllowed:
            messages.warning(request, _("Fotoet er ikke valgt: noget er sket, siden du åbnede siden."))
        else:
            messages.success(request, _("Fotoet er valgt."))
        return redirect(ONE, uid)

    def _photo(self, request: SignedIn, profile: Profile, form: PhotoForm, *, status: int) -> HttpResponse:
        title = _("Foto til %s") % profile.expression
        overtaken = status == 409
        photos = [(tick, reverse(PICTURE, args=[profile.uid, tick.data["value"]])) for tick in form["photo"]]
        return self.page(
            request,
            "photo.html",
            status=status,
            title=title,
            profile=profile,
            form=form,
            photos=photos,
            overtaken=overtaken,
        )

    def remove_photo_view(self, request: SignedIn, uid: UUID) -> HttpResponse:
        profile = self.find(request, uid)
        if request.method == "POST":
            try:
                actions.remove_photo(profile, version=number(request, "version"), by=request.user, at=calendar.now())
            except workflow.Overtaken:
                messages.warning(request, _("Fotoet er ikke taget ud: en anden har ændret præsentationen imens."))
            except workflow.NotAllowed:
                messages.info(request, _("Der er ikke noget foto at tage ud."))
            else:
                messages.success(request, _("Fotoet er taget ud. Områdets egen fil ligger, hvor den lå."))
        return redirect(PHOTO, uid)
