"""The messages about what is decided."""

import datetime as dt

from django.urls import reverse

from areas.models import ExpressionOfInterest, Membership
from areas.states import ExpressionState, GroupRole
from areas.wording import days_for
from notices import outbox
from people.models import User
from programme import calendar
from programme.models import Milestone, Precision

from ..models import Decision
from ..states import Outcome


def decided(decisions: list[Decision], *, at: dt.datetime) -> int:
    """The letter, to the whole group of each area: one message a person and decision. How many."""
    areas = [each.expression.area_id for each in decisions]
    groups: dict[int, list[Membership]] = {}
    memberships = Membership.objects.current().filter(area__in=areas, person__is_active=True)
    for membership in memberships.select_related("person").order_by("pk"):
        groups.setdefault(membership.area_id, []).append(membership)
    kickoff = _kickoff(decisions, calendar.day_of(at))
    messages = [
        outbox.new(
            "decision",
            to=membership.person,
            key=f"decision:{decision.uid}:{membership.person_id}",
            context=_facts(decision, membership)
            | (days_for(membership.person.language, kickoff=kickoff) if kickoff else {"kickoff": ""}),
            case=decision.expression.case,
            paper=decision.letter.paper,
            at=at,
        )
        for decision in decisions
        for membership in groups.get(decision.expression.area_id, ())
    ]
    outbox.queue_all(messages)
    return len(messages)


def _facts(decision: Decision, membership: Membership) -> dict:
    expression = decision.expression
    return {
        "area": expression.area.name,
        "reference": expression.reference,
        "is_designated": decision.outcome == Outcome.DESIGNATED,
        "is_reserve": decision.outcome == Outcome.RESERVE,
        "number": str(decision.reserve or ""),
        "is_contact": membership.role == GroupRole.CONTACT,
        "path": reverse("decision", args=[expression.uid]),
    }


def _kickoff(decisions: list[Decision], today: dt.date) -> dt.date | None:
    """Its day, while there is something to wait for."""
    found = Milestone.objects.filter(programme=decisions[0].programme_id, key="kickoff").first() if decisions else None
    is_ahead = found and found.precision == Precision.DAY and not found.is_over(today)
    return found.from_on if found and is_ahead else None


def place_given_up(
    expression: ExpressionOfInterest, *, was: str, reason: str, on_behalf: bool, by: User, at: dt.datetime
) -> None:
    """To the area's group, so that all know; and to the team's mailbox, for a place may be free now."""
    facts = {
        "area": expression.area.name,
        "reference": expression.reference,
        "by": str(by),
        "had_place": was == ExpressionState.DESIGNATED,
        "reason": reason,
        "on_behalf": on_behalf,
    }
    outbox.queue_all(
        outbox.new(
            "place-given-up",
            to=person,
            key=f"place-given-up:{expression.uid}:{person.pk}",
            context=facts | {"is_mine": person == by},
            case=expression.case,
            at=at,
        )
        for person in expression.group_people
    )
    outbox.queue_to_address(
        "place-free",
        email=expression.programme.team_email,
        name="",
        language="da",
        key=f"place-free:{expression.uid}",
        context=facts | {"path": reverse("admin:selection_decision_changelist")},
        case=expression.case,
        at=at,
    )
