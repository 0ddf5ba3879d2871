"""One round and its time plan."""

import datetime as dt
import uuid

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Cast, ExtractDay
from django.db.models.lookups import Exact
from django.utils import translation
from django.utils.text import get_text_list
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from programme import calendar
from programme.period import period_text, period_within


def default_reminder_days() -> list[int]:
    return [-14, -7, -3, -1, 0, 3, 10]


class InTwoLanguages(models.Model):
    """Shipped texts stand in Danish and English side by side: `said("title")` is the reader's."""

    class Meta:
        abstract = True

    def said(self, field: str) -> str:
        if translation.get_language() == "en":
            return getattr(self, f"{field}_en") or getattr(self, field)
        return getattr(self, field)


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    def current(self) -> "Programme | None":
        """The round that the public site shows and that areas apply to."""
        return self.filter(is_current=True).first()


@pghistory.track()
class Programme(InTwoLanguages):
    """One round. Everything that another round could want different is data here."""

    slug = models.SlugField(_("Adresse"), unique=True)
    case = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("Navn"), max_length=120)
    name_en = models.CharField(_("Navn på engelsk"), max_length=120, blank=True)
    places = models.PositiveSmallIntegerField(_("Antal pladser"))
    grant_amount = models.DecimalField(_("Beløb til hvert område i kr."), max_digits=10, decimal_places=2)
    min_partners = models.PositiveSmallIntegerField(_("Mindst antal partnere"), default=3)
    min_sectors = models.PositiveSmallIntegerField(_("Mindst antal sektorer"), default=2)
    reminder_days = ArrayField(
        models.SmallIntegerField(),
        verbose_name=_("Påmindelser"),
        default=default_reminder_days,
        help_text=_("Dage fra fristen, med minus for dage før: -14, -7, -3, -1, 0, 3, 10"),
    )
    team_email = models.EmailField(_("Kulturteamets postkasse"))
    is_current = models.BooleanField(_("Vises nu"), default=False)
    created_at = models.DateTimeField(_("Oprettet"), auto_now_add=True)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("program")
        verbose_name_plural = _("programmer")
        constraints = [
            models.UniqueConstraint(
                fields=["is_current"],
                condition=Q(is_current=True),
                name="programme_one_current",
                violation_error_message=_("Kun ét program kan være det, der vises nu."),
            ),
            models.CheckConstraint(
                condition=Q(places__gt=0) & Q(grant_amount__gt=0),
                name="programme_amounts_positive",
                violation_error_message=_("Antal pladser og beløb skal være større end nul."),
            ),
        ]

    def __str__(self) -> str:
        return self.said("name")


class Party(models.TextChoices):
    REGION = "region", _("region")
    MUNICIPALITIES = "municipalities", _("kommuner")
    AREAS = "areas", _("lokalområder")
    ALL = "all", _("alle")


class Precision(models.TextChoices):
    DAY = "day", _("på dagen")
    MONTH = "month", _("på måneden")


class MilestoneKind(models.TextChoices):
    PERIOD = "period", _("periode")
    DEADLINE = "deadline", _("frist")
    EVENT = "event", _("begivenhed")


# A cast, because a date plus an interval is a moment, and a moment's day hangs on a time zone.
_NEXT_DAY_IS_FIRST = Exact(ExtractDay(Cast(F("to_on") + dt.timedelta(days=1), models.DateField())), 1)


@pghistory.track()
class Milestone(InTwoLanguages):
    """One entry of the time plan. Whatever hangs on a date asks its milestone, so moving it moves everything."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="milestones", verbose_name=_("program"))
    key = models.SlugField(_("Nøgle"))
    title = models.CharField(_("Titel"), max_length=120)
    title_en = models.CharField(_("Titel på engelsk"), max_length=120, blank=True)
    description = models.CharField(_("Hvad der sker"), max_length=300, blank=True)
    description_en = models.CharField(_("Hvad der sker, på engelsk"), max_length=300, blank=True)
    who = ArrayField(models.CharField(max_length=20, choices=Party), verbose_name=_("Hvem"))
    from_on = models.DateField(_("Fra"))
    to_on = models.DateField(_("Til"))
    precision = models.CharField(_("Vises"), max_length=5, choices=Precision)
    kind = models.CharField(_("Slags"), max_length=8, choices=MilestoneKind)
    reminder_days = ArrayField(
        models.SmallIntegerField(),
        verbose_name=_("Egne påmindelser"),
        null=True,
        blank=True,
        help_text=_("Tom: som programmet. Ellers dage fra fristen, med minus for dage før."),
    )
    moved_at = models.DateTimeField(_("Flyttet"), null=True, editable=False)
    moved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+")
    # How often the dates have changed: a calendar that holds the entry takes the version with the higher number.
    moves = models.PositiveSmallIntegerField(_("Gange flyttet"), default=0, editable=False)

    class Meta:
        verbose_name = _("milepæl")
        verbose_name_plural = _("milepæle")
        ordering = ["from_on", "to_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "key"], name="milestone_key_unique"),
            models.CheckConstraint(
                condition=Q(from_on__lte=F("to_on")),
                name="milestone_from_before_to",
                violation_error_message=_("Til-datoen kan ikke ligge før fra-datoen."),
            ),
            models.CheckConstraint(
                condition=Q(moved_at__isnull=True, moved_by__isnull=True)
                | Q(moved_at__isnull=False, moved_by__isnull=False, moves__gt=0),
                name="milestone_moved_pair",
            ),
            models.CheckConstraint(
                condition=Q(precision=Precision.DAY) | (Q(from_on__day=1) & Q(_NEXT_DAY_IS_FIRST)),
                name="milestone_whole_months",
                violation_error_message=_(
                    "Når milepælen vises på måneden, skal den gå fra den første i en måned til den sidste i en måned."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.said("title")

    @property
    def dates(self) -> dict[str, str]:
        """When it is, as JSON: what the history keeps of a move."""
        return {"from_on": str(self.from_on), "to_on": str(self.to_on), "precision": str(self.precision)}

    @property
    def due_on(self) -> dt.date:
        return self.to_on

    @property
    def ends_at(self) -> dt.datetime:
        """The first moment that is too late (see `calendar.end_of`)."""
        return calendar.end_of(self.to_on)

    @property
    def offsets(self) -> list[int]:
        return sorted(set(self.reminder_days if self.reminder_days is not None else self.programme.reminder_days))

    @property
    def who_text(self) -> str:
        return get_text_list([str(Party(party).label) for party in self.who], gettext("og"))

    def is_over(self, today: dt.date) -> bool:
        return self.to_on < today

    def is_now(self, today: dt.date) -> bool:
        return self.from_on <= today <= self.to_on

    @property
    def when_text(self) -> str:
        """As the plan shows it (see `period_text`)."""
        return period_text(self.from_on, self.to_on, self.precision)

    @property
    def when_within(self) -> str:
        """The same inside a sentence or a parenthesis."""
        return period_within(self.from_on, self.to_on, self.precision)
