"""Setting up the second factor: allauth's views, where they must know that the team may not be without."""

import json

from allauth.mfa.base.views import AuthenticateView, IndexView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    LoginWebAuthnView,
    ReauthenticateWebAuthnView,
    RemoveWebAuthnView,
)
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.views.decorators.http import require_POST
from django.views.generic.base import ContextMixin

from . import second_factor


def onward(request: HttpRequest) -> str:
    """Where she was heading when the second factor was asked for."""
    return request.session.get(second_factor.NEXT) or reverse("my_page")


class FactorsView(IndexView):
    """What is set up, or, before that, what there is to choose from and why."""

    def get_context_data(self, **kwargs) -> dict:
        missing = second_factor.is_missing(self.request)
        return super().get_context_data(missing=missing, onward=onward(self.request), **kwargs)


class AddAppView(ActivateTOTPView):
    def form_valid(self, form) -> HttpResponse:
        response = super().form_valid(form)
        second_factor.shown(self.request, _newest(self.request, Authenticator.Type.TOTP))
        return response


class RemoveAppView(DeactivateTOTPView):
    def form_valid(self, form) -> HttpResponse:
        response = super().form_valid(form)
        second_factor.forget(self.request)
        return response


class PasskeyOptionsMixin(ContextMixin):
    """What the browser needs, as an attribute for our script to read: no script stands in the page."""

    def get_context_data(self, **kwargs) -> dict:
        context = super().get_context_data(**kwargs)
        if "js_data" in context:
            context["passkey_options"] = json.dumps(next(iter(context["js_data"].values())))
        return context


class AddPasskeyView(PasskeyOptionsMixin, AddWebAuthnView):
    def form_valid(self, form) -> HttpResponse:
        response = super().form_valid(form)
        second_factor.shown(self.request, _newest(self.request, Authenticator.Type.WEBAUTHN))
        return response


class RemovePasskeyView(RemoveWebAuthnView):
    success_url = reverse_lazy("mfa_index")

    def form_valid(self, form) -> HttpResponse:
        response = super().form_valid(form)
        second_factor.forget(self.request)
        return response


class SignInByPasskeyView(LoginWebAuthnView):
    """Both factors in one: the device she has, and the finger, face or PIN that opens it."""

    def _redirect_to_pending_stage(self, request, stage):
        return None  # a code may have been asked for before; the passkey will do as well


class ShowFactorView(PasskeyOptionsMixin, AuthenticateView):
    """The second step of signing in."""


class ShowPasskeyAgainView(PasskeyOptionsMixin, ReauthenticateWebAuthnView):
    pass


class RecoveryCodesView(ViewRecoveryCodesView):
    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(onward=onward(self.request), **kwargs)


@login_required
@require_POST
def skip(request: HttpRequest) -> HttpResponse:
    """Only the demonstration has this address."""
    if not settings.DEMO:
        raise Http404
    second_factor.skip(request)
    return redirect(onward(request))


def _newest(request: HttpRequest, kind: Authenticator.Type) -> Authenticator:
    return Authenticator.objects.filter(user=request.user, type=kind).latest("pk")
