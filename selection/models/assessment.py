"""What one assessor thinks of one expression."""

import uuid

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from areas.models import ExpressionOfInterest, Membership
from areas.states import ExpressionState
from programme import workflow
from programme.models import CoreElement, Disqualification

from ..states import ASSESSMENT_MOVES, ASSESSMENT_STAMPS, AssessmentState

LOWEST, HIGHEST = 1, 5
LIVE = (AssessmentState.ASSIGNED, AssessmentState.QUALIFIED, AssessmentState.GIVEN)
_NOT_OF_THE_AREA = """
    IF EXISTS (
        SELECT FROM areas_membership m JOIN areas_expressionofinterest e ON e.area_id = m.area_id
        WHERE e.id = NEW.expression_id AND m.person_id = NEW.assessor_id
    ) THEN
        RAISE EXCEPTION 'person % is or was in the group of that area', NEW.assessor_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'assessment_not_own_area';
    END IF;
    RETURN NEW;
"""


def _is_of_the_area() -> Exists:
    return Exists(Membership.objects.filter(area=OuterRef("expression__area"), person=OuterRef("assessor")))


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def open(self) -> "AssessmentQuerySet":
        """Somebody still owes these."""
        return self.filter(state__in=(AssessmentState.ASSIGNED, AssessmentState.QUALIFIED))

    def to_come(self) -> "AssessmentQuerySet":
        """Open ones that may still be given, now or when the area has answered: not of what is withdrawn or decided."""
        return self.open().filter(expression__state__in=(ExpressionState.DRAFT, ExpressionState.SUBMITTED))

    def given(self) -> "AssessmentQuerySet":
        """These count."""
        return self.filter(state=AssessmentState.GIVEN)

    def by_the_area(self) -> "AssessmentQuerySet":
        """Their assessor has come into the steering group of the area since, or been there."""
        return self.filter(_is_of_the_area())

    def of(self, user) -> "AssessmentQuerySet":
        """One's own, as long as one has the role, is an assessor of that expression, not disqualified from it, and
        neither in the steering group of the area nor ever has been."""
        if not user.is_authenticated or not (user.is_assessor or user.is_team):
            return self.none()
        mine = self.filter(assessor=user, state__in=LIVE)
        mine = mine.exclude(expression__area__in=Membership.objects.filter(person=user).values("area"))
        return mine.exclude(expression__case__in=Disqualification.objects.cases_of(user))

    def owed(self) -> "AssessmentQuerySet":
        """Those that somebody still has to give. Not while the area is asked something: what it answers is to be read
        as well; nor of what is withdrawn or decided, nor by who has come into the area's steering group."""
        closed = Disqualification.objects.current().filter(
            person=OuterRef("assessor"), case=OuterRef("expression__case")
        )
        has_role = Q(assessor__is_team=True) | Q(assessor__is_assessor=True)
        owed = self.open().filter(has_role, assessor__is_active=True, expression__state=ExpressionState.SUBMITTED)
        return owed.exclude(Exists(closed)).exclude(_is_of_the_area())

    def awaiting_substitute(self) -> "AssessmentQuerySet":
        """Their assessor was disqualified, and nobody has taken their place."""
        named = Assessment.objects.filter(substitute_for=OuterRef("pk")).exclude(state=AssessmentState.ENDED)
        return self.filter(state=AssessmentState.DISQUALIFIED).exclude(Exists(named))

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
        unless one has one's own of it still to give; who never gave theirs reads them afterwards, if they are of the
        team."""
        mine = Assessment.objects.filter(assessor=user, expression=OuterRef("expression"))
        owed = mine.to_come() if user.is_authenticated and user.is_team else mine.open()
        return self.visible_to(user).filter(Q(assessor=user) | (Q(state=AssessmentState.GIVEN) & ~Exists(owed)))


@pghistory.track()
class Assessment(models.Model):
    """One assessor's task with one expression: assigned by the team, opened by declaring oneself qualified, given once.

    `case`, in whose history it is written, is the expression's. `due_on` is the day the team asks for it;
    `due_set_at` says when that was last changed.
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
    due_set_at = models.DateTimeField(_("Frist ændret"), null=True, blank=True)
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
            *workflow.stamped("assessment", ASSESSMENT_STAMPS),
            models.CheckConstraint(
                condition=Q(given_by__isnull=True) | Q(given_by=F("assessor")),
                name="assessment_given_by_assessor",
                violation_error_message=_("Kun bedømmeren selv afgiver sin vurdering."),
            ),
        ]
        indexes = [models.Index(fields=["assessor", "state", "due_on"], name="assessment_by_assessor")]
        triggers = [
            pgtrigger.Trigger(
                name="assessment_not_own_area",
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("assessor_id", "expression_id"),
                when=pgtrigger.Before,
                func=_NOT_OF_THE_AREA,
            )
        ]

    def __str__(self) -> str:
        return f"{self.expression.reference}: {self.assessor}"

    @property
    def case(self) -> uuid.UUID:
        return self.expression.case

    @property
    def is_assigned(self) -> bool:
        """Its assessor has not declared anything yet."""
        return self.state == AssessmentState.ASSIGNED

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


class RemarkQuerySet(models.QuerySet["Remark"]):
    def readable_by(self, user) -> "RemarkQuerySet":
        """An assessor reads them once their own assessment is given, the team unless it has one still to give; nobody
        those of a case they are disqualified from."""
        if not user.is_authenticated:
            return self.none()
        mine = Assessment.objects.of(user).filter(expression=OuterRef("expression"))
        theirs = self.exclude(expression__case__in=Disqualification.objects.cases_of(user))
        return theirs.exclude(Exists(mine.to_come())) if user.is_team else theirs.filter(Exists(mine.given()))


class Remark(models.Model):
    """What assessors and the team say to each other about one expression, once they have given their own."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    expression = models.ForeignKey(ExpressionOfInterest, models.PROTECT, related_name="remarks")
    text = models.TextField(_("Bemærkning"), max_length=1500)
    at = models.DateTimeField(_("Skrevet"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = RemarkQuerySet.as_manager()

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
