"""The pages for when something goes wrong: what happened, what to do, and that nothing was lost."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from areas import on_behalf
from people.csrf import is_from_here
from people.signed_out import refuse_anothers
from programme import arrival


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Called while the exception is being handled, wherever it was raised: in a view, or in a middleware before it."""
    if isinstance(sys.exception(), (OperationalError, InterfaceError)):
        return unavailable(request)
    return render(request, "500.html", {"acting_known": on_behalf.known(request)}, status=500)


def unavailable(request: HttpRequest) -> HttpResponse:
    """The database is away, or there are too many: come again soon, and here is what was typed."""
    reached = arrival.seal(request) if request.method == "POST" else ""
    context = {"reached": reached, "acting_known": on_behalf.known(request)}
    response = render(request, "503.html", context, status=503)
    response.headers["Retry-After"] = "30"
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form again with what was typed, if the browser says that the request came from one of our own pages."""
    said = request.headers.get("Sec-Fetch-Site")
    may_retry = said == "same-origin" if said else is_from_here(request)  # older ones say only the origin
    if may_retry and (refused := refuse_anothers(request)):
        return refused  # whoever signs in makes the tokens stale of the pages another left open
    context = {"may_retry": may_retry, "reached": arrival.seal(request) if may_retry else ""}
    return render(request, "403_csrf.html", context, status=403)
