"""The expressions of interest as the team works with them: a list to search, narrow and take out, a page to read."""

from uuid import UUID

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from areas import access
from areas.models import Attachment, ExpressionOfInterest, Submission
from documents import downloads, papers
from people.request import SignedIn
from programme import calendar

from . import export, reading, rows, search
from .acts import Acts
from .behalf import BehalfPages
from .filters import ByMunicipality, ByProgramme, BySomething, ByState
from .listing import ReadOnly


@admin.register(ExpressionOfInterest)
class ExpressionAdmin(Acts, BehalfPages, ReadOnly):
    ordering = ("-changed_at", "-pk")
    columns = rows.COLUMNS
    list_filter = (ByProgramme, ByState, ByMunicipality, BySomething)
    search_fields = ("area__name",)  # what is really searched, and how, is in search.py

    def get_urls(self):
        secure = self.admin_site.admin_view
        name = "areas_expressionofinterest"
        return [
            path("", secure(self.changelist_view), name=f"{name}_changelist"),
            *self.behalf_urls(),
            path("eksport.csv", secure(self.export_view), name=f"{name}_export"),
            *self.act_urls(secure),
            path("<uuid:uid>/", secure(self.read_view), name=f"{name}_change"),
            path("<uuid:uid>/bilag/<uuid:document>/", secure(self.file_view), name=f"{name}_file"),
            path("<uuid:uid>/kvittering/<int:number>.pdf", secure(self.receipt_view), name=f"{name}_receipt"),
        ]

    # --- the list

    def get_search_results(self, request, queryset, search_term):
        return search.expressions(queryset, search_term), False

    def changelist_view(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        try:
            listed = self.get_changelist_instance(request)
        except IncorrectLookupParameters:
            return HttpResponseRedirect(request.path)
        chosen = next(each for each in listed.filter_specs if isinstance(each, ByProgramme))
        context = self.admin_site.each_context(request) | {
            "title": _("Interesseerklæringer"),
            "cl": listed,
            "programme": chosen.programme,
            "rows": rows.drawn(rows.asked(listed.result_list), chosen.due_on, calendar.today()),
        }
        return TemplateResponse(request, "admin/areas/expression_list.html", context)

    def export_view(self, request: HttpRequest) -> HttpResponseBase:
        """The rows of the list as it is searched, narrowed and ordered, all of them, as a file for a spreadsheet."""
        try:
            listed = self.get_changelist_instance(request)
        except IncorrectLookupParameters:
            return HttpResponseRedirect(reverse("admin:areas_expressionofinterest_changelist"))
        return export.respond(rows.asked(listed.queryset), calendar.today())

    # --- one expression

    def find(self, request: HttpRequest, uid: UUID) -> ExpressionOfInterest:
        return get_object_or_404(reading.whole(self.get_queryset(request)), uid=uid)

    def read_view(self, request: SignedIn, uid: UUID) -> HttpResponse:
        read = reading.Reading(self.find(request, uid), request.user, calendar.now(), request.GET.get("udgave", ""))
        read.said  # noqa: B018 - who is in the group comes along with it, and is asked for below
        context = self.admin_site.each_context(request) | {
            "title": str(read.expression),
            "read": read,
            "expression": read.expression,
            "may_act": access.may_act(request.user, read.expression),
            "is_acting": access.is_acting(request.user, read.expression),
            "may_register": access.may_register(request.user, read.expression),
        }
        return TemplateResponse(request, "admin/areas/expression_read.html", context)

    def file_view(self, request: HttpRequest, uid: UUID, document: UUID) -> HttpResponseBase:
        """Also a file that was taken out again: what was sent with it keeps it."""
        mine = Attachment.objects.filter(expression__in=self.get_queryset(request).filter(uid=uid))
        attachment = get_object_or_404(mine.select_related("document"), document__uid=document)
        return downloads.respond(request, attachment.document)

    def receipt_view(self, request: HttpRequest, uid: UUID, number: int) -> HttpResponseBase:
        mine = Submission.objects.filter(expression__in=self.get_queryset(request).filter(uid=uid))
        paper = get_object_or_404(mine.select_related("paper"), number=number).paper
        return downloads.respond(request, papers.make(paper))
