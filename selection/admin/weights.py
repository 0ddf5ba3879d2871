"""How much each core element counts: changed on a page that first shows what it would do to the ranks."""

from decimal import Decimal
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from people.request import SignedIn
from programme import calendar, workflow

from .. import actions
from ..actions.weighing import AlreadyDecided, is_decided
from ..board import Board, Line
from ..forms.board import WeightsForm
from ..wording import rank

ANSWERED = _("Vægtene er ikke ændret: områder har fået svar, mens du havde siden åben.")
OVERTAKEN = _("Vægtene er ikke ændret: en anden har ændret dem, siden du åbnede siden. Her er de nye.")


class WeightPages(admin.ModelAdmin):
    """A part of the board's admin, which says how a board is read and a page drawn."""

    def board(self, request: HttpRequest) -> Board:
        raise NotImplementedError

    def page(self, request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
        raise NotImplementedError

    def weight_urls(self, secure) -> list:
        return [path("vaegte/", secure(self.weights_view), name="selection_weights")]

    def weights_view(self, request: SignedIn) -> HttpResponse:
        board = self.board(request)
        form = WeightsForm(request.POST if request.method == "POST" else None, elements=board.elements)
        decided = is_decided(board.programme)
        if form.is_valid() and "save" in request.POST and not decided:
            if done := self._save(request, board, form):
                return done
            board, form = self.board(request), WeightsForm(elements=self.board(request).elements)
        preview = _preview(board, form.weights) if form.is_bound and form.is_valid() else None
        context: dict[str, Any] = {
            "title": _("Vægte"),
            "board": board,
            "form": form,
            "preview": preview,
            "is_decided": decided,
        }
        return self.page(request, "weights.html", context, 422 if form.errors else 200)

    def _save(self, request: SignedIn, board: Board, form: WeightsForm) -> HttpResponse | None:
        said: dict[str, Any] = {"seen": form.seen, "by": request.user, "at": calendar.now()}
        try:
            changed = actions.change_weights(board.programme, form.weights, **said)
        except AlreadyDecided:
            messages.warning(
                request, gettext("Vægtene er ikke ændret: områder har fået svar, mens du havde siden åben.")
            )
        except workflow.NotAllowed:
            messages.warning(
                request,
                gettext("Vægtene er ikke ændret: en anden har ændret dem, siden du åbnede siden. Her er de nye."),
            )
            return None
        else:
            messages.success(request, gettext("Vægtene er gemt.") if changed else gettext("Vægtene er, som de var."))
        return redirect("admin:selection_composition_changelist")


class Preview:
    """What other weights would do to the ranks of those that this reader sees points for."""

    def __init__(self, lines: list[tuple[Line, str, Decimal | None, str, Decimal | None]], tie):
        self.lines, self.tie = lines, tie

    @property
    def moved(self) -> list:
        return [each for each in self.lines if each[1] != each[3]]


def _preview(board: Board, weights: dict[str, Decimal]) -> Preview:
    """The board itself is left as it was."""
    stood = board.weights
    before = {line.pk: (rank(line), line.total) for line in board.lines}
    board.weigh([weights[element.key] for element in board.elements])
    lines = [(line, *before[line.pk], rank(line), line.total) for line in board.ranked]
    tie = board.tie
    board.weigh(stood)
    return Preview(lines, tie)
