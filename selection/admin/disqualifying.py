"""Who may not deal with a case, as pages: one says it of oneself, or finds it of another; and another of the team may
lift it."""

from contextlib import suppress
from uuid import UUID

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from areas.models import ExpressionOfInterest
from people.request import SignedIn
from programme import workflow
from programme.models import Disqualification

from .. import access, actions
from ..forms.disqualifying import DeclareForm, FindForm, LiftForm

NAME = "programme_disqualification"
OF_CASE = f"admin:{NAME}_of_case"


@admin.register(Disqualification)
class DisqualificationAdmin(admin.ModelAdmin):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def get_urls(self):
        secure = self.admin_site.admin_view
        return [
            path("lukket/", secure(self.closed_view), name=f"{NAME}_closed"),
            path("<uuid:uid>/", secure(self.case_view), name=f"{NAME}_of_case"),
            path("<uuid:uid>/erklaer/", secure(self.declare_view), name=f"{NAME}_declare"),
            path("<uuid:uid>/anden/", secure(self.find_view), name=f"{NAME}_find"),
            path("<uuid:uid>/<uuid:declaration>/ophaev/", secure(self.lift_view), name=f"{NAME}_lift"),
        ]

    def _page(self, request: HttpRequest, template: str, *, form=None, **context) -> HttpResponse:
        context |= self.admin_site.each_context(request) | {"form": form}
        status = 422 if form is not None and form.errors else 200
        return TemplateResponse(request, f"admin/selection/{template}.html", context, status=status)

    def case_view(self, request: SignedIn, uid: UUID) -> HttpResponse:
        """Who is disqualified from it, and who was."""
        expression = _expression(request, uid)
        told = Disqualification.objects.filter(case=expression.case)
        told = told.select_related("person", "declared_by", "lifted_by").order_by("-declared_at", "-pk")
        return self._page(
            request,
            "disqualifications",
            title=_("Habilitet i sagen"),
            expression=expression,
            current=[each for each in told if each.lifted_at is None],
            lifted=[each for each in told if each.lifted_at],
        )

    def declare_view(self, request: SignedIn, uid: UUID) -> HttpResponse:
        expression = _expression(request, uid)
        form = DeclareForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            # If it was said before, in another window, it is closed either way.
            with suppress(workflow.NotAllowed):
                actions.disqualify(expression, person=request.user, **form.said, by=request.user, at=request.arrived_at)
            return redirect(f"admin:{NAME}_closed")
        return self._page(request, "declare", title=_("Jeg er inhabil i sagen"), expression=expression, form=form)

    def find_view(self, request: SignedIn, uid: UUID) -> HttpResponse:
        """Of another of the team, or of who assesses it: one finds that they may not deal with it (§ 6, stk. 2)."""
        expression = _expression(request, uid)
        people = access.may_be_found_disqualified(request.user, expression)
        form = FindForm(request.POST if request.method == "POST" else None, people=people)
        if form.is_valid():
            self._find(request, expression, form)
            return redirect(OF_CASE, uid)
        title = _("En anden er inhabil i sagen")
        return self._page(request, "find", title=title, expression=expression, form=form, anybody=people.exists())

    def _find(self, request: SignedIn, expression: ExpressionOfInterest, form: FindForm) -> None:
        person = form.cleaned_data["person"]
        try:
            actions.disqualify(expression, person=person, **form.said, by=request.user, at=request.arrived_at)
        except workflow.NotAllowed:
            messages.warning(request, gettext("Intet er ændret: noget er sket, siden du åbnede siden."))
        else:
            messages.success(request, gettext("Sagen er lukket for %s. Sig det til vedkommende.") % person)

    def closed_view(self, request: HttpRequest) -> HttpResponse:
        """Says that it is done, and nothing of the case: that is closed."""
        return self._page(request, "closed", title=_("Sagen er lukket for dig"))

    def lift_view(self, request: SignedIn, uid: UUID, declaration: UUID) -> HttpResponse:
        expression = _expression(request, uid)
        theirs = Disqualification.objects.current().filter(case=expression.case).select_related("person")
        found = get_object_or_404(theirs, uid=declaration)
        form = LiftForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            self._lift(request, found, form.cleaned_data["reason"])
            return redirect(OF_CASE, uid)
        title = gettext("Ophæv inhabiliteten for %s") % found.person
        return self._page(request, "lift", title=title, expression=expression, declaration=found, form=form)

    def _lift(self, request: SignedIn, found: Disqualification, reason: str) -> None:
        try:
            actions.lift(found, reason=reason, by=request.user, at=request.arrived_at)
        except workflow.NotAllowed:
            messages.warning(request, gettext("Intet er ændret: noget er sket, siden du åbnede siden."))
        else:
            messages.success(request, gettext("Sagen er åben for %s igen.") % found.person)


def _expression(request: SignedIn, uid: UUID) -> ExpressionOfInterest:
    """Raises Http404."""
    return get_object_or_404(ExpressionOfInterest.objects.visible_to(request.user).select_related("area"), uid=uid)
