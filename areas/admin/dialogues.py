"""The dialogues as the team works with them: the way from dialogue to sent, the list, the page of one."""

from uuid import UUID

from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.db import IntegrityError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from areas import actions, funnel
from areas.forms.dialogue import CLOSED, FollowUpForm, InviteForm, initial_of, owners_for
from areas.models import ApplyInvitation, Dialogue, Municipality
from areas.wording import too_soon
from people.models import User
from people.request import SignedIn
from programme import calendar, workflow
from programme.models import HistoryEntry, Programme

from . import search
from .dialogue_form import DeskDialogueForm
from .dialogue_lists import (
    DIALOGUES,
    INVITATIONS,
    ByFollowUp,
    ByInterest,
    InMunicipality,
    PlaceList,
    drawn_dialogues,
    drawn_invitations,
)
from .expressions import ReadOnly
from .filters import ByProgramme


class Listed(ReadOnly):
    """A list whose rows `drawn` makes of one page, and `template` writes."""

    title: object
    template: str

    def drawn(self, page):
        raise NotImplementedError

    def changelist_view(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        try:
            listed = self.get_changelist_instance(request)
        except IncorrectLookupParameters:
            return HttpResponseRedirect(request.path)
        context = self.admin_site.each_context(request) | {
            "title": self.title,
            "cl": listed,
            "rows": self.drawn(listed.result_list),
        }
        return TemplateResponse(request, self.template, context)


@admin.register(Dialogue)
class DialogueAdmin(Listed):
    title = _("Dialoger")
    template = "admin/areas/dialogue_list.html"
    ordering = ("-held_on", "-pk")
    columns = DIALOGUES
    list_filter = (ByProgramme, InMunicipality, ByInterest, ByFollowUp)
    search_fields = ("place_name",)  # what is really searched, and how, is in search.py

    def get_urls(self):
        secure = self.admin_site.admin_view
        return [
            path("", secure(self.funnel_view), name="areas_dialogue_funnel"),
            path("steder/", secure(self.places_view), name="areas_dialogue_places"),
            path("inviter/", secure(self.invite_view), name="areas_dialogue_invite_anybody"),
            path("samtaler/", secure(self.changelist_view), name="areas_dialogue_changelist"),
            path("samtaler/ny/", secure(self.log_view), name="areas_dialogue_add"),
            path("samtaler/<uuid:uid>/", secure(self.read_view), name="areas_dialogue_change"),
            path("samtaler/<uuid:uid>/ret/", secure(self.edit_view), name="areas_dialogue_edit"),
            path("samtaler/<uuid:uid>/inviter/", secure(self.invite_view), name="areas_dialogue_invite"),
        ]

    def get_search_results(self, request, queryset, search_term):
        return search.dialogues(queryset, search_term), False

    def drawn(self, page):
        return drawn_dialogues(page, calendar.today())

    # --- the way

    def funnel_view(self, request: SignedIn) -> HttpResponse:
        programme = Programme.objects.current()
        found = funnel.places(programme, by=request.user) if programme else []
        lines = funnel.lines(found, Municipality.objects.all())
        context = self.admin_site.each_context(request) | {
            "title": _("Dialog"),
            "programme": programme,
            "lines": lines,
            "total": funnel.total(found),
            "picture": funnel.picture([line for line in lines if line.code]),
        }
        return TemplateResponse(request, "admin/areas/funnel.html", context)

    def places_view(self, request: SignedIn) -> HttpResponse:
        """What a number of the way counts: the same places, by name."""
        programme = Programme.objects.current()
        found = funnel.places(programme, by=request.user) if programme else []
        places = PlaceList(found, Municipality.objects.all(), request.GET)
        context = self.admin_site.each_context(request) | {"title": _("Steder"), "places": places}
        return TemplateResponse(request, "admin/areas/place_list.html", context)

    # --- one dialogue

    def find(self, request: SignedIn, uid: UUID) -> Dialogue:
        return get_object_or_404(Dialogue.objects.visible_to(request.user).with_place(), uid=uid)

    def read_view(self, request: SignedIn, uid: UUID) -> HttpResponse:
        """A POST says that it has been followed up on."""
        dialogue = self.find(request, uid)
        form = FollowUpForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            try:
                actions.follow_up(dialogue, note=form.cleaned_data["note"], by=request.user, at=calendar.now())
                messages.success(request, gettext("Godt. Opfølgningen er gjort, og påmindelserne holder op."))
            except workflow.NotAllowed:
                messages.info(request, gettext("Der er ikke noget at følge op på."))
            return redirect(request.path)
        context = self.admin_site.each_context(request) | {
            "title": dialogue.place,
            "dialogue": dialogue,
            "form": form,
            "today": calendar.today(),
            "invitations": list(_invitations_of(dialogue, request.user)),
            "history": list(HistoryEntry.objects.filter(case=dialogue.uid).select_related("by").order_by("number")),
        }
        status = 422 if form.errors else 200
        return TemplateResponse(request, "admin/areas/dialogue_read.html", context, status=status)

    def log_view(self, request: SignedIn) -> HttpResponse:
        programme = get_object_or_404(Programme, is_current=True)
        form = self._form(request, initial={"held_on": calendar.today()})
        if form.is_valid():
            said = form.cleaned_data
            try:
                dialogue = actions.log_dialogue(programme=programme, **said, by=request.user, at=calendar.now())
            except actions.ClosedPlace:
                form.add_error("place", CLOSED)
            else:
                messages.success(request, gettext("Dialogen er gemt."))
                return redirect("admin:areas_dialogue_change", dialogue.uid)
        return self._write(request, form, _("Skriv en dialog ned"))

    def edit_view(self, request: SignedIn, uid: UUID) -> HttpResponse:
        dialogue = self.find(request, uid)
        form = self._form(request, dialogue, initial=initial_of(dialogue, me=request.user))
        if form.is_valid():
            try:
                actions.edit_dialogue(dialogue, **form.cleaned_data, by=request.user, at=calendar.now())
            except actions.ClosedPlace:
                form.add_error("place", CLOSED)
            else:
                messages.success(request, gettext("Dialogen er gemt."))
                return redirect("admin:areas_dialogue_change", dialogue.uid)
        return self._write(request, form, _("Ret dialogen"), dialogue)

    def _form(self, request: SignedIn, dialogue: Dialogue | None = None, *, initial: dict) -> DeskDialogueForm:
        everywhere = list(Municipality.objects.all())
        return DeskDialogueForm(
            request.POST if request.method == "POST" else None,
            municipalities=everywhere,
            me=request.user,
            owners=owners_for(everywhere, by=request.user, dialogue=dialogue),
            today=calendar.today(),
            initial=initial,
        )

    def _write(self, request: SignedIn, form, title, dialogue: Dialogue | None = None) -> HttpResponse:
        context = self.admin_site.each_context(request) | {"title": title, "form": form, "dialogue": dialogue}
        status = 422 if form.errors else 200
        return TemplateResponse(request, "admin/areas/dialogue_form.html", context, status=status)

    def invite_view(self, request: SignedIn, uid: UUID | None = None) -> HttpResponse:
        """From a dialogue, or without one."""
        programme = get_object_or_404(Programme, is_current=True)
        dialogue = self.find(request, uid) if uid else None
        initial = {"place": dialogue.place, "municipality": str(dialogue.municipality_id)} if dialogue else None
        everywhere = list(Municipality.objects.all())
        posted = request.POST if request.method == "POST" else None
        form = InviteForm(posted, municipalities=everywhere, initial=initial)
        if form.is_valid():
            said = form.cleaned_data
            try:
                actions.invite_to_apply(
                    programme=programme, **said, dialogue=dialogue, by=request.user, at=calendar.now()
                )
            except actions.ClosedPlace:
                form.add_error("place", CLOSED)
            except actions.AlreadyBegun:
                form.add_error("email", gettext("Personen er allerede begyndt på en interesseerklæring for det sted."))
            except actions.TooSoon as error:
                form.add_error("email", too_soon(error.until))
            except IntegrityError:
                form.add_error("email", gettext("Personen er allerede inviteret til at søge for det sted."))
            else:
                messages.success(request, gettext("%s får en mail med et link.") % said["name"])
                if dialogue:
                    return redirect("admin:areas_dialogue_change", dialogue.uid)
                return redirect("admin:areas_applyinvitation_changelist")
        return self._write(request, form, _("Invitér til at søge"), dialogue)


def _invitations_of(dialogue: Dialogue, user: User) -> QuerySet:
    theirs = ApplyInvitation.objects.visible_to(user).filter(dialogue=dialogue)
    return theirs.select_related("expression").order_by("invited_at", "pk")


@admin.register(ApplyInvitation)
class ApplyInvitationAdmin(Listed):
    title = _("Invitationer til at søge")
    template = "admin/areas/invitation_list.html"
    ordering = ("-invited_at", "-pk")
    columns = INVITATIONS
    list_filter = (ByProgramme, InMunicipality)
    search_fields = ("name",)  # what is really searched, and how, is in search.py

    def get_urls(self):
        view = self.admin_site.admin_view(self.changelist_view)
        return [path("", view, name="areas_applyinvitation_changelist")]

    def get_search_results(self, request, queryset, search_term):
        return search.invitations(queryset, search_term), False

    def drawn(self, page):
        return drawn_invitations(page, calendar.today())
