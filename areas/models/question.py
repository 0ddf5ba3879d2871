"""What the team asked about something that was sent."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .expression import ExpressionOfInterest


class QuestionQuerySet(models.QuerySet["Question"]):
    def open(self) -> "QuestionQuerySet":
        return self.filter(answered_at__isnull=True, closed_at__isnull=True)

    def closed(self) -> "QuestionQuerySet":
        """Those that the team waits for no longer, though nobody has answered them."""
        return self.filter(closed_at__isnull=False)

    def closed_about(self, number: int) -> "QuestionQuerySet":
        """Those about the submission of that number, with who closed them."""
        return self.closed().filter(about=number).select_related("closed_by")


@pghistory.track()
class Question(models.Model):
    """One question about one unit of a submission (see `areas.units`), answered when the expression is sent again, or
    closed by the team without an answer.

    `about` is the number of the submission in which it was asked about, and what stood in the unit is read there.
    `answered_in` is the number of the submission that answered it. `unsent` is what the area had written in the unit
    and not sent when the question was closed, as `units.said` gives it: a text, or a list of lines.
    """

    expression = models.ForeignKey(ExpressionOfInterest, models.CASCADE, related_name="questions")
    about = models.PositiveSmallIntegerField()
    section = models.CharField(max_length=20)
    unit = models.CharField(max_length=50)
    text = models.TextField(_("Spørgsmål"), max_length=500)
    asked_at = models.DateTimeField(_("Stillet"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(_("Besvaret"), null=True)
    answered_in = models.PositiveSmallIntegerField(null=True)
    closed_at = models.DateTimeField(_("Lukket uden svar"), null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    closed_reason = models.CharField(_("Begrundelse for at lukke"), max_length=300, default="", db_default="")
    unsent = models.JSONField(null=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("spørgsmål")
        verbose_name_plural = _("spørgsmål")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["expression", "section", "unit"],
                condition=Q(answered_at__isnull=True, closed_at__isnull=True),
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
                condition=Q(closed_at__isnull=True, closed_by__isnull=True, closed_reason="", unsent__isnull=True)
                | (
                    Q(closed_at__gte=F("asked_at"), closed_by__isnull=False, answered_at__isnull=True)
                    & ~Q(closed_reason="")
                ),
                name="question_closed_whole",
                violation_error_message=_("Et spørgsmål, der lukkes uden svar, har en begrundelse og en, der lukker."),
            ),
            models.CheckConstraint(
                condition=~Q(text="") & ~Q(section="") & ~Q(unit=""),
                name="question_says_something",
                violation_error_message=_("Skriv et spørgsmål."),
            ),
        ]

    def __str__(self) -> str:
        return self.text
