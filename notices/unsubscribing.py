"""A link that turns one kind of message off without signing in: it names a person and a kind, signed by us.

Mail programs post to it by themselves (RFC 8058), and mail scanners get it; so only a POST changes anything.
"""

from functools import cache

from django.conf import settings
from django.core import signing
from django.urls import reverse

from .states import Wish


def address(person: int, wish: Wish) -> str:
    return _beginning() + _signer().sign(f"{person}-{wish}") + "/"


def read(token: str) -> tuple[int, Wish]:
    """Whose link it is, and for what. Raises BadSignature."""
    person, _dash, wish = _signer().unsign(token).partition("-")
    return int(person), Wish(wish)


@cache
def _signer() -> signing.Signer:
    return signing.Signer(salt="notices.unsubscribe")


@cache
def _beginning() -> str:
    return settings.SITE_URL + reverse("unsubscribe", args=["x"]).removesuffix("x/")
