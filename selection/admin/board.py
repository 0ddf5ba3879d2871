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

from .. import access, actions
from .. import board as boards
from ..board import Board
from ..forms.assessing import RemarkForm
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
        """A POST says what kind of place it is, or with `remark` something to the others who deal with it."""
        board = self.board(request)
        line = next((each for each in board.lines if each.uid == uid), None)
        if line is None:
            raise Http404
        expression = get_object_or_404(ExpressionOfInterest.objects.visible_to(request.user), uid=uid)
        sent, is_remark = request.POST if request.method == "POST" else None, "remark" in request.POST
        form = KindForm(None if is_remark else sent, initial={"kind": line.kind})
        remark = RemarkForm(sent if is_remark else None)
        if form.is_valid():
            return self._set_kind(request, expression, form.cleaned_data["kind"])
        if remark.is_valid() and self._say(request, expression, remark):
            return redirect(f"{request.path}#b-said")
        context: dict[str, Any] = {
            "title": line.area,
            "board": board,
            "line": line,
            "opinions": Opinions(board, line, request.user),
            "form": form,
            "remark": remark,
            "may_remark": remark.is_bound or access.may_remark(request.user, expression),
        }
        status = 422 if form.errors or remark.errors else 409 if remark.is_bound else 200
        return self.page(request, "board_expression.html", context, status)

    def _say(self, request: SignedIn, expression: ExpressionOfInterest, form: RemarkForm) -> bool:
        """Whether it was said; if not, it is told why, and what was typed stays."""
        try:
            actions.remark(expression, **form.cleaned_data, by=request.user, at=request.arrived_at)
        except workflow.NotAllowed:
            messages.warning(request, gettext("Der kan ikke skrives flere bemærkninger nu."))
            return False
        messages.success(request, gettext("Din bemærkning er skrevet."))
        return True

    def _set_kind(self, request: SignedIn, expression: ExpressionOfInterest, kind: str) -> HttpResponse:
        try:
            actions.set_kind(expression, kind, by=request.user, at=calendar.now())
        except workflow.NotAllowed:
            raise Http404 from None  # it was closed to this person meanwhile
        messages.success(request, gettext("Gemt."))
        return redirect(request.path)
