"""What was sent."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from documents.models import Paper

from .behalf import Entry
from .expression import ExpressionOfInterest
from .question import Question


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def with_closed(self) -> "SubmissionQuerySet":
        """Fills `is_closed_on`."""
        of_it = Question.objects.closed().filter(expression=OuterRef("expression"), about=OuterRef("number"))
        return self.annotate(is_closed_on=Exists(of_it))


class Submission(models.Model):
    """Exactly what was sent, frozen: the first time, and again after each reopening or in answer
    to the team's questions. Never changed, never deleted.

    `arrived_at` is the moment the request reached the server, which is what a deadline asks. The database holds that
    the budget lines paid by the region add up to the grant.
    `entry` says that the culture team registered it: then it arrived when the paper or the call did.
    """

    expression = models.ForeignKey(ExpressionOfInterest, models.PROTECT, related_name="submissions")
    number = models.PositiveSmallIntegerField()
    arrived_at = models.DateTimeField()
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    deadline_on = models.DateField()
    is_late = models.BooleanField()
    # Sent in answer to questions: `deadline_on` was that of the answer, and what is late is only the answer.
    is_answer = models.BooleanField(default=False, db_default=False)
    grant_amount = models.DecimalField(max_digits=10, decimal_places=2)
    budget_total = models.DecimalField(max_digits=10, decimal_places=2)
    content = models.JSONField()
    content_sha256 = models.CharField(max_length=64)
    paper = models.OneToOneField(Paper, models.PROTECT, related_name="+")
    entry = models.OneToOneField(Entry, models.PROTECT, null=True, related_name="submission")

    # Whether something was asked about it and closed without an answer; only after `with_closed`.
    is_closed_on: bool

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("indsendelse")
        verbose_name_plural = _("indsendelser")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["expression", "number"], name="submission_number"),
            models.CheckConstraint(condition=Q(budget_total=F("grant_amount")), name="submission_budget_adds_up"),
        ]
        triggers = [pgtrigger.Protect(name="submission_frozen", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.expression.reference} ({self.number})"
