"""The steering group: who is in it, and the contact person's telephone."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import IntegrityError
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from areas import actions
from areas.completeness import Section
from areas.forms.people import MemberForm, PhoneForm
from areas.models import Membership
from areas.states import GroupRole
from people.request import SignedIn
from people.signed_out import typed_before
from programme import workflow

from .case import Case, case_of


def show(request: SignedIn, case: Case) -> HttpResponse:
    """The contact person adds, removes and gives a telephone number; the others read."""
    typed = (typed_before(request) or QueryDict()).dict()
    adds = "add-member" in typed  # both forms have a telephone number
    member = MemberForm(initial=typed if adds else {})
    phone = PhoneForm(initial={"phone": request.user.phone} | ({} if adds else typed))
    if request.method == "POST" and "add-member" in request.POST:
        member = MemberForm(request.POST)
        if member.is_valid() and _add(request, case, member):
            return redirect(case.section_url(Section.GROUP))
    elif request.method == "POST":
        phone = PhoneForm(request.POST)
        if phone.is_valid():
            return _save_phone(request, case, phone.cleaned_data["phone"])
    context = {
        "case": case,
        "step": case.step(Section.GROUP),
        "members": _members(case),
        "member_form": member,
        "phone_form": phone,
        "next_url": case.after(Section.GROUP),
    }
    status = 422 if member.errors or phone.errors else 200
    return render(request, "areas/sections/group.html", context, status=status)


def _members(case: Case) -> list[Membership]:
    return list(Membership.objects.current().filter(area=case.expression.area_id).select_related("person"))


def _add(request: SignedIn, case: Case, form: MemberForm) -> bool:
    try:
        actions.add_member(case.expression, **form.cleaned_data, by=request.user, at=request.arrived_at)
    except IntegrityError:
        form.add_error("email", _("Den person er allerede med i styregruppen."))
        return False
    except workflow.NotAllowed:
        messages.warning(request, _("Kun kontaktpersonen kan ændre styregruppen."))
        return True
    messages.success(request, _("%s er med i styregruppen og får en mail om det.") % form.cleaned_data["name"])
    return True


def _save_phone(request: SignedIn, case: Case, number: str) -> HttpResponse:
    if case.is_contact and case.may_edit and number != request.user.phone:
        actions.set_phone(case.expression, phone=number, by=request.user, at=request.arrived_at)
        messages.success(request, _("Dit telefonnummer er gemt."))
    return redirect(case.expression if "overview" in request.POST else case.after(Section.GROUP))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: SignedIn, uid: UUID, member: UUID) -> HttpResponse:
    case = case_of(request, uid)
    membership = next((each for each in _members(case) if each.uid == member), None)
    if membership is None or membership.role == GroupRole.CONTACT or not case.may_change_group:
        raise Http404
    if request.method != "POST":
        return render(request, "areas/remove_member.html", {"case": case, "membership": membership})
    try:
        actions.end_membership(case.expression, membership, by=request.user, at=request.arrived_at)
        messages.success(request, _("%s er ikke længere med i styregruppen.") % membership.person)
    except workflow.NotAllowed:
        pass  # somebody else did it first
    return redirect(case.section_url(Section.GROUP))
