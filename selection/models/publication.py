"""What the public is told about the chosen, on the date and the team's word."""

import uuid

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from areas.models import ExpressionOfInterest
from documents.models import Document
from programme.models import Programme


@pghistory.track()
class Publication(models.Model):
    """The team's word that the chosen may be shown. They are shown from the day of the kickoff on *and* with this word:
    see `selection.publishing.is_public`, which alone answers the question."""

    programme = models.OneToOneField(Programme, models.PROTECT, related_name="publication")
    worded_at = models.DateTimeField(_("Frigivet til offentliggørelse"))
    worded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(_("Trukket tilbage"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("offentliggørelse")
        verbose_name_plural = _("offentliggørelser")
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="publication_withdrawn_pair",
            ),
        ]

    def __str__(self) -> str:
        return str(self.programme)


@pghistory.track()
class Profile(models.Model):
    """How one Kulturpunkt presents itself on its public page: in its own words, as the team has gone through them."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    expression = models.OneToOneField(ExpressionOfInterest, models.PROTECT, related_name="profile")
    slug = models.SlugField(_("Adresse"), max_length=80)
    lead = models.CharField(_("Kort fortalt"), max_length=200, blank=True)
    vision = models.TextField(_("Vision"), max_length=3000, blank=True)
    photo = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Foto"))
    photo_alt = models.CharField(_("Hvad fotoet viser"), max_length=200, blank=True)
    photo_credit = models.CharField(_("Fotograf"), max_length=120, blank=True)
    changed_at = models.DateTimeField(_("Ændret"))
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("præsentation")
        verbose_name_plural = _("præsentationer")
        constraints = [
            models.UniqueConstraint(
                fields=["slug"],
                name="profile_slug",
                violation_error_message=_("Adressen er allerede i brug."),
            ),
            models.CheckConstraint(
                condition=Q(photo__isnull=True) | (~Q(photo_alt="") & ~Q(photo_credit="")),
                name="profile_photo_described",
                violation_error_message=_("Skriv, hvad fotoet viser, og hvem der har taget det."),
            ),
        ]

    def __str__(self) -> str:
        return self.slug
