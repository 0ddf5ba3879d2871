"""Who fetched which file."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .document import A_HASH


class AccessLog(models.Model):
    """One download: who fetched what, when and how. Names no foreign key to the file, so that it outlives it."""

    at = models.DateTimeField(_("Hentet"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Af"), null=True, blank=True
    )
    subject = models.UUIDField(_("Fil"))
    name = models.CharField(_("Navn"), max_length=250)
    sha256 = models.CharField(max_length=64)
    how = models.CharField(_("Hvordan"), max_length=80)

    class Meta:
        verbose_name = _("hentning")
        verbose_name_plural = _("hentninger")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["subject", "at"], name="access_subject"),
            models.Index(fields=["by", "at"], name="access_by"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(sha256__regex=A_HASH) & ~Q(how=""),
                name="access_says_what",
                violation_error_message=_("En hentning siger, hvilken fil der blev hentet, og hvordan."),
            ),
        ]
        triggers = [pgtrigger.Protect(name="access_no_update", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"{self.name} ({self.at:%Y-%m-%d %H:%M})"
