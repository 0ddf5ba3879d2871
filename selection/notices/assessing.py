"""The messages to assessors, and about them to the team.

What an assessor is asked to read stands in no mail that several cases share: neither an area nor another assessor is
named there, so that nobody reads in the outbox of a case that is closed to them.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.urls import reverse

from areas.wording import days_for
from notices import outbox
from people.models import User
from programme.models import Disqualification, Programme
from selection.models import Assessment


def assessor_invited(person: User, programme: Programme, *, due_on: dt.date, by: User, at: dt.datetime) -> None:
    outbox.queue(
        "assessor-invited",
        to=person,
        key=f"assessor-invited:{person.pk}:{at.isoformat()}",
        context={
            "by": str(by),
            "by_email": by.email,
            "path": reverse("assessments"),
            "privacy": reverse("privacy"),
        }
        | days_for(person.language, due=due_on),
        case=programme.case,
        at=at,
    )


def assigned(assessments: Iterable[Assessment], *, by: User, at: dt.datetime) -> None:
    """One to each assessor, however many of the batch are theirs."""
    of: dict[User, list[Assessment]] = defaultdict(list)
    for each in assessments:
        of[each.assessor].append(each)
    outbox.queue_all(
        outbox.new(
            "assessments-assigned",
            to=person,
            key=f"assessments-assigned:{person.pk}:{theirs[0].uid}",
            context={
                "is_one": len(theirs) == 1,
                "count": str(len(theirs)),
                "by": str(by),
                "path": reverse("assessments"),
            }
            | days_for(person.language, due=theirs[0].due_on),
            at=at,
        )
        for person, theirs in of.items()
    )


def substitute_named(assessment: Assessment, *, by: User, at: dt.datetime) -> None:
    """Not in whose place: that is nothing they need to know."""
    person, area = assessment.assessor, assessment.expression.area
    outbox.queue(
        "assessment-substitute",
        to=person,
        key=f"assessment-substitute:{assessment.uid}",
        context={
            "area": area.name,
            "municipality": str(area.municipality or ""),
            "by": str(by),
            "path": reverse("assessment", args=[assessment.uid]),
        }
        | days_for(person.language, due=assessment.due_on),
        case=assessment.case,
        at=at,
    )


def assessor_disqualified(assessment: Assessment, *, by: User, at: dt.datetime) -> None:
    """To everybody of the team to whom the case is open, but `by`: the assessor, or who found it of them."""
    expression, who = assessment.expression, assessment.assessor
    closed = Disqualification.objects.current().filter(case=expression.case).values("person")
    outbox.queue_all(
        outbox.new(
            "assessor-disqualified",
            to=person,
            key=f"assessor-disqualified:{assessment.uid}:{person.pk}",
            context={
                "area": expression.area.name,
                "who": str(who),
                "found_by": "" if by == who else str(by),
                "path": reverse("admin:selection_assessment_case", args=[expression.uid]),
            },
            case=expression.case,
            at=at,
        )
        for person in User.objects.team().exclude(pk__in=closed).exclude(pk=by.pk).order_by("pk")
    )
