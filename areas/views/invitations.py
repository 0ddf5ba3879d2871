"""An invitation: the page on which the invited person answers, and the one on which the contact person follows up."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import IntegrityError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from areas import access, actions
from areas.completeness import Section
from areas.models import Invitation
from areas.states import GroupRole, InvitationState
from areas.wording import too_soon
from people.request import SignedIn
from programme import calendar, workflow

from .case import Case, case_of
from .group import Invited


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: SignedIn, invitation: UUID) -> HttpResponse:
    """Whoever has the link may read who invites whom to what; a person signed in with its address answers.

    A mail scanner that opens the link changes nothing: the answer is a POST.
    """
    readable = Invitation.objects.readable_by(request.user)
    found = get_object_or_404(readable.select_related("area", "expression", "invited_by"), uid=invitation)
    is_theirs = request.user.is_authenticated and access.may_answer_invitation(request.user, found)
    if request.method == "POST" and is_theirs:
        return _answer(request, found)
    today = calendar.day_of(request.arrived_at)
    contact = found.area.memberships.current().select_related("person").get(role=GroupRole.CONTACT).person
    context = {
        "invitation": found,
        "is_theirs": is_theirs,
        "is_open": found.is_open_on(today),
        "has_run_out": found.has_run_out(today),
        "is_member": is_theirs and request.user.pk in found.expression.group_roles,
        "contact": contact,
    }
    return render(request, "areas/invitation.html", context)


def _answer(request: SignedIn, invitation: Invitation) -> HttpResponse:
    try:
        if "accept" in request.POST:
            actions.accept(invitation, by=request.user, at=request.arrived_at)
            messages.success(request, _("Velkommen! Du er nu med i styregruppen for %s.") % invitation.area)
            return redirect(invitation.expression)
        if "decline" in request.POST:
            actions.decline(invitation, by=request.user, at=request.arrived_at)
    except (workflow.NotAllowed, actions.Closed):
        pass  # answered before, withdrawn, or too late: the page says which
    return redirect(invitation)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def follow_up(request: SignedIn, uid: UUID, invitation: UUID) -> HttpResponse:
    """The contact person sends it again, takes it back, or takes the person in without waiting."""
    case = case_of(request, uid)
    found = get_object_or_404(Invitation, expression=case.expression, uid=invitation)
    found.expression = case.expression
    if not case.may_change_group or found.state == InvitationState.ACCEPTED:
        raise Http404
    act = next((act for name, act in _ACTS.items() if request.method == "POST" and name in request.POST), None)
    if act is None:
        invited = Invited.on(found, calendar.day_of(request.arrived_at))
        return render(request, "areas/follow_up_invitation.html", {"case": case, "invited": invited})
    try:
        messages.success(request, act(request, case, found))
    except actions.TooSoon as error:
        messages.warning(request, too_soon(error.until))
    except (workflow.NotAllowed, actions.Closed, actions.AlreadyInGroup, actions.TooManyInvitations, IntegrityError):
        messages.warning(
            request, _("Det kunne ikke lade sig gøre: noget er ændret imens. Her er, hvordan det står nu.")
        )
    return redirect(case.section_url(Section.GROUP))


def _send_again(request: SignedIn, case: Case, invitation: Invitation) -> str:
    if invitation.is_pending:
        actions.send_again(invitation, by=request.user, at=request.arrived_at)
    else:
        said = {"name": invitation.name, "email": invitation.email, "phone": invitation.phone}
        actions.invite(case.expression, **said, by=request.user, at=request.arrived_at)
    return _("Invitationen til %s er på vej.") % invitation.name


def _withdraw(request: SignedIn, case: Case, invitation: Invitation) -> str:
    actions.withdraw_invitation(invitation, by=request.user, at=request.arrived_at)
    return _("Invitationen til %s er trukket tilbage.") % invitation.name


def _take_in(request: SignedIn, case: Case, invitation: Invitation) -> str:
    said = {"name": invitation.name, "email": invitation.email, "phone": invitation.phone}
    actions.add_member(case.expression, **said, by=request.user, at=request.arrived_at)
    return _("%s er med i styregruppen og får en mail om det.") % invitation.name


_ACTS = {"again": _send_again, "withdraw": _withdraw, "add": _take_in}
