"""What an expression consists of: answers, goals, activities, budget lines, files. In a draft, half a row is kept."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from areas.states import Funding
from documents.models import Document
from programme.models import CoreElement, Goal

from .expression import ExpressionOfInterest
from .place import tracked


@tracked
class CoreElementAnswer(models.Model):
    expression = models.ForeignKey(ExpressionOfInterest, models.CASCADE, related_name="answers")
    core_element = models.ForeignKey(CoreElement, models.PROTECT, related_name="+")
    text = models.TextField(max_length=2000)

    class Meta:
        ordering = ["core_element__position"]
        constraints = [models.UniqueConstraint(fields=["expression", "core_element"], name="answer_once")]

    def __str__(self) -> str:
        return str(self.core_element)


@tracked
class LocalGoal(models.Model):
    """A goal of the area's own, and which of the programme's goals it serves."""

    expression = models.ForeignKey(ExpressionOfInterest, models.CASCADE, related_name="local_goals")
    position = models.PositiveSmallIntegerField(default=0)
    text = models.CharField(_("Jeres mål"), max_length=300, blank=True)
    serves = models.ManyToManyField(Goal, related_name="+", verbose_name=_("Bidrager til"))

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["expression", "position"], name="local_goal_position", deferrable=models.Deferrable.DEFERRED
            )
        ]

    def __str__(self) -> str:
        return self.text


@tracked
class PlannedActivity(models.Model):
    expression = models.ForeignKey(ExpressionOfInterest, models.CASCADE, related_name="planned_activities")
    position = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(_("Aktivitet"), max_length=120, blank=True)
    when = models.CharField(_("Hvornår cirka"), max_length=80, blank=True)
    description = models.TextField(_("Hvad og for hvem"), max_length=1000, blank=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(title="", when="", description=""), name="planned_activity_not_empty"),
        ]

    def __str__(self) -> str:
        return self.title


@tracked
class BudgetLine(models.Model):
    expression = models.ForeignKey(ExpressionOfInterest, models.CASCADE, related_name="budget_lines")
    position = models.PositiveSmallIntegerField(default=0)
    what = models.CharField(_("Udgift"), max_length=120, blank=True)
    amount = models.DecimalField(_("Beløb i kr."), max_digits=10, decimal_places=2, null=True, blank=True)
    funding = models.CharField(_("Betales af"), max_length=5, choices=Funding, default=Funding.GRANT)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gt=0),
                name="budget_amount_positive",
                violation_error_message=_("Et beløb skal være større end 0 kr."),
            ),
            models.CheckConstraint(condition=~Q(what="", amount__isnull=True), name="budget_line_not_empty"),
        ]

    def __str__(self) -> str:
        return self.what


@pghistory.track()
class Attachment(models.Model):
    expression = models.ForeignKey(ExpressionOfInterest, models.CASCADE, related_name="attachments")
    document = models.OneToOneField(Document, models.PROTECT, related_name="+")
    title = models.CharField(_("Hvad viser den?"), max_length=120, blank=True)
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True, removed_by__isnull=True)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="attachment_removed_pair",
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.document.name
