"""What the team does on an area's behalf, as pages: writes for it for a while, types in what came otherwise, and
registers that as received."""

from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import translation
from django.utils.html import format_html
from django.utils.translation import gettext as _

from areas import access, actions, content, on_behalf
from areas.forms.behalf import ActForm, EntryForm
from areas.forms.dialogue import CLOSED
from areas.forms.people import MemberForm
from areas.models import Entry, ExpressionOfInterest
from areas.views.case import Case
from areas.wording import moment_text
from people.request import SignedIn
from programme import workflow
from programme.models import Programme

NAME = "areas_expressionofinterest"
READ, ENTRY = f"admin:{NAME}_change", f"admin:{NAME}_entry"


def reason_of(entry: Entry, language: str = "da") -> str:
    """Why the team writes there: the contact person reads it in a mail."""
    with translation.override(language):
        facts = {"came": entry.came, "moment": moment_text(entry.received_at)}
        return _("Taster interesseerklæringen ind, som kom %(came)s den %(moment)s.") % facts


class BehalfPages(admin.ModelAdmin):
    def behalf_urls(self) -> list:
        secure = self.admin_site.admin_view
        return [
            path("indtast/", secure(self.enter_view), name=f"{NAME}_enter"),
            path("<uuid:uid>/paa-vegne/", secure(self.act_view), name=f"{NAME}_act"),
            path("<uuid:uid>/indtastning/", secure(self.entry_view), name=f"{NAME}_entry"),
            path("<uuid:uid>/registrer/", secure(self.register_view), name=f"{NAME}_register"),
        ]

    def _page(self, request: HttpRequest, template: str, status: int = 200, **context: Any) -> HttpResponse:
        whole = self.admin_site.each_context(request) | context
        return TemplateResponse(request, f"admin/areas/{template}.html", whole, status=status)

    def _expression(self, request: HttpRequest, uid: UUID) -> ExpressionOfInterest:
        places = self.get_queryset(request).select_related("programme", "area__municipality", "entry__entered_by")
        return get_object_or_404(places, uid=uid)

    # --- writing for an area

    def act_view(self, request: SignedIn, uid: UUID) -> HttpResponse:
        expression = self._expression(request, uid)
        if access.is_acting(request.user, expression):
            return redirect(expression)
        if not access.may_act(request.user, expression):
            messages.warning(request, _("I kan kun skrive på vegne af et område, mens det har en kladde."))
            return redirect(READ, uid)
        entry = expression.entry_if_any
        form = ActForm(request.POST or None, initial={"reason": reason_of(entry) if entry else ""})
        if request.method == "POST" and form.is_valid():
            return self._begin(request, expression, form.cleaned_data["reason"])
        return self._page(
            request,
            "act",
            422 if form.errors else 200,
            title=_("Skriv på vegne af området"),
            expression=expression,
            form=form,
        )

    def _begin(self, request: SignedIn, expression: ExpressionOfInterest, reason: str) -> HttpResponse:
        try:
            on_behalf.begin(request, expression, reason=reason)
        except workflow.NotAllowed:
            messages.warning(request, _("Interesseerklæringen er ikke en kladde længere."))
            return redirect(READ, expression.uid)
        return redirect(expression)

    # --- what came on paper, by telephone or by mail

    def enter_view(self, request: SignedIn) -> HttpResponse:
        programme = Programme.objects.current()
        if programme is None:
            messages.warning(request, _("Intet program vises nu."))
            return redirect("admin:index")
        form = EntryForm(request.POST or None, now=request.arrived_at)
        there = None
        if request.method == "POST" and form.is_valid():
            try:
                entered = actions.enter(programme=programme, **form.values, by=request.user, at=request.arrived_at)
                return self._begin(request, entered, reason_of(entered.entry, entered.group_people[0].language))
            except actions.AlreadyThere as found:
                there = found.expression
            except actions.ClosedPlace:
                form.add_error("name", CLOSED)
            except actions.ContactOfTeam:
                form.add_error("email", _("Adressen hører til en i kulturteamet. Skriv områdets egen kontaktperson."))
        status = 409 if there else 422 if form.errors else 200
        title = _("Indtast en interesseerklæring")
        return self._page(request, "enter", status, title=title, form=form, there=there, programme=programme)

    def entry_view(self, request: SignedIn, uid: UUID) -> HttpResponse:
        """What is typed in so far: what is missing, who is in the group, and the button that registers it."""
        expression = self._expression(request, uid)
        if not access.may_register(request.user, expression):
            return redirect(READ, uid)
        member = MemberForm(request.POST or None)
        member.fields["email"].help_text = ""
        if request.method == "POST" and member.is_valid() and self._add(request, expression, member):
            return redirect(ENTRY, uid)
        return self._entry_page(request, expression, member, 422 if member.errors else 200)

    def _entry_page(self, request, expression, member: MemberForm, status: int = 200, **why) -> HttpResponse:
        case = Case(expression, content.read(expression), request.user, request.arrived_at)
        context = {"title": _("Indtastning"), "expression": expression, "entry": expression.entry, "case": case}
        return self._page(request, "entry", status, member_form=member, **context, **why)

    def _add(self, request: SignedIn, expression: ExpressionOfInterest, form: MemberForm) -> bool:
        try:
            actions.enter_member(expression, **form.cleaned_data, by=request.user, at=request.arrived_at)
        except IntegrityError:
            form.add_error("email", _("Den person er allerede med i styregruppen."))
            return False
        except actions.ContactOfTeam:
            form.add_error("email", _("Adressen hører til en i kulturteamet."))
            return False
        except workflow.NotAllowed:
            messages.warning(request, _("Interesseerklæringen er ikke en kladde længere."))
            return True
        messages.success(request, _("%s er med i styregruppen og får en mail om det.") % form.cleaned_data["name"])
        return True

    def register_view(self, request: SignedIn, uid: UUID) -> HttpResponse:
        expression = self._expression(request, uid)
        if request.method != "POST":
            return redirect(ENTRY, uid)
        said = request.POST.get("version", "")
        version = int(said) if said.isdecimal() and len(said) < 10 else 0
        try:
            sent = actions.register(expression, by=request.user, at=request.arrived_at, version=version)
        except actions.Changed:
            return self._entry_page(request, expression, MemberForm(), 409, changed=True)
        except actions.NotReady:
            return self._entry_page(request, expression, MemberForm(), 422, not_ready=True)
        except workflow.NotAllowed:
            messages.warning(request, _("Den kan ikke registreres: kun en kladde, som I har tastet ind, kan det."))
            return redirect(READ, uid)
        if not sent.again:
            on_behalf.forget_what_is_over(request)
            messages.success(request, _registered(sent.submission.is_late))
        return redirect(READ, uid)


def _registered(is_late: bool) -> str:
    late = format_html(" {}", _("Den kom efter fristen og er mærket med det.")) if is_late else ""
    return format_html("{}{}", _("Registreret som modtaget. Styregruppen får kvitteringen på mail."), late)
