"""One composition: its page with its acts, its name, a copy of it, and its end."""

from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from areas.models import ExpressionOfInterest
from people.request import SignedIn
from programme import calendar, workflow
from programme.models import HistoryEntry

from .. import actions
from ..board import Board
from ..forms.board import NAME_TAKEN, CopyForm, DescribeForm
from ..models import Composition
from .sheets import drawn

ACTS = ("in", "reserve", "out", "up", "down")


class OneComposition(admin.ModelAdmin):
    """A part of the board's admin, which says how a board is read and a page drawn."""

    def board(self, request: HttpRequest) -> Board:
        raise NotImplementedError

    def page(self, request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
        raise NotImplementedError

    def composition_urls(self, secure) -> list:
        one = "sammensaetninger/<uuid:uid>/"
        return [
            path(one, secure(self.composition_view), name="selection_composition"),
            path(f"{one}ret/", secure(self.describe_view), name="selection_composition_describe"),
            path(f"{one}kopi/", secure(self.copy_view), name="selection_composition_copy"),
            path(f"{one}slet/", secure(self.throw_away_view), name="selection_composition_delete"),
        ]

    def _composition(self, request: HttpRequest, uid: UUID) -> Composition:
        return get_object_or_404(Composition.objects.visible_to(request.user).select_related("programme"), uid=uid)

    def composition_view(self, request: SignedIn, uid: UUID) -> HttpResponse:
        """A POST is one act: `in`, `reserve`, `out`, `up` or `down`, with the uid of an expression."""
        composition = self._composition(request, uid)
        if request.method == "POST":
            return self._act(request, composition)
        board = self.board(request)
        (sheet,) = drawn([composition], board, by=request.user)
        placed = {line.pk for line in (*sheet.tried.seats, *sheet.tried.reserve)}
        unranked = [line for line in board.lines if line.rank is None]
        rest = [line for line in (*board.ranked, *unranked) if line.pk not in placed]
        mine = ExpressionOfInterest.objects.visible_to(request.user).filter(programme=composition.programme_id)
        history = HistoryEntry.objects.filter(case=composition.uid).select_related("by").order_by("number")
        context: dict[str, Any] = {
            "title": composition.name,
            "board": board,
            "sheet": sheet,
            "rest": rest,
            "history": list(history),
            "composition": composition,
            "tie": board.tie,
            "is_open": mine.awaiting_decision().exists(),
        }
        return self.page(request, "composition.html", context)

    def _act(self, request: SignedIn, composition: Composition) -> HttpResponse:
        act = next((each for each in ACTS if each in request.POST), "")
        here = reverse("admin:selection_composition", args=[composition.uid])
        wanted = ExpressionOfInterest.objects.visible_to(request.user).filter(programme=composition.programme_id)
        expression = get_object_or_404(wanted.select_related("area"), uid=_uid(request.POST.get(act, "")))
        version = request.POST.get("version", "")
        said: dict[str, Any] = {
            "version": int(version) if version.isdecimal() and len(version) < 9 else 0,
            "by": request.user,
            "at": calendar.now(),
        }
        try:
            match act:
                case "in":
                    actions.place(composition, expression, **said)
                case "reserve":
                    actions.put_in_reserve(composition, expression, **said)
                case "out":
                    actions.take_out(composition, expression, **said)
                case _:
                    actions.move_in_reserve(composition, expression, up=act == "up", **said)
        except actions.NoPlaceLeft:
            messages.warning(
                request,
                gettext("Der er ikke flere pladser. Tag et andet område ud først, eller sæt %s på reservelisten.")
                % expression.area,
            )
        except actions.Overtaken:
            messages.warning(
                request, gettext("En anden har ændret sammensætningen imens. Her er den, som den er nu; prøv igen.")
            )
        except workflow.NotAllowed:
            messages.warning(request, gettext("%s står ikke længere på tavlen.") % expression.area)
        if not Composition.objects.filter(pk=composition.pk).exists():
            return redirect("admin:selection_compositions")
        return redirect(f"{here}#o-{expression.reference}")

    def describe_view(self, request: SignedIn, uid: UUID) -> HttpResponse:
        composition = self._composition(request, uid)
        stood = {"name": composition.name, "note": composition.note, "version": composition.version}
        form = DescribeForm(request.POST if request.method == "POST" else None, initial=stood)
        if form.is_valid():
            try:
                actions.describe(composition, **form.cleaned_data, by=request.user, at=calendar.now())
            except actions.NameTaken:
                form.add_error("name", NAME_TAKEN)
            except actions.Overtaken:
                form.add_error(None, gettext("En anden har ændret sammensætningen imens. Dit står her endnu."))
                form.data = {**form.cleaned_data, "version": composition.version}
            else:
                messages.success(request, gettext("Gemt."))
                return redirect("admin:selection_composition", uid)
        return self._form_page(request, composition, form, _("Ret navn og bemærkning"), _("Gem"))

    def copy_view(self, request: SignedIn, uid: UUID) -> HttpResponse:
        composition = self._composition(request, uid)
        form = CopyForm(
            request.POST if request.method == "POST" else None,
            initial={"name": gettext("Kopi af %s") % composition.name[:65]},
        )
        if form.is_valid():
            try:
                made = actions.copy_composition(
                    composition, name=form.cleaned_data["name"], by=request.user, at=calendar.now()
                )
            except actions.NameTaken:
                form.add_error("name", NAME_TAKEN)
            except actions.Overtaken:
                messages.warning(request, gettext("En anden har slettet sammensætningen imens."))
                return redirect("admin:selection_compositions")
            else:
                return redirect("admin:selection_composition", made.uid)
        return self._form_page(request, composition, form, _("Lav en kopi"), _("Lav kopien"))

    def _form_page(self, request: HttpRequest, composition: Composition, form, title, button) -> HttpResponse:
        context: dict[str, Any] = {"title": title, "composition": composition, "form": form, "button": button}
        return self.page(request, "composition_form.html", context, 422 if form.errors else 200)

    def throw_away_view(self, request: SignedIn, uid: UUID) -> HttpResponse:
        composition = self._composition(request, uid)
        if request.method != "POST":
            context: dict[str, Any] = {"title": _("Slet sammensætningen"), "composition": composition}
            return self.page(request, "composition_delete.html", context)
        version = request.POST.get("version", "")
        seen = int(version) if version.isdecimal() and len(version) < 9 else 0
        try:
            actions.delete_composition(composition, version=seen, by=request.user, at=calendar.now())
        except actions.Overtaken:
            messages.warning(request, gettext("Den er ikke slettet: en anden har ændret den imens. Se på den igen."))
            return redirect("admin:selection_composition", uid)
        except workflow.NotAllowed:
            messages.warning(request, gettext("Den kan du ikke slette. Bed en anden i teamet om det."))
            return redirect("admin:selection_composition", uid)
        messages.success(request, gettext("Sammensætningen »%s« er slettet.") % composition.name)
        return redirect("admin:selection_compositions")


def _uid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
