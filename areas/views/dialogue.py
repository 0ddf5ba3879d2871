"""The dialogues of one's own municipality: read, logged, followed up; and an invitation to apply."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import IntegrityError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from areas import access, actions
from areas.forms.dialogue import CLOSED, DialogueForm, FollowUpForm, InviteForm, initial_of, owners_for
from areas.models import ApplyInvitation, Dialogue
from areas.wording import too_soon
from people.request import SignedIn
from people.signed_out import sign_in_to_write, typed_before
from programme import calendar, workflow
from programme.models import Programme

from .municipal import PAGE_SIZE, municipalities_of


def _dialogue(request: SignedIn, uid: UUID) -> Dialogue:
    """Raises Http404: what you may not see does not exist. The team reads them on its own pages."""
    theirs = Dialogue.objects.visible_to(request.user).filter(municipality__in=municipalities_of(request.user))
    found = theirs.with_place().filter(uid=uid).first()
    if found is None:
        raise Http404
    return found


def _programme() -> Programme:
    """The round that is on. Raises Http404 between two: then there is nothing to talk about."""
    programme = Programme.objects.current()
    if programme is None:
        raise Http404
    return programme


@login_required
@require_safe
def dialogues(request: SignedIn) -> HttpResponse:
    mine = municipalities_of(request.user)
    theirs = Dialogue.objects.visible_to(request.user).filter(municipality__in=mine, programme__is_current=True)
    page = Paginator(theirs.with_place().order_by("-held_on", "-pk"), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "municipal/dialogues.html", {"page_obj": page, "municipalities": mine})


@login_required
@require_safe
def read(request: SignedIn, uid: UUID) -> HttpResponse:
    return _read(request, _dialogue(request, uid), FollowUpForm())


def _read(request: SignedIn, dialogue: Dialogue, form: FollowUpForm) -> HttpResponse:
    context = {
        "dialogue": dialogue,
        "form": form,
        "invitations": list(
            ApplyInvitation.objects.visible_to(request.user).filter(dialogue=dialogue).order_by("invited_at", "pk")
        ),
        "may_edit": access.may_edit_dialogue(request.user, dialogue),
    }
    return render(request, "municipal/dialogue.html", context, status=422 if form.errors else 200)


@sign_in_to_write
@require_http_methods(["GET", "HEAD", "POST"])
def log(request: SignedIn) -> HttpResponse:
    mine, programme = municipalities_of(request.user), _programme()
    today = calendar.day_of(request.arrived_at)
    form = DialogueForm(
        request.POST if request.method == "POST" else None,
        municipalities=mine,
        me=request.user,
        owners=owners_for(mine, by=request.user),
        today=today,
        initial={"held_on": today},
    )
    if form.is_valid():
        try:
            dialogue = actions.log_dialogue(
                programme=programme, **form.cleaned_data, by=request.user, at=request.arrived_at
            )
        except actions.ClosedPlace:
            form.add_error("place", CLOSED)
        else:
            messages.success(request, _("Dialogen er gemt."))
            return redirect("dialogue", dialogue.uid)
    return render(request, "municipal/log.html", {"form": _as_typed(request, form)}, status=422 if form.errors else 200)


@sign_in_to_write
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedIn, uid: UUID) -> HttpResponse:
    dialogue = _dialogue(request, uid)
    if not access.may_edit_dialogue(request.user, dialogue):
        raise Http404
    mine = municipalities_of(request.user)
    form = DialogueForm(
        request.POST if request.method == "POST" else None,
        municipalities=mine,
        me=request.user,
        owners=owners_for(mine, by=request.user, dialogue=dialogue),
        today=calendar.day_of(request.arrived_at),
        initial=initial_of(dialogue, me=request.user),
    )
    if form.is_valid():
        try:
            actions.edit_dialogue(dialogue, **form.cleaned_data, by=request.user, at=request.arrived_at)
        except actions.ClosedPlace:
            form.add_error("place", CLOSED)
        else:
            messages.success(request, _("Dialogen er gemt."))
            return redirect("dialogue", dialogue.uid)
    context = {"form": _as_typed(request, form), "dialogue": dialogue}
    return render(request, "municipal/log.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def follow_up(request: SignedIn, uid: UUID) -> HttpResponse:
    dialogue, form = _dialogue(request, uid), FollowUpForm(request.POST)
    if not form.is_valid():
        return _read(request, dialogue, form)
    try:
        actions.follow_up(dialogue, note=form.cleaned_data["note"], by=request.user, at=request.arrived_at)
        messages.success(request, _("Godt. Opfølgningen er gjort, og påmindelserne holder op."))
    except workflow.NotAllowed:
        messages.info(request, _("Der er ikke noget at følge op på."))
    return redirect("dialogue", dialogue.uid)


@sign_in_to_write
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: SignedIn, uid: UUID | None = None) -> HttpResponse:
    """From a dialogue, or without one."""
    mine, programme = municipalities_of(request.user), _programme()
    dialogue = _dialogue(request, uid) if uid else None
    initial = {"place": dialogue.place, "municipality": str(dialogue.municipality_id)} if dialogue else None
    form = InviteForm(request.POST if request.method == "POST" else None, municipalities=mine, initial=initial)
    if form.is_valid():
        try:
            actions.invite_to_apply(
                programme=programme,
                **form.cleaned_data,
                dialogue=dialogue,
                by=request.user,
                at=request.arrived_at,
            )
        except actions.ClosedPlace:
            form.add_error("place", CLOSED)
        except actions.AlreadyBegun:
            form.add_error("email", _("Personen er allerede begyndt på en interesseerklæring for det sted."))
        except actions.TooSoon as error:
            form.add_error("email", too_soon(error.until))
        except IntegrityError:
            form.add_error("email", _("Personen er allerede inviteret til at søge for det sted."))
        else:
            messages.success(request, _("%s får en mail med et link.") % form.cleaned_data["name"])
            return redirect("dialogue", dialogue.uid) if dialogue else redirect("municipal_overview")
    context = {"form": _as_typed(request, form), "dialogue": dialogue}
    return render(request, "municipal/invite.html", context, status=422 if form.errors else 200)


def _as_typed(request: SignedIn, form: forms.Form) -> forms.Form:
    """With what was sent in when the session had run out, if there is any."""
    if not form.is_bound and (typed := typed_before(request)):
        stood = {name: field.widget.value_from_datadict(typed, {}, name) for name, field in form.fields.items()}
        form.initial = {**form.initial, **stood}
    return form
