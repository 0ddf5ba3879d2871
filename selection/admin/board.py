"""The board: all expressions of the round beside each other, and what the team tries with them."""

from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from areas.admin.listing import ReadOnly
from areas.models import ExpressionOfInterest, Municipality
from people.request import SignedIn
from programme import calendar, workflow
from programme.models import Programme

from .. import actions
from .. import board as boards
from ..board import Board
from ..forms.board import KindForm
from ..models import Composition
from . import export
from .composition import OneComposition
from .compositions import CompositionPages
from .opinions import Opinions
from .table import Table
from .weights import WeightPages


def current() -> Programme:
    return get_object_or_404(Programme, is_current=True)


@admin.register(Composition)
class BoardAdmin(CompositionPages, OneComposition, WeightPages, ReadOnly):
    def get_urls(self):
        secure = self.admin_site.admin_view
        return [
            path("", secure(self.board_view), name="selection_composition_changelist"),
            path("eksport.csv", secure(self.export_view), name="selection_board_export"),
            path("omraade/<uuid:uid>/", secure(self.expression_view), name="selection_board_expression"),
            *self.weight_urls(secure),
            *self.compositions_urls(secure),
            *self.composition_urls(secure),
        ]

    def page(self, request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
        context |= self.admin_site.each_context(request)
        return TemplateResponse(request, f"admin/selection/{template}", context, status=status)

    def board(self, request: HttpRequest) -> Board:
        return boards.read(current(), by=request.user)

    # --- the board

    def _table(self, request: HttpRequest) -> Table:
        return Table(self.board(request), list(Municipality.objects.all()), request.GET)

    def board_view(self, request: HttpRequest) -> HttpResponse:
        found = self._table(request)
        context: dict[str, Any] = {"title": _("Tavlen"), "table": found, "board": found.board, "tie": found.board.tie}
        return self.page(request, "board.html", context)

    def export_view(self, request: HttpRequest) -> HttpResponseBase:
        return export.respond(self._table(request))

    # --- one expression

    def expression_view(self, request: SignedIn, uid: UUID) -> HttpResponse:
        """A POST says what kind of place it is."""
        board = self.board(request)
        line = next((each for each in board.lines if each.uid == uid), None)
        if line is None:
            raise Http404
        form = KindForm(request.POST if request.method == "POST" else None, initial={"kind": line.kind})
        if form.is_valid():
            return self._set_kind(request, uid, form.cleaned_data["kind"])
        opinions = Opinions(board, line, request.user)
        context: dict[str, Any] = {"title": line.area, "board": board, "line": line, "opinions": opinions, "form": form}
        return self.page(request, "board_expression.html", context, 422 if form.errors else 200)

    def _set_kind(self, request: SignedIn, uid: UUID, kind: str) -> HttpResponse:
        expression = get_object_or_404(ExpressionOfInterest.objects.visible_to(request.user), uid=uid)
        try:
            actions.set_kind(expression, kind, by=request.user, at=calendar.now())
        except workflow.NotAllowed:
            raise Http404 from None  # it was closed to this person meanwhile
        messages.success(request, gettext("Gemt."))
        return redirect(request.path)
