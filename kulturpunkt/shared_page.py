"""A page that is the same for everybody, but for the few words about the reader.

What everybody sees is rendered once a minute for each page, language and day, and kept in this process's memory:
nothing hangs on Redis. The reader's own words are put into their places at each request. The kept part is rendered for
nobody: no session, no person, no query string can get into it.
"""

import datetime as dt
import time
from collections.abc import Callable

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.safestring import mark_safe

from . import announced

KEEP = 60.0  # seconds
# In the order in which base.html has them. Text from the database is escaped, so none can look like one of these.
PLACES = ("acting_as", "person_header", "person_drawer", "messages")
_MARKS = {place: mark_safe(f"<!--[{place}]-->") for place in PLACES}  # noqa: S308 - constants
_CUT = "<!--[next]-->"

_kept: dict[tuple, tuple[float, list[str]]] = {}


def forget() -> None:
    """Render everything anew at the next request."""
    _kept.clear()


def respond(
    request: HttpRequest, template: str, today: dt.date, context: Callable[[], dict], *, about: str = ""
) -> HttpResponse:
    """The page for this reader. `context` is only asked when the shared part is older than a minute; if it raises
    (Http404 for what is not public any more), nothing is kept. `about` tells apart the pages of one template.
    """
    key = template, about, translation.get_language(), today
    made_at, parts = _kept.get(key, (0.0, []))
    if not parts or time.monotonic() - made_at > KEEP:
        made_at = time.monotonic()  # before the data is read: a minute counts from then
        said = context() | {"reader": _MARKS, "today": today}
        if "announced" not in said:  # the menu of a page that is kept must not be older than the page
            said["announced"] = announced.ask() is not None
        parts = _split(render_to_string(template, said, nobody(request)))
        _sweep(made_at)
        _kept[key] = made_at, parts
    mine = _personal(request)
    response = HttpResponse("".join(piece for pair in zip(parts, (*mine, ""), strict=True) for piece in pair))
    patch_cache_control(response, private=True, no_cache=True)
    patch_vary_headers(response, ["Cookie"])
    return response


def nobody(request: HttpRequest) -> HttpRequest:
    """A request for the same page, from no one in particular."""
    bare = HttpRequest()
    bare.method = "GET"
    bare.path = bare.path_info = request.path
    bare.resolver_match = request.resolver_match
    bare.user = AnonymousUser()
    return bare


def _split(html: str) -> list[str]:
    parts = []
    for mark in _MARKS.values():
        part, found, html = html.partition(mark)
        if not found:
            raise ValueError(f"the page has no place for {mark}: it must extend public/page.html")
        parts.append(part)
    return [*parts, html]


def _sweep(now: float) -> None:
    """Yesterday's pages are not asked for again."""
    for key in [key for key, (made_at, _) in list(_kept.items()) if now - made_at > KEEP]:
        _kept.pop(key, None)


def _personal(request: HttpRequest) -> list[str]:
    """What goes into PLACES, in their order."""
    acting, person, messages = render_to_string("public/reader.html", {}, request).split(_CUT)
    return [acting, person, person, messages]
