"""Private files: what people upload, the papers we make, and who fetched which.

The bytes lie in the store under their SHA-256 (`store.py`); a row says what they are. No row exists without its file.
"""

import re
import uuid

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from people.models import Language

from . import names

_A_HASH = "^[0-9a-f]{64}$"


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
                condition=Q(sha256__regex=_A_HASH) & Q(size__gt=0) & ~Q(name=""),
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


class PaperQuerySet(models.QuerySet["Paper"]):
    def awaiting_making(self) -> "PaperQuerySet":
        return self.filter(made_at__isnull=True).order_by("pk")


class Paper(models.Model):
    """A paper the system makes: ordered in the transaction it tells about, made once as a tagged PDF, and kept."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.UUIDField(db_index=True)
    kind = models.CharField(_("Slags"), max_length=40)
    title = models.CharField(_("Titel"), max_length=200)
    template = models.CharField(max_length=120)
    language = models.CharField(_("Sprog"), max_length=2, choices=Language)
    context = models.JSONField()
    ordered_at = models.DateTimeField(_("Bestilt"))
    ordered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Bestilt af")
    )
    sha256 = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    size = models.PositiveIntegerField(_("Størrelse"), null=True, blank=True)
    made_at = models.DateTimeField(_("Lavet"), null=True, blank=True)
    error = models.TextField(_("Fejl"), blank=True)

    objects = PaperQuerySet.as_manager()

    class Meta:
        verbose_name = _("dokument")
        verbose_name_plural = _("dokumenter")
        ordering = ["ordered_at", "pk"]
        indexes = [models.Index(F("ordered_at"), name="paper_unmade", condition=Q(made_at__isnull=True))]
        constraints = [
            models.CheckConstraint(
                condition=Q(made_at__isnull=True, size__isnull=True, sha256="")
                | Q(made_at__isnull=False, size__isnull=False, size__gt=0, sha256__regex=_A_HASH, error=""),
                name="paper_made_whole",
                violation_error_message=_("Et dokument er enten lavet med fil, størrelse og tidspunkt, eller ikke."),
            ),
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(kind="") & ~Q(template=""),
                name="paper_has_title",
                violation_error_message=_("Et dokument skal have en titel."),
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="paper_order_frozen", exclude=["sha256", "size", "made_at", "error"]),
            pgtrigger.Protect(
                name="paper_made_frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__made_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_ready(self) -> bool:
        return self.made_at is not None

    @property
    def name(self) -> str:
        """What the file is called: the title, with nothing in it that a disk or a mail program could take amiss."""
        return names.clean(f"{re.sub(r'[/\\]', '-', self.title)}.pdf", "pdf")

    @property
    def content_type(self) -> str:
        return "application/pdf"


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
                condition=Q(sha256__regex=_A_HASH) & ~Q(how=""),
                name="access_says_what",
                violation_error_message=_("En hentning siger, hvilken fil der blev hentet, og hvordan."),
            ),
        ]
        triggers = [pgtrigger.Protect(name="access_no_update", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"{self.name} ({self.at:%Y-%m-%d %H:%M})"
