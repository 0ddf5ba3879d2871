"""The compositions the team tries: the list, where one is made, and up to four side by side."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from areas.models import Municipality
from people.request import SignedIn
from programme import calendar

from .. import actions, composing
from ..board import Board, Filled, OneEach, Tie
from ..forms.board import NAME_TAKEN, Beginning, NewCompositionForm
from ..models import Composition
from ..wording import names
from .sheets import Stand, drawn

MOST_SIDE_BY_SIDE = 4
STILL_OWES = _("Afgiv dine egne vurderinger først. Indtil da kan den kun begynde tom.")


class CompositionPages(admin.ModelAdmin):
    """A part of the board's admin, which says how a board is read and a page drawn."""

    def board(self, request: HttpRequest) -> Board:
        raise NotImplementedError

    def page(self, request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
        raise NotImplementedError

    def compositions_urls(self, secure) -> list:
        return [
            path("sammensaetninger/", secure(self.compositions_view), name="selection_compositions"),
            path("sammensaetninger/sammenlign/", secure(self.compare_view), name="selection_compare"),
        ]

    def compositions_view(self, request: SignedIn) -> HttpResponse:
        board = self.board(request)
        form = NewCompositionForm(request.POST if request.method == "POST" else None)
        if form.is_valid() and (made := self._make(request, board, form)):
            return redirect("admin:selection_composition", made.uid)
        found = Composition.objects.visible_to(request.user).filter(programme=board.programme)
        sheets = drawn(list(found.select_related("changed_by").order_by("pk")), board, by=request.user)
        context: dict[str, Any] = {"title": _("Sammensætninger"), "board": board, "sheets": sheets, "form": form}
        context["most"] = MOST_SIDE_BY_SIDE
        return self.page(request, "compositions.html", context, 422 if form.errors else 200)

    def _make(self, request: SignedIn, board: Board, form: NewCompositionForm) -> Composition | None:
        said: dict[str, Any] = {"name": form.cleaned_data["name"], "by": request.user, "at": calendar.now()}
        try:
            match form.cleaned_data["beginning"]:
                case Beginning.BEST:
                    made, filled = actions.fill_with_best(board.programme, **said)
                    self._tell_of_tie(request, filled)
                case Beginning.ONE_EACH:
                    made, found = actions.fill_with_one_each(board.programme, **said)
                    self._tell_of_municipalities(request, found)
                case _:
                    made = actions.compose(board.programme, **said)
        except actions.NameTaken:
            form.add_error("name", NAME_TAKEN)
            return None
        except actions.StillOwes:
            form.add_error(
                "beginning", gettext("Afgiv dine egne vurderinger først. Indtil da kan den kun begynde tom.")
            )
            return None
        return made

    def _tell_of_tie(self, request: HttpRequest, filled: Filled) -> None:
        if filled.tie:
            messages.warning(request, tie_sentence(filled.tie))

    def _tell_of_municipalities(self, request: HttpRequest, found: OneEach) -> None:
        towns = dict(Municipality.objects.values_list("code", "name"))
        if found.tied:
            places = ", ".join(towns[code] for code in found.tied)
            messages.warning(
                request, gettext("Her står flere lige om at være den bedste, så I vælger selv: %s.") % places
            )
        if found.without:
            places = ", ".join(towns[code] for code in found.without)
            messages.info(request, gettext("Herfra er der ingen med point: %s.") % places)
        self._tell_of_tie(request, found.filled)

    def compare_view(self, request: SignedIn) -> HttpResponse:
        """`?s=` names those to compare; of more than four the first four."""
        board = self.board(request)
        mine = Composition.objects.visible_to(request.user).filter(programme=board.programme).order_by("pk")
        everything, asked = list(mine), set(request.GET.getlist("s"))
        chosen = [each for each in everything if str(each.uid) in asked]
        sheets = drawn(chosen[:MOST_SIDE_BY_SIDE], board, by=request.user)
        columns = [sheet.tried for sheet in sheets]
        apart = [(line, [Stand.of(one, line) for one in columns]) for line in composing.differing(columns, board)]
        context: dict[str, Any] = {
            "title": _("Side om side"),
            "board": board,
            "sheets": sheets,
            "apart": apart,
            "choices": [(each, each in chosen) for each in everything],
            "left_out": len(chosen) - len(sheets),
            "most": MOST_SIDE_BY_SIDE,
        }
        return self.page(request, "compare.html", context)


def tie_sentence(tie: Tie) -> str:
    return ngettext(
        "%(areas)s står lige om den sidste plads og er ikke sat ind. I vælger selv mellem dem.",
        "%(areas)s står lige om de sidste %(seats)d pladser og er ikke sat ind. I vælger selv mellem dem.",
        tie.seats,
    ) % {"areas": names(tie.lines), "seats": tie.seats}
