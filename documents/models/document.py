"""What people upload. The bytes lie in the store under their SHA-256 (`store.py`); no row exists without its file."""

import uuid

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

A_HASH = "^[0-9a-f]{64}$"


class Kind(models.TextChoices):
    PICTURE = "picture", _("Billede")
    PDF = "pdf", _("PDF")
    TEXT = "text", _("Tekstdokument")
    SHEET = "sheet", _("Regneark")


class Scan(models.TextChoices):
    """What the virus scanner said. Where none is set up, files are not scanned, and that is what they say."""

    OFF = "off", _("ikke scannet")
    WAITING = "waiting", _("venter på virusscanning")
    CLEAN = "clean", _("ingen virus fundet")
    INFECTED = "infected", _("virus fundet")


class DocumentQuerySet(models.QuerySet["Document"]):
    def awaiting_scan(self) -> "DocumentQuerySet":
        return self.filter(scan=Scan.WAITING).order_by("pk")


class Document(models.Model):
    """A file that somebody uploaded. Whoever owns it points to it and decides who sees it; here is only what it is."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("Navn"), max_length=120)
    kind = models.CharField(_("Slags"), max_length=7, choices=Kind)
    content_type = models.CharField(_("Filtype"), max_length=100)
    size = models.PositiveIntegerField(_("Størrelse"))
    sha256 = models.CharField(max_length=64, db_index=True, editable=False)
    width = models.PositiveIntegerField(_("Bredde"), null=True, blank=True)
    height = models.PositiveIntegerField(_("Højde"), null=True, blank=True)
    uploaded_at = models.DateTimeField(_("Lagt op"))
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Lagt op af")
    )
    scan = models.CharField(_("Virusscanning"), max_length=8, choices=Scan, default=Scan.OFF)
    scanned_at = models.DateTimeField(_("Scannet"), null=True, blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("fil")
        verbose_name_plural = _("filer")
        ordering = ["uploaded_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(sha256__regex=A_HASH) & Q(size__gt=0) & ~Q(name=""),
                name="document_has_bytes",
                violation_error_message=_("Filen er tom eller mangler sit navn."),
            ),
            models.CheckConstraint(
                condition=Q(kind=Kind.PICTURE, width__isnull=False, height__isnull=False, width__gt=0, height__gt=0)
                | (~Q(kind=Kind.PICTURE) & Q(width__isnull=True, height__isnull=True)),
                name="document_picture_has_measures",
                violation_error_message=_("Et billede har bredde og højde, andre filer har det ikke."),
            ),
            models.CheckConstraint(
                condition=Q(scan__in=[Scan.OFF, Scan.WAITING], scanned_at__isnull=True)
                | Q(scan__in=[Scan.CLEAN, Scan.INFECTED], scanned_at__isnull=False),
                name="document_scan_has_time",
                violation_error_message=_("En virusscannet fil har et tidspunkt for scanningen, andre har det ikke."),
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="document_frozen", exclude=["scan", "scanned_at"]),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_ready(self) -> bool:
        """Whether anybody may fetch it: with a scanner, not before the scanner has called it clean."""
        return self.scan in (Scan.OFF, Scan.CLEAN)

    @property
    def why_not_ready(self) -> str:
        """The sentence for who wonders why it cannot be fetched; "" if it can."""
        if self.scan == Scan.WAITING:
            return gettext("Filen bliver tjekket for virus. Den kan hentes, så snart det er gjort.")
        if self.scan == Scan.INFECTED:
            return gettext("Der er fundet en virus i filen, så ingen kan hente den. Fjern den, og læg en ren fil op.")
        return ""
