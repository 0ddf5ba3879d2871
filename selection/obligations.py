"""Who owes what by when on the way to the choice (domain.md, "Obligations")."""

from collections.abc import Iterator
from uuid import UUID

from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from programme.obligation import Obligation

from .models import Assessment

KIND = "assess"

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
