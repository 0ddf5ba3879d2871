"""Who owes what by when, derived from state (domain.md, "Obligations")."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from people.models import User
from programme import calendar
from programme.models import Programme
from programme.obligation import Obligation

from . import seating
from .models import Decision
from .states import DecisionState, Outcome

OFFER_WITHIN = dt.timedelta(days=7)


def offer_place(programmes=None) -> Iterator[Obligation]:
    """A place that has fallen free, while somebody stands on the reserve list: the team offers it within a week.

    `programmes`: a queryset to derive from, else all. A few queries for each round that is decided, and those are few.
    """
    decided = Decision.objects.released().filter(outcome=Outcome.RESERVE).values("programme")
    rounds = (Programme.objects.all() if programmes is None else programmes).filter(pk__in=decided)
    team = User.objects.filter(is_team=True, is_active=True).order_by("pk")
    for programme in rounds.order_by("pk"):
        if not (free := seating.free_seats(programme)) or not seating.waiting(programme):
            continue
        since = _free_since(programme)
        yield Obligation(
            key=f"offer-place:{programme.case}",
            kind="offer-place",
            case=programme.case,
            title=_("Tilbyd den ledige plads til det første område på reservelisten")
            if len(free) == 1
            else _("Tilbyd de ledige pladser til de første områder på reservelisten"),
            path=reverse("admin:selection_decision_changelist"),
            due_on=calendar.day_of(since) + OFFER_WITHIN,
            since=since,
            offsets=tuple(sorted(programme.reminder_days)),
            owed_by=tuple(team.values_list("pk", flat=True)),
            copy_to=programme.team_email,
            subject=str(programme),
        )


def _free_since(programme: Programme) -> dt.datetime:
    """When the last of those who had a place gave it up; or the release, that left one free."""
    over = Decision.objects.filter(programme=programme, seat__isnull=False, state=DecisionState.OVER)
    ended = over.aggregate(at=Max("ended_at"))["at"]
    return ended or Decision.objects.released().filter(programme=programme).aggregate(at=Max("released_at"))["at"]
