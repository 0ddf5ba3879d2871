"""The web's side of `chunks`: what an owning app's views answer to a browser that sends a file slice by slice.

The app's view finds its thing through `visible_to`, says by `purpose` what the file is for, and calls one of these.
"""

from collections.abc import Callable, Collection
from functools import wraps
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, JsonResponse, UnreadablePostError
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from people.request import SignedIn

from . import chunks, uploads
from .models import Document, Incoming

# Answers that the browser's script takes as "wait, and go on from where you were".
UNAVAILABLE = 503


class Refusal(Exception):
    """Answered with the status and the sentence."""

    def __init__(self, status: int, sentence: str):
        super().__init__(sentence)
        self.status, self.sentence = status, sentence


def answers_json(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """For a script: 401 instead of a way to the sign-in page, 404 and refusals as JSON, never kept in a cache."""

    @never_cache
    @wraps(view)
    def answered(request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return JsonResponse({"error": _("Du er ikke logget ind.")}, status=401)
        try:
            return view(request, *args, **kwargs)
        except (Http404, Incoming.DoesNotExist):
            return JsonResponse({"error": _("Det findes ikke, eller du har ikke adgang til det.")}, status=404)
        except chunks.WrongOffset as wrong:
            return JsonResponse({"received": wrong.received}, status=409)
        except Refusal as refusal:
            return JsonResponse({"error": refusal.sentence}, status=refusal.status)

    return answered


def answers_as_asked(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Like `answers_json` to a script that says it wants JSON; any other browser is led to the sign-in page."""
    for_scripts, for_pages = answers_json(view), never_cache(login_required(view))

    @wraps(view)
    def answered(request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        return (for_scripts if wants_json(request) else for_pages)(request, *args, **kwargs)

    return answered


def wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def begin(request: SignedIn, *, purpose: str, kinds: Collection[str] = uploads.ALL) -> Incoming:
    """From the fields `name`, `size` and `hint`."""
    size = request.POST.get("size", "")
    if not (size.isascii() and size.isdigit() and len(size) < 16 and request.POST.get("name")):
        raise Refusal(400, _("Filen kom ikke helt frem. Vælg den igen."))
    try:
        return chunks.begin(
            person=request.user,
            purpose=purpose,
            name=request.POST["name"],
            size=int(size),
            hint=request.POST.get("hint", ""),
            kinds=kinds,
        )
    except ValidationError as refused:
        raise _refusal(refused) from refused


def found(request: SignedIn, uid: UUID, *, purpose: str) -> Incoming:
    """One's own, and of this purpose. Raises Http404."""
    incoming = Incoming.objects.visible_to(request.user).filter(uid=uid, purpose=purpose).first()
    if incoming is None:
        raise Http404
    return incoming


def append(request: SignedIn, incoming: Incoming) -> int:
    """From the body, which belongs at the header Upload-Offset. Read before any lock is taken: it may take its time."""
    offset = request.headers.get("Upload-Offset", "")
    if not (offset.isascii() and offset.isdigit() and len(offset) < 16):
        raise Refusal(400, _("Filen kom ikke helt frem. Vælg den igen."))
    try:
        return chunks.append(incoming, offset=int(offset), data=_slice(request))
    except ValidationError as refused:
        raise _refusal(refused) from refused
    except OSError as error:
        raise Refusal(UNAVAILABLE, str(uploads.refusal("disk").messages[0])) from error


def _slice(request: HttpRequest) -> bytes:
    length = request.META.get("CONTENT_LENGTH") or "0"
    if request.content_type != "application/octet-stream" or not length.isdigit() or int(length) > chunks.MAX_SLICE:
        raise Refusal(413, _("Filen kom ikke helt frem. Vælg den igen."))
    try:
        data = request.body
    except UnreadablePostError as error:
        raise Refusal(400, _("Filen kom ikke helt frem. Vælg den igen.")) from error
    if len(data) != int(length):  # the line broke in the middle of the slice: it comes again whole
        raise Refusal(400, _("Filen kom ikke helt frem. Vælg den igen."))
    return data


def finish(
    request: SignedIn,
    incoming: Incoming,
    *,
    keep: Callable[[Document], object],
    kinds: Collection[str] = uploads.ALL,
) -> Document:
    try:
        return chunks.finish(incoming, keep=keep, by=request.user, at=request.arrived_at, kinds=kinds)
    except ValidationError as refused:
        raise _refusal(refused) from refused


def _refusal(refused: ValidationError) -> Refusal:
    return Refusal(UNAVAILABLE if refused.code in uploads.PASSING else 422, refused.messages[0])
