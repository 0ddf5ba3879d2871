"""The public pages. What they say of the programme comes from its data; the day decides what they invite to."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from people.models import User
from programme import calendar, timeline
from programme.models import GoalLevel, Milestone, Programme
from selection import presenting

from . import announced, chosen, shared_page

PAGES = ("home", "timeplan", "contact", "accessibility", "privacy")
UPCOMING = 4  # milestones on the front page


@dataclass(frozen=True)
class Invitation:
    """What the day asks of a local area: to send its expression while it can, else to sign in."""

    deadline: Milestone
    days_left: int
    is_decided: bool

    @property
    def is_open(self) -> bool:
        return self.days_left >= 0

    @property
    def takes_late(self) -> bool:
        """What comes late is received and marked, never turned away; once all is announced, nobody is asked to send."""
        return not self.is_open and not self.is_decided

    @property
    def is_last_day(self) -> bool:
        return self.days_left == 0


def invitation(milestones: list[Milestone], today: dt.date) -> Invitation | None:
    by_key = {each.key: each for each in milestones}
    if "interest" not in by_key:
        return None
    deadline = by_key["interest"]
    is_decided = "kickoff" in by_key and today >= by_key["kickoff"].from_on
    return Invitation(deadline, (deadline.due_on - today).days, is_decided)


def _plan(today: dt.date) -> dict:
    programme = Programme.objects.current()
    milestones = list(programme.milestones.all()) if programme else []
    return {
        "programme": programme,
        "milestones": milestones,
        "invitation": invitation(milestones, today),
        "announced": announced.ask() is not None,
    }


def _team_email() -> str:
    programme = Programme.objects.current()
    return programme.team_email if programme else "kulturpunkt@rn.dk"


def _front(today: dt.date) -> dict:
    plan = _plan(today)
    programme = plan["programme"]
    goals = list(programme.goals.all()) if programme else []
    return plan | {
        "amount": programme.grant_amount if programme else Decimal(0),
        "elements": programme.core_elements.all() if programme else [],
        "goals": {level: [each for each in goals if each.level == level] for level in GoalLevel.values},
        "points": presenting.points(programme, chosen.ADDRESSES) if programme and plan["announced"] else [],
        "upcoming": [each for each in plan["milestones"] if not each.is_over(today)][:UPCOMING],
    }


def _year(today: dt.date) -> dict:
    plan = _plan(today)
    milestones = plan["milestones"]
    feed = reverse("calendar_feed") + ("?sprog=en" if translation.get_language() == "en" else "")
    plan |= {"feed": settings.SITE_URL + feed, "feed_path": feed}
    if not milestones:
        return plan
    return plan | {
        "wide": timeline.wide(milestones, today),
        "tall": timeline.tall(milestones, today),
        "now": [each for each in milestones if each.is_now(today)],
        "next": next((each for each in milestones if each.from_on > today), None),
        "rows": [(each, timeline.state_on(each, today)) for each in milestones],
    }


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    today = calendar.today()
    return shared_page.respond(request, "public/home.html", today, lambda: _front(today))


@require_safe
def timeplan(request: HttpRequest) -> HttpResponse:
    today = calendar.today()
    return shared_page.respond(request, "public/timeplan.html", today, lambda: _year(today))


@require_safe
def contact(request: HttpRequest) -> HttpResponse:
    today = calendar.today()
    return shared_page.respond(request, "public/contact.html", today, lambda: {"email": _team_email()})


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    today = calendar.today()
    return shared_page.respond(
        request, "public/accessibility.html", today, lambda: {"site": settings.SITE_URL, "email": _team_email()}
    )


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return shared_page.respond(request, "public/privacy.html", calendar.today(), lambda: {"email": _team_email()})


@csrf_exempt  # a token would make every public page personal; all a stranger can do is change the language
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Remember the language, for a signed-in person also in their mails, and go back to the page they came from."""
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        back = reverse("home")
    response = HttpResponseRedirect(back)
    language = request.POST.get("language", "")
    if language not in dict(settings.LANGUAGES):
        return response
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        samesite="Lax",
        httponly=True,
    )
    if request.user.is_authenticated and request.user.language != language:
        User.objects.filter(pk=request.user.pk).update(language=language)
    return response


@require_safe
@cache_control(public=True, max_age=3600)
def robots(request: HttpRequest) -> HttpResponse:
    """A demonstration with invented places has no business in a search engine."""
    context = {"sitemap": settings.SITE_URL + reverse("sitemap"), "demo": settings.DEMO}
    return HttpResponse(render_to_string("public/robots.txt", context), content_type="text/plain; charset=utf-8")


@require_safe
@cache_control(public=True, max_age=60)
def sitemap(request: HttpRequest) -> HttpResponse:
    """Kept a minute and no longer, as the pages are: it must not name for an hour what has been taken back."""
    addresses = [settings.SITE_URL + address for address in (*map(reverse, PAGES), *_announced_addresses())]
    text = render_to_string("public/sitemap.xml", {"addresses": addresses})
    return HttpResponse(text, content_type="application/xml; charset=utf-8")


def _announced_addresses() -> list[str]:
    programme = announced.ask()
    if programme is None:
        return []
    pages = [point.url for point in presenting.points(programme, chosen.ADDRESSES) if point.url]
    return [reverse("kulturpunkter"), *pages]


@require_safe
@cache_control(public=True, max_age=86400)
def favicon(request: HttpRequest) -> HttpResponse:
    """For those who ask at the old address without reading a page first."""
    return HttpResponseRedirect(static("img/favicon.svg"))
