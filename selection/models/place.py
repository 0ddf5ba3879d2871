"""What kind of place an area is."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from areas.models import LocalArea
from areas.models.place import tracked

from ..states import KindOfPlace


@tracked
class PlaceKind(models.Model):
    """Set by the team, so that it sees how a list spreads over kinds of places; no row where nobody has said it.

    It belongs to the place and outlives the round.
    """

    area = models.OneToOneField(LocalArea, models.CASCADE, related_name="place_kind")
    kind = models.CharField(_("Slags sted"), max_length=7, choices=KindOfPlace)
    set_at = models.DateTimeField(_("Angivet"))
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("slags sted")
        verbose_name_plural = _("slags steder")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=KindOfPlace.values),
                name="place_kind_known",
                violation_error_message=_("Vælg en af de slags steder, der er på listen."),
            )
        ]

    def __str__(self) -> str:
        return str(KindOfPlace(self.kind).label)
