"""What the team does to one expression: grants its area more time, sends it back with questions, or closes those."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.contrib import admin, messages
from django.forms import BoundField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _

from areas import access, actions, units
from areas.actions import NotLater
from areas.content import Content, thaw
from areas.forms.team import CloseForm, ExtensionForm, SendBackForm
from areas.models import ExpressionOfInterest, Submission
from areas.states import ExpressionState
from people.request import SignedIn
from programme import calendar
from programme.period import day_text
from programme.workflow import NotAllowed

from .reading import Reading

NAME = "areas_expressionofinterest"


@dataclass(frozen=True)
class Line:
    """One unit beside the place for a question about it."""

    label: str
    said: list[str]
    tick: BoundField
    text: BoundField


class Acts(admin.ModelAdmin):
    """A part of the model admin of expressions, which says how one is found."""

    def find(self, request: HttpRequest, uid: UUID) -> ExpressionOfInterest:
        raise NotImplementedError

    def act_urls(self, secure) -> list:
        return [
            path("<uuid:uid>/frist/", secure(self.extension_view), name=f"{NAME}_extension"),
            path("<uuid:uid>/send-tilbage/", secure(self.send_back_view), name=f"{NAME}_send_back"),
            path("<uuid:uid>/luk-spoergsmaal/", secure(self.close_view), name=f"{NAME}_close_questions"),
        ]

    def _act_page(
        self, request: HttpRequest, template: str, expression: ExpressionOfInterest, *, status=200, **context
    ):
        context |= self.admin_site.each_context(request) | {"expression": expression}
        return TemplateResponse(request, f"admin/areas/{template}", context, status=status)

    # --- more time

    def extension_view(self, request: SignedIn, uid: UUID) -> HttpResponse:
        expression = self.find(request, uid)
        if expression.state == ExpressionState.WITHDRAWN:
            return _back(expression)
        if request.method == "POST" and "take_back" in request.POST:
            return self._end_extension(request, expression)
        stood = {"until": expression.extended_deadline_on, "reason": expression.extension_reason}
        form = ExtensionForm(
            request.POST if request.method == "POST" else None,
            initial=stood,
            deadline=expression.deadline.due_on,
            today=calendar.day_of(request.arrived_at),
        )
        if request.method == "POST" and form.is_valid():
            return self._extend(request, expression, form)
        title = _("Udsæt fristen for %s") % expression
        return self._act_page(
            request, "extension.html", expression, status=422 if form.errors else 200, title=title, form=form
        )

    def _extend(self, request: SignedIn, expression: ExpressionOfInterest, form: ExtensionForm) -> HttpResponse:
        try:
            actions.extend(expression, **form.cleaned_data, by=request.user, at=request.arrived_at)
        except (NotAllowed, NotLater):
            messages.warning(request, _("Fristen er ikke ændret: noget er sket, siden du åbnede siden."))
        else:
            until = day_text(form.cleaned_data["until"])
            messages.success(request, _("Fristen for %(area)s er nu %(day)s.") % {"area": expression, "day": until})
        return _back(expression)

    def _end_extension(self, request: SignedIn, expression: ExpressionOfInterest) -> HttpResponse:
        try:
            actions.end_extension(expression, by=request.user, at=request.arrived_at)
        except NotAllowed:
            messages.warning(request, _("Fristen er ikke ændret: noget er sket, siden du åbnede siden."))
        else:
            messages.success(request, _("Den udsatte frist er taget tilbage."))
        return _back(expression)

    # --- sending back

    def send_back_view(self, request: SignedIn, uid: UUID) -> HttpResponse:
        expression = self.find(request, uid)
        latest = expression.submissions.order_by("-number").first()
        if latest is None or (request.method != "POST" and expression.state != ExpressionState.SUBMITTED):
            return _back(expression)
        if request.method != "POST":
            return self._ask(request, expression, latest, _form(request, expression, latest))
        form = _form(request, expression, latest)
        if not form.is_valid():
            return self._ask(request, expression, latest, form, status=422)
        number = request.POST.get("number", "")
        try:
            actions.send_back(
                expression,
                form.asked,
                number=int(number) if number.isdecimal() and len(number) < 5 else 0,
                answer_on=form.cleaned_data["answer_on"],
                by=request.user,
                at=request.arrived_at,
            )
        except (actions.Changed, NotAllowed, NotLater):
            # What was written stands in its fields; nobody has been asked anything.
            return self._ask(request, self.find(request, uid), latest, form, status=409, overtaken=True)
        messages.success(request, _("Sendt tilbage. Hele styregruppen får en mail med spørgsmålene."))
        return _back(expression)

    def _ask(
        self, request: HttpRequest, expression: ExpressionOfInterest, latest: Submission, form: SendBackForm, **more
    ) -> HttpResponse:
        title = _("Send tilbage til %s med spørgsmål") % expression
        lines = list(_lines(form, thaw(latest.content, expression.programme_id)))
        return self._act_page(
            request, "send_back.html", expression, title=title, form=form, lines=lines, submission=latest, **more
        )

    # --- and no answer awaited any more

    def close_view(self, request: SignedIn, uid: UUID) -> HttpResponse:
        expression = self.find(request, uid)
        if not access.may_close_questions(request.user, expression):
            messages.warning(request, _("Der er ingen spørgsmål at lukke."))
            return _back(expression)
        form = CloseForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            return self._close(request, expression, form.cleaned_data["reason"])
        return self._act_page(
            request,
            "close_questions.html",
            expression,
            status=422 if form.errors else 200,
            title=_("Luk spørgsmålene til %s uden svar") % expression,
            form=form,
            read=Reading(expression, request.user, request.arrived_at),
            number=expression.submissions.latest("number").number,
        )

    def _close(self, request: SignedIn, expression: ExpressionOfInterest, reason: str) -> HttpResponse:
        number = request.POST.get("number", "")
        number_seen = int(number) if number.isdecimal() and len(number) < 5 else 0
        try:
            actions.close_questions(
                expression, number=number_seen, reason=reason, by=request.user, at=request.arrived_at
            )
        except (actions.Changed, NotAllowed):
            messages.warning(request, _("Intet er lukket: noget er sket, siden du åbnede siden."))
        else:
            messages.success(request, _("Spørgsmålene er lukket. Hele styregruppen får en mail om det."))
        return _back(expression)


def _form(request: SignedIn, expression: ExpressionOfInterest, latest: Submission) -> SendBackForm:
    earliest = max(expression.deadline_on, calendar.day_of(request.arrived_at))
    data = request.POST if request.method == "POST" else None
    return SendBackForm(data, content=thaw(latest.content, expression.programme_id), earliest=earliest)


def _lines(form: SendBackForm, content: Content) -> Iterator[Line]:
    titles = units.titles(content)
    for unit in form.units:
        name = "-".join(unit)
        yield Line(
            label=units.label(unit, titles),
            said=units.lines(unit, content),
            tick=form[f"ask-{name}"],
            text=form[f"text-{name}"],
        )


def _back(expression: ExpressionOfInterest) -> HttpResponse:
    return redirect("admin:areas_expressionofinterest_change", expression.uid)
