"""The time plan as a calendar that Outlook, Google and Apple can subscribe to."""

import datetime as dt
import uuid
from collections.abc import Sequence

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe
from icalendar import Calendar, Event, vDuration, vText

from programme import calendar
from programme.models import Milestone, MilestoneKind, Precision, Programme
from selection import presenting, publishing
from selection.presenting import Kickoff

ASK_AGAIN = dt.timedelta(hours=6)


def _language(request: HttpRequest) -> str:
    """The address says it, not a cookie: a calendar program has none, and the answer may be cached for everybody."""
    asked = request.GET.get("sprog")
    return asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


@require_safe
@cache_control(public=True, max_age=60)
@conditional_page
def calendar_feed(request: HttpRequest) -> HttpResponse:
    programme = Programme.objects.current()
    return respond(request, programme, list(programme.milestones.all()) if programme else [], "kulturpunkt.ics")


def respond(
    request: HttpRequest,
    programme: Programme | None,
    milestones: Sequence[Milestone],
    name: str,
    *,
    as_attachment: bool = False,
) -> HttpResponse:
    """These milestones as a calendar, in the language that the address asks for."""
    language = _language(request)
    with translation.override(language):
        body = time_plan(programme, milestones, announced_kickoff(programme)).to_ical()
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(as_attachment, name) or "inline"
    response["Content-Language"] = language
    return response


def announced_kickoff(programme: Programme | None) -> Kickoff | None:
    """What the entry of the kickoff says besides the plan, once the Kulturpunkter are public."""
    now = calendar.now()
    if programme is None or not publishing.is_public(programme, now):
        return None
    return presenting.kickoff(programme, now)


def time_plan(programme: Programme | None, milestones: Sequence[Milestone], kickoff: Kickoff | None = None) -> Calendar:
    plan = Calendar()
    plan.add("prodid", "-//Region Nordjylland//Kulturpunkt//DA")
    plan.add("version", "2.0")
    plan.add("method", "PUBLISH")
    name = str(programme or _("Kulturpunkt"))
    plan.add("name", name)
    plan.add("x-wr-calname", name)
    plan.add("x-wr-timezone", settings.TIME_ZONE)
    plan.add("refresh-interval", vDuration(ASK_AGAIN), parameters={"value": "DURATION"})
    plan.add("x-published-ttl", vDuration(ASK_AGAIN))
    for milestone in milestones:
        plan.add_component(_entry(milestone, kickoff if kickoff and kickoff.milestone == milestone else None))
    return plan


def _entry(milestone: Milestone, kickoff: Kickoff | None) -> Event:
    """All day, from the first day to the last; where the plan knows only months, its own words say so. The kickoff has
    its place and its hours once they are public.

    The same milestone keeps its UID for good, and a move raises its SEQUENCE, so that calendars move what they have.
    """
    programme = milestone.programme
    entry = Event()
    entry.add("uid", str(uuid.uuid5(uuid.NAMESPACE_URL, f"kulturpunkt:{programme.slug}:{milestone.key}")))
    entry.add("sequence", milestone.moves)
    changed = milestone.moved_at or programme.created_at
    if kickoff and kickoff.changed_at:
        changed = max(changed, kickoff.changed_at)
    entry.add("dtstamp", changed.replace(microsecond=0))
    entry.add("last-modified", changed.replace(microsecond=0))
    begins, ends = (kickoff and kickoff.span) or (milestone.from_on, milestone.to_on + dt.timedelta(days=1))
    entry.add("dtstart", begins)
    entry.add("dtend", ends)
    entry.add("summary", f"Kulturpunkt: {milestone}")
    entry.add("description", _description(milestone))
    entry.add("categories", [milestone.get_kind_display()])
    entry.add("transp", "TRANSPARENT")  # nobody is busy for three months
    if kickoff and kickoff.place:
        entry.add("location", kickoff.place)
    entry.add("url", vText(settings.SITE_URL + reverse("kulturpunkter" if kickoff else "timeplan")))
    return entry


def _description(milestone: Milestone) -> str:
    when = milestone.when_text
    if milestone.precision == Precision.MONTH and milestone.kind == MilestoneKind.EVENT:
        when = _("%(when)s (dagen bliver meldt ud senere)") % {"when": when}
    lines = [when, _("For: %(who)s") % {"who": milestone.who_text}, milestone.said("description")]
    return "\n".join(line for line in lines if line)
