"""Files on their way in, slice by slice."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .document import Document

MAX_SIZE = 20 * 1024 * 1024


class IncomingQuerySet(models.QuerySet["Incoming"]):
    def visible_to(self, user) -> "IncomingQuerySet":
        """One's own: half a file is nobody else's business."""
        return self.filter(person=user) if user.is_authenticated else self.none()

    def unfinished(self) -> "IncomingQuerySet":
        return self.filter(finished_at__isnull=True)


class Incoming(models.Model):
    """A file of which `received` bytes are here. `purpose` is the owning app's word for what it will belong to.

    Found again by name, size and `hint` (what the browser says of its last change) when the person chooses it anew.
    A finished one remembers for a day what became of it: the answer may have been lost, and the question come again.
    Its times are the machine's, not the programme's; its changes are not tracked, there is one for every slice.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("Person"))
    purpose = models.CharField(max_length=80)
    name = models.CharField(_("Navn"), max_length=120)
    size = models.PositiveIntegerField(_("Størrelse"))
    hint = models.CharField(max_length=100, blank=True)
    received = models.PositiveIntegerField(_("Modtaget"), default=0)
    begun_at = models.DateTimeField(_("Begyndt"))
    touched_at = models.DateTimeField(_("Sidst rørt"))
    finished_at = models.DateTimeField(_("Nået helt frem"), null=True, blank=True)
    document = models.OneToOneField(Document, models.CASCADE, null=True, blank=True, related_name="+")

    objects = IncomingQuerySet.as_manager()

    class Meta:
        verbose_name = _("fil undervejs")
        verbose_name_plural = _("filer undervejs")
        ordering = ["begun_at", "pk"]
        indexes = [models.Index(fields=["touched_at"], name="incoming_touched")]
        constraints = [
            models.CheckConstraint(
                condition=Q(size__gt=0, size__lte=MAX_SIZE, received__lte=F("size")) & ~Q(name="") & ~Q(purpose=""),
                name="incoming_within_size",
                violation_error_message=_("Der kan ikke være modtaget mere af en fil, end den fylder."),
            ),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True, document__isnull=True)
                | Q(finished_at__isnull=False, document__isnull=False, received=F("size")),
                name="incoming_finished_whole",
                violation_error_message=_("Kun en fil, der er nået helt frem, kan være gemt."),
            ),
            models.UniqueConstraint(
                fields=["person", "purpose", "name", "size", "hint"],
                condition=Q(finished_at__isnull=True),
                name="incoming_once",
                violation_error_message=_("Filen er allerede undervejs."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
