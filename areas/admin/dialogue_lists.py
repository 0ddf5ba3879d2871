"""The lines of the lists of dialogues, invitations and places, and how they are narrowed."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from areas.funnel import Place, Stage
from areas.models import Municipality
from areas.states import Interest, TalkChannel
from programme import calendar

from . import rows, words
from .filters import ByMunicipality, Choice
from .listing import PAGE_SIZE, Column

_PLACE = Coalesce("area__name", "place_name")
_OWNER = Coalesce(NullIf("follow_up_by__name", Value("")), "follow_up_by__email", output_field=CharField())
DIALOGUES = (
    Column("place", _("Sted"), (_PLACE, "pk"), (_PLACE.desc(), "-pk")),
    Column("municipality", _("Kommune"), ("municipality__name", "pk"), ("-municipality__name", "-pk")),
    Column("held", _("Talt sammen"), ("held_on", "pk"), ("-held_on", "-pk")),
    Column("with", _("Talt med")),
    Column("interest", _("Interesse"), ("interest", "-held_on", "-pk"), ("-interest", "-held_on", "-pk")),
    Column("follow", _("Opfølgning"), ("follow_up_on", "pk"), ("-follow_up_on", "-pk")),
)
INVITATIONS = (
    Column("name", _("Inviteret"), ("name", "pk"), ("-name", "-pk")),
    Column("place", _("Sted"), ("place_name", "pk"), ("-place_name", "-pk")),
    Column("municipality", _("Kommune"), ("municipality__name", "pk"), ("-municipality__name", "-pk")),
    Column("invited", _("Hvornår"), ("invited_at", "pk"), ("-invited_at", "-pk")),
    Column("used", _("Begyndt"), ("used_at", "pk"), ("-used_at", "-pk")),
)


class InMunicipality(ByMunicipality):
    """Every dialogue has its municipality."""

    lookup = "municipality"

    def lookups(self, request, model_admin):
        return list(Municipality.objects.values_list("code", "name"))


class ByInterest(Choice):
    title = _("Interesse")
    parameter_name = "interesse"

    def lookups(self, request, model_admin):
        return Interest.choices

    def queryset(self, request, queryset):
        return queryset.filter(interest=self.value()) if self.value() else queryset


class ByFollowUp(Choice):
    title = _("Opfølgning")
    parameter_name = "opfoelgning"

    def lookups(self, request, model_admin):
        return [
            ("mangler", _("Skal følges op")),
            ("over-tiden", _("Over tiden")),
            ("min", _("Min egen")),
            ("gjort", _("Fulgt op")),
        ]

    def queryset(self, request, queryset):
        owed = Q(follow_up_on__isnull=False, followed_up_at__isnull=True)
        match self.value():
            case "mangler":
                return queryset.filter(owed)
            case "over-tiden":
                return queryset.filter(owed, follow_up_on__lt=calendar.today())
            case "min":
                return queryset.filter(owed, follow_up_by=request.user)
            case "gjort":
                return queryset.filter(followed_up_at__isnull=False)
        return queryset


@dataclass(frozen=True, slots=True)
class DialogueRow:
    url: str
    place: str
    municipality: str
    held: str
    talked_with: str
    interest: str
    follow_up: str
    is_over: bool


def drawn_dialogues(page: QuerySet, today: dt.date) -> Iterator[DialogueRow]:
    asked = page.values_list(
        "uid",
        _PLACE,
        "municipality__name",
        "held_on",
        "channel",
        "talked_with",
        "interest",
        "follow_up_on",
        "followed_up_at",
        _OWNER,
    )
    url_of = rows.addresses("admin:areas_dialogue_change")
    done = str(_("Fulgt op"))
    for uid, place, municipality, held_on, channel, talked_with, interest, due_on, done_at, owner in asked:
        yield DialogueRow(
            url=url_of(uid),
            place=place,
            municipality=municipality,
            held=f"{words.day(held_on)}, {str(TalkChannel(channel).label).lower()}",
            talked_with=talked_with,
            interest=str(Interest(interest).label),
            follow_up=done if done_at else f"{words.day(due_on)}, {owner}" if due_on else "",
            is_over=due_on is not None and done_at is None and due_on < today,
        )


@dataclass(frozen=True, slots=True)
class InvitationRow:
    name: str
    email: str
    place: str
    municipality: str
    invited: str
    by: str
    used: str
    url: str


def drawn_invitations(page: QuerySet, today: dt.date) -> Iterator[InvitationRow]:
    asked = page.values_list(
        "name",
        "email",
        "place_name",
        "municipality__name",
        "invited_at",
        "invited_by__name",
        "used_at",
        "expression__uid",
    )
    url_of = rows.addresses("admin:areas_expressionofinterest_change")
    for name, email, place, municipality, at, by, used_at, expression in asked:
        used, url = words.moment(used_at, today), url_of(expression) if expression else ""
        yield InvitationRow(name, email, place, municipality, words.moment(at, today), by, used, url)


class PlaceList:
    """The places that one number of the way counts: `?trin=` a stage, `?kommune=` a code or "ingen"."""

    def __init__(self, found: list[Place], municipalities: Iterable[Municipality], asked: Mapping[str, str]):
        self._names = {each.code: each.name for each in municipalities}
        self._found, self._page = found, asked.get("side")
        stage, municipality = asked.get("trin", ""), asked.get("kommune", "")
        self.stage = stage if stage in Stage else ""
        self.municipality = municipality if municipality in {*map(str, self._names), ByMunicipality.none} else ""

    @cached_property
    def chosen(self) -> list[Place]:
        """By name, in Danish order."""
        return sorted(filter(self._fits, self._found), key=lambda place: (_danish(place.name), place.municipality or 0))

    def _fits(self, place: Place) -> bool:
        code = str(place.municipality) if place.municipality else ByMunicipality.none
        return self.municipality in ("", code) and (not self.stage or Stage(self.stage) in place.stages)

    @cached_property
    def page(self) -> Page:
        return Paginator(self.chosen, PAGE_SIZE).get_page(self._page)

    @property
    def rows(self) -> list[tuple[Place, str]]:
        return [(place, self._names.get(place.municipality or 0, "")) for place in self.page]

    @property
    def stages(self) -> list[tuple[str, object, bool]]:
        pairs: list[tuple[str, object]] = [("", pgettext_lazy("filter", "Alle")), *Stage.choices]
        return [(value, label, value == self.stage) for value, label in pairs]

    @property
    def municipalities(self) -> list[tuple[str, object, bool]]:
        pairs: list[tuple[str, object]] = [("", pgettext_lazy("filter", "Alle"))]
        pairs += [(str(code), name) for code, name in self._names.items()]
        pairs += [(ByMunicipality.none, _("Ikke valgt"))]
        return [(value, label, value == self.municipality) for value, label in pairs]

    @property
    def query(self) -> str:
        return f"trin={self.stage}&kommune={self.municipality}"


def _danish(name: str) -> str:
    """A key that sorts æ, ø, å last, and aa as å."""
    return name.lower().replace("aa", "å").translate(str.maketrans("æøå", "{|}"))
