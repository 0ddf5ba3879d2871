"""What a test starts from. Each function names the state it builds; three people are in every story:
Anna (contact person), Bo (the team), Carla (contact person elsewhere)."""

import datetime as dt
from decimal import Decimal

from areas import actions
from areas.models import (
    BudgetLine,
    CoreElementAnswer,
    Dialogue,
    ExpressionOfInterest,
    LocalGoal,
    MunicipalContact,
    Municipality,
    Partner,
    PlannedActivity,
)
from areas.states import Funding, Interest, Sector, TalkChannel
from people.models import User
from programme import calendar
from programme.models import CoreElement, Goal, GoalLevel, Milestone, MilestoneKind, Party, Precision, Programme

BEFORE_THE_DEADLINE = calendar.at(dt.date(2025, 4, 22), dt.time(10, 0))
AFTER_THE_DEADLINE = calendar.at(dt.date(2025, 4, 29), dt.time(0, 0, 5))
DEADLINE = dt.date(2025, 4, 28)
ANSWER_ON = dt.date(2025, 5, 2)


def person(name: str = "Ditte Prøve", email: str = "", **fields) -> User:
    email = email or f"{name.split()[0].lower()}@eksempel.dk"
    return User.objects.filter(email=email).first() or User.objects.create_user(email=email, name=name, **fields)


def anna() -> User:
    return person("Anna Holm", phone="+4520304050")


def bo() -> User:
    return person("Bo Lund", is_team=True)


def carla() -> User:
    return person("Carla Friis", phone="+4520304051")


def programme(**fields) -> Programme:
    """The programme with its interest milestone, two core elements and a goal at each level; one in the database."""
    found = Programme.objects.filter(slug=fields.get("slug", "kulturpunkt-2025-2026")).first()
    if found:
        return found
    made = Programme.objects.create(
        **{
            "slug": "kulturpunkt-2025-2026",
            "name": "Kulturpunkt 2025–2026",
            "name_en": "Kulturpunkt 2025–2026",
            "places": 11,
            "grant_amount": Decimal("50000.00"),
            "team_email": "kulturpunkt@rn.dk",
            "is_current": True,
        }
        | fields
    )
    Milestone.objects.create(
        programme=made,
        key="interest",
        title="Interessetilkendegivelse fra lokalområder",
        title_en="Expressions of interest from local areas",
        who=[Party.AREAS],
        from_on=DEADLINE,
        to_on=DEADLINE,
        precision=Precision.DAY,
        kind=MilestoneKind.DEADLINE,
    )
    for position, (key, title) in enumerate([("udvikling", "Udvikling"), ("forankring", "Forankring")]):
        CoreElement.objects.create(
            programme=made, key=key, title=title, description=title, question=title, position=position
        )
    top = Goal.objects.create(programme=made, key="strategi", level=GoalLevel.STRATEGY, text="Livskvalitet", position=0)
    Goal.objects.create(
        programme=made, key="faellesskaber", level=GoalLevel.PROGRAMME, parent=top, text="Fællesskaber", position=1
    )
    return made


def municipality(code: int = 813, name: str = "Frederikshavn") -> Municipality:
    return Municipality.objects.get_or_create(
        code=code, defaults={"name": name, "latitude": "57.44070", "longitude": "10.53660"}
    )[0]


def municipal_contact(name: str = "Karen Kær", where: Municipality | None = None) -> MunicipalContact:
    """The contact of Anna's municipality, or of another."""
    where = where or municipality()
    email = f"{name.split()[0].lower()}@eksempel.dk"
    return actions.add_municipal_contact(where, name=name, email=email, by=bo(), at=BEFORE_THE_DEADLINE)


def dialogue(by: User | None = None, place: str = "Strandby", **said) -> Dialogue:
    """A talk of a week ago, with nothing to follow up."""
    said = {
        "programme": said.pop("programme", None) or programme(),
        "municipality": said.pop("municipality", None) or municipality(),
        "held_on": dt.date(2025, 4, 15),
        "channel": TalkChannel.PHONE,
        "talked_with": "Ditte fra borgerforeningen",
        "interest": Interest.CONSIDERING,
        "at": BEFORE_THE_DEADLINE,
    } | said
    return actions.log_dialogue(place=place, by=by or bo(), **said)


class expression:
    """expression.draft(), .complete(), .submitted() …: an area's expression in that state."""

    @staticmethod
    def draft(by: User | None = None, name: str = "Havnby", at: dt.datetime = BEFORE_THE_DEADLINE, **fields):
        return actions.start(
            programme=fields.get("programme") or programme(),
            name=name,
            municipality=fields.get("municipality") or municipality(),
            by=by or anna(),
            at=at,
            another=fields.get("another", False),
        )

    @classmethod
    def complete(cls, by: User | None = None, name: str = "Havnby", at: dt.datetime = BEFORE_THE_DEADLINE, **fields):
        """A draft that lacks nothing."""
        made = cls.draft(by, name, at, **fields)
        by = made.created_by
        area = made.area
        area.place, area.latitude, area.longitude = "Ved havnen", Decimal("57.4407"), Decimal("10.5366")
        area.save()
        sectors = [Sector.ASSOCIATION, Sector.SCHOOL, Sector.BUSINESS]
        Partner.objects.bulk_create(
            Partner(area=area, position=n, name=f"Partner {n}", sector=sector) for n, sector in enumerate(sectors)
        )
        for element in made.programme.core_elements.all():
            CoreElementAnswer.objects.create(expression=made, core_element=element, text=f"Om {element.title}")
        goal = LocalGoal.objects.create(expression=made, text="Flere mødes på havnen")
        goal.serves.set(made.programme.goals.filter(level=GoalLevel.PROGRAMME))
        PlannedActivity.objects.create(expression=made, title="Havnefest", when="August 2025")
        BudgetLine.objects.create(expression=made, what="Musikere", amount=Decimal("50000"), funding=Funding.GRANT)
        member = fields.get("member") or f"ejnar+{made.pk}@eksempel.dk"
        actions.add_member(made, name="Ejnar Prøve", email=member, phone="", by=by, at=at)
        made.refresh_from_db()
        made.challenge, made.idea, made.practice = "Vi vil samle byen", "En fest", "Vi mødes hver uge"
        made.save()
        return made

    @classmethod
    def submitted(cls, by: User | None = None, name: str = "Havnby", at: dt.datetime = BEFORE_THE_DEADLINE, **fields):
        made = cls.complete(by, name, at, **fields)
        actions.submit(made, by=made.created_by, arrived_at=at, version=made.version)
        return ExpressionOfInterest.objects.get(pk=made.pk)

    @classmethod
    def sent_back(
        cls,
        *asked: tuple[tuple[str, str], str],
        by: User | None = None,
        name: str = "Havnby",
        at: dt.datetime = BEFORE_THE_DEADLINE,
        answer_on: dt.date = ANSWER_ON,
        **fields,
    ):
        """Sent, and sent back by Bo with these questions; without any, with one about practice."""
        made = cls.submitted(by, name, at, **fields)
        said = [actions.Asked(unit, text) for unit, text in asked or [(("ide", "practice"), "Hvem gør hvad?")]]
        actions.send_back(made, said, number=made.times_sent, answer_on=answer_on, by=bo(), at=at)
        return ExpressionOfInterest.objects.get(pk=made.pk)

    @classmethod
    def withdrawn(cls, by: User | None = None, name: str = "Havnby", at: dt.datetime = BEFORE_THE_DEADLINE, **fields):
        made = cls.draft(by, name, at, **fields)
        return actions.withdraw(made, by=made.created_by, at=at)
