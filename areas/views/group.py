"""The steering group: who is in it, who has been asked, and the contact person's telephone."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import IntegrityError
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from areas import actions
from areas.completeness import Section
from areas.forms.people import MemberForm, PhoneForm
from areas.models import Invitation, Membership
from areas.states import GroupRole, InvitationState
from areas.wording import too_soon
from people.request import SignedIn
from people.signed_out import typed_before
from programme import calendar, workflow

from .case import Case, case_of

COLOURS = {InvitationState.PENDING: "warning", InvitationState.ACCEPTED: "success", InvitationState.DECLINED: "error"}


@dataclass(frozen=True)
class Invited:
    """An invitation as the page shows it."""

    invitation: Invitation
    standing: str
    colour: str
    runs: bool

    @classmethod
    def on(cls, invitation: Invitation, today: dt.date) -> "Invited":
        if invitation.has_run_out(today):
            return cls(invitation, pgettext("invitation", "Udløbet"), "", runs=False)
        state = InvitationState(invitation.state)
        return cls(invitation, str(state.label), COLOURS.get(state, ""), runs=invitation.is_pending)


def show(request: SignedIn, case: Case) -> HttpResponse:
    """The contact person invites, adds, removes and gives a telephone number; the others read."""
    typed = (typed_before(request) or QueryDict()).dict()
    adds = bool({"invite", "add-member"} & typed.keys())  # both forms have a telephone number
    member = MemberForm(initial=typed if adds else {})
    phone = PhoneForm(initial={"phone": request.user.phone} | ({} if adds else typed))
    if request.method == "POST" and {"invite", "add-member"} & request.POST.keys():
        member = MemberForm(request.POST)
        if member.is_valid() and _take_in(request, case, member):
            return redirect(case.section_url(Section.GROUP))
    elif request.method == "POST":
        phone = PhoneForm(request.POST)
        if phone.is_valid():
            return _save_phone(request, case, phone.cleaned_data["phone"])
    members = members_of(case)
    asked = _asked(case)
    in_group = {each.person.email for each in members}
    today = calendar.day_of(case.now)
    context = {
        "case": case,
        "step": case.step(Section.GROUP),
        "members": members,
        "said_yes": {each.accepted_by_id for each in asked.values() if each.state == InvitationState.ACCEPTED},
        "invited": [Invited.on(each, today) for email, each in asked.items() if _is_shown(each, in_group)],
        "member_form": member,
        "phone_form": phone,
        "next_url": case.after(Section.GROUP),
    }
    status = 422 if member.errors or phone.errors else 200
    return render(request, "areas/sections/group.html", context, status=status)


def members_of(case: Case) -> list[Membership]:
    return list(Membership.objects.current().filter(area=case.expression.area_id).select_related("person"))


def _asked(case: Case) -> dict[str, Invitation]:
    """The latest invitation to each address, in the order in which they were first written."""
    asked = {}
    for each in Invitation.objects.filter(expression=case.expression):
        each.expression = case.expression
        asked[each.email] = each
    return asked


def _is_shown(invitation: Invitation, in_group: set[str]) -> bool:
    """Whoever is in the group stands there, and whoever said yes and has left stands in the history."""
    return invitation.email not in in_group and invitation.state != InvitationState.ACCEPTED


def _take_in(request: SignedIn, case: Case, form: MemberForm) -> bool:
    """False when the form has been given an error."""
    act = _invite if "invite" in request.POST else _add
    try:
        act(request, case, form)
    except (IntegrityError, actions.AlreadyInGroup):
        form.add_error("email", _("Den person er allerede med i styregruppen."))
        return False
    except actions.TooSoon as error:
        form.add_error("email", too_soon(error.until))
        return False
    except actions.TooManyInvitations:
        form.add_error(None, _("Der venter allerede 20 på at svare. Træk nogle af invitationerne tilbage først."))
        return False
    except workflow.NotAllowed:
        messages.warning(request, _("Kun kontaktpersonen kan ændre styregruppen."))
    return True


def _invite(request: SignedIn, case: Case, form: MemberForm) -> None:
    invitation = actions.invite(case.expression, **form.cleaned_data, by=request.user, at=request.arrived_at)
    if invitation.invited_at == request.arrived_at:
        messages.success(request, _("Invitationen til %s er på vej.") % invitation.name)
    else:
        messages.info(request, _("%s er allerede inviteret og har ikke svaret endnu.") % invitation.name)


def _add(request: SignedIn, case: Case, form: MemberForm) -> None:
    actions.add_member(case.expression, **form.cleaned_data, by=request.user, at=request.arrived_at)
    messages.success(request, _("%s er med i styregruppen og får en mail om det.") % form.cleaned_data["name"])


def _save_phone(request: SignedIn, case: Case, number: str) -> HttpResponse:
    if case.is_contact and case.may_edit and number != request.user.phone:
        actions.set_phone(case.expression, phone=number, by=request.user, at=request.arrived_at)
        messages.success(request, _("Dit telefonnummer er gemt."))
    return redirect(case.expression if "overview" in request.POST else case.after(Section.GROUP))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: SignedIn, uid: UUID, member: UUID) -> HttpResponse:
    case = case_of(request, uid)
    membership = next((each for each in members_of(case) if each.uid == member), None)
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


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: SignedIn, uid: UUID) -> HttpResponse:
    """A member goes out herself; the contact person is shown how to hand the role over first."""
    case = case_of(request, uid)
    if not case.may_leave and not case.is_contact:
        raise Http404
    if request.method != "POST" or case.is_contact:
        return render(request, "areas/leave_group.html", {"case": case})
    try:
        actions.leave(case.expression, by=request.user, at=request.arrived_at)
    except workflow.NotAllowed:
        return redirect("expression_leave_group", uid)  # the role came to her meanwhile
    messages.success(request, _("Du er gået ud af styregruppen for %s.") % case.content.area)
    return redirect("my_page")
