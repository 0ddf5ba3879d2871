"""Signing in by e-mailed code, and what a person says about herself."""

from allauth.account.adapter import get_adapter
from allauth.account.internal.decorators import login_stage_required
from allauth.account.stages import LoginByCodeStage
from allauth.account.utils import get_next_redirect_url
from allauth.account.views import ConfirmLoginCodeView, RequestLoginCodeView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.generic import UpdateView

from . import limits, second_factor, unsaved
from .codes import SignInCode
from .csrf import StaleFormView
from .forms import CodeForm, EmailForm, ProfileForm
from .models import User


def net_of(request) -> str:
    return get_adapter().get_client_ip(request)


class SignInView(StaleFormView, RequestLoginCodeView):
    """/log-ind/: the e-mail address, and nothing else. Every address gets the same answer and the same mail."""

    form_class = EmailForm
    template_name = "account/login.html"

    def _redirect_to_pending_stage(self, request, stage):
        return None  # who comes back here may have mistyped her address: let her write another

    def form_valid(self, form) -> HttpResponse:
        email = form.cleaned_data["email"]
        known = limits.is_known(self.request, email)
        if wait := limits.wait_to_ask(email, net_of(self.request), known=known):
            form.add_error("email", limits.sentence(wait))
            response = self.form_invalid(form)
            response.status_code, response.headers["Retry-After"] = 429, str(wait)
            return response
        with transaction.atomic():
            SignInCode.start(self.request, email=email, next_url=self.get_next_url())
        return redirect(self.get_success_url())


@method_decorator(login_stage_required(stage=LoginByCodeStage.key, redirect_urlname="account_login"), name="dispatch")
class EnterCodeView(StaleFormView, ConfirmLoginCodeView):
    """The code from the mail. Only a POST with the right code signs anybody in: no link a mail scanner opens can."""

    form_class = CodeForm
    template_name = "account/confirm_login_code.html"
    _process: SignInCode

    def dispatch(self, request, *args, **kwargs):
        self.stage = request._login_stage
        process = SignInCode.resume(self.stage)
        if not process:
            messages.error(request, _("Koden er blevet for gammel. Skriv din e-mailadresse igen, så sender vi en ny."))
            return redirect(self.passthrough_next_url(reverse("account_login")))
        self._process = process
        return super(ConfirmLoginCodeView, self).dispatch(request, *args, **kwargs)

    def get_form_class(self):
        return CodeForm if self._action == "verify" or self.stale else super().get_form_class()

    def form_valid(self, form) -> HttpResponse:
        if self._action == "resend":
            return self._send_again()
        with transaction.atomic():
            return super().form_valid(form)

    def form_invalid(self, form) -> HttpResponse:
        """A code that is too short or too long is a slip and costs no attempt."""
        if form.has_error("code", "incorrect") and not self._process.record_invalid_attempt():
            messages.error(self.request, _("Koden gælder ikke længere: den blev skrevet forkert for mange gange."))
            return redirect(self.passthrough_next_url(reverse("account_login")))
        return self.render_to_response(self.get_context_data(form=form))

    def post(self, request, *args, **kwargs):
        if wait := limits.TRY_FROM_NET.wait(net_of(request)):
            messages.error(request, limits.sentence(wait))
            return redirect(request.get_full_path())
        return super().post(request, *args, **kwargs)

    def _send_again(self) -> HttpResponse:
        email = self._process.state["email"]
        known = limits.is_known(self.request, email)
        if wait := limits.wait_to_ask(email, net_of(self.request), known=known):
            messages.error(self.request, limits.sentence(wait))
        else:
            with transaction.atomic():
                self._process.resend()
            messages.success(self.request, _("Vi har sendt en ny mail. Det er kun koden i den nyeste, der gælder."))
        return redirect(self.passthrough_next_url(reverse("account_confirm_login_code")))

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(minutes=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60, **kwargs)


@never_cache
@require_safe
def who(request: HttpRequest) -> JsonResponse:
    """For a page that was left open: who is signed in now? And a token that counts, for its forms."""
    user = request.user
    if not isinstance(user, User) or second_factor.is_missing(request):
        return JsonResponse({}, status=401)
    return JsonResponse({"person": unsaved.opaque_id(user), "token": get_token(request)})


class ProfileView(LoginRequiredMixin, UpdateView):
    """Name, telephone and language. The first sign-in comes by here, and goes on to where it was heading."""

    form_class = ProfileForm
    template_name = "people/profile.html"
    context_object_name = "person"  # not "user": the header must not show what was typed and refused

    def get_object(self, queryset=None) -> User:
        person = User.objects.get(email=self.request.user.get_username())
        self.first_time = not person.name
        return person

    def get_success_url(self) -> str:
        return get_next_redirect_url(self.request) or reverse("my_page")

    def form_valid(self, form) -> HttpResponse:
        form.save(commit=False).save(update_fields=form.Meta.fields)
        messages.success(self.request, _("Dine oplysninger er gemt."))
        response = redirect(self.get_success_url())
        set_language_cookie(response, form.cleaned_data["language"])
        return response

    def get_context_data(self, **kwargs) -> dict:
        next_url = get_next_redirect_url(self.request)
        return super().get_context_data(first_time=self.first_time, next_url=next_url, **kwargs)


def set_language_cookie(response: HttpResponse, language: str) -> None:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        samesite="Lax",
        secure=settings.LANGUAGE_COOKIE_SECURE,
    )
