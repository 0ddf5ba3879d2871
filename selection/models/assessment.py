"""What one assessor thinks of one expression."""

import uuid

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from areas.models import ExpressionOfInterest
from programme.models import CoreElement, Disqualification

from ..states import ASSESSMENT_MOVES, ASSESSMENT_STAMPS, AssessmentState

LOWEST, HIGHEST = 1, 5


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def open(self) -> "AssessmentQuerySet":
        """Somebody still owes these."""
        return self.filter(state__in=(AssessmentState.ASSIGNED, AssessmentState.QUALIFIED))

    def given(self) -> "AssessmentQuerySet":
        """These count."""
        return self.filter(state=AssessmentState.GIVEN)

    def of(self, user) -> "AssessmentQuerySet":
        """One's own, as long as one is an assessor of that expression and not disqualified from it."""
        live = (AssessmentState.ASSIGNED, AssessmentState.QUALIFIED, AssessmentState.GIVEN)
        mine = self.filter(assessor=user, state__in=live)
        return mine.exclude(expression__case__in=Disqualification.objects.cases_of(user))

    def visible_to(self, user) -> "AssessmentQuerySet":
        """That an assessment is there, and its state; what it says is `readable_by`.

        The team sees them all, an assessor those of the expressions that are theirs. Nothing of a case one is
        disqualified from.
        """
        if not user.is_authenticated:
            return self.none()
        theirs = self.exclude(expression__case__in=Disqualification.objects.cases_of(user))
        if user.is_team:
            return theirs
        mine = Assessment.objects.of(user).filter(expression=OuterRef("expression"))
        return theirs.filter(Exists(mine))

    def readable_by(self, user) -> "AssessmentQuerySet":
        """Those whose scores and words this person may read: always one's own; others' given ones of an expression
        unless one still owes one's own of it."""
        owed = Assessment.objects.open().filter(assessor=user, expression=OuterRef("expression"))
        return self.visible_to(user).filter(Q(assessor=user) | (Q(state=AssessmentState.GIVEN) & ~Exists(owed)))


@pghistory.track()
class Assessment(models.Model):
    """One assessor's task with one expression: assigned by the team, opened by declaring oneself qualified, given once.

    `case`, in whose history it is written, is the expression's. `due_on` is the day the team asks for it.
    """

    MOVES = ASSESSMENT_MOVES
    STAMPS = ASSESSMENT_STAMPS

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    expression = models.ForeignKey(ExpressionOfInterest, models.PROTECT, related_name="assessments")
    assessor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="assessments", verbose_name=_("Bedømmer")
    )
    state = models.CharField(_("Status"), max_length=12, choices=AssessmentState, default=AssessmentState.ASSIGNED)
    version = models.PositiveIntegerField(default=1)
    due_on = models.DateField(_("Frist"))
    overall = models.TextField(_("Samlet vurdering"), blank=True, max_length=3000)
    substitute_for = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="substitutes", verbose_name=_("Stedfortræder for")
    )
    assigned_at = models.DateTimeField(_("Tildelt"))
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # The declaration of being qualified; made by the assessor alone.
    qualified_at = models.DateTimeField(_("Erklæret habil"), null=True, blank=True)
    given_at = models.DateTimeField(_("Afgivet"), null=True, blank=True)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    disqualified_at = models.DateTimeField(_("Inhabil"), null=True, blank=True)
    disqualified_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(_("Taget tilbage"), null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("vurdering")
        verbose_name_plural = _("vurderinger")
        constraints = [
            models.UniqueConstraint(
                fields=["expression", "assessor"],
                condition=~Q(state=AssessmentState.ENDED),
                name="assessment_once",
                violation_error_message=_("Bedømmeren har allerede den interesseerklæring."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[AssessmentState.QUALIFIED, AssessmentState.GIVEN])
                | Q(qualified_at__isnull=False),
                name="assessment_declared_first",
                violation_error_message=_("Man erklærer sig habil, før man vurderer."),
            ),
            *(
                models.CheckConstraint(
                    condition=Q(("state", state), (f"{stamp}_at__isnull", False), (f"{stamp}_by__isnull", False))
                    | (~Q(state=state) & Q((f"{stamp}_at__isnull", True), (f"{stamp}_by__isnull", True))),
                    name=f"assessment_{stamp}_stamp",
                )
                for state, stamp in ASSESSMENT_STAMPS.items()
            ),
            models.CheckConstraint(
                condition=Q(given_by__isnull=True) | Q(given_by=F("assessor")),
                name="assessment_given_by_assessor",
                violation_error_message=_("Kun bedømmeren selv afgiver sin vurdering."),
            ),
        ]
        indexes = [models.Index(fields=["assessor", "state", "due_on"], name="assessment_by_assessor")]

    def __str__(self) -> str:
        return f"{self.expression.reference}: {self.assessor}"

    @property
    def case(self) -> uuid.UUID:
        return self.expression.case

    @property
    def is_open(self) -> bool:
        """It is opened, and not yet given."""
        return self.state == AssessmentState.QUALIFIED

    @property
    def is_given(self) -> bool:
        return self.state == AssessmentState.GIVEN


@pghistory.track()
class Score(models.Model):
    """Points for one core element, and why. Rows are made as they are written; only together are they complete."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="scores")
    element = models.ForeignKey(CoreElement, models.PROTECT, related_name="scores")
    points = models.PositiveSmallIntegerField(_("Point"), null=True, blank=True)
    reason = models.TextField(_("Begrundelse"), blank=True, max_length=1500)

    class Meta:
        verbose_name = _("point")
        verbose_name_plural = _("point")
        constraints = [
            models.UniqueConstraint(fields=["assessment", "element"], name="score_once"),
            models.CheckConstraint(
                condition=Q(points__isnull=True) | Q(points__range=(LOWEST, HIGHEST)),
                name="score_points",
                violation_error_message=_("Giv fra 1 til 5 point."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.element}: {self.points or '–'}"


class ScoreChange(models.Model):
    """A score that was changed after it was given, and why: the trail stays."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="score_changes")
    element = models.ForeignKey(CoreElement, models.PROTECT, related_name="+")
    before = models.PositiveSmallIntegerField(_("Før"))
    after = models.PositiveSmallIntegerField(_("Efter"))
    reason = models.TextField(_("Hvorfor ændret"), max_length=1500)
    at = models.DateTimeField(_("Ændret"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("ændring af point")
        verbose_name_plural = _("ændringer af point")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(before__range=(LOWEST, HIGHEST), after__range=(LOWEST, HIGHEST))
                & ~Q(before=F("after"))
                & ~Q(reason=""),
                name="score_change_says_why",
                violation_error_message=_("Skriv, hvorfor pointene er ændret."),
            ),
        ]
        triggers = [pgtrigger.Protect(name="score_change_frozen", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"


class Remark(models.Model):
    """What assessors and the team say to each other about one expression, once they have given their own."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    expression = models.ForeignKey(ExpressionOfInterest, models.PROTECT, related_name="remarks")
    text = models.TextField(_("Bemærkning"), max_length=1500)
    at = models.DateTimeField(_("Skrevet"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("bemærkning")
        verbose_name_plural = _("bemærkninger")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""), name="remark_says_something", violation_error_message=_("Skriv en bemærkning.")
            ),
        ]
        triggers = [pgtrigger.Protect(name="remark_frozen", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.text[:60]
