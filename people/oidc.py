"""Signing in through an OpenID Connect broker, MitID for one. Where none is configured, its addresses do not exist."""

import requests
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.openid_connect import views
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

PROVIDER = "oidc"


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Off to the broker; only by a POST from our own page. It signs in and does nothing else."""
    if not settings.OIDC_NAME or request.GET.get("process") or request.POST.get("process"):
        raise Http404
    if request.method != "POST":
        return redirect("account_login")
    return _or_say_it_is_away(views.login, request, provider_id)


def back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """What the broker sends the browser back to."""
    if not settings.OIDC_NAME:
        raise Http404
    return _or_say_it_is_away(views.callback, request, provider_id)


def _or_say_it_is_away(view, request: HttpRequest, provider_id: str) -> HttpResponse:
    try:
        return view(request, provider_id)
    except (requests.RequestException, KeyError, ValueError):
        # A broker that is down, or that answers with something else than OpenID Connect.
        return render(request, "socialaccount/authentication_error.html", status=503)
    except SocialApp.DoesNotExist:
        raise Http404 from None
