"""The release: what will happen, the act itself, how far the letters are; and a place that falls free."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Max, Q
from django.http import HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from notices.models import Message
from notices.states import WAITING, MessageState
from people.request import SignedIn
from programme import calendar
from programme.models import Programme
from programme.workflow import NotAllowed
from selection import access, actions, publishing, readiness
from selection.forms.deciding import GivenUpForm, ReleaseForm
from selection.models import Decision
from selection.states import DecisionState

from .desk import NAME, Desk, said, sentence_of, to
from .overview import Board


@dataclass(frozen=True)
class Progress:
    """How far the letters of one release are, from the rows themselves."""

    at: dt.datetime
    decisions: int
    made: int
    broken: int
    messages: int
    sent: int
    failed: int
    waiting: int

    @property
    def is_done(self) -> bool:
        return self.made == self.decisions and self.sent + self.failed == self.messages

    @property
    def is_moving(self) -> bool:
        return self.made < self.decisions or self.waiting > 0


def progress_of(programme: Programme) -> Progress | None:
    """Of the latest release; None before the first. Three statements, however many letters."""
    told = Decision.objects.filter(programme=programme, state__in=(DecisionState.RELEASED, DecisionState.OVER))
    at = told.aggregate(at=Max("released_at"))["at"]
    if at is None:
        return None
    latest = told.filter(released_at=at)
    papers = latest.aggregate(
        all=Count("pk"),
        made=Count("pk", filter=Q(letter__paper__made_at__isnull=False)),
        broken=Count("pk", filter=Q(letter__paper__made_at__isnull=True) & ~Q(letter__paper__error="")),
    )
    mails = Message.objects.filter(kind="decision", case__in=latest.values("expression__case"), queued_at=at)
    counted = mails.aggregate(
        all=Count("pk"),
        sent=Count("pk", filter=Q(state=MessageState.SENT)),
        waiting=Count("pk", filter=Q(state__in=WAITING)),
    )
    return Progress(
        at=at,
        decisions=papers["all"],
        made=papers["made"],
        broken=papers["broken"],
        messages=counted["all"],
        sent=counted["sent"],
        failed=counted["all"] - counted["sent"] - counted["waiting"],
        waiting=counted["waiting"],
    )


class ReleasePages(Desk):
    """A part of the model admin of decisions."""

    def release_urls(self, secure) -> list:
        return [
            path("frigiv/", secure(self.release_view), name=f"{NAME}_release"),
            path("frigivelse/", secure(self.progress_view), name=f"{NAME}_progress"),
            path("<uuid:uid>/tilbyd/", secure(self.offer_view), name=f"{NAME}_offer"),
            path("<uuid:uid>/giver-fra-sig/", secure(self.given_up_view), name=f"{NAME}_given_up"),
        ]

    def release_view(self, request: SignedIn) -> HttpResponse:
        board = Board(self.programme(), request.user)
        form = ReleaseForm(request.POST if request.method == "POST" else None)
        trouble = ""
        if request.method == "POST" and form.is_valid():
            seen = request.POST.get("seen", "")
            try:
                released = actions.release(board.programme, seen=seen, by=request.user, at=request.arrived_at)
            except actions.NotReady:
                trouble = _("Intet er frigivet: der er noget, der skal på plads først.")
                board = Board(board.programme, request.user)
            except NotAllowed as refused:
                trouble = sentence_of(refused)
                board = Board(board.programme, request.user)
            else:
                return self._released(request, released)
        status = 409 if trouble else 422 if form.errors else 200
        return self.page(
            request,
            "release.html",
            _("Frigiv afgørelserne"),
            status=status,
            board=board,
            seen=readiness.fingerprint(board.pending),
            form=form,
            trouble=trouble,
            is_public=publishing.is_public(board.programme, request.arrived_at),
        )

    def _released(self, request: SignedIn, released: actions.Released) -> HttpResponse:
        text = ngettext("%d afgørelse er frigivet.", "%d afgørelser er frigivet.", released.decisions)
        messages.success(request, text % released.decisions)
        return to("progress")

    def progress_view(self, request: SignedIn) -> HttpResponse:
        progress = progress_of(self.programme())
        if progress is None:
            return to("changelist")
        template = "progress.html#progress" if getattr(request, "htmx", False) else "progress.html"
        today = calendar.day_of(request.arrived_at)
        return self.page(request, template, _("Breve på vej"), progress=progress, today=today)

    # --- a place that falls free

    def offer_view(self, request: SignedIn, uid: UUID) -> HttpResponse:
        decision = self.find(request, uid)
        if request.method == "POST":
            done = _("Tilbuddet til %s ligger klar. Læs brevet igennem, og frigiv afgørelsen.") % decision.expression
            said(request, lambda: actions.offer_place(decision, by=request.user, at=request.arrived_at), done)
            return to("changelist")
        board = Board(decision.programme, request.user)
        if board.next_in_reserve is None or board.next_in_reserve.pk != decision.pk:
            return to("changelist")
        return self.page(request, "offer.html", _("Tilbyd pladsen til %s") % decision.expression, decision=decision)

    def given_up_view(self, request: SignedIn, uid: UUID) -> HttpResponse:
        decision = self.find(request, uid)
        expression = decision.expression
        if not access.may_give_up_place(request.user, expression):
            return to("change", uid)
        form = GivenUpForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            how: dict[str, Any] = {"by": request.user, "at": request.arrived_at, "reason": form.cleaned_data["reason"]}
            done = _("Det er registreret. Hele styregruppen får en mail.")
            said(request, lambda: actions.give_up_place(expression, **how), done)
            return to("changelist")
        title = _("%s giver sin plads fra sig") % expression
        status = 422 if form.errors else 200
        return self.page(request, "given_up.html", title, status=status, decision=decision, form=form)
