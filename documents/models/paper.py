"""The papers we make."""

import re
import uuid

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from documents import names
from people.models import Language

from .document import A_HASH


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
                | Q(made_at__isnull=False, size__isnull=False, size__gt=0, sha256__regex=A_HASH, error=""),
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
