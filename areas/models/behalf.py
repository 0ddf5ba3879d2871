"""What the culture team does on an area's behalf: types in what came otherwise, and writes for it for a while."""

import datetime as dt
import uuid

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from areas.states import ActingEnd, Channel

from .expression import ExpressionOfInterest

ACTING_LASTS = dt.timedelta(hours=2)


@pghistory.track()
class Entry(models.Model):
    """An expression that came on paper, by telephone or by mail, and that the team types in.

    `received_at` is when the region had it, which is what its deadline asks, however late it is typed. `note` says
    where the paper lies.
    """

    expression = models.OneToOneField(ExpressionOfInterest, models.PROTECT, related_name="entry")
    channel = models.CharField(_("Kom"), max_length=5, choices=Channel)
    received_at = models.DateTimeField(_("Modtaget"))
    note = models.CharField(_("Hvor den er journaliseret"), max_length=200, blank=True)
    entered_at = models.DateTimeField(_("Indtastet"))
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("indtastning")
        verbose_name_plural = _("indtastninger")
        constraints = [
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="entry_channel"),
            models.CheckConstraint(
                condition=Q(received_at__lte=F("entered_at")),
                name="entry_received_before",
                violation_error_message=_("Det kan ikke være modtaget, før det er kommet."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.expression.reference} ({self.get_channel_display()})"

    @property
    def is_registered(self) -> bool:
        """Whether it has been registered as received, which happens once."""
        return getattr(self, "submission", None) is not None

    @property
    def came(self) -> str:
        return Channel(self.channel).came


class ActingQuerySet(models.QuerySet["Acting"]):
    def open(self) -> "ActingQuerySet":
        return self.filter(ended_at__isnull=True)

    def due_to_end(self, now: dt.datetime) -> "ActingQuerySet":
        """Their time is over, and nobody has been told yet."""
        return self.open().filter(started_at__lte=now - ACTING_LASTS)


@pghistory.track()
class Acting(models.Model):
    """One person of the team writes on behalf of one area, for at most two hours.

    Whether it goes on is derived from the time; `ended_at` is written when the end is told in the history and to the
    contact person. `sections` are those that were written in, in their order.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    expression = models.ForeignKey(ExpressionOfInterest, models.PROTECT, related_name="actings")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.CharField(_("Begrundelse"), max_length=300)
    started_at = models.DateTimeField(_("Begyndt"))
    ended_at = models.DateTimeField(_("Slut"), null=True)
    ended_how = models.CharField(_("Hvordan den sluttede"), max_length=10, choices=ActingEnd, blank=True)
    sections = ArrayField(models.CharField(max_length=20), default=list)

    objects = ActingQuerySet.as_manager()

    class Meta:
        verbose_name = _("på vegne af et område")
        verbose_name_plural = _("på vegne af områder")
        constraints = [
            models.UniqueConstraint(
                fields=["by"],
                condition=Q(ended_at__isnull=True),
                name="acting_one_at_a_time",
                violation_error_message=_("Man kan kun skrive på vegne af ét område ad gangen."),
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_how="")
                | Q(
                    ended_at__isnull=False,
                    ended_how__in=ActingEnd.values,
                    ended_at__gte=F("started_at"),
                    ended_at__lte=F("started_at") + ACTING_LASTS,
                ),
                name="acting_ended",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="acting_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.by}: {self.expression}"

    @property
    def ends_at(self) -> dt.datetime:
        """When it ends, if nobody ends it before."""
        return self.ended_at or self.started_at + ACTING_LASTS

    def is_going_on(self, now: dt.datetime) -> bool:
        return self.ended_at is None and now < self.ends_at
