"""Every message this app sends, one short function each. Called inside the transaction of what they tell about."""

from areas.models import ExpressionOfInterest, Membership, Submission
from notices import outbox
from people.models import User


def _group(expression: ExpressionOfInterest) -> list[User]:
    memberships = Membership.objects.current().filter(area=expression.area_id).select_related("person")
    return [membership.person for membership in memberships]


def expression_received(submission: Submission) -> None:
    """The receipt, to the whole group at once, with the PDF of exactly what was sent."""
    expression = submission.expression
    for person in _group(expression):
        outbox.queue(
            "expression-received",
            to=person,
            key=f"expression-received:{submission.expression_id}:{submission.number}:{person.pk}",
            context={
                "area": expression.area.name,
                "reference": expression.reference,
                "arrived_at": submission.arrived_at.isoformat(),
                "deadline_on": submission.deadline_on.isoformat(),
                "is_late": submission.is_late,
                "again": submission.number > 1,
                "submitted_by": str(submission.submitted_by),
                "path": expression.get_absolute_url(),
            },
            case=expression.case,
            paper=submission.paper,
        )


def expression_reopened(expression: ExpressionOfInterest, *, by: User, at) -> None:
    for person in _group(expression):
        outbox.queue(
            "expression-reopened",
            to=person,
            key=f"expression-reopened:{expression.pk}:{at.isoformat()}:{person.pk}",
            context={
                "area": expression.area.name,
                "reference": expression.reference,
                "by": str(by),
                "deadline_on": expression.deadline.due_on.isoformat(),
                "path": expression.get_absolute_url(),
            },
            case=expression.case,
        )


def expression_withdrawn(expression: ExpressionOfInterest, *, by: User) -> None:
    for person in _group(expression):
        outbox.queue(
            "expression-withdrawn",
            to=person,
            key=f"expression-withdrawn:{expression.pk}:{person.pk}",
            context={"area": expression.area.name, "reference": expression.reference, "by": str(by)},
            case=expression.case,
        )


def member_added(expression: ExpressionOfInterest, membership: Membership, *, by: User) -> None:
    outbox.queue(
        "member-added",
        to=membership.person,
        key=f"member-added:{membership.uid}",
        context={
            "area": expression.area.name,
            "by": str(by),
            "deadline_on": expression.deadline.due_on.isoformat(),
            "path": expression.get_absolute_url(),
        },
        case=expression.case,
    )
