"""The demonstration's publication: the presentations gone through, the photos chosen, and the team's word."""

import datetime as dt
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

from areas.states import GroupRole
from people.models import User
from programme import calendar
from programme.models import Programme
from selection import publishing
from selection.actions import presenting as presentations
from selection.actions import publishing as actions
from selection.models import Profile

FILE = Path(__file__).parent / "publication.toml"
AT = calendar.at(dt.date(2025, 6, 11), dt.time(10, 30))
PLACE = "Den gamle remise, Remisevej 1, Aalborg (opdigtet)"
ALT = "En tegning af huse ved vandet, lavet til demonstrationen"
CREDIT = "Demonstrationen"


class Telling:
    def __init__(self, programme: Programme, team: Callable[[], list[User]]):
        self.programme, self.team = programme, team
        self.said = tomllib.loads(FILE.read_text())

    def moments(self) -> Iterator[tuple[dt.datetime, str]]:
        yield AT, "publish"

    def perform(self, _what: str, at: dt.datetime) -> None:
        """Everything before the day that the public sees; nothing while no area is designated."""
        by, chosen = self.team()[0], list(publishing.chosen(self.programme))
        if not chosen:
            return
        for expression in chosen:
            profile = presentations.make_profile(expression, by=by, at=at)
            _go_through(profile, self.said.get(expression.area.name, {}), by, at)
        actions.invite_to_kickoff(self.programme, place=PLACE, begins=dt.time(14), ends=dt.time(17), by=by, at=at)
        actions.give_word(self.programme, by=by, at=at)
        _reword(chosen[-1], at + dt.timedelta(days=1))


def _go_through(profile: Profile, said: dict, by: User, at: dt.datetime) -> None:
    """`said` holds the texts that are put right."""
    photos = presentations.photos_of(profile)
    if photos:
        profile = presentations.choose_photo(
            profile,
            photos[0],
            alt=ALT,
            credit=CREDIT,
            caption=f"Sådan kunne {profile.expression.area} se ud.",
            version=profile.version,
            by=by,
            at=at,
        )
    changed = {"texts": said.get("texts", {}), "elements": said.get("elements", {})}
    presentations.write_profile(profile, **changed, is_read=True, version=profile.version, by=by, at=at)


def _reword(expression, at: dt.datetime) -> None:
    """One contact person finds a better sentence, which the team sees."""
    profile = Profile.objects.get(expression=expression)
    contact = expression.area.memberships.current().get(role=GroupRole.CONTACT).person
    presentations.reword(
        profile, texts={"lead": f"{profile.lead} Kom og vær med!"[:200]}, version=profile.version, by=contact, at=at
    )
