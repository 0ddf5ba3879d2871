"""A link that turns one kind of message off without signing in: it names a person and a kind, signed by us.

Mail programs post to it by themselves (RFC 8058), and mail scanners get it; so only a POST changes anything.
"""

import re
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


def hidden_in(text: str) -> str:
    """The text of a mail without the part of such a link that makes it work, for others than who got it."""
    return re.sub(re.escape(_path()) + r"[^\s\"<>]+", _path() + "…", text)


@cache
def _signer() -> signing.Signer:
    return signing.Signer(salt="notices.unsubscribe")


@cache
def _beginning() -> str:
    return settings.SITE_URL + _path()


@cache
def _path() -> str:
    return reverse("unsubscribe", args=["x"]).removesuffix("x/")
