"""What an expression says, as plain values: read once, then checked, shown, frozen and printed alike."""

import dataclasses
import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db import connection
from django.utils import translation

from areas.models import Attachment, ExpressionOfInterest, Question
from areas.states import Funding, GroupRole, Sector
from people.models import User
from programme import prepared


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
    serves_keys: list[str]


@dataclass(frozen=True)
class Activity:
    title: str
    when: str
    description: str


@dataclass(frozen=True)
class Line:
    """`amount` is empty while nobody has said it."""

    what: str
    amount: str
    own: bool


@dataclass(frozen=True)
class Partner:
    name: str
    sector: str
    sector_key: str


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
    """Amounts are decimal strings in DKK ("12500.00"); labels are in the language it was read in.

    The `…_key`s and the municipality's code name the same thing in every language.
    """

    area: str
    municipality: str
    municipality_code: int | None
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
    # Names of those who were invited and have not answered: of the moment, so no part of what is sent.
    waiting_for: list[str] = dataclasses.field(default_factory=list)

    @property
    def has_own(self) -> bool:
        """Whether there is any own funding: it stands apart, and does not count towards the grant."""
        return any(line.own for line in self.budget)

    def as_json(self) -> dict:
        """All that is sent. Who has not answered yet is none of it."""
        said = dataclasses.asdict(self)
        del said["waiting_for"]
        return said

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


# What a programme's own words are called, in both languages.
_WORDS = """
SELECT 'answer', key, title, title_en, question, question_en
FROM programme_coreelement WHERE programme_id = %(programme)s
UNION ALL SELECT 'goal', key, text, text_en, '', '' FROM programme_goal WHERE programme_id = %(programme)s
"""


def thaw(said: dict, programme_id: int) -> Content:
    """What was frozen, for a page: its labels in the reader's language, whoever's it was sent in. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_WORDS, {"programme": programme_id})
        words = {(kind, key): (_said(*four[:2]), _said(*four[2:])) for kind, key, *four in cursor.fetchall()}
    frozen = Content.from_json(said)
    roles = {True: GroupRole.CONTACT, False: GroupRole.MEMBER}
    return replace(
        frozen,
        partners=[replace(each, sector=_sector(each.sector_key)) for each in frozen.partners],
        answers=[_renamed(each, words) for each in frozen.answers],
        goals=[_serving(each, words) for each in frozen.goals],
        group=[replace(each, role=str(roles[each.is_contact].label)) for each in frozen.group],
    )


def _renamed(answer: Answer, words: dict) -> Answer:
    title, question = words.get(("answer", answer.key), (answer.title, answer.question))
    return replace(answer, title=title, question=question)


def _serving(goal: Goal, words: dict) -> Goal:
    known = zip(goal.serves_keys, goal.serves, strict=True)
    return replace(goal, serves=[words.get(("goal", key), (name,))[0] for key, name in known])


def _sector(key: str) -> str:
    return str(Sector(key).label) if key else ""


# One statement instead of ten: every page of an expression, and its submission, begins by reading all of it.
_EVERYTHING = """
SELECT e.id, a.name, m.name, m.code, a.place, a.latitude::text, a.longitude::text, e.challenge, e.idea, e.practice,
  ARRAY(SELECT json_build_array(p.name, p.sector) FROM areas_partner p
        WHERE p.area_id = a.id ORDER BY p.position, p.id),
  ARRAY(SELECT json_build_array(c.key, c.title, c.title_en, c.question, c.question_en, coalesce(t.text, ''))
        FROM programme_coreelement c
        LEFT JOIN areas_coreelementanswer t ON t.core_element_id = c.id AND t.expression_id = e.id
        WHERE c.programme_id = e.programme_id ORDER BY c.position, c.id),
  ARRAY(SELECT json_build_array(g.text, ARRAY(
            SELECT json_build_array(p.key, p.text, p.text_en) FROM areas_localgoal_serves s
            JOIN programme_goal p ON p.id = s.goal_id WHERE s.localgoal_id = g.id ORDER BY p.position, p.id))
        FROM areas_localgoal g WHERE g.expression_id = e.id ORDER BY g.position, g.id),
  ARRAY(SELECT json_build_array(k.title, k.when, k.description) FROM areas_plannedactivity k
        WHERE k.expression_id = e.id ORDER BY k.position, k.id),
  ARRAY(SELECT json_build_array(b.what, b.amount::text, b.funding) FROM areas_budgetline b
        WHERE b.expression_id = e.id ORDER BY b.funding, b.position, b.id),
  ARRAY(SELECT json_build_array(u.name, u.email, u.phone, r.role, u.id, u.language) FROM areas_membership r
        JOIN people_user u ON u.id = r.person_id
        WHERE r.area_id = a.id AND r.ended_at IS NULL ORDER BY r.role, r.started_at, r.id),
  ARRAY(SELECT json_build_array(d.name, f.title, d.size, d.sha256, d.uid) FROM areas_attachment f
        JOIN documents_document d ON d.id = f.document_id
        WHERE f.expression_id = e.id AND f.removed_at IS NULL ORDER BY f.id),
  ARRAY(SELECT i.name FROM areas_invitation i WHERE i.expression_id = e.id AND i.state = 'pending' ORDER BY i.id),
  (SELECT count(*) FROM areas_submission s WHERE s.expression_id = e.id),
  CASE WHEN e.answer_due_on IS NOT NULL THEN ARRAY(
        SELECT json_build_array(q.id, q.about, q.section, q.unit, q.text, q.asked_at, v.id, v.name, v.email)
        FROM areas_question q JOIN people_user v ON v.id = q.asked_by_id
        WHERE q.expression_id = e.id AND q.answered_at IS NULL AND q.closed_at IS NULL ORDER BY q.id) END,
  CASE WHEN e.answer_due_on IS NOT NULL THEN
        (SELECT s.content::json FROM areas_submission s WHERE s.expression_id = e.id
         ORDER BY s.number DESC LIMIT 1) END,
  (SELECT greatest(d.to_on, e.extended_deadline_on, e.answer_due_on) FROM programme_milestone d
   WHERE d.programme_id = e.programme_id AND d.key = 'interest'),
  ARRAY(SELECT n.person_id FROM programme_disqualification n WHERE n.case = e.case AND n.lifted_at IS NULL)
FROM areas_expressionofinterest e
JOIN areas_localarea a ON a.id = e.area_id
LEFT JOIN areas_municipality m ON m.code = a.municipality_id
"""
_ONE = f"{_EVERYTHING} WHERE e.id = %s"
_SEVERAL = f"{_EVERYTHING} WHERE e.id = ANY(%s)"


def read(expression: ExpressionOfInterest) -> Content:
    """The expression as it stands now, in one query. Who is in the group, whom it is closed to, the deadline, how
    often it was sent and what the team asks are then known to the instance as well."""
    with prepared.cursor() as cursor:
        cursor.execute(_ONE, [expression.pk])
        row = cursor.fetchone()
    if row is None:
        raise ExpressionOfInterest.DoesNotExist
    return _content(expression, row[1:])


def read_all(expressions: Sequence[ExpressionOfInterest]) -> dict[int, Content]:
    """The same of several, by their ids, still in one query; one that is gone is left out."""
    with connection.cursor() as cursor:
        cursor.execute(_SEVERAL, [[each.pk for each in expressions]])
        rows = {pk: row for pk, *row in cursor.fetchall()}
    return {each.pk: _content(each, rows[each.pk]) for each in expressions if each.pk in rows}


def _content(expression: ExpressionOfInterest, row: Sequence) -> Content:
    *said, waiting, times_sent, asked, sent_last, deadline_on, closed_to = row
    *texts, partners, answers, goals, activities, budget, group, attachments = said
    area, municipality, code, place, latitude, longitude, challenge, idea, practice = texts
    expression.group_roles = {person: role for _name, _email, _phone, role, person, _language in group}
    expression.group_people = [
        User(pk=person, name=name, email=email, language=language) for name, email, _, _, person, language in group
    ]
    expression.times_sent, expression.deadline_on, expression.closed_to = times_sent, deadline_on, closed_to
    expression.open_questions = [_question(*each) for each in asked or ()]
    expression.sent_last = sent_last
    return Content(
        area=area,
        municipality=municipality or "",
        municipality_code=code,
        place=place,
        latitude=latitude or "",
        longitude=longitude or "",
        partners=[Partner(name, _sector(key), key) for name, key in partners],
        challenge=challenge,
        idea=idea,
        practice=practice,
        answers=[_answer(*each) for each in answers],
        goals=[_goal(*each) for each in goals],
        activities=[Activity(*each) for each in activities],
        budget=[Line(what, amount or "", funding == Funding.OWN) for what, amount, funding in budget],
        grant_total=_total(budget, Funding.GRANT),
        own_total=_total(budget, Funding.OWN),
        group=[_person(*each) for each in group],
        attachments=[File(*each) for each in attachments],
        waiting_for=waiting,
    )


def attachments_of(expression: ExpressionOfInterest):
    return Attachment.objects.filter(expression=expression, removed_at__isnull=True).select_related("document")


def _answer(key: str, title: str, title_en: str, question: str, question_en: str, text: str) -> Answer:
    return Answer(key, _said(title, title_en), _said(question, question_en), text)


def _goal(text: str, served: list) -> Goal:
    return Goal(text, [_said(danish, english) for _key, danish, english in served], [key for key, *_ in served])


def _said(danish: str, english: str) -> str:
    return english or danish if translation.get_language() == "en" else danish


def _total(lines: list, funding: str) -> str:
    return str(sum((Decimal(amount) for _what, amount, kind in lines if amount and kind == funding), Decimal("0.00")))


def _question(pk: int, about: int, section: str, unit: str, text: str, at: str, *who) -> Question:
    person, name, email = who
    asked_at = dt.datetime.fromisoformat(at)
    asked_by = User(pk=person, name=name, email=email)
    return Question(pk=pk, about=about, section=section, unit=unit, text=text, asked_at=asked_at, asked_by=asked_by)


def _person(name: str, email: str, phone: str, role: str, _id: int, _language: str) -> Person:
    return Person(name, email, phone, str(GroupRole(role).label), role == GroupRole.CONTACT)
