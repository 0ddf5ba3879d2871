"""What a Kulturpunkt stands on, and what the programme is for."""

from decimal import Decimal

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .plan import InTwoLanguages, Programme


@pghistory.track()
class CoreElement(InTwoLanguages):
    """One of the things a Kulturpunkt stands on; also a criterion of the assessment."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="core_elements")
    key = models.SlugField(_("Nøgle"))
    position = models.PositiveSmallIntegerField(_("Rækkefølge"))
    title = models.CharField(_("Titel"), max_length=120)
    title_en = models.CharField(_("Titel på engelsk"), max_length=120, blank=True)
    description = models.CharField(_("Beskrivelse"), max_length=300)
    description_en = models.CharField(_("Beskrivelse på engelsk"), max_length=300, blank=True)
    question = models.CharField(_("Spørgsmål til området"), max_length=300)
    question_en = models.CharField(_("Spørgsmål på engelsk"), max_length=300, blank=True)

    # How much it counts in the assessment, beside the others.
    weight = models.DecimalField(_("Vægt"), max_digits=4, decimal_places=2, default=Decimal(1), db_default=Decimal(1))

    class Meta:
        verbose_name = _("kerneelement")
        verbose_name_plural = _("kerneelementer")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "key"], name="core_element_key_unique"),
            models.CheckConstraint(
                condition=Q(weight__gt=0, weight__lte=10),
                name="core_element_weight",
                violation_error_message=_("En vægt er større end 0 og højst 10."),
            ),
        ]

    def __str__(self) -> str:
        return self.said("title")


class GoalLevel(models.TextChoices):
    STRATEGY = "strategy", _("strateginiveau")
    PROGRAMME = "programme", _("projektniveau")
    LOCAL = "local", _("lokalt niveau")


@pghistory.track()
class Goal(InTwoLanguages):
    """A goal at the strategy or programme level, or an example of a local one (an area's own are in `areas`)."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="goals")
    key = models.SlugField(_("Nøgle"))
    level = models.CharField(_("Niveau"), max_length=9, choices=GoalLevel)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    position = models.PositiveSmallIntegerField(_("Rækkefølge"))
    text = models.CharField(_("Mål"), max_length=300)
    text_en = models.CharField(_("Mål på engelsk"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("mål")
        verbose_name_plural = _("mål")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "key"], name="goal_key_unique"),
            models.CheckConstraint(
                condition=Q(level=GoalLevel.PROGRAMME, parent__isnull=False)
                | (~Q(level=GoalLevel.PROGRAMME) & Q(parent__isnull=True)),
                name="goal_programme_has_strategy",
                violation_error_message=_("Et mål på projektniveau hører under et mål på strateginiveau."),
            ),
        ]

    def __str__(self) -> str:
        return self.said("text")
