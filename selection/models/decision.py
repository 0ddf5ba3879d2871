"""What is decided about one expression, and the letter that says so."""

import uuid

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from areas.models import ExpressionOfInterest, Membership
from areas.states import ExpressionState
from documents.models import Paper
from people.models import Language
from programme import workflow
from programme.models import Disqualification, Programme

from ..states import DECISION_KEPT, DECISION_MOVES, DECISION_STAMPS, DecisionState, Outcome
from .assessment import Assessment
from .seats import within_places

LIVE = (DecisionState.PENDING, DecisionState.RELEASED)
TOLD = (DecisionState.RELEASED, DecisionState.OVER)


class DecisionQuerySet(models.QuerySet["Decision"]):
    def visible_to(self, user) -> "DecisionQuerySet":
        """The team's alone, and none of a case one is disqualified from. The area reads its letter."""
        if not user.is_authenticated or not user.is_team:
            return self.none()
        return self.exclude(expression__case__in=Disqualification.objects.cases_of(user))

    def readable_by(self, user) -> "DecisionQuerySet":
        """Those whose reasons and letter, which are made of the assessors' points, this person may read: not while they
        themselves have an assessment of that expression to give."""
        owed = Assessment.objects.of(user).to_come().filter(expression=OuterRef("expression"))
        return self.visible_to(user).exclude(Exists(owed))

    def pending(self) -> "DecisionQuerySet":
        return self.filter(state=DecisionState.PENDING)

    def released(self) -> "DecisionQuerySet":
        return self.filter(state=DecisionState.RELEASED)

    def live(self) -> "DecisionQuerySet":
        """Those that hold a seat or a rank: pending and released."""
        return self.filter(state__in=LIVE)

    def told_to(self, user) -> "DecisionQuerySet":
        """What the steering group has been told about its own area, also what came to an end since; never a pending
        one."""
        if not user.is_authenticated:
            return self.none()
        mine = Membership.objects.current().filter(person=user).values("area")
        return self.filter(expression__area__in=mine, state__in=TOLD)


@pghistory.track()
class Decision(models.Model):
    """First pending, known to the team alone; then released, all in one act. Changing one's mind makes it void and
    makes another. `seat` is one of the programme's places, `reserve` the rank on the reserve list.

    `reasons` names the main considerations (forvaltningsloven § 24). `case` is the expression's.
    """

    MOVES = DECISION_MOVES
    STAMPS = DECISION_STAMPS
    KEPT = DECISION_KEPT

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="decisions")
    expression = models.ForeignKey(ExpressionOfInterest, models.PROTECT, related_name="decisions")
    outcome = models.CharField(_("Afgørelse"), max_length=10, choices=Outcome)
    seat = models.PositiveSmallIntegerField(null=True)
    reserve = models.PositiveSmallIntegerField(_("Plads på reservelisten"), null=True)
    reasons = models.TextField(_("Begrundelse"), max_length=6000)
    # Grows when the reasons are edited: two people on one page are told of each other.
    version = models.PositiveIntegerField(default=1)
    state = models.CharField(_("Status"), max_length=8, choices=DecisionState, default=DecisionState.PENDING)
    decided_at = models.DateTimeField(_("Besluttet"))
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    released_at = models.DateTimeField(_("Frigivet"), null=True, blank=True)
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    voided_at = models.DateTimeField(_("Bortfaldet"), null=True, blank=True)
    voided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(_("Afløst"), null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("afgørelse")
        verbose_name_plural = _("afgørelser")
        constraints = [
            models.UniqueConstraint(
                fields=["expression"],
                condition=Q(state=DecisionState.PENDING),
                name="decision_one_pending",
                violation_error_message=_("Der ligger allerede en afgørelse klar."),
            ),
            models.UniqueConstraint(
                fields=["expression"],
                condition=Q(state=DecisionState.RELEASED),
                name="decision_one_released",
                violation_error_message=_("Der er allerede frigivet en afgørelse."),
            ),
            models.UniqueConstraint(
                fields=["programme", "seat"],
                condition=Q(state__in=LIVE),
                name="decision_seat",
                violation_error_message=_("Pladsen er allerede givet."),
            ),
            models.UniqueConstraint(
                fields=["programme", "reserve"],
                condition=Q(state__in=LIVE),
                name="decision_reserve",
                violation_error_message=_("Der står allerede et område på den plads på reservelisten."),
            ),
            models.CheckConstraint(
                condition=Q(outcome=Outcome.DESIGNATED, seat__isnull=False, seat__gt=0, reserve__isnull=True)
                | Q(outcome=Outcome.RESERVE, seat__isnull=True, reserve__isnull=False, reserve__gt=0)
                | Q(outcome=Outcome.DECLINED, seat__isnull=True, reserve__isnull=True),
                name="decision_place_fits",
                violation_error_message=_("Kun det udpegede har en plads, og kun reserven et nummer."),
            ),
            models.CheckConstraint(
                condition=~Q(state=DecisionState.RELEASED) | ~Q(reasons=""),
                name="decision_has_reasons",
                violation_error_message=_("En afgørelse har en begrundelse."),
            ),
            *workflow.stamped("decision", DECISION_STAMPS, DECISION_KEPT),
        ]
        triggers = [within_places("decision_within_places", programme="NEW.programme_id")]

    def __str__(self) -> str:
        return f"{self.expression.reference}: {self.get_outcome_display()}"

    @property
    def case(self) -> uuid.UUID:
        return self.expression.case

    @property
    def is_pending(self) -> bool:
        return self.state == DecisionState.PENDING

    @property
    def is_told(self) -> bool:
        return self.state in TOLD

    @property
    def is_offer(self) -> bool:
        """It lies ready for an area that has been told that it is in reserve: a place, which it is given or not."""
        return self.is_pending and self.expression.state == ExpressionState.RESERVE

    @property
    def goes_against(self) -> bool:
        return Outcome(self.outcome).goes_against

    @property
    def place_text(self) -> str:
        """The outcome as a list says it: "Reserveliste nr. 2"."""
        label = str(Outcome(self.outcome).label)
        if not self.reserve:
            return label
        number = gettext("nr. %d") % self.reserve
        return f"{label} {number}"


@pghistory.track()
class LetterText(models.Model):
    """The words of one kind of letter in one language, as the team wrote them: `body` has the tags that
    selection/letters.py names. What the team has not changed has no row, and is that of the shipped file."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="letter_texts")
    outcome = models.CharField(_("Afgørelse"), max_length=10, choices=Outcome)
    language = models.CharField(_("Sprog"), max_length=2, choices=Language, default=Language.DANISH)
    subject = models.CharField(_("Overskrift"), max_length=150)
    body = models.TextField(_("Brevets tekst"), max_length=6000)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(_("Ændret"))
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("brevtekst")
        verbose_name_plural = _("brevtekster")
        constraints = [
            models.UniqueConstraint(fields=["programme", "outcome", "language"], name="letter_text_once"),
            models.CheckConstraint(
                condition=~Q(subject="") & ~Q(body=""),
                name="letter_text_says_something",
                violation_error_message=_("Skriv både overskrift og tekst."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()}: {self.subject}"


class LetterQuerySet(models.QuerySet["Letter"]):
    def visible_to(self, user) -> "LetterQuerySet":
        """To the steering group those that have been sent to it; to the team all but of a case it is closed to."""
        if not user.is_authenticated:
            return self.none()
        own = Q(decision__in=Decision.objects.told_to(user), paper__isnull=False)
        return self.filter(own | Q(decision__in=Decision.objects.visible_to(user)))


@pghistory.track()
class Letter(models.Model):
    """The letter of one decision, as it lies ready: made from the letter text, corrected by hand, read by somebody.

    Its PDF is ordered when the decision is released, so what is sent is what was read. With a void decision it is void.
    """

    decision = models.OneToOneField(Decision, models.PROTECT, related_name="letter")
    subject = models.CharField(_("Overskrift"), max_length=150)
    body = models.TextField(_("Brevets tekst"), max_length=16000)
    language = models.CharField(_("Sprog"), max_length=2, choices=Language, default=Language.DANISH)
    version = models.PositiveIntegerField(default=1)
    # The reasons of the decision were edited after this was corrected by hand: its words may be behind them.
    is_behind = models.BooleanField(_("Ældre end begrundelsen"), default=False)
    is_corrected = models.BooleanField(_("Rettet i hånden"), default=False)
    made_at = models.DateTimeField(_("Lavet"))
    read_at = models.DateTimeField(_("Læst igennem"), null=True, blank=True)
    read_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    paper = models.OneToOneField(Paper, models.PROTECT, null=True, related_name="+")

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("brev")
        verbose_name_plural = _("breve")
        constraints = [
            models.CheckConstraint(
                condition=Q(read_at__isnull=True, read_by__isnull=True)
                | Q(read_at__isnull=False, read_by__isnull=False, read_at__gte=F("made_at")),
                name="letter_read_pair",
            ),
            models.CheckConstraint(
                condition=Q(is_behind=False) | Q(is_corrected=True),
                name="letter_behind_when_corrected",
            ),
            models.CheckConstraint(
                condition=Q(paper__isnull=True) | Q(read_at__isnull=False),
                name="letter_read_before_sent",
                violation_error_message=_("Et brev bliver læst igennem, før det bliver sendt."),
            ),
        ]

    def __str__(self) -> str:
        return self.subject
