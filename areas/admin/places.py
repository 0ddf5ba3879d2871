"""The local areas across the rounds: a list, and a page that shows an area's expressions, partners and people."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _

from areas.content import Person
from areas.models import Dialogue, ExpressionOfInterest, LocalArea, Membership
from areas.states import GroupRole
from people.models import User
from people.request import SignedIn
from programme import calendar

from . import handover, rows, search, words
from .filters import ByMunicipality
from .listing import Column, ReadOnly

_COLUMNS = (
    Column("area", _("Lokalområde"), ("name", "pk"), ("-name", "-pk")),
    Column("municipality", _("Kommune"), ("municipality__name", "name", "pk"), ("-municipality__name", "-name", "-pk")),
    Column("contact", _("Kontaktperson")),
    Column("expressions", _("Interesseerklæringer")),
    Column("since", _("Kendt siden"), ("created_at", "pk"), ("-created_at", "-pk")),
)


@dataclass(frozen=True, slots=True)
class Expression:
    url: str
    programme: str
    state: str
    badge: str


@dataclass(frozen=True, slots=True)
class Row:
    url: str
    area: str
    municipality: str
    contact: str
    email: str
    expressions: list[Expression]
    since: str


def _expressions(user: User) -> ArraySubquery:
    """Those of each area that this person may see."""
    theirs = ExpressionOfInterest.objects.visible_to(user).filter(area=OuterRef("pk")).order_by("-programme", "-pk")
    said = JSONObject(uid="uid", state="state", programme="programme__name", back="answer_due_on")
    return ArraySubquery(theirs.values(said=said))


def _drawn(page: Iterable[tuple]) -> Iterator[Row]:
    url_of = rows.addresses("admin:areas_localarea_change")
    expression_url_of = rows.addresses("admin:areas_expressionofinterest_change")
    for uid, name, municipality, created_at, contact, expressions in page:
        person = contact or {"name": "", "email": ""}
        yield Row(
            url=url_of(uid),
            area=name,
            municipality=municipality or "–",
            contact=person["name"] or person["email"],
            email=person["email"],
            expressions=[
                Expression(
                    expression_url_of(each["uid"]),
                    each["programme"],
                    rows.state_label(each["state"], each["back"]),
                    rows.badge_of(each["state"], each["back"]),
                )
                for each in expressions
            ],
            since=words.day(calendar.day_of(created_at)),
        )


def _person(membership: Membership) -> Person:
    who, role = membership.person, membership.get_role_display()
    return Person(who.name, who.email, who.phone, role, membership.role == GroupRole.CONTACT)


class AreasByMunicipality(ByMunicipality):
    lookup = "municipality"


@admin.register(LocalArea)
class LocalAreaAdmin(ReadOnly):
    ordering = ("name", "pk")
    columns = _COLUMNS
    list_filter = (AreasByMunicipality,)
    search_fields = ("name",)  # what is really searched, and how, is in search.py

    def get_urls(self):
        secure = self.admin_site.admin_view
        return [
            path("", secure(self.changelist_view), name="areas_localarea_changelist"),
            path("<uuid:uid>/", secure(self.read_view), name="areas_localarea_change"),
            path("<uuid:uid>/kontaktperson/", secure(self.contact_view), name="areas_localarea_contact"),
        ]

    def get_search_results(self, request, queryset, search_term):
        return search.areas(queryset, search_term), False

    def changelist_view(self, request: Any, extra_context=None) -> HttpResponse:
        try:
            listed = self.get_changelist_instance(request)
        except IncorrectLookupParameters:
            return HttpResponseRedirect(request.path)
        said = {"contact": rows.contact_of("pk"), "expressions_said": _expressions(request.user)}
        page = listed.result_list.annotate(**said).values_list(
            "uid", "name", "municipality__name", "created_at", "contact", "expressions_said"
        )
        context = self.admin_site.each_context(request) | {
            "title": _("Lokalområder"),
            "cl": listed,
            "rows": _drawn(page),
        }
        return TemplateResponse(request, "admin/areas/area_list.html", context)

    def read_view(self, request: SignedIn, uid: UUID) -> HttpResponse:
        areas: QuerySet = self.get_queryset(request).select_related("municipality", "created_by")
        area = get_object_or_404(areas, uid=uid)
        expressions = ExpressionOfInterest.objects.visible_to(request.user).filter(area=area)
        dialogues = Dialogue.objects.visible_to(request.user).filter(area=area)
        memberships = area.memberships.select_related("person").order_by("ended_at", "role", "started_at", "pk")
        group = [each for each in memberships if each.ended_at is None]
        context = self.admin_site.each_context(request) | {
            "title": area.name,
            "area": area,
            "expressions": expressions.select_related("programme").order_by("-programme", "-pk"),
            "group": [_person(each) for each in group],
            "everyone": ",".join(each.person.email for each in group),
            "former": [each for each in memberships if each.ended_at is not None],
            "partners": area.partners.all(),
            "dialogues": dialogues.order_by("-held_on", "-pk"),
        }
        return TemplateResponse(request, "admin/areas/area_read.html", context)

    def contact_view(self, request: SignedIn, uid: UUID) -> HttpResponse:
        area = get_object_or_404(self.get_queryset(request), uid=uid)
        return handover.respond(request, area, self.admin_site.each_context(request))
