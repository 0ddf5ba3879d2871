"""A municipality's culture consultant, who follows the areas there."""

import uuid

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class MunicipalContactQuerySet(models.QuerySet["MunicipalContact"]):
    def current(self) -> "MunicipalContactQuerySet":
        return self.filter(ended_at__isnull=True)

    def municipalities_of(self, user) -> models.QuerySet:
        """The codes of those that this person follows today, for a filter."""
        return self.current().filter(person=user).order_by().values("municipality")


@pghistory.track()
class MunicipalContact(models.Model):
    """One person's role for one municipality; it ends, it is not deleted. `uid` is also the case of its history."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    municipality = models.ForeignKey(
        "areas.Municipality", models.PROTECT, related_name="contacts", verbose_name=_("kommune")
    )
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="municipal_roles")
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = MunicipalContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("kommunal kontakt")
        verbose_name_plural = _("kommunale kontakter")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "municipality"],
                condition=Q(ended_at__isnull=True),
                name="municipal_contact_once",
                violation_error_message=_("Personen er allerede kontakt for kommunen."),
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_at__gte=F("started_at"), ended_by__isnull=False),
                name="municipal_contact_ended_pair",
                violation_error_message=_("En rolle, der er slut, siger hvornår og af hvem."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} ({self.municipality})"
