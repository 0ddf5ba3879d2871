"""The messages about an expression. Called inside the transaction of what they tell about."""

import datetime as dt

from areas.content import Content
from areas.models import ExpressionOfInterest, Submission
from areas.wording import days_for
from notices import outbox
from people.models import User


def _days(person: User, **days: dt.date | dt.datetime) -> dict[str, str]:
    return days_for(person.language, **days)


def expression_received(submission: Submission, said: Content) -> None:
    """The receipt, to the whole group at once, with the PDF of exactly what was sent."""
    expression = submission.expression
    facts = {
        "area": said.area,
        "reference": expression.reference,
        "is_late": submission.is_late,
        "again": submission.number > 1,
        "submitted_by": str(submission.submitted_by),
        "path": expression.get_absolute_url(),
    }
    outbox.queue_all(
        outbox.new(
            "expression-received",
            to=person,
            key=f"expression-received:{submission.expression_id}:{submission.number}:{person.pk}",
            context=facts | _days(person, arrived=submission.arrived_at, deadline=submission.deadline_on),
            case=expression.case,
            paper=submission.paper,
            at=submission.arrived_at,
        )
        for person in expression.group_people
    )


def expression_reopened(expression: ExpressionOfInterest, *, by: User, at: dt.datetime) -> None:
    facts = {
        "area": expression.area.name,
        "reference": expression.reference,
        "by": str(by),
        "path": expression.get_absolute_url(),
    }
    outbox.queue_all(
        outbox.new(
            "expression-reopened",
            to=person,
            key=f"expression-reopened:{expression.pk}:{at.isoformat()}:{person.pk}",
            context=facts | _days(person, deadline=expression.deadline_on),
            case=expression.case,
            at=at,
        )
        for person in expression.group_people
    )


def expression_withdrawn(expression: ExpressionOfInterest, *, by: User, at: dt.datetime) -> None:
    outbox.queue_all(
        outbox.new(
            "expression-withdrawn",
            to=person,
            key=f"expression-withdrawn:{expression.pk}:{person.pk}",
            context={"area": expression.area.name, "reference": expression.reference, "by": str(by)},
            case=expression.case,
            at=at,
        )
        for person in expression.group_people
    )
