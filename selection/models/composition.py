"""A list of eleven that the team tries: who would be in, who in reserve."""

import uuid

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from areas.models import ExpressionOfInterest
from programme.models import Programme

from .seats import within_places


class CompositionQuerySet(models.QuerySet["Composition"]):
    def visible_to(self, user) -> "CompositionQuerySet":
        """The team's alone. Which of its placements one sees hangs on their cases: see `selection.composing`."""
        return self if user.is_authenticated and user.is_team else self.none()


@pghistory.track()
class Composition(models.Model):
    """One way to fill the places. Several stand side by side; none decides anything by being saved.

    `uid` is also the case of its history.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="compositions")
    name = models.CharField(_("Navn"), max_length=80)
    note = models.TextField(_("Bemærkning"), blank=True, max_length=1500)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(_("Lavet"))
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(_("Ændret"))
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = CompositionQuerySet.as_manager()

    class Meta:
        verbose_name = _("sammensætning")
        verbose_name_plural = _("sammensætninger")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "name"],
                name="composition_name",
                violation_error_message=_("Der er allerede en sammensætning med det navn."),
            ),
            models.CheckConstraint(
                condition=~Q(name=""), name="composition_named", violation_error_message=_("Giv den et navn.")
            ),
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class Placement(models.Model):
    """An expression's place in a composition: one of the programme's seats, or a rank in the reserve."""

    composition = models.ForeignKey(Composition, models.CASCADE, related_name="placements")
    expression = models.ForeignKey(ExpressionOfInterest, models.PROTECT, related_name="placements")
    seat = models.PositiveSmallIntegerField(null=True)
    reserve = models.PositiveSmallIntegerField(null=True)

    class Meta:
        verbose_name = _("plads")
        verbose_name_plural = _("pladser")
        constraints = [
            models.UniqueConstraint(fields=["composition", "expression"], name="placement_once"),
            models.UniqueConstraint(fields=["composition", "seat"], name="placement_seat"),
            models.UniqueConstraint(
                fields=["composition", "reserve"], name="placement_reserve", deferrable=models.Deferrable.DEFERRED
            ),
            models.CheckConstraint(
                condition=Q(seat__isnull=False, seat__gt=0, reserve__isnull=True)
                | Q(seat__isnull=True, reserve__isnull=False, reserve__gt=0),
                name="placement_one_of_both",
                violation_error_message=_("Et område er enten med eller på reservelisten."),
            ),
        ]
        triggers = [
            within_places(
                "placement_within_places",
                programme="(SELECT programme_id FROM selection_composition WHERE id = NEW.composition_id)",
            )
        ]

    def __str__(self) -> str:
        return f"{self.composition}: {self.seat or f'R{self.reserve}'}"
