"""The messages about an expression. Called inside the transaction of what they tell about."""

import datetime as dt

from django.utils import translation

from areas import units
from areas.completeness import Section
from areas.content import Content
from areas.models import Acting, ExpressionOfInterest, Membership, Question, Submission
from areas.states import ActingEnd, GroupRole
from areas.wording import days_for
from notices import outbox
from people.models import User
from programme.models import CoreElement


def _days(person: User, **days: dt.date | dt.datetime) -> dict[str, str]:
    return days_for(person.language, **days)


def _came(person: User, submission: Submission) -> dict[str, str]:
    """How it came, where the team typed it in, as this person reads it."""
    with translation.override(person.language):
        return {"came": submission.entry.came if submission.entry else ""}


def _sections(person: User, acting: Acting) -> dict[str, list[str]]:
    with translation.override(person.language):
        return {"sections": [str(Section(name).label) for name in acting.sections if name]}


def expression_received(submission: Submission, said: Content, *, at: dt.datetime | None = None) -> None:
    """The receipt, to the whole group at once, with the PDF of exactly what was sent.

    `at`: now, where that is not when it arrived: what came on paper is typed in later.
    """
    expression = submission.expression
    at = at or submission.arrived_at
    facts = {
        "area": said.area,
        "reference": expression.reference,
        "is_late": submission.is_late,
        "again": submission.number > 1 and not submission.is_answer,
        "is_answer": submission.is_answer,
        "submitted_by": str(submission.submitted_by),
        "is_over": expression.is_late(at),
        "path": expression.get_absolute_url(),
    }
    outbox.queue_all(
        outbox.new(
            "expression-received",
            to=person,
            key=f"expression-received:{submission.expression_id}:{submission.number}:{person.pk}",
            context=facts
            | {"is_mine": person.pk == submission.submitted_by_id}
            | _came(person, submission)
            | _days(person, arrived=submission.arrived_at, deadline=submission.deadline_on),
            case=expression.case,
            paper=submission.paper,
            at=at,
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
            context=facts | {"is_mine": person.pk == by.pk} | _days(person, deadline=expression.deadline_on),
            case=expression.case,
            at=at,
        )
        for person in expression.group_people
    )


def expression_extended(expression: ExpressionOfInterest, *, at: dt.datetime) -> None:
    """To the whole group: there is more time, or another day than was said before."""
    _new_deadline("expression-extended", expression, at=at)


def expression_extension_ended(expression: ExpressionOfInterest, *, at: dt.datetime) -> None:
    _new_deadline("expression-extension-ended", expression, at=at)


def _new_deadline(kind: str, expression: ExpressionOfInterest, *, at: dt.datetime) -> None:
    facts = {
        "area": expression.area.name,
        "is_draft": expression.is_draft,
        "is_answer": expression.is_sent_back,
        "reason": expression.extension_reason,
        "path": expression.get_absolute_url(),
    }
    outbox.queue_all(
        outbox.new(
            kind,
            to=person,
            key=f"{kind}:{expression.pk}:{at.isoformat()}:{person.pk}",
            context=facts | _days(person, deadline=expression.deadline_on),
            case=expression.case,
            at=at,
        )
        for person in expression.group_people
    )


def expression_sent_back(expression: ExpressionOfInterest, questions: list[Question], *, at: dt.datetime) -> None:
    """To the whole group: what the team asks, and by when. Only the contact person sends; all may write."""
    elements = list(expression.programme.core_elements.all())
    facts = {
        "area": expression.area.name,
        "reference": expression.reference,
        "path": expression.get_absolute_url(),
    }
    outbox.queue_all(
        outbox.new(
            "expression-sent-back",
            to=person,
            key=f"expression-sent-back:{expression.pk}:{at.isoformat()}:{person.pk}",
            context=facts
            | {"questions": _asked(person, questions, elements)}
            | _days(person, deadline=expression.deadline_on),
            case=expression.case,
            at=at,
        )
        for person in expression.group_people
    )


def _asked(person: User, questions: list[Question], elements: list[CoreElement]) -> list[dict[str, str]]:
    with translation.override(person.language):
        titles = {each.key: str(each) for each in elements}
        return [{"about": units.label((each.section, each.unit), titles), "text": each.text} for each in questions]


def questions_closed(expression: ExpressionOfInterest, *, reason: str, is_unsent: bool, at: dt.datetime) -> None:
    """To the whole group: no answer is awaited any more. `is_unsent`: they had begun to write one."""
    facts = {
        "area": expression.area.name,
        "reference": expression.reference,
        "reason": reason,
        "is_unsent": is_unsent,
        "path": expression.get_absolute_url(),
    }
    outbox.queue_all(
        outbox.new(
            "questions-closed",
            to=person,
            key=f"questions-closed:{expression.pk}:{at.isoformat()}:{person.pk}",
            context=facts,
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
            context={
                "area": expression.area.name,
                "reference": expression.reference,
                "by": str(by),
                "is_mine": person.pk == by.pk,
            },
            case=expression.case,
            at=at,
        )
        for person in expression.group_people
    )


def acting_ended(acting: Acting, *, at: dt.datetime) -> None:
    """To the contact person: who of the team wrote for the area, why, and in which sections."""
    expression = acting.expression
    contact = Membership.objects.current().filter(area=expression.area_id, role=GroupRole.CONTACT)
    membership = contact.select_related("person").first()
    if membership is None:
        return
    facts = {
        "area": expression.area.name,
        "by": str(acting.by),
        "reason": acting.reason,
        "wrote": bool(acting.sections),
        "registered": acting.ended_how == ActingEnd.REGISTERED,
        "path": expression.get_absolute_url(),
    }
    outbox.queue(
        "acting-ended",
        to=membership.person,
        key=f"acting-ended:{acting.uid}",
        context=facts
        | _sections(membership.person, acting)
        | _days(membership.person, began=acting.started_at, ended=acting.ends_at),
        case=expression.case,
        at=at,
    )
