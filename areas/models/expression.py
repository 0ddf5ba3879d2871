"""The expression of interest: what an area writes together."""

import datetime as dt
import secrets
import uuid

import pghistory
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from areas.states import EXPRESSION_KEPT, EXPRESSION_MOVES, EXPRESSION_STAMPS, SENT_BACK, ExpressionState
from people.models import User
from programme import calendar, workflow
from programme.models import Disqualification, Programme
from programme.period import day_text

from .municipal import MunicipalContact
from .place import LocalArea, Membership

# No I, O, 0, 1: a reference is read aloud on the telephone.
_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def new_reference() -> str:
    """Unguessable enough not to tell how many there are, short enough to say: "KP-7F3K-92QD"."""
    letters = "".join(secrets.choice(_LETTERS) for _ in range(8))
    return f"KP-{letters[:4]}-{letters[4:]}"


def last_day(ordinary: dt.date, *granted: dt.date | None) -> dt.date:
    """The deadline of one expression: that of the programme, or a later day that the team has granted it."""
    return max([ordinary, *filter(None, granted)])


class ExpressionQuerySet(models.QuerySet["ExpressionOfInterest"]):
    def visible_to(self, user) -> "ExpressionQuerySet":
        """The team sees all but the cases it is disqualified from, the steering group its own area's, a municipality's
        contact (to read) those of the areas in it, but such cases. What you may not see does not exist. An assessor's
        way to what is to be assessed is `selection.models.Assessment`."""
        if not user.is_authenticated:
            return self.none()
        if user.is_team:
            return self.exclude(case__in=Disqualification.objects.cases_of(user))
        own = Q(area__in=Membership.objects.current().filter(person=user).values("area"))
        there = Q(area__municipality__in=MunicipalContact.objects.municipalities_of(user))
        return self.filter(own | (there & ~Q(case__in=Disqualification.objects.cases_of(user))))

    def of_groups(self, user) -> "ExpressionQuerySet":
        """Those of the areas whose steering group one is in, the team's own people included; the latest first."""
        mine = Membership.objects.current().filter(person=user).values("area")
        return self.filter(area__in=mine).order_by("-changed_at", "-pk")

    def with_place(self) -> "ExpressionQuerySet":
        return self.select_related("programme", "area__municipality")

    def with_programme(self) -> "ExpressionQuerySet":
        """For a page of one expression, whose content is read apart."""
        return self.select_related("programme", "area", "entry")

    def to_act_on(self) -> "ExpressionQuerySet":
        """For an act that locks the row and reads it anew: only which one it is."""
        return self.only("uid")

    def awaiting_submission(self) -> "ExpressionQuerySet":
        return self.filter(state=ExpressionState.DRAFT)

    def awaiting_decision(self) -> "ExpressionQuerySet":
        return self.filter(state=ExpressionState.SUBMITTED)

    def not_being_entered(self) -> "ExpressionQuerySet":
        """Without those that the team is typing in: their areas have sent them, on paper or by telephone."""
        return self.filter(Q(entry__isnull=True) | Q(entry__submission__isnull=False))


@pghistory.track()
class ExpressionOfInterest(models.Model):
    """One area's expression in one programme. `case` is the chain its history is written in.

    `version` grows with every change of anything it consists of: whoever submits says which version they read.
    """

    MOVES = EXPRESSION_MOVES
    STAMPS = EXPRESSION_STAMPS
    KEPT = EXPRESSION_KEPT

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reference = models.CharField(_("Sagsnummer"), max_length=12, unique=True, default=new_reference, editable=False)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="expressions", verbose_name=_("program"))
    area = models.ForeignKey(LocalArea, models.PROTECT, related_name="expressions", verbose_name=_("lokalområde"))
    state = models.CharField(_("Status"), max_length=10, choices=ExpressionState, default=ExpressionState.DRAFT)
    version = models.PositiveIntegerField(default=1)
    challenge = models.TextField(_("Fælles udfordring eller vision"), blank=True, max_length=3000)
    idea = models.TextField(_("Idéen"), blank=True, max_length=3000)
    practice = models.TextField(_("Sådan gør vi i praksis"), blank=True, max_length=3000)
    created_at = models.DateTimeField(_("Begyndt"))
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(_("Sidst ændret"))
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField(_("Kladde siden"), null=True, blank=True)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(_("Sendt"), null=True, blank=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(_("Trukket tilbage"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    designated_at = models.DateTimeField(_("Udpeget"), null=True, blank=True)
    designated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reserved_at = models.DateTimeField(_("Sat på reservelisten"), null=True, blank=True)
    reserved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    declined_at = models.DateTimeField(_("Afslag givet"), null=True, blank=True)
    declined_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    # More time for this area alone, granted by the team.
    extended_deadline_on = models.DateField(_("Udsat frist"), null=True, blank=True)
    extension_reason = models.CharField(
        _("Begrundelse for udsættelsen"), max_length=300, blank=True, default="", db_default=""
    )
    extended_at = models.DateTimeField(_("Frist udsat"), null=True, blank=True)
    extended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    # The last time the team gave it a date of its own, or took it back: a reminder planned before that has no point.
    deadline_set_at = models.DateTimeField(null=True, blank=True)
    # While it is sent back with questions: the day they are to be answered by.
    answer_due_on = models.DateField(_("Svarfrist"), null=True, blank=True)

    objects = ExpressionQuerySet.as_manager()

    class Meta:
        verbose_name = _("interesseerklæring")
        verbose_name_plural = _("interesseerklæringer")
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "area"],
                condition=~Q(state=ExpressionState.WITHDRAWN),
                name="expression_one_open",
                violation_error_message=_("Området har allerede en interesseerklæring i dette program."),
            ),
            *workflow.stamped("expression", EXPRESSION_STAMPS, EXPRESSION_KEPT),
            models.CheckConstraint(
                condition=Q(
                    extended_deadline_on__isnull=True,
                    extension_reason="",
                    extended_at__isnull=True,
                    extended_by__isnull=True,
                )
                | (
                    Q(
                        extended_deadline_on__isnull=False,
                        extended_at__isnull=False,
                        extended_by__isnull=False,
                        deadline_set_at__isnull=False,
                    )
                    & ~Q(extension_reason="")
                ),
                name="expression_extension_whole",
                violation_error_message=_("En udsættelse har en dato, en begrundelse og en, der har givet den."),
            ),
            models.CheckConstraint(
                condition=Q(answer_due_on__isnull=True) | Q(state=ExpressionState.DRAFT),
                name="expression_answer_due_in_draft",
                violation_error_message=_("Kun det, der er sendt tilbage, har en svarfrist."),
            ),
        ]
        indexes = [
            models.Index(fields=["programme", "-changed_at", "-id"], name="expression_by_change"),
            models.Index(fields=["programme", "state", "-changed_at", "-id"], name="expression_by_state"),
            models.Index(
                "programme", F("submitted_at").desc(nulls_last=True), F("id").desc(), name="expression_by_sent"
            ),
            GinIndex(OpClass("reference", name="gin_trgm_ops"), name="expression_reference_search"),
        ]

    def __str__(self) -> str:
        return self.area.name

    def get_absolute_url(self) -> str:
        return reverse("expression", args=[self.uid])

    @property
    def is_draft(self) -> bool:
        return self.state == ExpressionState.DRAFT

    @cached_property
    def entry_if_any(self):
        """How it came, if the team typed it in: on paper, by telephone or by mail. Known from its beginning on."""
        return getattr(self, "entry", None)

    @property
    def is_being_entered(self) -> bool:
        """Whether the team is still typing it in."""
        return self.entry_if_any is not None and not self.entry_if_any.is_registered

    @property
    def is_changed_on_behalf(self) -> bool:
        """Whether the team wrote last: who is of the team and not of the group writes on the area's behalf."""
        return self.changed_by.is_team and self.changed_by_id not in self.group_roles

    @property
    def is_sent_back(self) -> bool:
        """The team has asked something, and waits for the answer; until then what was sent last stands."""
        return self.answer_due_on is not None

    @property
    def state_label(self) -> str:
        return str(SENT_BACK if self.is_sent_back else ExpressionState(self.state).label)

    @property
    def next_for_area(self) -> str:
        """What happens next, as the area reads it."""
        if self.answer_due_on:
            return _("Kulturteamet har spørgsmål. Svar på dem senest den %s.") % day_text(self.answer_due_on)
        return ExpressionState(self.state).next_for_area

    # The seven cached ones below are also filled by `content.read`, which has them at hand.

    @cached_property
    def deadline(self):
        """The milestone by which it is to be sent."""
        return self.programme.milestones.get(key="interest")

    @cached_property
    def deadline_on(self) -> dt.date:
        """The day by which it, or the answer, is to be sent."""
        return last_day(self.deadline.due_on, self.extended_deadline_on, self.answer_due_on)

    @cached_property
    def open_questions(self) -> list:
        """What the team has asked and the area not answered, in the order of asking."""
        return list(self.questions.open().select_related("asked_by")) if self.is_sent_back else []

    @cached_property
    def sent_last(self) -> dict | None:
        """While it is sent back: the frozen content that was sent last, about which the team asks."""
        return self.submissions.latest("number").content if self.is_sent_back else None

    @cached_property
    def group_roles(self) -> dict[int, str]:
        """Who is in the area's steering group today, and as what."""
        return dict(Membership.objects.current().filter(area=self.area_id).values_list("person", "role"))

    @cached_property
    def closed_to(self) -> list[int]:
        """Who is disqualified from its case, and may neither read nor do anything in it."""
        return list(Disqualification.objects.current().filter(case=self.case).values_list("person", flat=True))

    @cached_property
    def group_people(self) -> list:
        """Who is in it, as people to write to."""
        return list(User.objects.filter(memberships__area=self.area_id, memberships__ended_at=None).order_by("pk"))

    @cached_property
    def times_sent(self) -> int:
        return self.submissions.count()

    def is_late(self, arrived_at: dt.datetime) -> bool:
        return arrived_at >= calendar.end_of(self.deadline_on)
