"""The team gives out the assessments: by hand or spread evenly, takes them back, and finds substitutes."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from areas.admin.listing import ReadOnly
from areas.models import ExpressionOfInterest
from people.models import User
from people.request import SignedIn
from programme import calendar
from programme.models import Disqualification, Ground, Programme
from programme.period import day_text
from programme.workflow import NotAllowed
from selection import access, actions
from selection.barring import bars, may_be_asked
from selection.forms.assigning import AssessorForm, BatchForm, SubstituteForm
from selection.models import Assessment
from selection.states import AssessmentState

from .matrix import BADGES, Matrix

NAME = "selection_assessment"
LIST, CASE = f"admin:{NAME}_changelist", f"admin:{NAME}_case"
ORDINARY = dt.timedelta(days=14)


@admin.register(Assessment)
class AssessmentAdmin(ReadOnly):
    ordering = ("-pk",)
    columns = ()

    def get_urls(self):
        secure = self.admin_site.admin_view
        return [
            path("", secure(self.list_view), name=f"{NAME}_changelist"),
            path("tildel/", secure(self.assign_view), name=f"{NAME}_assign"),
            path("frist/", secure(self.due_view), name=f"{NAME}_due"),
            path("fordel/", secure(self.spread_view), name=f"{NAME}_spread"),
            path("inviter/", secure(self.invite_view), name=f"{NAME}_invite"),
            path("vurdering/<uuid:uid>/tag-tilbage/", secure(self.take_back_view), name=f"{NAME}_take_back"),
            path("vurdering/<uuid:uid>/stedfortraeder/", secure(self.substitute_view), name=f"{NAME}_substitute"),
            path("<uuid:uid>/", secure(self.case_view), name=f"{NAME}_case"),
        ]

    def _page(self, request: HttpRequest, template: str, /, *, status: int = 200, **context: Any) -> HttpResponse:
        whole = self.admin_site.each_context(request) | context
        return TemplateResponse(request, f"admin/selection/{template}.html", whole, status=status)

    # --- who has what

    def list_view(self, request: SignedIn) -> HttpResponse:
        matrix = Matrix(request.user, calendar.today())
        return self._matrix(request, matrix, _batch(request, matrix, act="assign", bound=False))

    def _matrix(self, request: SignedIn, matrix: Matrix, form: BatchForm, status: int = 200) -> HttpResponse:
        title = _("Hvem vurderer hvad")
        return self._page(request, "matrix", status=status, title=title, matrix=matrix, form=form)

    def assign_view(self, request: SignedIn) -> HttpResponse:
        if request.method != "POST":
            return redirect(LIST)
        matrix = _ticked(request)
        form = _batch(request, matrix, act="assign")
        if not form.is_valid():
            return self._matrix(request, matrix, form, status=422)
        pairs = [(expression, person) for expression in form.expressions for person in form.people]
        return self._assign(request, pairs, form.cleaned_data["due_on"])

    def _assign(
        self, request: SignedIn, pairs: list[tuple[ExpressionOfInterest, User]], due_on: dt.date
    ) -> HttpResponse:
        try:
            done = actions.assign(pairs, due_on=due_on, by=request.user, at=calendar.now())
        except NotAllowed:
            messages.warning(request, _("Ingen har fået noget: noget er sket, siden du åbnede siden. Prøv igen."))
            return redirect(LIST)
        for each in done.barred:
            facts = {"name": each.person, "why": each.why.label, "area": each.expression.area}
            messages.warning(request, _("%(name)s kan ikke få %(area)s: %(name)s %(why)s.") % facts)
        count = len(done.made)
        if count:
            said = ngettext(
                "%(count)d vurdering er tildelt. Bedømmeren får en mail.",
                "%(count)d vurderinger er tildelt. Hver bedømmer får én mail.",
                count,
            )
            messages.success(request, said % {"count": count})
        elif not done.barred:
            messages.info(request, _("De har dem allerede."))
        return redirect(LIST)

    def due_view(self, request: SignedIn) -> HttpResponse:
        if request.method != "POST":
            return redirect(LIST)
        matrix = _ticked(request)
        form = _batch(request, matrix, act="due")
        if not form.is_valid():
            return self._matrix(request, matrix, form, status=422)
        people, expressions = {each.pk for each in form.people}, {each.pk for each in form.expressions}
        chosen = [
            each for each in matrix.assessments if each.assessor_id in people and each.expression_id in expressions
        ]
        try:
            count = actions.set_due(chosen, form.cleaned_data["due_on"], by=request.user, at=calendar.now())
        except NotAllowed:
            messages.warning(request, _("Fristen er ikke ændret: noget er sket, siden du åbnede siden."))
        else:
            facts = {"count": count, "day": day_text(form.cleaned_data["due_on"])}
            said = ngettext(
                "Fristen for %(count)d vurdering er nu %(day)s.",
                "Fristen for %(count)d vurderinger er nu %(day)s.",
                count,
            )
            messages.success(request, said % facts)
        return redirect(LIST)

    # --- spread evenly

    def spread_view(self, request: SignedIn) -> HttpResponse:
        """A proposal, worked out anew when it is saved: what is saved is what was looked at, or it is shown again."""
        if request.method != "POST":
            return redirect(LIST)
        matrix = _ticked(request)
        form = _batch(request, matrix, act="spread")
        if not form.is_valid():
            return self._matrix(request, matrix, form, status=422)
        proposal = matrix.spread(form.expressions, form.people, form.cleaned_data["per"])
        seen, is_saved = request.POST.get("seen", ""), "save" in request.POST
        expressions = {each.pk: each for each in form.expressions}
        people = {each.pk: each for each in form.people}
        pairs = [(expressions[expression], people[person]) for expression, person in proposal.pairs]
        if is_saved and seen == proposal.fingerprint:
            return self._assign(request, pairs, form.cleaned_data["due_on"])
        if seen:
            messages.warning(request, _("Noget er ændret imens, så forslaget er lavet om. Se det igennem igen."))
        fresh: dict[int, list[User]] = {}
        for expression, person in pairs:
            fresh.setdefault(expression.pk, []).append(person)
        context: dict[str, Any] = {
            "title": _("Forslag til en jævn fordeling"),
            "form": form,
            "proposal": proposal,
            "lines": [(each, fresh.get(each.pk, []), proposal.short.get(each.pk, 0)) for each in form.expressions],
            "load": [(person, proposal.load[person.pk]) for person in form.people],
        }
        return self._page(request, "spread", **context)

    # --- people

    def invite_view(self, request: SignedIn) -> HttpResponse:
        programme = get_object_or_404(Programme, is_current=True)
        form = AssessorForm(
            request.POST if request.method == "POST" else None,
            today=calendar.today(),
            initial={"due_on": calendar.today() + ORDINARY},
        )
        if form.is_valid():
            try:
                person = actions.invite_assessor(programme, **form.cleaned_data, by=request.user, at=calendar.now())
            except NotAllowed:
                form.add_error("email", _("Den konto er lukket. Åbn den under Personer, før du inviterer."))
            else:
                messages.success(request, _("%s er bedømmer og får en mail.") % person)
                return redirect(LIST)
        title = _("Inviter en bedømmer")
        return self._page(request, "invite", status=422 if form.errors else 200, title=title, form=form)

    # --- one case

    def case_view(self, request: SignedIn, uid: UUID) -> HttpResponse:
        mine = ExpressionOfInterest.objects.visible_to(request.user).select_related("area__municipality")
        expression = get_object_or_404(mine, uid=uid)
        theirs = Assessment.objects.visible_to(request.user).filter(expression=expression)
        lacking = set(theirs.awaiting_substitute().values_list("pk", flat=True))
        rows = theirs.select_related("assessor", "substitute_for__assessor").defer("overall").order_by("pk")
        context: dict[str, Any] = {
            "title": _("Vurderinger af %s") % expression,
            "expression": expression,
            "rows": [
                (each, BADGES.get(each.state, ""), access.is_unfinished(request.user, each), each.pk in lacking)
                for each in rows
            ],
            "closed": [(each, list(Ground).index(Ground(each.ground)) + 1) for each in _closed_to(expression)],
            "is_sent": access.is_sent(request.user, expression),
            "today": calendar.today(),
        }
        return self._page(request, "case", **context)

    def _assessment(self, request: SignedIn, uid: UUID) -> Assessment:
        theirs = Assessment.objects.visible_to(request.user)
        return get_object_or_404(theirs.select_related("expression__area", "assessor"), uid=uid)

    def take_back_view(self, request: SignedIn, uid: UUID) -> HttpResponse:
        assessment = self._assessment(request, uid)
        if request.method == "POST":
            try:
                actions.take_back(assessment, by=request.user, at=calendar.now())
                messages.success(request, _("%s skal ikke vurdere den længere.") % assessment.assessor)
            except NotAllowed:
                messages.warning(request, _("Den kan ikke tages tilbage: den er afgivet, eller noget er sket imens."))
            return redirect(CASE, assessment.expression.uid)
        if not access.is_unfinished(request.user, assessment):
            return redirect(CASE, assessment.expression.uid)
        title = _("Tag vurderingen tilbage")
        return self._page(request, "take_back", title=title, assessment=assessment, expression=assessment.expression)

    def substitute_view(self, request: SignedIn, uid: UUID) -> HttpResponse:
        assessment = self._assessment(request, uid)
        expression = assessment.expression
        if assessment.state != AssessmentState.DISQUALIFIED:
            return redirect(CASE, expression.uid)
        people = list(may_be_asked())
        barred = bars([expression], people)
        today = calendar.today()
        form = SubstituteForm(
            request.POST if request.method == "POST" else None,
            people=[each for each in people if (expression.pk, each.pk) not in barred],
            today=today,
            initial={"due_on": max(assessment.due_on, today)},
        )
        if form.is_valid():
            said = form.cleaned_data
            try:
                actions.name_substitute(
                    assessment, said["person"], due_on=said["due_on"], by=request.user, at=calendar.now()
                )
                messages.success(request, _("%s er stedfortræder og får en mail.") % said["person"])
            except NotAllowed:
                messages.warning(request, _("Der er allerede en stedfortræder, eller noget er sket imens."))
            return redirect(CASE, expression.uid)
        context: dict[str, Any] = {"assessment": assessment, "expression": expression}
        context["title"] = _("Find en stedfortræder")
        status = 422 if form.errors else 200
        return self._page(request, "substitute", status=status, form=form, **context)


def _closed_to(expression: ExpressionOfInterest) -> list[Disqualification]:
    declared = Disqualification.objects.current().filter(case=expression.case)
    return list(declared.select_related("person").order_by("declared_at", "pk"))


def _ticked(request: SignedIn) -> Matrix:
    """The page with what is ticked on it."""
    ticks = {"chosen": request.POST.getlist("expression"), "chosen_people": request.POST.getlist("assessor")}
    return Matrix(request.user, calendar.today(), **ticks)


def _batch(request: SignedIn, matrix: Matrix, *, act: str, bound: bool = True) -> BatchForm:
    return BatchForm(
        request.POST if bound else None,
        act=act,
        expressions=[row.expression for row in matrix.rows if row.may_be_chosen],
        people=matrix.people if act != "due" else [each.person for each in matrix.assessors],
        today=matrix.today,
        initial={"due_on": max(matrix.last_due or matrix.today + ORDINARY, matrix.today)},
    )
