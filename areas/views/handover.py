"""The contact person gives the role to another of the group."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from areas import actions
from areas.completeness import Section
from areas.forms.people import HandoverForm
from people.request import SignedIn
from programme import workflow

from .case import Case, case_of
from .group import members_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: SignedIn, uid: UUID) -> HttpResponse:
    case = case_of(request, uid)
    if not case.is_contact:
        return _not_any_more(request, case)
    contact, *members = members_of(case)
    members = [each for each in members if each.person.is_active]
    form = HandoverForm(request.POST if request.method == "POST" else None, members=members)
    if request.method == "POST" and form.is_valid():
        return _do(request, case, form, contact)
    context = {"case": case, "form": form, "members": members}
    return render(request, "areas/hand_over.html", context, status=422 if form.errors else 200)


def _not_any_more(request: SignedIn, case: Case) -> HttpResponse:
    """Two tabs, or two at once: who comes second is told who has the role now. For all others there is no such page."""
    if request.method != "POST" or request.user.pk not in case.expression.group_roles:
        raise Http404
    _say_changed(request, case.contact)
    return redirect(case.section_url(Section.GROUP))


def _say_changed(request: SignedIn, contact: object) -> None:
    messages.warning(request, _("Rollen er allerede givet videre: %s er kontaktperson. Intet er ændret.") % contact)


def _do(request: SignedIn, case: Case, form: HandoverForm, contact) -> HttpResponse:
    to, leaves = form.cleaned_data["to"], form.cleaned_data["leaves"]
    try:
        actions.hand_over(case.expression, to=to, seen=contact, leaves=leaves, by=request.user, at=request.arrived_at)
    except actions.ContactChanged as changed:
        _say_changed(request, changed.contact)
        return redirect(case.section_url(Section.GROUP))
    except workflow.NotAllowed:
        messages.warning(request, _("%s er ikke længere med i styregruppen. Vælg en anden.") % to.person)
        return redirect("expression_hand_over", case.expression.uid)
    messages.success(request, _("%s er nu kontaktperson.") % to.person)
    return redirect("my_page" if leaves else case.section_url(Section.GROUP))
