"""The sections one writes: read the page, save it, or get it back with a row more."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from areas import actions, content
from areas.completeness import Section
from areas.forms.page import Page
from areas.forms.place import PlacePage
from areas.forms.plans import ActivitiesPage, BudgetPage, GoalsPage
from areas.forms.texts import ChallengePage, CorePage, IdeaPage
from people.request import SignedIn
from programme import workflow

from . import attachments, group
from .case import Case, case_of

PAGES: dict[Section, type[Page]] = {
    page.section: page for page in (PlacePage, ChallengePage, IdeaPage, CorePage, GoalsPage, ActivitiesPage, BudgetPage)
}
OTHERS = {Section.GROUP: group.show, Section.ATTACHMENTS: attachments.show}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def section(request: SignedIn, uid: UUID, name: str) -> HttpResponse:
    if name not in Section:
        raise Http404
    section = Section(name)
    case = case_of(request, uid)
    if section in OTHERS:
        return OTHERS[section](request, case)
    if not case.may_edit:
        return not_a_draft(request, case)
    if request.method == "POST":
        return _take(request, case, PAGES[section])
    return show(request, case, PAGES[section](case.expression, case.content))


def show(request: SignedIn, case: Case, page: Page, *, status: int = 200, **more) -> HttpResponse:
    context = {"case": case, "page": page, "form": page.form, "step": case.step(page.section), **page.formsets, **more}
    return render(request, page.template, context, status=status)


def not_a_draft(request: SignedIn, case: Case) -> HttpResponseRedirect:
    if request.method == "POST" or case.is_contact:
        messages.warning(request, _("Interesseerklæringen kan ikke rettes nu. Det, der er sendt, står her på siden."))
    return redirect(case.expression)


def _take(request: SignedIn, case: Case, kind: type[Page]) -> HttpResponse:
    if kind.rearranges(request.POST):
        return show(request, case, kind.rearranged(case.expression, case.content, request.POST))
    page = kind(case.expression, case.content, request.POST)
    if not page.is_valid():
        return show(request, case, page, status=422)
    try:
        actions.save_section(
            case.expression, page.section, page.values, seen=page.seen, by=request.user, at=request.arrived_at
        )
    except actions.SectionChanged as changed:
        # Here the next version lays both texts side by side, field by field.
        page = kind(case.expression, case.content, typed=kind.typed(request.POST), seen=changed.fingerprint)
        return show(request, case, page, status=409, changed=changed, now=content.read(case.expression))
    except workflow.NotAllowed:
        return not_a_draft(request, case)
    _say_saved(request)
    return redirect(case.expression if "overview" in request.POST else case.after(page.section))


def _say_saved(request: SignedIn) -> None:
    moment = date_format(localtime(request.arrived_at), "TIME_FORMAT")
    messages.success(request, _("Gemt kl. %s.") % moment)
