"""What allauth asks of this site: our outbox sends its mails, our people are its accounts."""

import base64
import hashlib
import time
import uuid
from datetime import timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal.httpkit import add_query_params
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from areas import on_behalf
from areas.states import ActingEnd
from notices import outbox
from people import limits
from people.models import User
from people.views import set_language_cookie
from programme import calendar

from .my_page import first_page

# allauth's name of a mail → our kind of notice. Another mail of allauth's is a mistake, and fails.
NOTICES = {"account/email/login_code": "login-code"}
TO_CONNECT = "oidc_to_connect"  # in the session: a broker's login that waits for its e-mail address
CONNECT_WITHIN = 20 * 60  # seconds


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "too_many_login_attempts": _("Koden blev skrevet forkert for mange gange. Vent fem minutter, og prøv igen."),
        "rate_limited": _("Det blev prøvet for mange gange på kort tid. Vent fem minutter, og prøv igen."),
    }

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """Queued in the transaction of who asks for it (`people.views`); worth nothing when the code is too old."""
        kind, now = NOTICES[template_prefix], calendar.now()
        good_for = timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT)
        outbox.queue_secret(
            kind,
            email=email,
            language=get_language() or settings.LANGUAGE_CODE,
            key=f"{kind}:{uuid.uuid4()}",
            context={"code": context["code"], "minutes": good_for // timedelta(minutes=1)},
            good_until=now + good_for,
            at=now,
        )

    def logout(self, request: Any) -> None:
        """Who signs out writes on nobody's behalf any more."""
        on_behalf.end(request, ActingEnd.SIGNED_OUT)
        super().logout(request)

    def get_login_redirect_url(self, request: Any) -> str:
        return first_page(request.user)

    def get_client_ip(self, request: HttpRequest) -> str:
        if not request.META.get("REMOTE_ADDR") and not request.headers.get("X-Forwarded-For"):
            return "0.0.0.0"  # noqa: S104 – a server that is reached by a socket: all share one limit
        return super().get_client_ip(request)

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """Only who has shown that the address is hers comes so far, so this gives nothing away."""
        messages.error(request, _("Din konto er lukket. Skriv til kulturteamet, hvis det er en fejl."))
        return redirect("account_login")

    def post_login(self, request: HttpRequest, user: User, **kwargs) -> HttpResponse:
        """On to where she was heading; the first time by way of her name."""
        response = super().post_login(request, user, **kwargs)
        connect_what_waits(request, user)
        heading_for, profile = response.headers["Location"], reverse("profile")
        if not user.name and heading_for != profile:
            response.headers["Location"] = add_query_params(profile, {"next": heading_for})
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            set_language_cookie(response, user.language)
        limits.remember(response, user.email)
        return response


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """A broker's word that an e-mail address is verified is trusted; without it no account is touched or made."""

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict) -> User:
        sociallogin.account.extra_data = {}  # a broker may send a CPR number along; we keep the bare identifier
        user = sociallogin.user
        user.email = User.objects.normalize_email(data.get("email"))
        user.name = " ".join(str(data.get("name") or "").split())[:120]
        return user

    def authenticate_by_email(self, sociallogin: SocialLogin) -> tuple[User, str] | None:
        email = verified_email(sociallogin)
        user = User.objects.filter(email=email).first() if email else None
        return (user, email) if user else None

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        if sociallogin.is_existing or verified_email(sociallogin):
            return
        request.session[TO_CONNECT] = {"login": sociallogin.serialize(), "at": time.time()}
        messages.info(
            request,
            _(
                "%(broker)s kender dig, men har ikke givet os en bekræftet e-mailadresse. Skriv den her, så sender vi "
                "en kode til den. Næste gang er %(broker)s nok."
            )
            % {"broker": settings.OIDC_NAME},
        )
        there = reverse("account_login")
        if next_url := sociallogin.get_redirect_url(request):
            there = add_query_params(there, {"next": next_url})
        raise ImmediateHttpResponse(redirect(there))

    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form=None) -> User:
        """No row of allauth's own for the address: `people.User` is the one place that says which address is whose."""
        with transaction.atomic():
            email = verified_email(sociallogin)
            user = User.objects.get_or_make(email, name=sociallogin.user.name, language=get_language() or "da")
            sociallogin.connect(request, user)
        return user


def verified_email(sociallogin: SocialLogin) -> str:
    """The address the broker vouches for, or "". Some send the word "false", which Python takes for true."""
    for address in sociallogin.email_addresses:
        if address.verified is True or address.verified == "true":
            return User.objects.normalize_email(address.email)
    return ""


def connect_what_waits(request: HttpRequest, user: User) -> None:
    """She came from the broker a moment ago, and has now shown which address is hers: next time the broker will do."""
    waiting = request.session.pop(TO_CONNECT, None)
    if not waiting or time.time() - waiting["at"] > CONNECT_WITHIN:
        return
    try:
        sociallogin = SocialLogin.deserialize(waiting["login"])
    except ValueError:
        return
    account = sociallogin.account
    if not SocialAccount.objects.filter(provider=account.provider, uid=account.uid).exists():
        sociallogin.connect(request, user)
        messages.success(request, _("Næste gang kan du logge ind med %(broker)s.") % {"broker": settings.OIDC_NAME})


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("Koden passer ikke. Se efter, hvad appen viser lige nu, og prøv igen."),
    }

    def _get_site_name(self) -> str:
        return "Kulturpunkt"

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return str(_("Adgangsnøgle %(number)d") % {"number": number})

    def encrypt(self, text: str) -> str:
        """Whoever reads a backup of the database shall not be able to make the codes of the team."""
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return _fernet().decrypt(encrypted_text.encode()).decode()
        except InvalidToken as error:
            raise self.validation_error("incorrect_code") from error


def _fernet() -> MultiFernet:
    """The key follows SECRET_KEY; those it had before (SECRET_KEY_FALLBACKS) still open what they closed."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet(
        Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"second factor {secret}".encode()).digest()))
        for secret in secrets
    )
