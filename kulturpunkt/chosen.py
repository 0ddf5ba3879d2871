"""The public pages of the Kulturpunkter: the list with its map, and one for each.

Every page is made from what is public at that moment, and kept for everybody for a minute; so is what is taken back.
"""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import translation
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from documents import downloads
from programme import calendar
from selection import presenting, publishing
from selection.models import Profile

from . import announced, feeds, shared_page


def _page_address(profile: Profile) -> str:
    return reverse("kulturpunkt", args=[profile.slug])


def _photo_address(profile: Profile, width: int) -> str:
    return reverse("kulturpunkt_photo", args=[profile.slug, width])


ADDRESSES = presenting.Addresses(_page_address, _photo_address)


def _list() -> dict:
    programme = announced.ask()
    if programme is None:
        raise Http404
    return {
        "layout": "public/page.html",
        "preview": None,
        "map": presenting.MAP,
        "announced": True,
        "points": presenting.points(programme, ADDRESSES),
        "kickoff": presenting.kickoff(programme, calendar.now()),
        "kickoff_file": _in_my_language("kickoff_calendar"),
        "programme": programme,
        "page_url": settings.SITE_URL + reverse("kulturpunkter"),
    }


def _page(slug: str) -> dict:
    profile = publishing.find(slug, calendar.now())
    if profile is None:
        raise Http404
    shown = presenting.presentation(profile, ADDRESSES)
    return {
        "layout": "public/page.html",
        "preview": None,
        "map": presenting.MAP,
        "announced": announced.ask() is not None,
        "shown": shown,
        "page_url": settings.SITE_URL + reverse("kulturpunkt", args=[slug]),
        "picture_url": settings.SITE_URL + shown.photo.wide_url if shown.photo else "",
    }


def _in_my_language(name: str) -> str:
    return reverse(name) + ("?sprog=en" if translation.get_language() == "en" else "")


@require_safe
def kulturpunkter(request: HttpRequest) -> HttpResponse:
    return shared_page.respond(request, "selection/kulturpunkter.html", calendar.today(), _list)


@require_safe
def kulturpunkt(request: HttpRequest, slug: str) -> HttpResponse:
    return shared_page.respond(request, "selection/kulturpunkt.html", calendar.today(), lambda: _page(slug), about=slug)


@require_safe
def photo(request: HttpRequest, slug: str, width: int) -> HttpResponseBase:
    """Through the presentation of a public Kulturpunkt and no other way; kept by nobody for more than a minute, so that
    it goes when the page goes."""
    profile = publishing.find(slug, calendar.now())
    copy = presenting.copy_of(profile, width) if profile else None
    if copy is None:
        raise Http404
    return downloads.show(request, copy, max_age=int(shared_page.KEEP))


@require_safe
@cache_control(public=True, max_age=60)
@conditional_page
def kickoff_calendar(request: HttpRequest) -> HttpResponse:
    """The kickoff alone, to put into one's own calendar: the same entry as in the feed of the whole plan."""
    programme = announced.ask()
    invited = presenting.kickoff(programme, calendar.now()) if programme else None
    if invited is None:
        raise Http404
    return feeds.respond(request, programme, [invited.milestone], "kickoff.ics", as_attachment=True)
