"""Whether the Kulturpunkter are public, for addresses and menus; the answer itself is `selection.publishing`'s.

Until they are, their addresses are none: the routes below match nothing, so what is asked for there goes the way of any
unknown address, to the same page, whatever the method and with or without its last slash. A "no" is never remembered
for them, a "yes" for a minute, so that a page which is kept anyway costs no query.
"""

import datetime as dt
import time
from typing import Any

from django.urls.resolvers import RoutePattern, URLPattern

from programme import calendar
from programme.models import Programme
from selection import publishing

KEEP = 60.0  # seconds
_shown_until: dict[str, float] = {}
# What the menu says, and how long that counts.
_menu: tuple[float, bool] = (0.0, False)


def ask() -> Programme | None:
    """The programme whose Kulturpunkter are public at this moment. Asked of the database each time."""
    now = calendar.now()
    found = publishing.public_programme(now)
    remember_for_menu(found is not None, now)
    return found


def remember_for_menu(is_public: bool, now: dt.datetime) -> None:
    """Until a minute has gone, or the day."""
    global _menu
    left = (calendar.end_of(calendar.day_of(now)) - now).total_seconds()
    _menu = time.monotonic() + min(KEEP, left), is_public


def in_menu() -> bool:
    """Whether the menu has an entry for them; asked once a minute in each process."""
    until, is_public = _menu
    return is_public if time.monotonic() < until else ask() is not None


def forget() -> None:
    """Ask anew at the next request."""
    global _menu
    _menu = 0.0, False
    _shown_until.clear()


def _is_shown(slug: str) -> bool:
    """Whether the page of that name exists; "" for the list of all."""
    now = time.monotonic()
    if now < _shown_until.get(slug, 0.0):
        return True
    if (publishing.find(slug, calendar.now()) if slug else ask()) is None:
        _shown_until.pop(slug, None)
        return False
    _shown_until[slug] = now + KEEP
    return True


class _Announced(RoutePattern):
    def match(self, path: str) -> tuple[str, tuple, dict[str, Any]] | None:
        found = super().match(path)
        return found if found and _is_shown(str(found[2].get("slug", ""))) else None


def announced(route: str, view, *, name: str) -> URLPattern:
    """`path` for an address that is there once the Kulturpunkter are public."""
    return URLPattern(_Announced(route, name=name, is_endpoint=True), view, None, name)
