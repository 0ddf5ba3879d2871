"""The team decides: from a composition, one by one, and what it thinks better of."""

from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from areas.models import ExpressionOfInterest
from people.request import SignedIn
from programme import calendar
from programme.models import HistoryEntry
from programme.workflow import NotAllowed
from selection import actions, letters, readiness, reasons, seating
from selection.forms.deciding import AnywayForm, OutcomeForm, ReasonsForm
from selection.models import Composition, Decision
from selection.states import DecisionState, Outcome

from .desk import NAME, Desk, number, said, sentence_of, to
from .letters import LetterPages
from .overview import Board
from .release import ReleasePages


@admin.register(Decision)
class DecisionAdmin(LetterPages, ReleasePages, Desk):
    def get_urls(self):
        secure = self.admin_site.admin_view
        return [
            path("", secure(self.changelist_view), name=f"{NAME}_changelist"),
            path("lav/<uuid:uid>/", secure(self.decide_view), name=f"{NAME}_decide"),
            path("afslag/<uuid:uid>/", secure(self.decline_view), name=f"{NAME}_decline"),
            *self.letter_text_urls(secure),
            *self.release_urls(secure),
            path("<uuid:uid>/", secure(self.read_view), name=f"{NAME}_change"),
            path("<uuid:uid>/aendr/", secure(self.outcome_view), name=f"{NAME}_outcome"),
            path("<uuid:uid>/bortfald/", secure(self.void_view), name=f"{NAME}_void"),
            *self.letter_urls(secure),
        ]

    def changelist_view(self, request: SignedIn, extra_context=None) -> HttpResponse:  # type: ignore[override]
        board = Board(self.programme(), request.user)
        today = calendar.day_of(request.arrived_at)
        return self.page(request, "decision_list.html", _("Afgørelser"), board=board, today=today)

    # --- from a composition

    def decide_view(self, request: SignedIn, uid: UUID) -> HttpResponse:
        composition = get_object_or_404(Composition.objects.select_related("programme"), uid=uid)
        obstacles = readiness.before_deciding(composition, request.user)
        form = AnywayForm(request.POST if request.method == "POST" else None, lacking=bool(obstacles.lacking))
        trouble = ""
        if request.method == "POST" and not obstacles.firm and form.is_valid():
            how: dict[str, Any] = {"by": request.user, "at": request.arrived_at, "anyway": form.why}
            try:
                made = actions.decide_from(composition, seen=number(request, "version"), **how)
            except actions.NotReady as refused:
                obstacles = refused.obstacles
            except (actions.NoSeat, actions.NotYours) as refused:
                obstacles = readiness.Obstacles([str(refused)])
            except actions.Overtaken as refused:
                trouble, composition = str(refused), get_object_or_404(Composition, uid=uid)
                obstacles = readiness.before_deciding(composition, request.user)
            else:
                return self._decided(request, len(made))
        return self.page(
            request,
            "decide.html",
            _("Gør “%s” til afgørelser") % composition,
            status=409 if trouble else 422 if request.method == "POST" else 200,
            composition=composition,
            trouble=trouble,
            counts=_counts(composition, request.user),
            replaced=readiness.named(actions.replaced_by(composition, by=request.user)),
            obstacles=obstacles,
            lacking=readiness.named(obstacles.lacking),
            form=form,
        )

    def _decided(self, request: SignedIn, count: int) -> HttpResponse:
        text = ngettext("%d afgørelse ligger klar med brev.", "%d afgørelser ligger klar med breve.", count) % count
        done = text if count else _("Alt lå klar i forvejen, som sammensætningen siger.")
        messages.success(request, done)
        return to("changelist")

    # --- one decision

    def decline_view(self, request: SignedIn, uid: UUID) -> HttpResponse:
        """POST: one that came after the others were told. It can be changed to another outcome as any other."""
        mine = ExpressionOfInterest.objects.visible_to(request.user).select_related("programme", "area")
        expression = get_object_or_404(mine, uid=uid)
        if request.method == "POST":
            done = _("Et afslag til %s ligger klar. Det kan I ændre, indtil I frigiver det.") % expression
            said(request, lambda: actions.decline(expression, by=request.user, at=request.arrived_at), done)
        return to("changelist")

    def read_view(self, request: SignedIn, uid: UUID) -> HttpResponse:
        decision = self.find(request, uid)
        form = ReasonsForm(request.POST if request.method == "POST" else None, initial={"reasons": decision.reasons})
        trouble = ""
        if request.method == "POST" and form.is_valid():
            try:
                actions.revise_reasons(
                    decision,
                    form.cleaned_data["reasons"],
                    seen=number(request, "version"),
                    by=request.user,
                    at=request.arrived_at,
                )
            except NotAllowed as refused:
                trouble = sentence_of(refused)
            else:
                messages.success(request, _("Begrundelsen er gemt."))
                return to("change", uid)
        status = 409 if trouble else 422 if form.errors else 200
        return self._read(request, self.find(request, uid), form, status=status, trouble=trouble)

    def _read(self, request: SignedIn, decision: Decision, form: ReasonsForm, **more) -> HttpResponse:
        history = HistoryEntry.objects.filter(case=decision.case, verb__startswith="decision/")
        mine = [each.uid for each in Board(decision.programme, request.user).unread]
        after = next((each for each in mine if each != decision.uid), None)
        return self.page(
            request,
            "decision.html",
            str(decision.expression),
            decision=decision,
            letter=decision.letter,
            blocks=letters.blocks(decision.letter.body),
            form=form,
            is_finished=reasons.is_finished(decision.reasons),
            doubts=readiness.doubts(decision.programme, [decision]) if decision.is_pending else [],
            instead=self._instead_of(request, decision),
            history=history.select_related("by").order_by("-number"),
            next_unread=after,
            today=calendar.day_of(request.arrived_at),
            **more,
        )

    def _instead_of(self, request: SignedIn, decision: Decision) -> Decision | None:
        """What holds now that this one is void."""
        if decision.state != DecisionState.VOID:
            return None
        # An offer that lies ready comes before what the area has been told.
        live = self.get_queryset(request).live().filter(expression=decision.expression_id)
        return live.select_related("expression").order_by("state", "pk").first()

    def outcome_view(self, request: SignedIn, uid: UUID) -> HttpResponse:
        decision = self.find(request, uid)
        board = Board(decision.programme, request.user)
        others = [each for each in board.pending if _may_swap(each, decision)]
        sent, is_full = request.POST if request.method == "POST" else None, not seating.free_seats(decision.programme)
        form = OutcomeForm(sent, decision=decision, others=others, is_full=is_full)
        if request.method == "POST" and form.is_valid():
            return self._change(request, decision, form)
        title = _("Ændr afgørelsen om %s") % decision.expression
        status = 422 if form.errors else 200
        return self.page(request, "outcome.html", title, status=status, decision=decision, form=form)

    def _change(self, request: SignedIn, decision: Decision, form: OutcomeForm) -> HttpResponse:
        other = form.swap_with
        how: dict[str, Any] = {"by": request.user, "at": request.arrived_at}
        if other is not None:
            done = _("%(one)s og %(other)s har byttet. Deres breve er lavet forfra.")
            words = {"one": decision.expression, "other": other.expression}
            said(request, lambda: actions.swap(decision, other, **how), done % words)
        else:
            outcome = Outcome(form.cleaned_data["what"])
            done = _("Afgørelsen om %s er ændret, og brevet er lavet forfra.") % decision.expression
            said(request, lambda: actions.change(decision, outcome, **how), done)
        return to("changelist")

    def void_view(self, request: SignedIn, uid: UUID) -> HttpResponse:
        decision = self.find(request, uid)
        if request.method == "POST":
            done = _("Afgørelsen om %s er bortfaldet.") % decision.expression
            said(request, lambda: actions.void(decision, by=request.user, at=request.arrived_at), done)
            return to("changelist")
        title = _("Lad afgørelsen om %s bortfalde") % decision.expression
        return self.page(request, "void.html", title, decision=decision)


def _may_swap(one: Decision, other: Decision) -> bool:
    differ = (one.outcome, one.reserve) != (other.outcome, other.reserve)
    return differ and not one.is_offer and not other.is_offer


def _counts(composition: Composition, user) -> dict[str, int]:
    mine = ExpressionOfInterest.objects.visible_to(user).filter(programme=composition.programme)
    submitted = mine.awaiting_decision()
    placed = composition.placements.filter(expression__in=submitted)
    seats, ranks = placed.filter(seat__isnull=False).count(), placed.filter(reserve__isnull=False).count()
    declined = submitted.exclude(pk__in=placed.values("expression")).count()
    return {"designated": seats, "reserve": ranks, "declined": declined}
