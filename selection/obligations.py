"""Who owes what by when on the way to the choice, derived from state (domain.md, "Obligations")."""

import datetime as dt
from collections.abc import Iterable, Iterator
from uuid import UUID

from django.db.models import Aggregate, Max, Min
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from people.models import User
from programme import calendar
from programme.models import Programme
from programme.obligation import Obligation

from . import seating
from .models import Assessment, Decision, Publication
from .states import DecisionState, Outcome

KIND = "assess"
OFFER_WITHIN = dt.timedelta(days=7)

_COLUMNS = (
    "uid",
    "expression__case",
    "expression__area__name",
    "assessor",
    "due_on",
    "assigned_at",
    "due_set_at",
    "expression__programme__reminder_days",
    "expression__programme__team_email",
)


def key_of(uid: UUID) -> str:
    return f"{KIND}:{uid}"


def assess(assessments=None) -> Iterator[Obligation]:
    """An assessor owes each assessment by the date the team has set. `assessments`: a queryset to derive from, else
    all. One query, whatever their number."""
    owed = (Assessment.objects.all() if assessments is None else assessments).owed()
    for uid, case, area, assessor, due_on, assigned_at, set_at, offsets, team_email in (
        owed.order_by("pk").values_list(*_COLUMNS).iterator(5000)
    ):
        yield Obligation(
            key=key_of(uid),
            kind=KIND,
            case=case,
            title=format_lazy(_("Vurder interesseerklæringen fra {area}"), area=area),
            path=reverse("assessment", args=[uid]),
            due_on=due_on,
            since=set_at or assigned_at,
            offsets=tuple(offsets),
            owed_by=(assessor,),
            copy_to=team_email,
            subject=area,
        )


def offer_place(programmes=None) -> Iterator[Obligation]:
    """A place that has fallen free, while somebody stands on the reserve list: the team offers it within a week, and
    that is done when the area has been told.

    `programmes`: a queryset to derive from, else all. A few queries for each round that is decided, and those are few.
    """
    for programme in _told(Outcome.RESERVE, programmes):
        if not (title := _next_about_places(programme)):
            continue
        since = _free_since(programme)
        yield Obligation(
            key=f"offer-place:{programme.case}",
            kind="offer-place",
            case=programme.case,
            title=title,
            path=reverse("admin:selection_decision_changelist"),
            due_on=calendar.day_of(since) + OFFER_WITHIN,
            since=since,
            offsets=tuple(sorted(programme.reminder_days)),
            owed_by=_team(),
            copy_to=programme.team_email,
            subject=str(programme),
        )


def _next_about_places(programme: Programme) -> object | None:
    if (free := len(seating.free_seats(programme))) and seating.waiting(programme):
        if free == 1:
            return _("Tilbyd den ledige plads til det første område på reservelisten")
        return _("Tilbyd de ledige pladser til de første områder på reservelisten")
    if offered := seating.offered(programme):
        if offered == 1:
            return _("Frigiv afgørelsen om den ledige plads")
        return _("Frigiv afgørelserne om de ledige pladser")
    return None


def publish(programmes=None) -> Iterator[Obligation]:
    """The areas have been told who was chosen: the team owes its word that everybody may see it, by the milestone
    "kickoff". Where the plan has no such milestone, nothing is owed. `programmes` as for `offer_place`."""
    for programme in _told(Outcome.DESIGNATED, programmes):
        kickoff = programme.milestones.filter(key="kickoff").first()
        publication = Publication.objects.filter(programme=programme).first()
        if kickoff is None or (publication and publication.is_given):
            continue
        moments = (_told_at(programme, Min), kickoff.moved_at, publication and publication.withdrawn_at)
        yield Obligation(
            key=f"publish:{programme.case}",
            kind="publish",
            case=programme.case,
            title=_("Godkend offentliggørelsen af Kulturpunkterne"),
            path=reverse("admin:selection_publication_changelist"),
            due_on=kickoff.due_on,
            since=max(each for each in moments if each),
            offsets=tuple(kickoff.offsets),
            owed_by=_team(),
            copy_to=programme.team_email,
            subject=str(programme),
        )


def _told(outcome: Outcome, programmes) -> Iterable[Programme]:
    """Those whose areas have been told of a decision of this kind."""
    decided = Decision.objects.released().filter(outcome=outcome).values("programme")
    return (Programme.objects.all() if programmes is None else programmes).filter(pk__in=decided).order_by("pk")


def _told_at(programme: Programme, which: type[Aggregate]) -> dt.datetime:
    return Decision.objects.released().filter(programme=programme).aggregate(at=which("released_at"))["at"]


def _team() -> tuple[int, ...]:
    return tuple(User.objects.filter(is_team=True, is_active=True).order_by("pk").values_list("pk", flat=True))


def _free_since(programme: Programme) -> dt.datetime:
    """When the last of those who had a place gave it up; or the release, that left one free."""
    over = Decision.objects.filter(programme=programme, seat__isnull=False, state=DecisionState.OVER)
    ended = over.aggregate(at=Max("ended_at"))["at"]
    return ended or _told_at(programme, Max)
