"""The demonstration's talks before the deadline: who follows which municipality, who talked with whom, who was invited.

All of it goes through the same verbs as the site's own pages.
"""

import datetime as dt
import tomllib
from collections.abc import Iterator
from pathlib import Path

from areas import actions
from areas.models import ApplyInvitation, Dialogue, Municipality
from people.models import User
from programme import calendar
from programme.models import Programme

FILE = Path(__file__).parent / "dialogue.toml"
SAID = ("channel", "talked_with", "interest", "holding_back", "note", "follow_up_on")


class Talks:
    """`perform` one of `moments` after the other."""

    def __init__(self, programme: Programme, domain: str):
        self.programme, self.domain = programme, domain
        self.said = tomllib.loads(FILE.read_text())

    def moments(self) -> Iterator[tuple[dt.datetime, str]]:
        """When what is done: "contact 0", "talk 3", "done 3", "invite 0"."""
        for kind in ("contact", "talk", "invite"):
            for number, each in enumerate(self.said[kind]):
                yield self._at(each["at"]), f"{kind} {number}"
                if "followed_up_at" in each:
                    yield self._at(each["followed_up_at"]), f"done {number}"

    def perform(self, what: str, at: dt.datetime) -> None:
        kind, number = what.split()
        each = self.said["talk" if kind == "done" else kind][int(number)]
        getattr(self, f"_{kind}")(each, at)

    def invitation(self, place: str) -> ApplyInvitation | None:
        """The one that an area of that name begins through."""
        return ApplyInvitation.objects.filter(programme=self.programme, place_name=place).first()

    def _contact(self, each: dict, at: dt.datetime) -> None:
        actions.add_municipal_contact(
            self._municipality(each),
            name=self.said["people"][each["person"]],
            email=self._address(each["person"]),
            by=self._person("bo"),
            at=at,
        )

    def _talk(self, each: dict, at: dt.datetime) -> None:
        by = self._person(each["by"])
        actions.log_dialogue(
            programme=self.programme,
            municipality=self._municipality(each),
            place=each["place"],
            held_on=at.date(),
            follow_up_by=by,
            by=by,
            at=at,
            **{name: each[name] for name in SAID if name in each},
        )

    def _done(self, each: dict, at: dt.datetime) -> None:
        talk = Dialogue.objects.get(created_at=self._at(each["at"]), programme=self.programme)
        actions.follow_up(talk, note=each["follow_up_note"], by=self._person(each["by"]), at=at)

    def _invite(self, each: dict, at: dt.datetime) -> None:
        talk = Dialogue.objects.filter(programme=self.programme, place_name=each["talk"]).latest("created_at")
        actions.invite_to_apply(
            programme=self.programme,
            municipality=talk.municipality,
            place=talk.place,
            name=each["name"],
            email=self._address(each["email"]),
            dialogue=talk,
            by=self._person(each["by"]),
            at=at,
        )

    def _municipality(self, each: dict) -> Municipality:
        return Municipality.objects.get(code=each["municipality"])

    def _person(self, key: str) -> User:
        return User.objects.get(email=self._address(key))

    def _address(self, key: str) -> str:
        return f"{key}@{self.domain}"

    @staticmethod
    def _at(moment: dt.datetime) -> dt.datetime:
        return calendar.at(moment.date(), moment.time())
