"""What stands on the way to the choice. Moments lie after the deadline of 28 April 2025."""

import datetime as dt
import io

from PIL import Image

from areas.models import Attachment, ExpressionOfInterest
from areas.states import ExpressionState
from documents import store
from documents.models import Document, Kind
from people.models import User
from programme import calendar
from programme.models import (
    CoreElement,
    Disqualification,
    Ground,
    Milestone,
    MilestoneKind,
    Party,
    Precision,
    Programme,
)
from selection import actions, readiness
from selection.actions import presenting, publishing
from selection.models import Assessment, Composition, Decision, Letter, Placement, Profile, Publication, Score
from selection.states import AssessmentState, DecisionState, Outcome
from tests import factories
from tests.areas.desk import many

ASSIGNED_AT = calendar.at(dt.date(2025, 4, 30), dt.time(10))
GIVEN_AT = calendar.at(dt.date(2025, 5, 6), dt.time(20))
RELEASED_AT = calendar.at(dt.date(2025, 5, 14), dt.time(10))
GONE_THROUGH_AT = calendar.at(dt.date(2025, 6, 2), dt.time(10))
KICKOFF = dt.date(2025, 6, 18)
DUE_ON = dt.date(2025, 5, 9)


def assessor(name: str = "Vibe Dom", **fields) -> User:
    """Somebody from outside who assesses."""
    return factories.person(name, is_assessor=True, **fields)


class assessment:
    """assessment.assigned(), .qualified(), .given(4, 4, 3, …): one assessor's task in that state."""

    @staticmethod
    def assigned(expression: ExpressionOfInterest, by: User, **fields) -> Assessment:
        return Assessment.objects.create(
            expression=expression,
            assessor=by,
            due_on=DUE_ON,
            assigned_at=ASSIGNED_AT,
            assigned_by=factories.bo(),
            **fields,
        )

    @classmethod
    def qualified(cls, expression: ExpressionOfInterest, by: User, **fields) -> Assessment:
        fields = {"state": AssessmentState.QUALIFIED, "qualified_at": ASSIGNED_AT} | fields
        return cls.assigned(expression, by, **fields)

    @classmethod
    def given(cls, expression: ExpressionOfInterest, by: User, *points: int, **fields) -> Assessment:
        """With these points for the core elements in their order; 3 for those that are not named."""
        made = cls.qualified(
            expression, by, state=AssessmentState.GIVEN, given_at=GIVEN_AT, given_by=by, overall="Godt", **fields
        )
        elements = CoreElement.objects.filter(programme=expression.programme).order_by("position")
        Score.objects.bulk_create(
            Score(assessment=made, element=each, points=points[n] if n < len(points) else 3, reason="Fordi")
            for n, each in enumerate(elements)
        )
        return made


def disqualified(person: User, expression: ExpressionOfInterest, ground: Ground = Ground.LEADS) -> Disqualification:
    return Disqualification.objects.create(
        case=expression.case, person=person, ground=ground, declared_at=ASSIGNED_AT, declared_by=person
    )


def sent(number: int) -> ExpressionOfInterest:
    """One of many, each of an area of its own."""
    contact = factories.person(f"Kontakt{number} Prøve", phone=f"+4530{number:06}")
    return factories.expression.submitted(contact, name=f"Sted {number:03}")


def declined(expression: ExpressionOfInterest, *, by: User) -> None:
    """The area has been told, against it."""
    stamps = {"declined_at": GIVEN_AT, "declined_by": by}
    ExpressionOfInterest.objects.filter(pk=expression.pk).update(state=ExpressionState.DECLINED, **stamps)


# --- what is told


def designated(expression: ExpressionOfInterest, seat: int | None = None) -> ExpressionOfInterest:
    """Its decision is released, and it is one of the Kulturpunkter."""
    taken = Decision.objects.filter(programme=expression.programme, seat__isnull=False).count()
    Decision.objects.create(
        programme=expression.programme,
        expression=expression,
        outcome=Outcome.DESIGNATED,
        seat=seat or taken + 1,
        reasons="Fordi",
        state=DecisionState.RELEASED,
        decided_at=RELEASED_AT,
        decided_by=factories.bo(),
        released_at=RELEASED_AT,
        released_by=factories.bo(),
    )
    ExpressionOfInterest.objects.filter(pk=expression.pk).update(
        state=ExpressionState.DESIGNATED,
        designated_at=RELEASED_AT,
        designated_by=factories.bo(),
    )
    return ExpressionOfInterest.objects.get(pk=expression.pk)


def profile(expression: ExpressionOfInterest, **texts: str) -> Profile:
    """A presentation that nobody has gone through yet, of an expression that is `designated`."""
    made = presenting.make_profile(expression, by=factories.bo(), at=RELEASED_AT)
    if texts:
        Profile.objects.filter(pk=made.pk).update(**texts)
    return Profile.objects.whole().get(pk=made.pk)


def ready(expression: ExpressionOfInterest, **texts: str) -> Profile:
    made = profile(expression, **texts)
    return presenting.write_profile(
        made, texts={}, elements={}, is_read=True, version=made.version, by=factories.bo(), at=GONE_THROUGH_AT
    )


def kulturpunkt(name: str = "Havnby", by: User | None = None, **texts: str) -> Profile:
    """An area that was chosen and whose page is ready to be shown."""
    return ready(designated(factories.expression.submitted(by or factories.anna(), name=name)), **texts)


def contact_of(number: int) -> User:
    """One of a few, each of an area of their own."""
    return factories.person(f"Kontakt {number}", f"kontakt{number}@eksempel.dk", phone="+4520304050")


def kulturpunkter(count: int) -> None:
    """So many at once, as the lists need them: chosen, ready, with no more than a name and a sentence."""
    many(count)
    programme, bo = factories.programme(), factories.bo()
    type(programme).objects.update(places=count)
    found = list(ExpressionOfInterest.objects.order_by("pk"))
    ExpressionOfInterest.objects.update(
        state=ExpressionState.DESIGNATED,
        drafted_at=None,
        drafted_by=None,
        submitted_at=GONE_THROUGH_AT,
        submitted_by=bo,
        designated_at=RELEASED_AT,
        designated_by=bo,
    )
    Decision.objects.bulk_create(
        Decision(
            programme=programme,
            expression=each,
            outcome=Outcome.DESIGNATED,
            seat=seat,
            reasons="Fordi",
            state=DecisionState.RELEASED,
            decided_at=RELEASED_AT,
            decided_by=bo,
            released_at=RELEASED_AT,
            released_by=bo,
        )
        for seat, each in enumerate(found, 1)
    )
    Profile.objects.bulk_create(
        Profile(
            expression=each,
            slug=f"sted-{seat}",
            lead="Vi samles",
            vision="Sammen",
            read_at=GONE_THROUGH_AT,
            read_by=bo,
            changed_at=RELEASED_AT,
            changed_by=bo,
        )
        for seat, each in enumerate(found, 1)
    )


def word(programme: Programme, at: dt.datetime = GONE_THROUGH_AT) -> Publication:
    return publishing.give_word(programme, by=factories.bo(), at=at)


def picture(expression: ExpressionOfInterest, name: str = "havn.jpg", size: tuple[int, int] = (1600, 1000)) -> Document:
    """One that lies with the expression, whatever state that is in."""
    data = io.BytesIO()
    Image.new("RGB", size, "#3c6e7f").save(data, "PNG" if name.endswith("png") else "JPEG")
    document = Document.objects.create(
        name=name,
        kind=Kind.PICTURE,
        content_type="image/png" if name.endswith("png") else "image/jpeg",
        size=len(data.getvalue()),
        sha256=store.put(data.getvalue()),
        width=size[0],
        height=size[1],
        uploaded_at=factories.BEFORE_THE_DEADLINE,
        uploaded_by=expression.created_by,
    )
    Attachment.objects.create(expression=expression, document=document, title=name)
    return document


def with_photo(made: Profile, document: Document | None = None) -> Profile:
    return presenting.choose_photo(
        made,
        document or picture(made.expression),
        alt="Børn ved havnen",
        credit="Mia Foto",
        caption="Sommerfest",
        version=made.version,
        by=factories.bo(),
        at=GONE_THROUGH_AT,
    )


DECIDED_AT = calendar.at(dt.date(2025, 5, 12), dt.time(10))
READ_AT = calendar.at(dt.date(2025, 5, 13), dt.time(10))


def milestones(programme: Programme) -> None:
    """The agreement's month and the day of the kickoff, as the plan has them."""
    for key, title, first, last, precision in (
        ("agreement", "Samarbejdsaftale", dt.date(2025, 5, 1), dt.date(2025, 5, 31), Precision.MONTH),
        ("kickoff", "Offentliggørelse og kickoff", dt.date(2025, 6, 18), dt.date(2025, 6, 18), Precision.DAY),
    ):
        Milestone.objects.get_or_create(
            programme=programme,
            key=key,
            defaults={
                "title": title,
                "title_en": "Announcement and kickoff" if key == "kickoff" else "Cooperation agreement",
                "who": [Party.ALL],
                "from_on": first,
                "to_on": last,
                "precision": precision,
                "kind": MilestoneKind.EVENT if key == "kickoff" else MilestoneKind.DEADLINE,
            },
        )


def round_of(count: int, *, places: int = 2) -> list[ExpressionOfInterest]:
    """So many submitted expressions, "Sted 1" …, in a programme with so many places; the contact persons are
    "kontakt1@eksempel.dk" …"""
    programme = factories.programme()
    Programme.objects.filter(pk=programme.pk).update(places=places)
    programme.refresh_from_db()
    milestones(programme)
    return [
        factories.expression.submitted(
            factories.person(f"Kontakt {n}", f"kontakt{n}@eksempel.dk", phone="+4520304050"),
            name=f"Sted {n}",
            programme=programme,
        )
        for n in range(1, count + 1)
    ]


def composition(
    seats: list[ExpressionOfInterest], reserve: list[ExpressionOfInterest] | None = None, name: str = "De bedste"
) -> Composition:
    bo, programme = factories.bo(), factories.programme()
    made = Composition.objects.create(
        programme=programme, name=name, created_at=ASSIGNED_AT, created_by=bo, changed_at=ASSIGNED_AT, changed_by=bo
    )
    for n, each in enumerate(seats, start=1):
        Placement.objects.create(composition=made, expression=each, seat=n)
    for n, each in enumerate(reserve or [], start=1):
        Placement.objects.create(composition=made, expression=each, reserve=n)
    return made


def decided(count: int = 4, *, places: int = 2, reserve: int = 1, by: User | None = None) -> list[Decision]:
    """A round in which pending decisions lie ready, in the order of the areas: the first designated, then reserve."""
    sent = round_of(count, places=places)
    actions.decide_from(
        composition(sent[:places], sent[places : places + reserve]),
        seen=1,
        by=by or factories.bo(),
        at=DECIDED_AT,
        anyway="Alle er enige",
    )
    found = {
        each.expression_id: each for each in Decision.objects.pending().select_related("letter", "expression__area")
    }
    return [found[each.pk] for each in sent]


def read(decisions: list[Decision], by: User | None = None) -> None:
    """Their reasons are written, and their letters read through."""
    by = by or factories.bo()
    for each in decisions:
        fresh = Decision.objects.get(pk=each.pk)
        why = "Vi lagde vægt på forankringen."
        actions.revise_reasons(fresh, why, seen=fresh.version, by=by, at=READ_AT)
        letter = Letter.objects.get(decision=each)
        actions.mark_read(fresh, read=True, seen=letter.version, by=by, at=READ_AT)


def mark_all_read(*, by: User, at: dt.datetime) -> None:
    """Every letter that lies ready, whether somebody has read it before or not."""
    for letter in Letter.objects.filter(decision__in=Decision.objects.pending()).select_related("decision"):
        actions.mark_read(letter.decision, read=True, seen=letter.version, by=by, at=at)


def release(by: User | None = None) -> actions.Released:
    programme = factories.programme()
    seen = readiness.fingerprint(readiness.pending(programme))
    return actions.release(programme, seen=seen, by=by or factories.bo(), at=RELEASED_AT)


def released(count: int = 4, *, places: int = 2, reserve: int = 1) -> list[Decision]:
    """The same round, read through and released."""
    made = decided(count, places=places, reserve=reserve)
    read(made)
    release()
    found = Decision.objects.select_related("letter", "expression__area", "expression__programme").in_bulk(
        [each.pk for each in made]
    )
    return [found[each.pk] for each in made]
