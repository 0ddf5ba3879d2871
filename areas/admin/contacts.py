"""Who follows which municipality: the team adds and ends the roles."""

from uuid import UUID

from django.contrib import admin, messages
from django.db import IntegrityError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from areas import actions
from areas.forms.dialogue import ContactForm
from areas.models import Dialogue, MunicipalContact
from people.request import SignedIn
from programme import calendar, workflow

from .expressions import ReadOnly

LIST = "admin:areas_municipalcontact_changelist"
MOST_FORMER = 50


@admin.register(MunicipalContact)
class MunicipalContactAdmin(ReadOnly):
    def get_urls(self):
        secure = self.admin_site.admin_view
        return [
            path("", secure(self.list_view), name="areas_municipalcontact_changelist"),
            path("<uuid:uid>/afslut/", secure(self.end_view), name="areas_municipalcontact_end"),
        ]

    def list_view(self, request: SignedIn) -> HttpResponse:
        form = ContactForm(request.POST if request.method == "POST" else None)
        if form.is_valid() and self._add(request, form):
            return redirect(LIST)
        people = MunicipalContact.objects.select_related("municipality", "person")
        context = self.admin_site.each_context(request) | {
            "title": _("Kommunale kontakter"),
            "form": form,
            "contacts": list(people.current().order_by("municipality__name", "person__name", "pk")),
            "former": list(people.filter(ended_at__isnull=False).order_by("-ended_at", "-pk")[:MOST_FORMER]),
        }
        status = 422 if form.errors else 200
        return TemplateResponse(request, "admin/areas/contact_list.html", context, status=status)

    def _add(self, request: SignedIn, form: ContactForm) -> bool:
        try:
            actions.add_municipal_contact(**form.cleaned_data, by=request.user, at=calendar.now())
        except IntegrityError:
            form.add_error("email", _("Personen er allerede kontakt for kommunen."))
            return False
        messages.success(request, gettext("%s er kommunal kontakt og får en mail om det.") % form.cleaned_data["name"])
        return True

    def end_view(self, request: SignedIn, uid: UUID) -> HttpResponse:
        current = MunicipalContact.objects.current().select_related("municipality", "person")
        contact = get_object_or_404(current, uid=uid)
        if request.method == "POST":
            try:
                actions.end_municipal_contact(contact, by=request.user, at=calendar.now())
                messages.success(request, gettext("%s er ikke længere kommunal kontakt.") % contact.person)
            except workflow.NotAllowed:
                pass  # somebody else did it first
            return redirect(LIST)
        seen = Dialogue.objects.visible_to(request.user)
        owed = seen.filter(municipality=contact.municipality, follow_up_by=contact.person)
        context = self.admin_site.each_context(request) | {
            "title": _("Afslut rollen"),
            "contact": contact,
            "owed": owed.awaiting_follow_up().count(),
        }
        return TemplateResponse(request, "admin/areas/contact_end.html", context)
