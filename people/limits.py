"""How often somebody may ask for a code or try one.

A limit is a count per window of time, so the wait is known and can be said. Nobody is locked out for good: the counts
that hang on an address alone do not touch a browser that this address has signed in from before.
"""

import hashlib
import math
import time
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, ngettext

KNOWN_COOKIE = "kendt"
KNOWN_FOR = 365 * 24 * 3600


@dataclass(frozen=True)
class Limit:
    name: str
    amount: int
    seconds: int

    def wait(self, *who: str) -> int:
        """Counts one more; 0 if it is within the limit, else the seconds until there is room again."""
        now = time.time()
        window = int(now // self.seconds)
        key = f"limit:{self.name}:{_hash(*who)}:{window}"
        try:
            cache.add(key, 0, timeout=self.seconds)
            count = cache.incr(key)
        except ValueError:  # thrown out of the cache between the two
            count = 1
        return 0 if count <= self.amount else max(1, math.ceil((window + 1) * self.seconds - now))


# A whole village may sit behind one address on the net, at a course evening even all at once.
ASK_FROM_NET = Limit("ask-net", 100, 600)
ASK_FOR_ADDRESS_FROM_NET = Limit("ask-address-net", 5, 600)
# Against filling somebody's mailbox from many places at once. With eight digits and five tries per code these are
# 150 guesses an hour among 100 million.
ASK_FOR_ADDRESS = Limit("ask-address", 30, 3600)
TRY_FROM_NET = Limit("try-net", 200, 600)


def wait_to_ask(email: str, net: str, *, known: bool) -> int:
    """Seconds to wait before a code may be sent to this address; 0 = now. The same for every address there is."""
    wait = ASK_FROM_NET.wait(net) or ASK_FOR_ADDRESS_FROM_NET.wait(email, net)
    if wait or known:
        return wait
    return ASK_FOR_ADDRESS.wait(email)


def sentence(seconds: int) -> str:
    minutes = math.ceil(seconds / 60)
    wait = ngettext("Vent et minut", "Vent %(minutes)d minutter", minutes) % {"minutes": minutes}
    return gettext("Der er prøvet mange gange på kort tid. %(wait)s, og prøv så igen.") % {"wait": wait}


def is_known(request: HttpRequest, email: str) -> bool:
    """Has this address signed in from this browser before?"""
    try:
        value = request.get_signed_cookie(KNOWN_COOKIE, default="", salt=KNOWN_COOKIE, max_age=KNOWN_FOR)
    except signing.BadSignature:
        return False
    return value == _hash(email)


def remember(response: HttpResponse, email: str) -> None:
    """Called at sign-in. The cookie holds a hash of the address, for nothing but `is_known`."""
    response.set_signed_cookie(
        KNOWN_COOKIE,
        _hash(email),
        salt=KNOWN_COOKIE,
        max_age=KNOWN_FOR,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
        path="/log-ind/",
    )


def _hash(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).lower().encode()).hexdigest()[:32]
