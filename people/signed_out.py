"""Pages one writes on, and what becomes of what was typed when the session ran out meanwhile."""

import functools
from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.handlers.exception import response_for_exception
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from . import unsaved
from .models import UnsavedText, User

COOKIE = "ikke-gemt"
TOKEN = "whose"  # noqa: S105 – the name of the hidden field
DISCARD = "discard-unsaved"
NOT_TYPED = ("csrfmiddlewaretoken", TOKEN)

View = Callable[..., HttpResponse]


def sign_in_to_write(view: View) -> View:
    """`login_required` for a page whose forms carry `{% whose_page %}`.

    What is sent in without a session is kept for whom the page was made for, and the browser goes to sign in. When the
    same person comes back, the view finds it by `typed_before(request)`; it is kept until the view has taken a form
    (and redirects). Another person gets nothing of it, and can save nothing in her name.
    """

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return _lead_to_sign_in(request)
        if refused := refuse_anothers(request):
            return refused
        if request.method == "POST" and DISCARD in request.POST:
            forget(request)
            return redirect(request.path)
        if COOKIE not in request.COOKIES:
            return view(request, *args, **kwargs)
        return _with_what_was_kept(request, lambda: view(request, *args, **kwargs))

    return guarded


def typed_before(request: HttpRequest) -> QueryDict | None:
    """What was sent in and not saved, as the form that carried it."""
    kept: UnsavedText | None = getattr(request, "unsaved", None)
    if kept is None:
        return None
    typed = QueryDict(mutable=True)
    for name, values in kept.body.items():
        typed.setlist(name, values)
    return typed


def forget(request: HttpRequest) -> None:
    """The text that was kept is saved now, or not wanted. Also for what saves in the background, below the page's
    address."""
    if COOKIE in request.COOKIES and (kept := _kept(request)):
        kept.delete()


def is_anothers(request: HttpRequest, *, path: str) -> bool:
    """Was the page at `path`, which sent this, made for another than who is signed in on this browser now?"""
    return request.user.is_authenticated and _owner(request, path) not in (None, request.user.pk)


def refuse_anothers(request: HttpRequest) -> HttpResponse | None:
    """The answer to a form of another's page: shows nothing of the text, and keeps it for whom it belongs to."""
    if request.method != "POST" or not is_anothers(request, path=request.path):
        return None
    response = render(request, "people/anothers_page.html", status=409)
    _keep(request, response)
    return response


def _kept(request: HttpRequest) -> UnsavedText | None:
    uid, person = request.COOKIES.get(COOKIE, ""), request.user
    if not isinstance(person, User):
        return None
    return unsaved.find(uid, person=person, path=request.path, now=_arrived(request))


def _owner(request: HttpRequest, path: str) -> int | None:
    token = request.POST.get(TOKEN, "")
    return unsaved.owner_of(token, path) if token else None


def _arrived(request: HttpRequest):
    return request.arrived_at  # type: ignore[attr-defined]  # set by programme.arrival


def _with_what_was_kept(request: HttpRequest, answer: Callable[[], HttpResponse]) -> HttpResponse:
    kept = _kept(request)
    request.unsaved = kept  # type: ignore[attr-defined]
    try:
        response = answer()
    except Http404 as missing:
        if kept:
            raise
        response = response_for_exception(request, missing)  # a cookie can be taken from an answer only
    is_taken = request.method == "POST" and response.status_code == 302
    if kept and is_taken:
        kept.delete()
    elif kept and request.method == "POST":
        unsaved.renew(kept, body=_typed(request))
    if kept is None or is_taken:
        response.delete_cookie(COOKIE, path=request.path, samesite="Lax")
    return response


def _lead_to_sign_in(request: HttpRequest) -> HttpResponse:
    there = redirect_to_login(request.path if request.method == "POST" else request.get_full_path())
    if request.method != "POST" or not request.POST:
        return there
    if _keep(request, there):
        messages.warning(request, _("Du var blevet logget ud. Log ind igen, så får du det, du skrev, tilbage."))
        return there
    return render(request, "people/signed_out.html", status=403)


def _keep(request: HttpRequest, response: HttpResponse) -> bool:
    owner = _owner(request, request.path)
    if owner is None:
        return False
    kept = unsaved.keep(owner=owner, path=request.path, body=_typed(request), at=_arrived(request))
    if kept is None:
        return False
    response.set_cookie(
        COOKIE,
        str(kept.uid),
        max_age=unsaved.KEPT_FOR,
        path=request.path,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return True


def _typed(request: HttpRequest) -> list[tuple[str, list[str]]]:
    return [(name, values) for name, values in request.POST.lists() if name not in NOT_TYPED]
