"""The way from dialogue to draft to sent, place by place. Places are counted, not conversations.

A place is a local area, or a name that was talked about in a municipality. A name becomes the area that carries it, or
the one that was begun through the invitation which came of the talk.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from areas.models import ApplyInvitation, Dialogue, ExpressionOfInterest, Municipality
from areas.naming import folded
from areas.states import SENT_BACK, ExpressionState, Interest
from programme.models import Programme


class Stage(models.TextChoices):
    """What a place may be counted under; the values stand in addresses."""

    TALKED = "talt-med", _("Talt med")
    INVITED = "inviteret", _("Inviteret")
    DRAFT = "kladde", _("Kladde")
    SENT = "sendt", _("Sendt")
    WAITING = "ikke-begyndt", _("Ikke begyndt endnu")


# Those of the picture, in the order of the way. Who waits has been talked with or invited, and has begun nothing.
WAY = (Stage.TALKED, Stage.INVITED, Stage.DRAFT, Stage.SENT)


@dataclass
class Place:
    """`state` is that of its expression, or empty; `interest` and `last_on` those of the latest talk.

    What was sent back with questions has been sent: it stands until they are answered.
    """

    name: str
    municipality: int | None
    area: UUID | None = None
    expression: UUID | None = None
    state: str = ""
    is_sent_back: bool = False
    talks: int = 0
    last_on: date | None = None
    interest: str = ""
    invitations: int = 0

    @property
    def stages(self) -> set[Stage]:
        met = {
            Stage.TALKED: self.talks > 0,
            Stage.INVITED: self.invitations > 0,
            Stage.DRAFT: self.state == ExpressionState.DRAFT and not self.is_sent_back,
            Stage.SENT: self.is_sent_back or self.state not in ("", ExpressionState.DRAFT, ExpressionState.WITHDRAWN),
            Stage.WAITING: not self.state,
        }
        return {stage for stage, is_met in met.items() if is_met}

    @property
    def interest_text(self) -> str:
        return str(Interest(self.interest).label) if self.interest else ""

    @property
    def state_text(self) -> str:
        if self.is_sent_back:
            return str(SENT_BACK)
        return str(ExpressionState(self.state).label) if self.state else str(_("Ikke begyndt"))


@dataclass
class _Map:
    """Places by area, and by name where there is no area."""

    by_area: dict[int, Place] = field(default_factory=dict)
    by_name: dict[tuple[int | None, str], Place] = field(default_factory=dict)

    def of_area(self, pk: int, uid: UUID, name: str, municipality: int | None) -> Place:
        if pk not in self.by_area:
            place = self.by_area[pk] = Place(name, municipality, area=uid)
            self.by_name.setdefault((municipality, folded(name)), place)
        return self.by_area[pk]

    def named(self, municipality: int, name: str) -> Place:
        return self.by_name.setdefault((municipality, folded(name)), Place(name, municipality))

    def __iter__(self):
        """Each once: two areas of one name are two places."""
        return iter({id(place): place for place in [*self.by_area.values(), *self.by_name.values()]}.values())


_AREA = ("area", "area__uid", "area__name", "area__municipality")
_THEIRS = tuple(f"expression__{column}" for column in _AREA)


def places(programme: Programme, *, by) -> list[Place]:
    """All places of the round that `by` may see, in three queries, whatever their number; in no order."""
    found = _Map()
    _add_expressions(found, ExpressionOfInterest.objects.visible_to(by).filter(programme=programme))
    begun = _add_invitations(found, ApplyInvitation.objects.visible_to(by).filter(programme=programme))
    _add_talks(found, Dialogue.objects.visible_to(by).filter(programme=programme), begun)
    return list(found)


def _add_expressions(found: _Map, expressions: models.QuerySet) -> None:
    # The one that is not withdrawn comes last, and stays.
    withdrawn_first = models.Case(models.When(state=ExpressionState.WITHDRAWN, then=0), default=1)
    columns = (*_AREA, "uid", "state", "answer_due_on")
    for *area, uid, state, answer_due_on in expressions.order_by(withdrawn_first, "pk").values_list(*columns):
        place = found.of_area(*area)
        place.expression, place.state, place.is_sent_back = uid, state, answer_due_on is not None


def _add_invitations(found: _Map, invitations: models.QuerySet) -> dict[int, Place]:
    """The places by the dialogue that led to them."""
    begun = {}
    columns = ("dialogue", "municipality", "place_name", "dialogue__area", *_THEIRS)
    for dialogue, municipality, name, talked_of, *area in invitations.order_by("pk").values_list(*columns):
        talked = found.by_area.get(talked_of)
        place = found.of_area(*area) if area[0] else talked or found.named(municipality, name)
        place.invitations += 1
        if area[0] and dialogue:
            begun[dialogue] = place
    return begun


def _add_talks(found: _Map, dialogues: models.QuerySet, begun: dict[int, Place]) -> None:
    columns = ("pk", "municipality", "place_name", "held_on", "interest", *_AREA)
    rows = dialogues.order_by("held_on", "pk").values_list(*columns)
    for pk, municipality, name, held_on, interest, *area in rows:
        place = found.of_area(*area) if area[0] else begun.get(pk) or found.named(municipality, name)
        place.talks += 1
        place.last_on, place.interest = held_on, interest


@dataclass(frozen=True)
class Line:
    """One municipality's numbers; without a code it is those of all, or of the places that have not chosen theirs."""

    code: int | None
    name: str
    counts: dict[Stage, int]

    @property
    def cells(self) -> list[tuple[Stage, int]]:
        return list(self.counts.items())

    @property
    def on_the_way(self) -> list[tuple[Stage, int]]:
        return [(stage, self.counts[stage]) for stage in WAY]

    @property
    def is_empty(self) -> bool:
        return not any(self.counts.values())


def _line(code: int | None, name: str, theirs: Iterable[Place]) -> Line:
    stages = [place.stages for place in theirs]
    return Line(code, name, {stage: sum(stage in each for each in stages) for stage in Stage})


def lines(found: list[Place], municipalities: Iterable[Municipality]) -> list[Line]:
    """One for each municipality in their order; at the end one for those that have chosen none, if there are any."""
    of = [_line(each.code, each.name, (p for p in found if p.municipality == each.code)) for each in municipalities]
    nowhere = _line(None, str(pgettext_lazy("municipality", "Ikke valgt")), (p for p in found if not p.municipality))
    return of if nowhere.is_empty else [*of, nowhere]


def total(found: list[Place]) -> Line:
    return _line(None, str(_("I alt")), found)


# --- the picture: for each municipality its name and the four bars of the way, under one another

WIDTH, BARS_AT, LONGEST, BAR, ROW, HEAD = 420, 148, 232, 10, 58, 12


@dataclass(frozen=True)
class Bar:
    """`count_x` and `count_y` are where its number stands."""

    stage: Stage
    count: int
    y: int
    length: int

    @property
    def css(self) -> str:
        return self.stage.name.lower()

    @property
    def count_x(self) -> int:
        return BARS_AT + self.length + 5

    @property
    def count_y(self) -> int:
        return self.y + BAR


@dataclass(frozen=True)
class Row:
    name: str
    y: int
    bars: list[Bar]


@dataclass(frozen=True)
class Picture:
    height: int
    rows: list[Row]
    width: int = WIDTH
    bars_at: int = BARS_AT
    bar: int = BAR


def picture(of: list[Line]) -> Picture:
    most = max((count for line in of for _stage, count in line.on_the_way), default=0) or 1
    rows = []
    for number, line in enumerate(of):
        top = HEAD + number * ROW
        bars = [
            Bar(stage, count, top + n * (BAR + 2), round(LONGEST * count / most))
            for n, (stage, count) in enumerate(line.on_the_way)
        ]
        rows.append(Row(line.name, top + 28, bars))
    return Picture(HEAD + len(of) * ROW, rows)
