"""The team's word that the chosen may be shown, and what the invitation to the kickoff says."""

import datetime as dt

from django.db import transaction

from people.models import User
from programme import history, workflow
from programme.models import Programme

from .. import access, publishing
from ..models import Profile, Publication
from .deciding import NOT_YOURS, NotYours


class NotReady(workflow.NotAllowed):
    """There is nobody to show, or a presentation that nobody of the team has gone through."""


@transaction.atomic
def give_word(programme: Programme, *, by: User, at: dt.datetime) -> Publication:
    """The chosen may be shown from the day of the kickoff on: at 00:00 that day, or at once if it is here.

    Raises NotReady unless every chosen area's presentation is ready, NotYours if those that are not are closed to `by`,
    NotAllowed if the word stands already.
    """
    row = _publication(programme, by=by, at=at, verb="give the word")
    if row.is_given:
        raise workflow.NotAllowed(f"publication {row.pk}: the word stands already")
    chosen = publishing.chosen(programme)
    unready = chosen.exclude(pk__in=Profile.objects.filter(read_at__isnull=False).values("expression"))
    there = chosen.count()
    if not there or unready.visible_to(by).exists():
        raise NotReady(f"publication {row.pk}: not all presentations are ready")
    if unready.exists():
        raise NotYours(NOT_YOURS)
    row.worded_at, row.worded_by, row.withdrawn_at, row.withdrawn_by = at, by, None, None
    _save(row, "worded_at", "worded_by", "withdrawn_at", "withdrawn_by", by=by, at=at)
    history.record(programme.case, "publication/worded", by=by, at=at, count=there)
    return row


@transaction.atomic
def take_back(programme: Programme, *, reason: str, by: User, at: dt.datetime) -> Publication:
    """Nothing is shown any more; what was kept for all goes within a minute. Raises NotAllowed without a word."""
    row = _publication(programme, by=by, at=at, verb="take the word back")
    if not row.is_given:
        raise workflow.NotAllowed(f"publication {row.pk}: no word to take back")
    row.withdrawn_at, row.withdrawn_by = at, by
    _save(row, "withdrawn_at", "withdrawn_by", by=by, at=at)
    history.record(programme.case, "publication/withdrawn", by=by, at=at, why=reason)
    return row


@transaction.atomic
def invite_to_kickoff(
    programme: Programme, *, place: str, begins: dt.time | None, ends: dt.time | None, by: User, at: dt.datetime
) -> Publication:
    """Where the kickoff is, and from when till when on its day; what is empty is not said.

    Raises ValidationError if it would end before it begins.
    """
    row = _publication(programme, by=by, at=at, verb="invite to the kickoff")
    before = _kickoff(row)
    row.kickoff_place, row.kickoff_begins, row.kickoff_ends = place, begins, ends
    if _kickoff(row) == before:
        return row
    row.validate_constraints()
    _save(row, "kickoff_place", "kickoff_begins", "kickoff_ends", by=by, at=at)
    history.record(programme.case, "publication/kickoff", by=by, at=at, before=before, after=_kickoff(row))
    return row


def _publication(programme: Programme, *, by: User, at: dt.datetime, verb: str) -> Publication:
    """The programme's row, made the first time, and locked."""
    if not access.may_publish(by, programme):
        raise workflow.NotAllowed(f"programme {programme.pk}: {by.pk} may not {verb}")
    made, _new = Publication.objects.get_or_create(programme=programme, defaults={"changed_at": at, "changed_by": by})
    return workflow.lock(made)


def _save(row: Publication, *fields: str, by: User, at: dt.datetime) -> None:
    row.changed_at, row.changed_by = at, by
    row.save(update_fields=[*fields, "changed_at", "changed_by"])


def _kickoff(row: Publication) -> dict[str, str]:
    """As the history keeps it."""
    times = [each.strftime("%H.%M") if each else "" for each in (row.kickoff_begins, row.kickoff_ends)]
    return {"place": row.kickoff_place, "begins": times[0], "ends": times[1]}
