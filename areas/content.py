"""What an expression says, as plain values: read once, then checked, shown, frozen and printed alike."""

import dataclasses
import hashlib
import json
from dataclasses import dataclass
from decimal import Decimal

from areas.models import Attachment, ExpressionOfInterest, Membership
from areas.states import Funding


@dataclass(frozen=True)
class Answer:
    key: str
    title: str
    question: str
    text: str


@dataclass(frozen=True)
class Goal:
    text: str
    serves: list[str]


@dataclass(frozen=True)
class Activity:
    title: str
    when: str
    description: str


@dataclass(frozen=True)
class Line:
    what: str
    amount: str
    own: bool


@dataclass(frozen=True)
class Partner:
    name: str
    sector: str


@dataclass(frozen=True)
class Person:
    name: str
    email: str
    phone: str
    role: str
    is_contact: bool


@dataclass(frozen=True)
class File:
    name: str
    title: str
    size: int
    sha256: str
    uid: str


@dataclass(frozen=True)
class Content:
    """Amounts are decimal strings in DKK ("12500.00"); labels are in the language it was read in."""

    area: str
    municipality: str
    place: str
    latitude: str
    longitude: str
    partners: list[Partner]
    challenge: str
    idea: str
    practice: str
    answers: list[Answer]
    goals: list[Goal]
    activities: list[Activity]
    budget: list[Line]
    grant_total: str
    own_total: str
    group: list[Person]
    attachments: list[File]

    def as_json(self) -> dict:
        return dataclasses.asdict(self)

    @classmethod
    def from_json(cls, said: dict) -> "Content":
        """The inverse of `as_json`."""
        lists = {
            "partners": Partner,
            "answers": Answer,
            "goals": Goal,
            "activities": Activity,
            "budget": Line,
            "group": Person,
            "attachments": File,
        }
        return cls(**said | {name: [kind(**row) for row in said[name]] for name, kind in lists.items()})


def sha256_of(said: dict) -> str:
    """The fingerprint of a frozen content: SHA-256 of its canonical JSON."""
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def read(expression: ExpressionOfInterest) -> Content:
    """The expression as it stands now: ten queries, however much it holds."""
    area = expression.area
    lines = list(expression.budget_lines.all())
    return Content(
        area=area.name,
        municipality=area.municipality.name if area.municipality else "",
        place=area.place,
        latitude=str(area.latitude or ""),
        longitude=str(area.longitude or ""),
        partners=[Partner(each.name, str(each.get_sector_display())) for each in area.partners.all()],
        challenge=expression.challenge,
        idea=expression.idea,
        practice=expression.practice,
        answers=_answers(expression),
        goals=[
            Goal(each.text, [str(goal) for goal in each.serves.all()])
            for each in expression.local_goals.prefetch_related("serves")
        ],
        activities=[Activity(each.title, each.when, each.description) for each in expression.planned_activities.all()],
        budget=[Line(each.what, str(each.amount), each.funding == Funding.OWN) for each in lines],
        grant_total=_total(lines, Funding.GRANT),
        own_total=_total(lines, Funding.OWN),
        group=[_person(each) for each in _group(expression)],
        attachments=[_file(each) for each in attachments_of(expression)],
    )


def attachments_of(expression: ExpressionOfInterest):
    return Attachment.objects.filter(expression=expression, removed_at__isnull=True).select_related("document")


def _group(expression: ExpressionOfInterest):
    return Membership.objects.current().filter(area=expression.area_id).select_related("person")


def _answers(expression: ExpressionOfInterest) -> list[Answer]:
    given = {answer.core_element_id: answer.text for answer in expression.answers.order_by()}
    return [
        Answer(each.key, each.said("title"), each.said("question"), given.get(each.pk, ""))
        for each in expression.programme.core_elements.all()
    ]


def _total(lines: list, funding: str) -> str:
    return str(sum((line.amount for line in lines if line.funding == funding), Decimal("0.00")))


def _person(membership: Membership) -> Person:
    person = membership.person
    return Person(
        person.name, person.email, person.phone, str(membership.get_role_display()), membership.role == "contact"
    )


def _file(attachment: Attachment) -> File:
    document = attachment.document
    return File(document.name, attachment.title, document.size, document.sha256, str(document.uid))
