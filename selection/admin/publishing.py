"""The publication as the team works with it: the word, the invitation to the kickoff, and the presentation of each."""

import datetime as dt
from dataclasses import dataclass

from django.contrib import admin, messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from areas.models import ExpressionOfInterest
from people.request import SignedIn
from programme import calendar, workflow
from programme.models import Milestone, Precision, Programme

from .. import presenting, publishing
from ..actions import NotYours
from ..actions import publishing as actions
from ..actions.presenting import make_profile
from ..forms.presenting import KickoffForm, TakeBackForm
from ..models import Profile, Publication
from .presentations import ADDRESSES, ALL, NAME, Presentations, marked


@dataclass(frozen=True)
class Line:
    """One area in the list of what is ready; without a profile, none has been made of it yet."""

    expression: ExpressionOfInterest
    profile: Profile | None

    @property
    def is_ready(self) -> bool:
        return self.profile is not None and self.profile.is_ready

    @property
    def is_changed_since(self) -> bool:
        """Its contact person has changed something after the team went through it."""
        profile = self.profile
        return bool(profile and profile.read_at and profile.changed_at > profile.read_at)


@dataclass(frozen=True)
class Standing:
    """How the publication stands."""

    publication: Publication | None
    kickoff: Milestone | None
    is_public: bool
    lines: list[Line]

    @property
    def is_given(self) -> bool:
        return self.publication is not None and self.publication.is_given

    @property
    def has_day(self) -> bool:
        return self.kickoff is not None and self.kickoff.precision == Precision.DAY

    @property
    def ready(self) -> int:
        return sum(line.is_ready for line in self.lines)

    @property
    def without_profile(self) -> list[Line]:
        return [line for line in self.lines if line.profile is None]

    @property
    def may_give(self) -> bool:
        return bool(self.lines) and self.ready == len(self.lines) and not self.is_given


@admin.register(Publication)
class PublicationAdmin(Presentations):
    def get_urls(self):
        secure = self.admin_site.admin_view
        return [
            path("", secure(self.list_view), name=f"{NAME}_changelist"),
            path("ordet/", secure(self.word_view), name=f"{NAME}_word"),
            path("kickoff/", secure(self.kickoff_view), name=f"{NAME}_kickoff"),
            path("lav/", secure(self.make_view), name=f"{NAME}_make"),
            path("vis/", secure(self.preview_all_view), name=f"{NAME}_preview_all"),
            *self.presentation_urls(),
        ]

    def list_view(self, request: SignedIn) -> HttpResponse:
        programme = Programme.objects.current()
        return self._list(request, programme)

    def _list(self, request: SignedIn, programme: Programme | None, *, status: int = 200, **forms) -> HttpResponse:
        standing = _standing(programme, request.user) if programme else None
        forms.setdefault("kickoff_form", KickoffForm(publication=standing.publication if standing else None))
        forms.setdefault("back_form", TakeBackForm())
        title = _("Offentliggørelse")
        return self.page(
            request, "publication.html", status=status, title=title, programme=programme, standing=standing, **forms
        )

    def word_view(self, request: SignedIn) -> HttpResponse:
        """POST gives the word, or with `take_back` takes it back."""
        programme = get_object_or_404(Programme, is_current=True)
        if request.method != "POST":
            return redirect(ALL)
        if "take_back" in request.POST:
            return self._take_back(request, programme)
        try:
            actions.give_word(programme, by=request.user, at=calendar.now())
        except actions.NotReady:
            messages.warning(request, _("Offentliggørelsen er ikke godkendt: ikke alle præsentationer er klar."))
        except NotYours as refused:
            messages.warning(request, str(refused))
        except workflow.NotAllowed:
            messages.info(request, _("Offentliggørelsen er allerede godkendt."))
        else:
            messages.success(request, _said(programme, calendar.now()))
        return redirect(ALL)

    def _take_back(self, request: SignedIn, programme: Programme) -> HttpResponse:
        form = TakeBackForm(request.POST)
        if not form.is_valid():
            return self._list(request, programme, status=422, back_form=form)
        try:
            actions.take_back(programme, reason=form.cleaned_data["reason"], by=request.user, at=calendar.now())
        except workflow.NotAllowed:
            messages.info(request, _("Offentliggørelsen er ikke godkendt, så der er intet at trække tilbage."))
        else:
            messages.success(request, _("Trukket tilbage. Intet bliver vist længere; senest om et minut er det væk."))
        return redirect(ALL)

    def kickoff_view(self, request: SignedIn) -> HttpResponse:
        programme = get_object_or_404(Programme, is_current=True)
        if request.method != "POST":
            return redirect(ALL)
        form = KickoffForm(request.POST, publication=Publication.objects.filter(programme=programme).first())
        if not form.is_valid():
            return self._list(request, programme, status=422, kickoff_form=form)
        actions.invite_to_kickoff(programme, **form.cleaned_data, by=request.user, at=calendar.now())
        messages.success(request, _("Invitationen til kickoff er gemt."))
        return redirect(ALL)

    def make_view(self, request: SignedIn) -> HttpResponse:
        """The presentations that are not made yet: of areas that were chosen in another way than by the release."""
        programme = get_object_or_404(Programme, is_current=True)
        if request.method == "POST":
            for line in _standing(programme, request.user).without_profile:
                try:
                    make_profile(line.expression, by=request.user, at=calendar.now())
                except workflow.NotAllowed:
                    messages.warning(request, _("Der er intet sendt ind for %s at lave den af.") % line.expression)
        return redirect(ALL)

    def preview_all_view(self, request: SignedIn) -> HttpResponse:
        programme = get_object_or_404(Programme, is_current=True)
        context = {
            "layout": "selection/preview.html",
            "map": presenting.MAP,
            "points": presenting.points(programme, ADDRESSES, hidden_from=request.user),
            "kickoff": presenting.kickoff(programme, calendar.now()),
            "kickoff_file": "",
            "programme": programme,
            "page_url": "",
            "preview": marked(reverse(ALL), _("Offentliggørelse")),
        }
        return render(request, "selection/kulturpunkter.html", context)


def _standing(programme: Programme, user) -> Standing:
    found = publishing.chosen(programme).visible_to(user)
    lines = [
        Line(each, getattr(each, "profile", None))
        for each in found.select_related("area__municipality", "profile__photo")
    ]
    return Standing(
        publication=Publication.objects.filter(programme=programme).select_related("worded_by", "withdrawn_by").first(),
        kickoff=programme.milestones.filter(key="kickoff").first(),
        is_public=publishing.is_public(programme, calendar.now()),
        lines=lines,
    )


def _said(programme: Programme, now: dt.datetime) -> str:
    if publishing.is_public(programme, now):
        return _("Offentliggørelsen er godkendt. Kulturpunkterne er offentlige nu.")
    return _(
        "Offentliggørelsen er godkendt. Kulturpunkterne bliver offentlige af sig selv kl. 00.00 den dag, kickoff er."
    )
