"""The team signs in with a second factor: an app's code or a passkey, besides the code by e-mail.

Who is in the team but has not shown her second factor in this session can do nothing as the team: every page but the
public ones and sign-in itself leads to where it is set up, or shown.
"""

from allauth.account.internal.flows.login import (
    AUTHENTICATION_METHODS_SESSION_KEY,
    get_authentication_records,
    record_authentication,
)
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

SKIPPED = "second_factor_skipped"
NEXT = "second_factor_next"
MAIN_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)  # recovery codes alone are none

# Pages that show everybody the same. `request.user` is not even asked for on them.
PUBLIC = frozenset(
    {
        *("/", "/tidsplan/", "/kalender.ics", "/kontakt/", "/tilgaengelighed/", "/was", "/privatliv/"),
        *("/robots.txt", "/sitemap.xml", "/favicon.ico"),
    }
)
OPEN_UNDER = ("/log-ind/", "/sprog/", "/sundhed/", "/demo/", settings.STATIC_URL)


class SecondFactorMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        path = request.path_info
        if path in PUBLIC or path.startswith(OPEN_UNDER) or not is_missing(request):
            return self.get_response(request)
        return lead_to_it(request)


def is_missing(request: HttpRequest) -> bool:
    user = request.user
    return user.is_authenticated and user.is_team and not is_shown(request)


def is_shown(request: HttpRequest) -> bool:
    """Was the second factor used (or, in the demonstration, skipped) in this session?"""
    if settings.DEMO and request.session.get(SKIPPED):
        return True
    return any(record["method"] == "mfa" for record in get_authentication_records(request, request.user))


def lead_to_it(request: HttpRequest) -> HttpResponse:
    """To the page that sets it up; or, if it is set up already, to the page that asks for it."""
    here = request.get_full_path() if request.method in ("GET", "HEAD") else ""
    query = f"?{urlencode({'next': here or reverse('admin:index')})}"
    if is_mfa_enabled(request.user, [Authenticator.Type.TOTP]):
        there = reverse("mfa_reauthenticate") + query
    elif is_mfa_enabled(request.user, [Authenticator.Type.WEBAUTHN]):
        there = reverse("mfa_reauthenticate_webauthn") + query
    else:
        if here:
            request.session[NEXT] = here
        there = reverse("mfa_index")
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": there})
    return redirect(there)


def shown(request: HttpRequest, authenticator: Authenticator) -> None:
    """The person just proved that the factor she set up is hers: she need not do it again in this session."""
    record_authentication(
        request, request.user, "mfa", id=authenticator.pk, type=authenticator.type, reauthenticated=True
    )


def forget(request: HttpRequest) -> None:
    """The last factor was taken away: what this session showed with it counts no more."""
    if is_mfa_enabled(request.user, MAIN_FACTORS):
        return
    records = get_authentication_records(request, request.user)
    request.session[AUTHENTICATION_METHODS_SESSION_KEY] = [each for each in records if each["method"] != "mfa"]


def skip(request: HttpRequest) -> None:
    """Lets this session of the demonstration go without. Anywhere else: PermissionDenied."""
    if not settings.DEMO:
        raise PermissionDenied
    request.session[SKIPPED] = True
