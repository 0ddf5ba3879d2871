"""How the list of expressions is narrowed. Choices are fixed or a handful of rows; nothing is counted."""

import datetime as dt

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from areas.models import ExpressionOfInterest, Municipality
from areas.states import DECIDED, ExpressionState
from programme import calendar
from programme.models import Milestone, Programme

from .rows import RECEIVED_LATE, UNTOUCHED_DAYS


def untouched(now: dt.datetime) -> Q:
    """The drafts that have lain; what was sent back waits for an answer, and has a day of its own."""
    since = now - dt.timedelta(days=UNTOUCHED_DAYS)
    return Q(state=ExpressionState.DRAFT, answer_due_on__isnull=True, changed_at__lt=since)


def since_yesterday(today: dt.date) -> dt.datetime:
    """From the beginning of the last working day before today: on a Monday, that is Friday."""
    return calendar.at(calendar.working_day_on_or_before(today - dt.timedelta(days=1)), dt.time.min)


def _past_due(today: dt.date) -> QuerySet:
    """Those whose own day, and that of their programme, is over."""
    over = Milestone.objects.filter(key="interest", to_on__lt=today).order_by().values("programme")
    no_more_time = Q(extended_deadline_on__isnull=True) | Q(extended_deadline_on__lt=today)
    waiting = ExpressionOfInterest.objects.filter(no_more_time, answer_due_on__lt=today, programme__in=over)
    return waiting.order_by().values("pk")


class Choice(admin.SimpleListFilter):
    """One select of the filter bar. `lookups` are the pairs the reader may choose from, beside "all"."""

    everything = pgettext_lazy("filter", "Alle")

    def value(self):
        chosen = super().value()
        if chosen and chosen not in {str(value) for value, _label in self.lookup_choices}:
            raise IncorrectLookupParameters(chosen)
        return chosen or ""

    def has_output(self):
        return True

    @property
    def options(self) -> list[tuple[str, object, bool]]:
        chosen = self.value()
        pairs = [("", self.everything), *self.lookup_choices]
        return [(str(value), label, str(value) == chosen) for value, label in pairs]


class ByProgramme(Choice):
    """The current round unless another is chosen. Shown only when there is more than one."""

    title = _("Program")
    parameter_name = "program"

    def lookups(self, request, model_admin):
        interest = Milestone.objects.filter(programme=OuterRef("pk"), key="interest").values("to_on")
        self.rounds = list(Programme.objects.annotate(due_on=Subquery(interest)).order_by("-is_current", "-pk"))
        return [(each.slug, each) for each in self.rounds]

    @property
    def programme(self) -> Programme | None:
        """The one chosen; None only where there are no programmes."""
        chosen = self.value()
        return next((each for each in self.rounds if not chosen or each.slug == chosen), None)

    @property
    def due_on(self) -> dt.date | None:
        """Its last day for expressions."""
        return next((each.due_on for each in self.rounds if each is self.programme), None)

    @property
    def options(self):
        return [(each.slug, each, each is self.programme) for each in self.rounds] if len(self.rounds) > 1 else []

    def queryset(self, request, queryset):
        return queryset.filter(programme=self.programme) if self.programme else queryset


class ByState(Choice):
    title = _("Status")
    parameter_name = "status"

    def lookups(self, request, model_admin):
        return ExpressionState.choices

    def queryset(self, request, queryset):
        return queryset.filter(state=self.value()) if self.value() else queryset


class ByMunicipality(Choice):
    title = _("Kommune")
    parameter_name = "kommune"
    none = "ingen"
    lookup = "area__municipality"

    def lookups(self, request, model_admin):
        return [*Municipality.objects.values_list("code", "name"), (self.none, _("Ikke valgt"))]

    def queryset(self, request, queryset):
        if self.value() == self.none:
            return queryset.filter((f"{self.lookup}__isnull", True))
        return queryset.filter((self.lookup, self.value())) if self.value() else queryset


class BySomething(Choice):
    """What the team looks for of a morning."""

    title = _("Vis kun")
    parameter_name = "kun"
    everything = _("Alt")

    def lookups(self, request, model_admin):
        return [
            ("efter-fristen", _("Modtaget efter fristen")),
            ("ikke-roert", _("Kladder, der ikke er rørt i 7 dage")),
            ("nye", _("Modtaget siden sidste hverdag")),
            ("sendt-tilbage", _("Sendt tilbage med spørgsmål")),
            ("ikke-besvaret", _("Svarfrist overskredet: det, der er sendt, gælder")),
            ("udsat-frist", _("Har fået udsat frist")),
        ]

    def queryset(self, request, queryset):
        now = calendar.now()
        match self.value():
            case "efter-fristen":
                return queryset.filter(RECEIVED_LATE).exclude(state__in=DECIDED)
            case "ikke-roert":
                return queryset.filter(untouched(now))
            case "nye":
                first = since_yesterday(calendar.day_of(now))
                return queryset.filter(state=ExpressionState.SUBMITTED, submitted_at__gte=first)
            case "sendt-tilbage":
                return queryset.filter(answer_due_on__isnull=False)
            case "ikke-besvaret":
                return queryset.filter(answer_due_on__isnull=False, pk__in=_past_due(calendar.day_of(now)))
            case "udsat-frist":
                return queryset.filter(extended_deadline_on__isnull=False)
        return queryset
