"""The Kulturpunkter as the public pages show them: plain values, and nothing that is not for everybody.

No people, no telephone numbers, no budget: what is here is all that a page of one can show.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.formats import time_format
from django.utils.translation import gettext as _

from areas import place_map
from areas.models import ExpressionOfInterest, LocalArea
from documents.models import Document
from people.models import User
from programme import calendar
from programme.models import Milestone, Party, Precision, Programme

from . import publishing
from .actions.presenting import SMALL, WIDE
from .models import Profile, Publication

MAP = {"width": place_map.WIDTH, "height": place_map.HEIGHT}
APART = 40.0  # between the middles of two numbers on the map, in its units
_TURNS = 60


@dataclass(frozen=True)
class Addresses:
    """Where a page and a copy of its photo (of that width) are: others for a preview than for everybody."""

    page: Callable[[Profile], str]
    photo: Callable[[Profile, int], str]


@dataclass(frozen=True)
class Photo:
    url: str
    wide_url: str
    wide_width: int
    width: int
    height: int
    alt: str
    credit: str
    caption: str


@dataclass(frozen=True)
class Point:
    """One of them in the list and on the map. Without a `url` its own page is not ready: only its name is known."""

    number: int
    name: str
    municipality: str
    lead: str
    language: str
    url: str
    photo: Photo | None
    # Where it lies on the picture, and where its number stands; None for a place that nobody has put on the map.
    spot: tuple[float, float] | None
    label: tuple[float, float] | None


@dataclass(frozen=True)
class Element:
    title: str
    text: str


@dataclass(frozen=True)
class Presentation:
    """The page of one."""

    name: str
    municipality: str
    place: str
    language: str
    lead: str
    vision: str
    elements: list[Element]
    partners: list[str]
    photo: Photo | None
    spot: tuple[float, float] | None


@dataclass(frozen=True)
class Kickoff:
    """The invitation, for as long as there is something to come to. Times are Danish wall-clock; "" for what nobody has
    filled in yet."""

    milestone: Milestone
    place: str
    begins: dt.time | None
    ends: dt.time | None
    changed_at: dt.datetime | None

    @property
    def is_for_all(self) -> bool:
        return Party.ALL in self.milestone.who

    @property
    def hours(self) -> str:
        if not self.begins:
            return ""
        begins = time_format(self.begins)
        if not self.ends:
            return _("kl. %(begins)s") % {"begins": begins}
        return _("kl. %(begins)s–%(ends)s") % {"begins": begins, "ends": time_format(self.ends)}

    @property
    def span(self) -> tuple[dt.datetime, dt.datetime] | None:
        """First and last moment, if the hours are known; an hour long while its end is not."""
        if not self.begins:
            return None
        begins = calendar.at(self.milestone.from_on, self.begins)
        return begins, calendar.at(self.milestone.to_on, self.ends) if self.ends else begins + dt.timedelta(hours=1)


def kickoff(programme: Programme, now: dt.datetime) -> Kickoff | None:
    """The invitation; None once it is over, or while the plan does not know its day."""
    milestone = programme.milestones.filter(key="kickoff").first()
    if not milestone or milestone.precision != Precision.DAY or milestone.is_over(calendar.day_of(now)):
        return None
    said = Publication.objects.filter(programme=programme).first() or Publication()
    return Kickoff(milestone, said.kickoff_place, said.kickoff_begins, said.kickoff_ends, said.changed_at)


def points(programme: Programme, addresses: Addresses, *, hidden_from: User | None = None) -> list[Point]:
    """All of them in the order of their names, in one query. `hidden_from` leaves out the cases that person may not
    see, for a page that is not public yet."""
    found = publishing.chosen(programme)
    if hidden_from:
        found = found.visible_to(hidden_from)
    chosen = list(
        found.select_related("area__municipality", "profile__photo", "profile__photo_wide", "profile__photo_small")
    )
    spots = [spot_of(each.area) for each in chosen]
    labels = iter(spread([spot for spot in spots if spot]))
    return [
        _point(number, each, spot, next(labels) if spot else None, addresses)
        for number, (each, spot) in enumerate(zip(chosen, spots, strict=True), 1)
    ]


def _point(
    number: int,
    expression: ExpressionOfInterest,
    spot: tuple[float, float] | None,
    label: tuple[float, float] | None,
    addresses: Addresses,
) -> Point:
    profile: Profile | None = getattr(expression, "profile", None)
    ready = profile if profile and profile.is_ready else None
    return Point(
        number=number,
        name=expression.area.name,
        municipality=str(expression.area.municipality or ""),
        lead=ready.lead if ready else "",
        language=ready.language if ready else "",
        url=addresses.page(ready) if ready else "",
        photo=photo_of(ready, addresses) if ready else None,
        spot=spot,
        label=label,
    )


def presentation(profile: Profile, addresses: Addresses) -> Presentation:
    """Of a profile that is `whole()`; one query, for the core elements."""
    area = profile.expression.area
    said = profile.elements.exclude(text="").select_related("core_element")
    return Presentation(
        name=area.name,
        municipality=str(area.municipality or ""),
        place=area.place,
        language=profile.language,
        lead=profile.lead,
        vision=profile.vision,
        elements=[Element(each.core_element.said("title"), each.text) for each in said],
        partners=[line.strip() for line in profile.partners.splitlines() if line.strip()],
        photo=photo_of(profile, addresses),
        spot=spot_of(area),
    )


def photo_of(profile: Profile, addresses: Addresses) -> Photo | None:
    """Not while its file may not be fetched: a scanner may have found something since it was chosen."""
    small, wide = profile.photo_small, profile.photo_wide
    if small is None or wide is None or profile.photo is None or not profile.photo.is_ready:
        return None
    return Photo(
        url=addresses.photo(profile, SMALL),
        wide_url=addresses.photo(profile, WIDE),
        wide_width=wide.width or WIDE,
        width=small.width or SMALL,
        height=small.height or SMALL,
        alt=profile.photo_alt,
        credit=profile.photo_credit,
        caption=profile.photo_caption,
    )


def copy_of(profile: Profile, width: int) -> Document | None:
    """The copy of the photo that is so wide, if it may be fetched."""
    if profile.photo is None or not profile.photo.is_ready:
        return None
    return {WIDE: profile.photo_wide, SMALL: profile.photo_small}.get(width)


# --- the map


def spot_of(area: LocalArea) -> tuple[float, float] | None:
    if area.latitude is None or area.longitude is None:
        return None
    return place_map.on_picture(area.latitude, area.longitude)


def spread(spots: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    """Where their numbers stand: each at its spot, but for those too near each other, which are moved apart, and all
    within the picture. The same every time."""
    placed = [list(spot) for spot in spots]
    for _turn in range(_TURNS):
        if not sum([_pushed(one, other) for n, one in enumerate(placed) for other in placed[:n]]):
            break
        for each in placed:
            each[0] = min(max(each[0], APART / 2), place_map.WIDTH - APART / 2)
            each[1] = min(max(each[1], APART / 2), place_map.HEIGHT - APART / 2)
    return [(round(x, 1), round(y, 1)) for x, y in placed]


def _pushed(one: list[float], other: list[float]) -> bool:
    """Both half of what they lack; two at the very same spot go to the sides."""
    x, y = one[0] - other[0], one[1] - other[1]
    apart = (x * x + y * y) ** 0.5
    if apart >= APART - 0.5:
        return False
    x, y = (x / apart, y / apart) if apart else (1.0, 0.0)
    lacking = (APART - apart) / 2
    one[0] += x * lacking
    one[1] += y * lacking
    other[0] -= x * lacking
    other[1] -= y * lacking
    return True
