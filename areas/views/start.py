"""Beginning: with a name and a municipality, by an invitation, beside somebody of the same name, or with them."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from areas import actions
from areas.forms.start import StartForm
from areas.models import ApplyInvitation, ExpressionOfInterest
from areas.states import ExpressionState
from people.request import SignedIn
from programme.models import Programme


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: SignedIn) -> HttpResponse:
    """Who has a draft is shown it first; below it one can begin another."""
    programme = Programme.objects.current()
    invitation = _invitation(request.POST if request.method == "POST" else request.GET, programme)
    if programme and request.method == "POST":
        form = StartForm(request.POST)
        if form.is_valid():
            return _begin(request, programme, form, invitation)
    else:
        form = StartForm(initial=_filled_in(invitation))
    return _page(request, programme, form, invitation)


def _page(
    request: SignedIn, programme: Programme | None, form: StartForm, invitation: ApplyInvitation | None
) -> HttpResponse:
    visible = ExpressionOfInterest.objects.visible_to(request.user).of_groups(request.user).with_place()
    mine = list(visible.filter(programme=programme)) if programme else []
    deadline = programme.milestones.filter(key="interest").first() if programme else None
    context = {
        "programme": programme,
        "deadline": deadline,
        "is_late": deadline is not None and request.arrived_at >= deadline.ends_at,
        "open": [each for each in mine if each.state != ExpressionState.WITHDRAWN],
        "withdrawn": [each for each in mine if each.state == ExpressionState.WITHDRAWN],
        "form": form,
        "invitation": invitation,
    }
    return render(request, "areas/start.html", context, status=422 if form.errors else 200)


def _invitation(said: QueryDict, programme: Programme | None) -> ApplyInvitation | None:
    """The one the link names. A link that names none is as good as no link: it grants nothing."""
    try:
        uid = UUID(said.get("invitation", ""))
    except ValueError:
        return None
    invitations = ApplyInvitation.objects.filter(programme=programme, uid=uid)
    return invitations.select_related("municipality", "invited_by").first()


def _filled_in(invitation: ApplyInvitation | None) -> dict[str, str]:
    if invitation is None:
        return {}
    return {"name": invitation.place_name, "municipality": str(invitation.municipality_id)}


def _begin(
    request: SignedIn, programme: Programme, form: StartForm, invitation: ApplyInvitation | None
) -> HttpResponse:
    if "join" in request.POST:
        return _ask_to_join(request, programme, form)
    try:
        begun = actions.start(
            programme=programme,
            **form.cleaned_data,
            by=request.user,
            at=request.arrived_at,
            another="another" in request.POST,
            invitation=invitation,
        )
    except actions.SameName:
        context = {"form": form, "said": form.cleaned_data, "invitation": invitation}
        return render(request, "areas/same_name.html", context, status=409)
    if begun.drafted_at != request.arrived_at:
        messages.info(request, _("I er allerede i gang. Her er jeres interesseerklæring."))
    return redirect(begun)


def _ask_to_join(request: SignedIn, programme: Programme, form: StartForm) -> HttpResponse:
    said = form.cleaned_data
    if actions.ask_to_join(programme=programme, **said, by=request.user, at=request.arrived_at):
        told = _("Vi har skrevet til kontaktpersonen for %s med dit navn og din e-mailadresse. Nu kan de tage dig med.")
        messages.success(request, told % said["name"])
    else:
        messages.info(request, _("Der er ikke længere nogen i gang med %s. Du kan selv begynde.") % said["name"])
    return redirect("start_expression")
