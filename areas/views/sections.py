"""The sections one writes: read the page, save it, or get it back with a row more."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from areas import actions, merging, on_behalf, presence
from areas.completeness import Section
from areas.forms.page import Page
from areas.forms.place import PlacePage
from areas.forms.plans import ActivitiesPage, BudgetPage, GoalsPage
from areas.forms.texts import ChallengePage, CorePage, IdeaPage
from areas.units import unit_of
from people.request import SignedIn
from people.signed_out import sign_in_to_write, typed_before
from programme import workflow

from . import attachments, conflicts, group
from .case import Case, case_of

PAGES: dict[Section, type[Page]] = {
    page.section: page for page in (PlacePage, ChallengePage, IdeaPage, CorePage, GoalsPage, ActivitiesPage, BudgetPage)
}
OTHERS = {Section.GROUP: group.show, Section.ATTACHMENTS: attachments.show}


@sign_in_to_write
@require_http_methods(["GET", "HEAD", "POST"])
def section(request: SignedIn, uid: UUID, name: str) -> HttpResponse:
    if name not in Section:
        raise Http404
    return _write(request, case_of(request, uid), Section(name))


def _write(request: SignedIn, case: Case, section: Section) -> HttpResponse:
    if case.may_edit and case.is_closed(section):
        return _not_asked_about(request, case, section)
    if section in OTHERS:
        return OTHERS[section](request, case)
    if not case.may_edit:
        return not_a_draft(request, case)
    if request.method == "POST":
        return _take(request, case, PAGES[section])
    if typed := typed_before(request):
        page = PAGES[section].rearranged(case.expression, case.content, typed)
        return show(request, case, page, refused=_refused(PAGES[section], case, typed))
    return show(request, case, PAGES[section](case.expression, case.content))


def show(request: SignedIn, case: Case, page: Page, *, status: int = 200, **more) -> HttpResponse:
    presence.arrive(case.expression, page.section, by=request.user)
    context = {"restored": False, "conflicts": [], "now": None, "case": case, "page": page, "form": page.form}
    context |= {"refused": [], "step": case.step(page.section), **dict.fromkeys(page.rows), **page.formsets, **more}
    return render(request, page.template, context, status=status)


def not_a_draft(request: SignedIn, case: Case) -> HttpResponse:
    if request.method == "POST" and case.expression.is_draft and on_behalf.is_over(request):
        return render(request, "areas/acting_over.html", {"case": case}, status=403)
    if request.method == "POST" or case.is_contact:
        messages.warning(request, _("Interesseerklæringen kan ikke rettes nu. Det, der er sendt, står her på siden."))
    return redirect(case.expression)


def _not_asked_about(request: SignedIn, case: Case, section: Section) -> HttpResponse:
    """The section as text: nothing in it can be changed while the team waits for answers about something else."""
    status = 409 if request.method == "POST" else 200
    typed = request.POST if request.method == "POST" else typed_before(request)
    context = {"case": case, "step": case.step(section), "refused": _refused_of(request, case, section, typed)}
    return render(request, "areas/closed_section.html", context, status=status)


def _refused_of(request: SignedIn, case: Case, section: Section, typed: QueryDict | None) -> list[str]:
    if typed is None:
        return []
    if section in PAGES:
        return _refused(PAGES[section], case, typed)
    known = ("", request.user.phone)
    return [str(typed[name]) for name in ("name", "email", "phone", "title") if typed.get(name, "") not in known]


def _refused(kind: type[Page], case: Case, typed: QueryDict) -> list[str]:
    """What was typed on a page that was opened before the team sent the expression back, in fields that are closed
    now: it is shown, so that it can be copied."""
    units = {unit_of(unit) for unit in kind.refused(case.expression, case.content, typed)}
    return [
        str(value)
        for name, values in typed.lists()
        for value in values
        if value and unit_of(name) in units and not name.endswith("_FORMS")
    ]


def _take(request: SignedIn, case: Case, kind: type[Page]) -> HttpResponse:
    """Saves what can be saved. The page comes back as it was typed if something is wrong, or two wrote the same, or
    some of it may not be changed now."""
    refused = _refused(kind, case, request.POST)
    if kind.rearranges(request.POST):
        page = kind.rearranged(case.expression, case.content, request.POST)
        return show(request, case, page, restored="restore" in request.POST, refused=refused)
    page = kind(case.expression, case.content, request.POST)
    is_valid = page.is_valid()
    try:
        saved = save(request, case, page, page.values)
    except actions.NotOpen:  # it was sent back since this request began: now it is known what is open
        return _write(request, case_of(request, case.expression.uid), page.section)
    except workflow.NotAllowed:
        return not_a_draft(request, case)
    if not is_valid or saved.conflicts or refused:
        found = conflicts.of(page, saved)
        page.seen = conflicts.seen_after(page, saved)
        more = {"conflicts": found, "now": conflicts.now(case.expression, found), "refused": refused}
        return show(request, case, page, status=409 if found or refused else 422, **more)
    _say_saved(request)
    return redirect(case.expression if "overview" in request.POST else case.after(page.section))


def save(request: SignedIn, case: Case, page: Page, typed: merging.Values) -> actions.Saved:
    """Raises NotAllowed if it is no draft any more."""
    return actions.save_section(
        case.expression, page.section, typed, seen=page.seen, by=request.user, at=request.arrived_at
    )


def _say_saved(request: SignedIn) -> None:
    moment = date_format(localtime(request.arrived_at), "TIME_FORMAT")
    messages.success(request, _("Gemt kl. %s.") % moment)
