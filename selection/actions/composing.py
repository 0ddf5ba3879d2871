"""Trying who could be among the chosen: compositions are made, filled, changed and thrown away. None decides anything.

Each change says which version its maker saw, so that two who change one at once do not undo each other. How many
places there are is the database's to say (`selection.models.seats`).
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count

from django.db import IntegrityError, transaction
from django.db.models import F

from areas.models import ExpressionOfInterest, Municipality
from people.models import User
from programme import constraints, history, workflow
from programme.models import Programme

from .. import access
from .. import board as boards
from ..models import Composition, Placement


class StillOwes(workflow.NotAllowed):
    """This person owes assessments of their own, and what is filled by points would tell them others'."""


class NoPlaceLeft(Exception):
    """The programme has no more places."""


class NameTaken(Exception):
    """The programme has a composition of that name."""


@contextmanager
def _as_the_database_says() -> Iterator[None]:
    """What the database refuses, as what it means."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        match constraints.broken(error):
            case "placement_within_places":
                raise NoPlaceLeft from None
            case "composition_name":
                raise NameTaken from None
            case "placement_seat" | "placement_once":
                raise workflow.Overtaken from None
        raise


# --- a whole composition


@transaction.atomic
def compose(programme: Programme, *, name: str, note: str = "", by: User, at: dt.datetime) -> Composition:
    """An empty one. Raises NameTaken, NotAllowed."""
    return _made(programme, "composition/made", name=name, note=note, by=by, at=at)


def _made(programme: Programme, verb: str, *, name: str, note: str, by: User, at: dt.datetime) -> Composition:
    if not access.may_compose(by, None):
        raise workflow.NotAllowed(f"{by.pk} may not compose")
    stamps = {"created_at": at, "created_by": by, "changed_at": at, "changed_by": by}
    with _as_the_database_says():
        made = Composition.objects.create(programme=programme, name=name, note=note, **stamps)
    history.record(made.uid, verb, by=by, at=at, name=name)
    return made


@transaction.atomic
def fill_with_best(
    programme: Programme, *, name: str, note: str = "", by: User, at: dt.datetime
) -> tuple[Composition, boards.Filled]:
    """One with the best by total; what stands across the line is left out, for people to choose between.

    Raises StillOwes, NameTaken, NotAllowed.
    """
    filled = boards.fill(_whole(programme, by).lines, programme.places)
    return _with(filled.chosen, programme, name=name, note=note, by=by, at=at), filled


@transaction.atomic
def fill_with_one_each(
    programme: Programme, *, name: str, note: str = "", by: User, at: dt.datetime
) -> tuple[Composition, boards.OneEach]:
    """One with the best of each municipality. Raises as `fill_with_best`."""
    codes = list(Municipality.objects.values_list("code", flat=True))
    found = boards.one_each(_whole(programme, by).lines, codes, programme.places)
    return _with(found.filled.chosen, programme, name=name, note=note, by=by, at=at), found


def _whole(programme: Programme, by: User) -> boards.Board:
    board = boards.read(programme, by=by)
    if board.hidden:
        raise StillOwes(f"{by.pk} owes {len(board.hidden)} assessments")
    return board


def _with(
    lines: Sequence[boards.Line], programme: Programme, *, name: str, note: str, by: User, at: dt.datetime
) -> Composition:
    made = _made(programme, "composition/made", name=name, note=note, by=by, at=at)
    with _as_the_database_says():
        Placement.objects.bulk_create(
            Placement(composition=made, expression_id=line.pk, seat=number) for number, line in enumerate(lines, 1)
        )
    return made


@transaction.atomic
def copy_composition(composition: Composition, *, name: str, by: User, at: dt.datetime) -> Composition:
    """The same under another name; without the cases that are closed to `by`."""
    row = _locked_row(composition)
    made = _made(row.programme, "composition/copied", name=name, note=row.note, by=by, at=at)
    visible = ExpressionOfInterest.objects.visible_to(by).values("pk")
    placed = list(row.placements.filter(expression__in=visible).order_by("seat", "reserve"))
    numbers, ranks = count(1), count(1)
    Placement.objects.bulk_create(
        Placement(
            composition=made,
            expression_id=each.expression_id,
            seat=next(numbers) if each.seat else None,
            reserve=next(ranks) if each.reserve else None,
        )
        for each in placed
    )
    return made


@transaction.atomic
def describe(composition: Composition, *, name: str, note: str, version: int, by: User, at: dt.datetime) -> Composition:
    """Give it another name or note. Raises NameTaken, workflow.Overtaken, NotAllowed."""
    row = _locked(composition, version, by)
    before = row.name
    row.name, row.note = name, note
    with _as_the_database_says():
        _save(row, by=by, at=at)
    history.record(row.uid, "composition/described", by=by, at=at, name=name, before=before)
    return row


@transaction.atomic
def delete_composition(composition: Composition, *, version: int, by: User, at: dt.datetime) -> None:
    """Raises Overtaken, or NotAllowed when a case stands in it that is closed to `by`: somebody else put it there."""
    row = _locked(composition, version, by)
    visible = ExpressionOfInterest.objects.visible_to(by).values("pk")
    if row.placements.exclude(expression__in=visible).exists():
        raise workflow.NotAllowed(f"composition {row.pk}: {by.pk} does not see all of it")
    history.record(row.uid, "composition/deleted", by=by, at=at, name=row.name)
    row.delete()


# --- one expression in it


@transaction.atomic
def place(
    composition: Composition, expression: ExpressionOfInterest, *, version: int, by: User, at: dt.datetime
) -> Composition:
    """Give it a place. Raises NoPlaceLeft, workflow.Overtaken, NotAllowed; one that has a place keeps it."""
    row = _locked(composition, version, by, expression)
    placed = _placement(row, expression)
    if placed.seat:
        return row
    left, placed.reserve = placed.reserve, None
    taken = set(row.placements.filter(seat__isnull=False).values_list("seat", flat=True))
    # Past the last one the database says no.
    placed.seat = next(number for number in count(1) if number not in taken)
    with _as_the_database_says():
        placed.save()
    _close_gap(row, left)
    return _changed(row, by=by, at=at)


@transaction.atomic
def put_in_reserve(
    composition: Composition, expression: ExpressionOfInterest, *, version: int, by: User, at: dt.datetime
) -> Composition:
    """Put it last on the reserve list. Raises workflow.Overtaken, NotAllowed; one that is on it stays where it is."""
    row = _locked(composition, version, by, expression)
    placed = _placement(row, expression)
    if placed.reserve:
        return row
    placed.seat, placed.reserve = None, row.placements.filter(reserve__isnull=False).count() + 1
    with _as_the_database_says():
        placed.save()
    return _changed(row, by=by, at=at)


@transaction.atomic
def take_out(
    composition: Composition, expression: ExpressionOfInterest, *, version: int, by: User, at: dt.datetime
) -> Composition:
    """Whatever has become of its expression. Raises workflow.Overtaken, NotAllowed."""
    row = _locked(composition, version, by)
    placed = _placement(row, expression)
    if not access.may_take_out(by, expression):
        raise workflow.NotAllowed(f"expression {expression.pk}: {by.pk} may not take it out")
    if placed.pk is None:
        return row
    placed.delete()
    _close_gap(row, placed.reserve)
    return _changed(row, by=by, at=at)


@transaction.atomic
def move_in_reserve(
    composition: Composition,
    expression: ExpressionOfInterest,
    *,
    up: bool,
    version: int,
    by: User,
    at: dt.datetime,
) -> Composition:
    """Change places with the one before or after it, of those that `by` sees; the first stays first, the last last."""
    row = _locked(composition, version, by, expression)
    visible = ExpressionOfInterest.objects.visible_to(by).values("pk")
    ranked = list(row.placements.filter(reserve__isnull=False, expression__in=visible).order_by("reserve"))
    here = next((n for n, each in enumerate(ranked) if each.expression_id == expression.pk), None)
    there = None if here is None else here - 1 if up else here + 1
    if here is None or there is None or not 0 <= there < len(ranked):
        return row
    mine, other = ranked[here], ranked[there]
    mine.reserve, other.reserve = other.reserve, mine.reserve
    Placement.objects.bulk_update([mine, other], ["reserve"])
    return _changed(row, by=by, at=at)


def _locked(
    composition: Composition, version: int, by: User, expression: ExpressionOfInterest | None = None
) -> Composition:
    row = _locked_row(composition)
    if not access.may_compose(by, None):
        raise workflow.NotAllowed(f"{by.pk} may not compose")
    if expression is not None:
        expression = ExpressionOfInterest.objects.get(pk=expression.pk)
        if expression.programme_id != row.programme_id or not access.may_place(by, expression):
            raise workflow.NotAllowed(f"expression {expression.pk}: {by.pk} may not place it")
    if row.version != version:
        raise workflow.Overtaken(f"composition {row.pk}: {row.version}, not {version}")
    return row


def _locked_row(composition: Composition) -> Composition:
    try:
        return workflow.lock(composition)
    except Composition.DoesNotExist:
        raise workflow.Overtaken(f"composition {composition.pk} is gone") from None


def _placement(row: Composition, expression: ExpressionOfInterest) -> Placement:
    """Its place, or a new one that is nowhere yet."""
    found = row.placements.filter(expression=expression).first()
    return found or Placement(composition=row, expression=expression)


def _close_gap(row: Composition, left: int | None) -> None:
    """Who stood after the one that left the reserve list moves up."""
    if left:
        row.placements.filter(reserve__gt=left).update(reserve=F("reserve") - 1)


def _save(row: Composition, *, by: User, at: dt.datetime) -> None:
    row.version += 1
    row.changed_at, row.changed_by = at, by
    row.save()


def _changed(row: Composition, *, by: User, at: dt.datetime) -> Composition:
    """The history names nobody, and does not count: people read it to whom one of the cases is closed."""
    _save(row, by=by, at=at)
    history.record(row.uid, "composition/changed", by=by, at=at, name=row.name)
    return row
