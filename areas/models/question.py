"""What the team asked about something that was sent."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .expression import ExpressionOfInterest


class QuestionQuerySet(models.QuerySet["Question"]):
    def open(self) -> "QuestionQuerySet":
        return self.filter(answered_at__isnull=True)


@pghistory.track()
class Question(models.Model):
    """One question about one unit of a submission (see `areas.units`), answered when the expression is sent again.

    `about` is the number of the submission in which it was asked about, `before` what stood in the unit there, as
    `units.said` gives it: a text, or a list of lines. `answered_in` is the number of the submission that answered it.
    """

    expression = models.ForeignKey(ExpressionOfInterest, models.CASCADE, related_name="questions")
    about = models.PositiveSmallIntegerField()
    section = models.CharField(max_length=20)
    unit = models.CharField(max_length=50)
    text = models.TextField(_("Spørgsmål"), max_length=500)
    before = models.JSONField()
    asked_at = models.DateTimeField(_("Stillet"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(_("Besvaret"), null=True)
    answered_in = models.PositiveSmallIntegerField(null=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("spørgsmål")
        verbose_name_plural = _("spørgsmål")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["expression", "section", "unit"],
                condition=Q(answered_at__isnull=True),
                name="question_one_open",
                violation_error_message=_("Der er allerede et åbent spørgsmål om det felt."),
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_in__isnull=True)
                | Q(
                    answered_at__isnull=False,
                    answered_in__isnull=False,
                    answered_at__gte=F("asked_at"),
                    answered_in__gt=F("about"),
                ),
                name="question_answered_pair",
                violation_error_message=_("Et svar har både et tidspunkt og en senere indsendelse."),
            ),
            models.CheckConstraint(
                condition=~Q(text="") & ~Q(section="") & ~Q(unit=""),
                name="question_says_something",
                violation_error_message=_("Skriv et spørgsmål."),
            ),
        ]

    def __str__(self) -> str:
        return self.text
