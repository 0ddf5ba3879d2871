"""Signing in, for tests: `sign_in` puts a person in at once, `ask` and `enter` go the way people go."""

from allauth.mfa.totp.internal import auth as totp
from django.test import Client
from django.urls import reverse

from notices.models import Message
from people import second_factor
from people.models import User


def sign_in(client: Client, user: User) -> Client:
    """Signed in; someone of the team with the second factor skipped, as the demonstration lets her."""
    client.force_login(user)
    if user.is_team:
        session = client.session
        session[second_factor.SKIPPED] = True
        session.save()
    return client


def ask(client: Client, email: str, next_url: str = "", **extra):
    return client.post(reverse("account_login"), {"email": email, **({"next": next_url} if next_url else {})}, **extra)


def mails(email: str):
    return Message.objects.filter(kind="login-code", address=email).order_by("pk")


def code_for(email: str) -> str:
    """The code in the newest mail."""
    return mails(email).last().context["code"]


def enter(client: Client, code: str, next_url: str = "", **extra):
    data = {"action": "verify", "code": code, **({"next": next_url} if next_url else {})}
    return client.post(reverse("account_confirm_login_code"), data, **extra)


def walk_in(client: Client, email: str, next_url: str = ""):
    """Asks for a code, reads the mail, enters the code; the answer to that."""
    asked = ask(client, email, next_url)
    assert asked.status_code == 302, asked.content.decode()
    return client.post(asked.headers["Location"], {"action": "verify", "code": code_for(email)})


def user_in(client: Client) -> int | None:
    """The id of who is signed in."""
    found = client.session.get("_auth_user_id")
    return int(found) if found else None


def app_code(secret: str) -> str:
    """What an authenticator app shows for this secret now."""
    counters = list(totp.yield_hotp_counters_from_time())
    return totp.format_hotp_value(totp.hotp_value(secret, counters[len(counters) // 2]))
