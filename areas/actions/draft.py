"""Beginning a draft, and writing in it."""

import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import dataclass

from django.db import transaction

from areas import access, content, drafting, merging, notices, questions, same_name
from areas.completeness import Section
from areas.models import ApplyInvitation, ExpressionOfInterest, LocalArea, Membership, Municipality
from areas.naming import folded, folded_column
from areas.states import ExpressionState, GroupRole
from areas.units import Unit, unit_of
from people.models import User
from programme import history, workflow
from programme.models import Disqualification, Ground, Programme

from .acting import held, tell


@dataclass(frozen=True)
class Saved:
    """What a section says after a save. `conflicts` are the units that were not saved, as something else had been
    written in them meanwhile."""

    row: ExpressionOfInterest
    values: drafting.Values
    conflicts: list[str]


class SameName(Exception):
    """Others are under way with an area of that name in that municipality; it may be the same place.

    `expression` is the first begun, for the team: whoever begins is told nothing of it.
    """

    def __init__(self, expression: ExpressionOfInterest):
        super().__init__(f"expression {expression.pk} has that name")
        self.expression = expression


@transaction.atomic
def start(
    *,
    programme: Programme,
    name: str,
    municipality: Municipality,
    by: User,
    at: dt.datetime,
    contact: User | None = None,
    another: bool = False,
    invitation: ApplyInvitation | None = None,
) -> ExpressionOfInterest:
    """A new local area with `contact`, or else `by`, as its contact person, and its draft.

    Who starts one of that name again (a double click, a second tab, a new day) gets the draft that is there. Raises
    SameName if that of others is there, unless `by` says that it is `another` place: then both contact persons hear
    of it.
    """
    person = contact or by
    Municipality.objects.select_for_update(no_key=True).get(pk=municipality.pk)  # two people's stand in line, and
    User.objects.select_for_update(no_key=True).get(pk=person.pk)  # so do two of one person, in two municipalities
    if mine := _begun_by(person, programme, name):
        _use(invitation, mine, by=by, at=at)
        return mine
    others = list(same_name.begun(programme, municipality, name).with_place())
    if others and not another:
        raise SameName(others[0])
    area = LocalArea.objects.create(name=name, municipality=municipality, created_at=at, created_by=by)
    Membership.objects.create(area=area, person=person, role=GroupRole.CONTACT, started_at=at, started_by=by)
    made = start_for(area, programme=programme, by=by, at=at)
    _use(invitation, made, by=by, at=at)
    for other in others:
        notices.same_name(made, other, at=at)
    return made


def _begun_by(person: User, programme: Programme, name: str) -> ExpressionOfInterest | None:
    """The open expression of that name in whose group the person is."""
    groups = Membership.objects.current().filter(person=person).values("area")
    open_ones = ExpressionOfInterest.objects.filter(programme=programme, area__in=groups)
    named = open_ones.alias(folded=folded_column("area__name")).filter(folded=folded(name))
    return named.exclude(state=ExpressionState.WITHDRAWN).order_by("pk").first()


def _use(invitation: ApplyInvitation | None, begun: ExpressionOfInterest, *, by: User, at: dt.datetime) -> None:
    """The first draft that is begun through an invitation is the one that came of it."""
    if invitation:
        unused = ApplyInvitation.objects.filter(pk=invitation.pk, used_at__isnull=True)
        unused.update(expression=begun, used_at=at, used_by=by)


@transaction.atomic
def start_for(area: LocalArea, *, programme: Programme, by: User, at: dt.datetime) -> ExpressionOfInterest:
    """The area's draft in this programme. Raises IntegrityError if it has one that is not withdrawn."""
    expression = ExpressionOfInterest.objects.create(
        programme=programme,
        area=area,
        created_at=at,
        created_by=by,
        drafted_at=at,
        drafted_by=by,
        changed_at=at,
        changed_by=by,
    )
    history.record(expression.case, "expression/started", by=by, at=at, area=area.name)
    return expression


@transaction.atomic
def change(
    expression: ExpressionOfInterest,
    write: Callable[[ExpressionOfInterest], object],
    *,
    by: User,
    at: dt.datetime,
    section: Section | None = None,
    units: Collection[Unit] | None = None,
) -> ExpressionOfInterest:
    """Let `write` change the locked draft or what belongs to it, and count the version up.

    `units` are those it changes; without them it may change anything, and is refused while the expression is sent back
    with questions. A `write` that returns False has found nothing to change. Who acts for the area says which `section`
    it is: the history tells of it. Raises NotAllowed when it is not a draft any more or `by` neither is in its group
    nor acts for it, NotOpen when it was not asked about.
    """
    row = workflow.lock(expression)
    if not access.may_edit(by, row):
        raise workflow.NotAllowed(f"expression {row.pk}: {by.pk} may not edit")
    if units is None and row.is_sent_back:
        raise questions.NotOpen(())
    questions.demand_open(row, units or ())
    acting = held(by, row, at=at)
    if write(row) is False:
        return row
    _count_up(row, by=by, at=at)
    if acting:
        tell(acting, row, section, at=at)
    return row


def _count_up(row: ExpressionOfInterest, *, by: User, at: dt.datetime) -> None:
    row.version += 1
    row.changed_at, row.changed_by = at, by
    row.save(update_fields=["version", "changed_at", "changed_by", *drafting.OWN_TEXTS])


def save_section(
    expression: ExpressionOfInterest,
    section: Section,
    typed: drafting.Values,
    *,
    seen: merging.Seen,
    by: User,
    at: dt.datetime,
) -> Saved:
    """Put what was typed in the place of what stands in the section, incomplete as it may be, unit by unit.

    `typed` holds the units that are to be saved, `seen` says what the form was made from. A unit that others have
    changed since, and this person too, is left as it is and named in `conflicts`; one that this person did not touch
    stays as others wrote it. Raises NotAllowed as `change` does, and NotOpen when the expression is sent back and
    something would be changed that was not asked about: then nothing is.
    """
    return type_in(expression, section, lambda row, said: (typed, seen), by=by, at=at)


@transaction.atomic
def type_in(
    expression: ExpressionOfInterest,
    section: Section,
    read_form: Callable[[ExpressionOfInterest, content.Content], tuple[drafting.Values, merging.Seen]],
    *,
    by: User,
    at: dt.datetime,
) -> Saved:
    """The same when the form is read only with the locked draft at hand: the autosave reads what there is once."""
    row = workflow.lock(expression)
    said = content.read(row)
    if not access.may_edit(by, row):
        raise workflow.NotAllowed(f"expression {row.pk}: {by.pk} may not edit")
    acting = held(by, row, at=at)
    typed, seen = read_form(row, said)
    stored = drafting.values_of(section, said)
    merged = merging.merge(stored, typed, seen, unique=drafting.UNIQUE, at_most=drafting.AT_MOST)
    saved = Saved(row, merged.values, merged.conflicts)
    changed = {unit_of(name) for name in merged.values if merged.values[name] != stored.get(name)}
    questions.demand_open(row, {(section.value, unit) for unit in changed})
    if changed:
        drafting.write(section, row, merged.values)
        _count_up(row, by=by, at=at)
        if acting:
            tell(acting, row, section, at=at)
    return saved


@transaction.atomic
def start_again(expression: ExpressionOfInterest, *, by: User, at: dt.datetime) -> ExpressionOfInterest:
    """A new draft for the area of one that was withdrawn, with all that stood in it but the attachments, and with the
    later day that the area was granted, if it was. It is the same matter: whoever was disqualified from it still is.

    Who asks twice gets the draft that is there. Raises NotAllowed when it is not withdrawn, or `by` not the contact
    person.
    """
    row = workflow.lock(expression)
    if not access.may_start_again(by, row):
        raise workflow.NotAllowed(f"expression {row.pk}: {by.pk} may not start again")
    others = ExpressionOfInterest.objects.filter(programme=row.programme_id, area=row.area_id)
    if found := others.exclude(state=ExpressionState.WITHDRAWN).first():
        return found
    said = content.read(row)
    again = start_for(row.area, programme=row.programme, by=by, at=at)
    for each in Disqualification.objects.carry_over(row.case, again.case):
        facts = {"person": str(each.person), "number": Ground(each.ground).number}
        history.record(again.case, "expression/still_disqualified", by=None, at=at, **facts)
    for section in drafting.WRITTEN:
        drafting.write(section, again, drafting.values_of(section, said))
    _take_extension_along(row, again, by=by, at=at)
    again.save()
    return again


def _take_extension_along(row: ExpressionOfInterest, again: ExpressionOfInterest, *, by: User, at: dt.datetime) -> None:
    """It was granted to the area, not to the draft that it took back."""
    if row.extended_deadline_on is None:
        return
    for name in ("extended_deadline_on", "extension_reason", "extended_at", "extended_by", "deadline_set_at"):
        setattr(again, name, getattr(row, name))
    until, why = row.extended_deadline_on.isoformat(), row.extension_reason
    history.record(again.case, "expression/extension_kept", by=by, at=at, until=until, why=why)
