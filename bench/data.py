"""Rows for the measurements, made in bulk: invented areas, each with a contact person and one more in its group."""

import datetime as dt
import secrets
from decimal import Decimal

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from areas import content
from areas.actions import sending
from areas.models import (
    BudgetLine,
    CoreElementAnswer,
    ExpressionOfInterest,
    LocalArea,
    LocalGoal,
    Membership,
    Municipality,
    Partner,
    PlannedActivity,
    Submission,
)
from areas.states import ExpressionState, GroupRole, Sector
from documents.models import Paper
from people import second_factor
from people.models import User
from programme import calendar
from programme.models import GoalLevel, Programme
from selection.models import Assessment, Decision, Profile, ProfileElement, Publication, Score
from selection.states import AssessmentState, DecisionState, Outcome

CSRF = "a" * 32
SLUG = "udpeget-"
# As a form leaves it: without a space at its end.
_TEXT = ("Vi vil samle byen om noget, som alle kan være med i, og som bliver ved at leve bagefter. " * 8).strip()


def programme() -> Programme:
    if not Programme.objects.current():
        call_command("load_programme", verbosity=0)
    found = Programme.objects.current()
    assert found
    return found


def areas(count: int, *, submitted: int = 0, prefix: str = "område") -> list[ExpressionOfInterest]:
    """So many areas with drafts; the first `submitted` of them sent."""
    round_, places, now = programme(), list(Municipality.objects.all()), timezone.now()
    start = User.objects.count()
    people = User.objects.bulk_create(
        User(email=f"{prefix}{n}@eksempel.dk".replace("å", "aa"), name=f"Prøve {n}", phone="+4520304050")
        for n in range(start, start + 2 * count)
    )
    made = LocalArea.objects.bulk_create(
        LocalArea(
            name=f"{prefix.title()} {n}",
            municipality=places[n % len(places)],
            place="Havnen",
            latitude=Decimal("57.1"),
            longitude=Decimal("9.9"),
            created_at=now,
            created_by=people[2 * n],
        )
        for n in range(count)
    )
    Membership.objects.bulk_create(
        Membership(area=area, person=people[2 * n + k], role=role, started_at=now, started_by=people[2 * n])
        for n, area in enumerate(made)
        for k, role in enumerate((GroupRole.CONTACT, GroupRole.MEMBER))
    )
    return ExpressionOfInterest.objects.bulk_create(
        _expression(round_, area, sent=n < submitted, at=now - dt.timedelta(minutes=n)) for n, area in enumerate(made)
    )


def _expression(round_: Programme, area: LocalArea, *, sent: bool, at: dt.datetime) -> ExpressionOfInterest:
    by = area.created_by
    stamp = "submitted" if sent else "drafted"
    return ExpressionOfInterest(
        programme=round_,
        area=area,
        state=ExpressionState.SUBMITTED if sent else ExpressionState.DRAFT,
        challenge=_TEXT,
        idea=_TEXT,
        practice=_TEXT,
        created_at=at,
        created_by=by,
        changed_at=at,
        changed_by=by,
        **{f"{stamp}_at": at, f"{stamp}_by": by},
    )


def complete(drafts: list[ExpressionOfInterest]) -> None:
    """Give drafts all that they need to be sent."""
    elements = list(drafts[0].programme.core_elements.all())
    serves = list(drafts[0].programme.goals.filter(level=GoalLevel.PROGRAMME))
    sectors = (Sector.ASSOCIATION, Sector.SCHOOL, Sector.BUSINESS)
    Partner.objects.bulk_create(
        Partner(area=draft.area, name=f"Partner {sector}", sector=sector) for draft in drafts for sector in sectors
    )
    CoreElementAnswer.objects.bulk_create(
        CoreElementAnswer(expression=draft, core_element=element, text=_TEXT)
        for draft in drafts
        for element in elements
    )
    goals = LocalGoal.objects.bulk_create(LocalGoal(expression=draft, text="Flere mødes") for draft in drafts)
    LocalGoal.serves.through.objects.bulk_create(
        LocalGoal.serves.through(localgoal=goal, goal=goal_served) for goal in goals for goal_served in serves
    )
    PlannedActivity.objects.bulk_create(
        PlannedActivity(expression=draft, title="Fest", when="August 2025") for draft in drafts
    )
    BudgetLine.objects.bulk_create(
        BudgetLine(expression=draft, what=what, amount=Decimal(25000))
        for draft in drafts
        for what in ("Musik", "Scene")
    )


def handed_in(expressions: list[ExpressionOfInterest]) -> None:
    """Complete them, and freeze of each what it says as the one thing it sent. The papers are ordered and not made."""
    complete(expressions)
    frozen = []
    for each in expressions:
        said, by, at = content.read(each), each.area.created_by, each.changed_at
        submission = sending.frozen(each, said, by=by, arrived_at=at)
        submission.paper = Paper(
            case=each.case, kind="receipt", title=each.reference, template="papers/receipt.html", language="da",
            context={}, ordered_at=at, ordered_by=by,
        )  # fmt: skip
        frozen.append(submission)
    Paper.objects.bulk_create(each.paper for each in frozen)
    Submission.objects.bulk_create(frozen)


def assessed(expressions: list[ExpressionOfInterest], *, by: int) -> None:
    """So many given assessments of each, with points for all core elements."""
    now, elements = timezone.now(), list(programme().core_elements.all())
    people = [User.objects.get_or_make(f"bedoemmer{n}@eksempel.dk", name=f"Bedømmer {n}") for n in range(by)]
    given = Assessment.objects.bulk_create(
        Assessment(
            expression=each,
            assessor=person,
            state=AssessmentState.GIVEN,
            due_on=calendar.day_of(now),
            assigned_at=now,
            assigned_by=person,
            qualified_at=now,
            given_at=now,
            given_by=person,
        )
        for each in expressions
        for person in people
    )
    Score.objects.bulk_create(
        Score(assessment=each, element=element, points=1 + (7 * each.pk + 3 * element.pk) % 5, reason=_TEXT[:200])
        for each in given
        for element in elements
    )


def publish(count: int) -> None:
    """So many areas that were chosen, gone through and shown to everybody: the kickoff of the shipped plan is past."""
    drafts, now, by, round_ = areas(count, prefix="udpeget"), timezone.now(), bo(), programme()
    complete(drafts)
    ExpressionOfInterest.objects.filter(pk__in=[each.pk for each in drafts]).update(
        state=ExpressionState.DESIGNATED,
        drafted_at=None,
        drafted_by=None,
        submitted_at=now,
        submitted_by=by,
        designated_at=now,
        designated_by=by,
    )
    Decision.objects.bulk_create(
        Decision(
            programme=round_,
            expression=each,
            outcome=Outcome.DESIGNATED,
            seat=n + 1,
            reasons="Fordi",
            state=DecisionState.RELEASED,
            decided_at=now,
            decided_by=by,
            released_at=now,
            released_by=by,
        )
        for n, each in enumerate(drafts)
    )
    profiles = Profile.objects.bulk_create(
        Profile(
            expression=each,
            slug=f"{SLUG}{n}",
            lead="Vi samler byen.",
            vision=_TEXT,
            partners="Skolen\nHallen",
            read_at=now,
            read_by=by,
            changed_at=now,
            changed_by=by,
        )
        for n, each in enumerate(drafts)
    )
    ProfileElement.objects.bulk_create(
        ProfileElement(profile=profile, core_element=element, text=_TEXT)
        for profile in profiles
        for element in round_.core_elements.all()
    )
    Publication.objects.update_or_create(
        programme=round_, defaults={"worded_at": now, "worded_by": by, "changed_at": now, "changed_by": by}
    )


def session(user: User, **more: object) -> dict[str, str]:
    """Cookies of a browser in which this person is signed in."""
    key = secrets.token_hex(16)
    said = {
        SESSION_KEY: str(user.pk),
        BACKEND_SESSION_KEY: "allauth.account.auth_backends.AuthenticationBackend",
        HASH_SESSION_KEY: user.get_session_auth_hash(),
        **more,
    }
    Session.objects.create(
        session_key=key, session_data=SessionStore().encode(said), expire_date=timezone.now() + dt.timedelta(days=1)
    )
    return {"sessionid": key, "csrftoken": CSRF}


def team_session(user: User) -> dict[str, str]:
    """The same for a member of the team, past the second factor as the demonstration lets her."""
    return session(user, **{second_factor.SKIPPED: True})


def bo() -> User:
    return User.objects.filter(is_team=True).first() or User.objects.create_user("bo@eksempel.dk", is_team=True)


def count() -> int:
    return ExpressionOfInterest.objects.count()


def clear() -> None:
    """Every area and what hangs on it; history and papers are tables nothing can be deleted from, so by TRUNCATE."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE areas_localarea, notices_message, documents_paper CASCADE")


def vacuum() -> None:
    """What autovacuum would have done by the time so many rows had come one by one."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
