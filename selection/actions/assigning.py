"""Who assesses what, and by when."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from areas.access import is_team
from areas.models import ExpressionOfInterest
from notices.reminders import void_for_moved
from people.models import User
from programme import history, workflow
from programme.models import Programme
from selection import access, notices
from selection.barring import Bar, Barred, bars
from selection.models import Assessment
from selection.obligations import KIND, key_of
from selection.states import AssessmentState


@dataclass(frozen=True)
class Assigned:
    """What came of a batch. Who had an expression already is in neither."""

    made: list[Assessment]
    barred: list[Barred]


@transaction.atomic
def assign(
    pairs: Collection[tuple[ExpressionOfInterest, User]], *, due_on: dt.date, by: User, at: dt.datetime
) -> Assigned:
    """Ask each person to assess the expression beside them by `due_on`; each gets one mail for the whole batch.

    Who cannot be asked is left out and named. Raises NotAllowed, and then nobody is asked, when one of the expressions
    is not sent, is sent back, or is closed to `by`; or when one of the people is not among those who can be asked.
    """
    rows = _locked({expression.pk for expression, _person in pairs}, by=by)
    people = {person.pk: person for _expression, person in pairs}
    if not all(person.is_active and (person.is_team or person.is_assessor) for person in people.values()):
        raise workflow.NotAllowed("somebody is asked who is no assessor")
    found = bars(list(rows.values()), list(people.values()))
    made, barred = [], []
    for pair in sorted({(expression.pk, person.pk) for expression, person in pairs}):
        row, person, why = rows[pair[0]], people[pair[1]], found.get(pair)
        if why is None:
            made.append(_new(row, person, due_on=due_on, by=by, at=at))
        elif why != Bar.HAS:
            barred.append(Barred(row, person, why))
    Assessment.objects.bulk_create(made)
    asked: dict[ExpressionOfInterest, list[str]] = defaultdict(list)
    for each in made:
        asked[each.expression].append(str(each.assessor))
    for expression, names in asked.items():
        history.record(
            expression.case, "assessment/assigned", by=by, at=at, names=sorted(names), until=due_on.isoformat()
        )
    notices.assigned(made, by=by, at=at)
    return Assigned(made, barred)


def _locked(keys: Collection[int], *, by: User) -> dict[int, ExpressionOfInterest]:
    """The expressions, locked in one order, so that no two batches can wait for each other."""
    found = ExpressionOfInterest.objects.filter(pk__in=keys).select_related("area").order_by("pk")
    rows = {each.pk: each for each in found.select_for_update(of=("self",), no_key=True)}
    open_to = ExpressionOfInterest.objects.visible_to(by).filter(pk__in=keys)
    if (
        not is_team(by, None)
        or open_to.count() < len(rows)
        or not all(access.is_sent(by, row) for row in rows.values())
    ):
        raise workflow.NotAllowed(f"{by.pk} may not have these assessed")
    return rows


def _new(expression: ExpressionOfInterest, person: User, **how) -> Assessment:
    return Assessment(
        expression=expression, assessor=person, due_on=how["due_on"], assigned_at=how["at"], assigned_by=how["by"]
    )


@transaction.atomic
def name_substitute(assessment: Assessment, person: User, *, due_on: dt.date, by: User, at: dt.datetime) -> Assessment:
    """Ask `person` in the place of one who is disqualified. Raises NotAllowed; also when somebody has been asked, or
    `person` cannot be."""
    expression = workflow.lock(assessment.expression)
    row = workflow.lock(assessment)
    awaited = Assessment.objects.awaiting_substitute().filter(pk=row.pk).exists()
    may_be = person.is_active and (person.is_team or person.is_assessor)
    if not access.may_name_substitute(by, row) or not awaited or not may_be or bars([expression], [person]):
        raise workflow.NotAllowed(f"assessment {row.pk}: {by.pk} may not name {person.pk} a substitute")
    made = _new(expression, person, due_on=due_on, by=by, at=at)
    made.substitute_for = row
    made.save()
    facts = {"name": str(person), "instead": str(row.assessor), "until": due_on.isoformat()}
    history.record(row.case, "assessment/substitute", by=by, at=at, **facts)
    notices.substitute_named(made, by=by, at=at)
    return made


def take_back(assessment: Assessment, *, by: User, at: dt.datetime) -> Assessment:
    """It is not theirs to assess any more, and what they have written is not shown. Raises NotAllowed once it is
    given."""
    return workflow.move(
        assessment,
        AssessmentState.ENDED,
        by=by,
        at=at,
        may=access.may_take_back,
        verb="assessment/taken_back",
        facts={"name": str(assessment.assessor)},
    )


@transaction.atomic
def set_due(assessments: Collection[Assessment], due_on: dt.date, *, by: User, at: dt.datetime) -> int:
    """Another day to give them by; how many it concerned. What is given, or has that day already, stays.

    Reminders of the old day that have not left will not. Raises NotAllowed when one of them is of a case that is closed
    to `by`.
    """
    keys = [each.pk for each in assessments]
    wanted = Assessment.objects.open().filter(pk__in=keys).exclude(due_on=due_on).order_by("pk")
    rows = list(wanted.select_for_update(of=("self",), no_key=True).select_related("expression", "assessor"))
    open_to = Assessment.objects.visible_to(by).filter(pk__in=[row.pk for row in rows])
    if not is_team(by, None) or open_to.count() < len(rows):
        raise workflow.NotAllowed(f"{by.pk} may not move these")
    stood: dict[dt.date, list[str]] = defaultdict(list)
    named: dict[UUID, list[str]] = defaultdict(list)
    for row in rows:
        stood[row.due_on].append(key_of(row.uid))
        named[row.expression.case].append(str(row.assessor))
        row.due_on, row.due_set_at = due_on, at
    Assessment.objects.bulk_update(rows, ["due_on", "due_set_at"])
    for day, owed in stood.items():
        void_for_moved(KIND, day, at=at, keys=owed)
    for case, names in named.items():
        history.record(case, "assessment/due_moved", by=by, at=at, names=sorted(names), until=due_on.isoformat())
    return len(rows)


@transaction.atomic
def invite_assessor(programme: Programme, *, name: str, email: str, due_on: dt.date, by: User, at: dt.datetime) -> User:
    """Give somebody the role of assessor, and write to them what is asked and by when; who is new to the system
    becomes a user by that address. Asked again, they are written to again.

    Raises NotAllowed; also when their account is closed.
    """
    if not is_team(by, None):
        raise workflow.NotAllowed(f"{by.pk} may not invite assessors")
    known = User.objects.get_or_make(email, name=name)
    person = User.objects.select_for_update(no_key=True).get(pk=known.pk)
    if not person.is_active:
        raise workflow.NotAllowed(f"the account of {person.pk} is closed")
    person.is_assessor, person.name = True, person.name or name
    person.save(update_fields=["is_assessor", "name"])
    facts = {"name": str(person), "until": due_on.isoformat()}
    history.record(programme.case, "assessment/invited", by=by, at=at, **facts)
    notices.assessor_invited(person, programme, due_on=due_on, by=by, at=at)
    return person
