"""The demonstration's areas as a script: what each did and when. Everything in it is invented and says so.

Playing it up to a day gives the state of affairs on that day; playing it day by day is the rehearsal. All of it goes
through the same verbs as the site's own pages.
"""

import datetime as dt
import hashlib
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Protocol

from django.core.files.uploadedfile import SimpleUploadedFile

from areas import actions
from areas.completeness import Section
from areas.models import (
    Acting,
    BudgetLine,
    CoreElementAnswer,
    ExpressionOfInterest,
    Invitation,
    LocalGoal,
    Membership,
    Municipality,
    Partner,
    PlannedActivity,
)
from areas.states import GroupRole
from documents import uploads
from people.models import User
from programme import calendar
from programme.models import Programme

from . import pictures
from .assessing import Assessing
from .choice import Choice
from .composing import Composing
from .publication import Telling
from .talks import Talks

AREAS = Path(__file__).parent / "areas"
DOMAIN = "eksempel.dk"
REFERENCE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
TEAM = {"bo": "Bo Lund", "grethe": "Grethe Skov"}


@dataclass(frozen=True)
class Event:
    """One thing that one area did, at a moment of the script."""

    at: dt.datetime
    area: str
    what: str


class Part(Protocol):
    """What is done beside the areas, by the team and by those whom it asks."""

    def moments(self) -> Iterator[tuple[dt.datetime, str]]: ...
    def perform(self, what: str, at: dt.datetime, /) -> None: ...


def address(key: str) -> str:
    return f"{key}@{DOMAIN}"


def reference_of(name: str) -> str:
    letters = "".join(
        REFERENCE_LETTERS[byte % len(REFERENCE_LETTERS)] for byte in hashlib.sha256(name.encode()).digest()[:8]
    )
    return f"KP-{letters[:4]}-{letters[4:]}"


def team() -> list[User]:
    """Bo and Grethe of the (invented) culture team, made when they are not there."""
    return [User.objects.get_or_make(address(key), name=name, is_team=True) for key, name in TEAM.items()]


def _of_team(about: dict) -> User:
    return next(person for person in team() if person.email == address(about["by"]))


class Play:
    """The script on one programme; `perform` one event after the other."""

    def __init__(self, programme: Programme):
        self.programme = programme
        self.areas = {path.stem: tomllib.loads(path.read_text()) for path in sorted(AREAS.glob("*.toml"))}
        self.talks = Talks(programme, DOMAIN)
        # What is done beside the areas, each in the place of an area's key. Of one moment the talks come before the
        # areas, what the team tries and decides after them.
        self.beside: dict[str, Part] = {
            "": self.talks,
            "vurdering": Assessing(programme, DOMAIN),
            "~": Composing(programme, team),
            "~~": Choice(programme, team),
            "~~~": Telling(programme, team),
        }
        self.elements = {each.key: each for each in programme.core_elements.all()}
        self.goals = {each.key: each for each in programme.goals.all()}

    def events(self, after: dt.datetime | None = None, until: dt.datetime | None = None) -> Iterator[Event]:
        """In order of time: those later than `after` and not later than `until`."""
        everything = [
            Event(calendar.at(when.date(), when.time()), key, what)
            for key, area in self.areas.items()
            for what, when in area["timeline"].items()
        ]
        everything += [Event(at, key, what) for key, part in self.beside.items() for at, what in part.moments()]
        for event in sorted(everything, key=lambda event: (event.at, event.area)):
            if (after is None or event.at > after) and (until is None or event.at <= until):
                yield event

    def person(self, area: dict, key: str) -> User:
        about = area["people"][key]
        fields = {"phone": about.get("phone", ""), "language": about.get("language", "da")}
        person = User.objects.get_or_make(address(key), name=about["name"], **fields)
        if person.phone != fields["phone"]:  # was invited before she began, and has said it since
            User.objects.filter(pk=person.pk).update(**fields)
            person.refresh_from_db()
        return person

    def contact(self, area: dict) -> User:
        """Who is the contact person by now; before there is an area, who will be."""
        found = Membership.objects.current().filter(area__name=area["name"], role=GroupRole.CONTACT)
        membership = found.select_related("person").first()
        return membership.person if membership else self.person(area, area["contact"])

    def expression(self, area: dict) -> ExpressionOfInterest:
        return (
            ExpressionOfInterest.objects.with_place()
            .filter(programme=self.programme, area__name=area["name"])
            .latest("created_at")
        )

    def perform(self, event: Event) -> None:
        if event.area in self.beside:
            self.beside[event.area].perform(event.what, event.at)
            return
        area = self.areas[event.area]
        act: Callable[[dict, dt.datetime], None] = getattr(self, f"_{event.what}", None) or self._writer(event.what)
        act(area, event.at)

    # --- what an area does with the whole expression

    def _started(self, area: dict, at: dt.datetime) -> None:
        expression = actions.start(
            programme=self.programme,
            name=area["name"],
            municipality=Municipality.objects.get(code=area["municipality"]),
            by=self.contact(area),
            at=at,
            another=area.get("another", False),
            invitation=self.talks.invitation(area["name"]),
        )
        self._known_by(area, expression)

    def _known_by(self, area: dict, expression: ExpressionOfInterest) -> None:
        """The same at each playing, so that two ledgers can be compared."""
        ExpressionOfInterest.objects.filter(pk=expression.pk).update(reference=reference_of(area["name"]))

    def _entered(self, area: dict, at: dt.datetime) -> None:
        """What came on paper: Bo types it in, on the area's behalf."""
        entry, contact = area["entry"], area["people"][area["contact"]]
        expression = actions.enter(
            programme=self.programme,
            name=area["name"],
            municipality=Municipality.objects.get(code=area["municipality"]),
            contact={"name": contact["name"], "email": address(area["contact"]), "phone": contact["phone"]},
            channel=entry["channel"],
            received_at=calendar.at(entry["received"].date(), entry["received"].time()),
            note=entry["note"],
            by=self.bo(),
            at=at,
        )
        self._known_by(area, expression)
        actions.act_for(expression, reason="Taster interesseerklæringen ind, som kom på papir.", by=self.bo(), at=at)

    def bo(self) -> User:
        """Bo as his browser hands him over: with the area he writes for, if there is one."""
        bo = team()[0]
        bo.acting = Acting.objects.open().filter(by=bo).first()
        return bo

    def writer_of(self, area: dict) -> User:
        return self.bo() if "entry" in area else self.contact(area)

    def _registered(self, area: dict, at: dt.datetime) -> None:
        expression = self.expression(area)
        actions.register(expression, by=self.bo(), at=at, version=expression.version)

    def _submitted(self, area: dict, at: dt.datetime) -> None:
        expression = self.expression(area)
        actions.submit(expression, by=self.contact(area), arrived_at=at, version=expression.version)

    _submitted_again = _submitted

    def _reopened(self, area: dict, at: dt.datetime) -> None:
        actions.reopen(self.expression(area), by=self.contact(area), at=at)

    def _withdrawn(self, area: dict, at: dt.datetime) -> None:
        actions.withdraw(self.expression(area), by=self.contact(area), at=at)

    def _handed_over(self, area: dict, at: dt.datetime) -> None:
        """The contact person gives the role to another of the group, and stays in it."""
        expression = self.expression(area)
        group = {each.person.email: each for each in expression.area.memberships.current().select_related("person")}
        seen, to = group[address(area["contact"])], group[address(area["handed_over"]["to"])]
        actions.hand_over(expression, to=to, seen=seen, by=seen.person, at=at)

    # --- what the team does with it

    def _extended(self, area: dict, at: dt.datetime) -> None:
        about = area["extended"]
        actions.extend(self.expression(area), until=about["until"], reason=about["reason"], by=_of_team(about), at=at)

    def _sent_back(self, area: dict, at: dt.datetime) -> None:
        about, expression = area["sent_back"], self.expression(area)
        actions.send_back(
            expression,
            [actions.Asked(tuple(each["unit"]), each["text"]) for each in about["questions"]],
            number=expression.times_sent,
            answer_on=about["answer_on"],
            by=_of_team(about),
            at=at,
        )

    def _closed(self, area: dict, at: dt.datetime) -> None:
        about, expression = area["closed"], self.expression(area)
        number = expression.submissions.latest("number").number
        actions.close_questions(expression, number=number, reason=about["reason"], by=_of_team(about), at=at)

    def _answered(self, area: dict, at: dt.datetime) -> None:
        """In both places the answer is written after what stood there."""

        def write(row: ExpressionOfInterest) -> None:
            row.practice += area["answered"]["practice"]
            last = row.planned_activities.get(position=1)
            last.description += area["answered"]["description"]
            last.save()

        units = [("ide", "practice"), ("aktiviteter", "activities")]
        actions.change(self.expression(area), write, by=self.contact(area), at=at, units=units)
        self._submitted(area, at)

    def _styregruppe(self, area: dict, at: dt.datetime) -> None:
        for key, about in area["people"].items():
            if key != area["contact"]:
                add = actions.enter_member if "entry" in area else actions.add_member
                add(
                    self.expression(area),
                    name=about["name"],
                    email=address(key),
                    phone=about.get("phone", ""),
                    by=self.writer_of(area),
                    at=at,
                )

    def _inviteret(self, area: dict, at: dt.datetime) -> None:
        for key, about in area["invited"].items():
            said = {"name": about["name"], "email": address(key), "phone": about.get("phone", "")}
            actions.invite(self.expression(area), **said, by=self.contact(area), at=at)

    def _svaret(self, area: dict, at: dt.datetime) -> None:
        """Each of the invited answers as the script says; who has no answer there lets the others wait."""
        for key, about in area["invited"].items():
            if answer := about.get("answer"):
                person = User.objects.get_or_make(address(key), name=about["name"])
                invitation = Invitation.objects.get(expression=self.expression(area), email=person.email)
                {"accept": actions.accept, "decline": actions.decline}[answer](invitation, by=person, at=at)

    def _bilag(self, area: dict, at: dt.datetime) -> None:
        by = self.contact(area)
        picture = SimpleUploadedFile(f"{area['name']}.jpg", pictures.drawing(area["name"]), "image/jpeg")
        document = uploads.accept(picture, by=by, at=at)
        actions.attach(
            self.expression(area), document, title="Tegning af stedet (lavet til demonstrationen)", by=by, at=at
        )

    # --- what it writes, section by section

    def _writer(self, section: str) -> Callable[[dict, dt.datetime], None]:
        write = {
            Section.PLACE: self._write_place,
            Section.CHALLENGE: self._write_challenge,
            Section.IDEA: self._write_idea,
            Section.CORE: self._write_core,
            Section.GOALS: self._write_goals,
            Section.ACTIVITIES: self._write_activities,
            Section.BUDGET: self._write_budget,
        }[Section(section)]

        def act(area: dict, at: dt.datetime) -> None:
            actions.change(
                self.expression(area),
                lambda row: write(row, area),
                by=self.writer_of(area),
                at=at,
                section=Section(section),
            )

        return act

    def _write_place(self, row: ExpressionOfInterest, area: dict) -> None:
        place = row.area
        place.place = area["place"]
        place.latitude, place.longitude = Decimal(area["latitude"]), Decimal(area["longitude"])
        place.save()
        Partner.objects.bulk_create(
            Partner(area=place, position=n, **partner) for n, partner in enumerate(area["partners"])
        )

    def _write_challenge(self, row: ExpressionOfInterest, area: dict) -> None:
        row.challenge = area["texts"]["challenge"].strip()

    def _write_idea(self, row: ExpressionOfInterest, area: dict) -> None:
        row.idea = area["texts"]["idea"].strip()
        row.practice = area["texts"].get("practice", "").strip()

    def _write_core(self, row: ExpressionOfInterest, area: dict) -> None:
        CoreElementAnswer.objects.bulk_create(
            CoreElementAnswer(expression=row, core_element=self.elements[key], text=text.strip())
            for key, text in area["answers"].items()
        )

    def _write_goals(self, row: ExpressionOfInterest, area: dict) -> None:
        for position, about in enumerate(area["goals"]):
            goal = LocalGoal.objects.create(expression=row, position=position, text=about["text"])
            goal.serves.set(self.goals[key] for key in about["serves"])

    def _write_activities(self, row: ExpressionOfInterest, area: dict) -> None:
        PlannedActivity.objects.bulk_create(
            PlannedActivity(expression=row, position=n, **about) for n, about in enumerate(area["activities"])
        )

    def _write_budget(self, row: ExpressionOfInterest, area: dict) -> None:
        BudgetLine.objects.bulk_create(
            BudgetLine(expression=row, position=n, **about | {"amount": Decimal(about["amount"])})
            for n, about in enumerate(area["budget"])
        )
