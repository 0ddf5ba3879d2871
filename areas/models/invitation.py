"""An invitation to the steering group."""

import datetime as dt
import uuid

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from areas.states import INVITATION_MOVES, INVITATION_STAMPS, ExpressionState, GroupRole, InvitationState
from programme import workflow
from programme.models import Disqualification

from .expression import ExpressionOfInterest
from .place import LocalArea


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def pending(self) -> "InvitationQuerySet":
        return self.filter(state=InvitationState.PENDING)

    def readable_by(self, user) -> "InvitationQuerySet":
        """By whoever has the link, but those who are disqualified from the case; the invited person always."""
        if not user.is_authenticated:
            return self
        return self.exclude(~Q(email=user.email), expression__case__in=Disqualification.objects.cases_of(user))

    def to_answer(self, user, today: dt.date) -> list["Invitation"]:
        """Those that this person can still answer."""
        mine = self.pending().filter(email=user.email).select_related("area", "expression", "invited_by")
        return [each for each in mine if each.is_open_on(today)]


@pghistory.track()
class Invitation(models.Model):
    """The contact person has asked somebody, by an address, to join the steering group.

    Whoever has the unguessable `uid` may read it; only the person with that address can answer. `sent_at` and
    `times_sent` are of its mail. It can be answered until `expires_on`, which the mail promised, or until the deadline
    if that is later, wherever the deadline has been moved since.
    """

    MOVES = INVITATION_MOVES
    STAMPS = INVITATION_STAMPS

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    area = models.ForeignKey(LocalArea, models.CASCADE, related_name="invitations")
    expression = models.ForeignKey(ExpressionOfInterest, models.CASCADE, related_name="invitations")
    name = models.CharField(_("Navn"), max_length=120)
    email = models.EmailField(_("E-mail"))
    phone = models.CharField(_("Telefon"), max_length=20, blank=True)
    role = models.CharField(_("Rolle"), max_length=7, choices=GroupRole, default=GroupRole.MEMBER)
    state = models.CharField(_("Status"), max_length=9, choices=InvitationState, default=InvitationState.PENDING)
    invited_at = models.DateTimeField(_("Inviteret"))
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(_("Sendt"))
    times_sent = models.PositiveSmallIntegerField(default=1)
    expires_on = models.DateField(_("Kan besvares til og med"))
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    declined_at = models.DateTimeField(null=True, blank=True)
    declined_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation til styregruppen")
        verbose_name_plural = _("invitationer til styregruppen")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["area", "email"],
                condition=Q(state=InvitationState.PENDING),
                name="invitation_one_open",
                violation_error_message=_("Personen er allerede inviteret."),
            ),
            models.CheckConstraint(
                condition=~Q(role=GroupRole.CONTACT),
                name="invitation_never_contact",
                violation_error_message=_(
                    "Man kan kun blive inviteret som medlem; kontaktpersonen giver rollen videre."
                ),
            ),
            models.CheckConstraint(
                condition=Q(email=Lower("email")) & ~Q(email=""),
                name="invitation_email_lower",
                violation_error_message=_("E-mailadressen gemmes med små bogstaver."),
            ),
            models.CheckConstraint(
                condition=Q(sent_at__gte=F("invited_at"), times_sent__gte=1),
                name="invitation_sent_after_invited",
                violation_error_message=_("En invitation kan ikke være sendt, før den blev skrevet."),
            ),
            *workflow.stamped("invitation", INVITATION_STAMPS),
        ]
        indexes = [
            models.Index(fields=["email"], name="invitation_to_answer", condition=Q(state=InvitationState.PENDING))
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.email})"

    def get_absolute_url(self) -> str:
        return reverse("invitation", args=[self.uid])

    @property
    def case(self) -> uuid.UUID:
        """Its history is told in that of the expression."""
        return self.expression.case

    @property
    def is_pending(self) -> bool:
        return self.state == InvitationState.PENDING

    @property
    def last_day(self) -> dt.date:
        return max(self.expires_on, self.expression.deadline_on)

    def has_run_out(self, today: dt.date) -> bool:
        # Asked in this order, since the deadline takes a query and hardly ever decides.
        return self.is_pending and today > self.expires_on and today > self.expression.deadline_on

    def is_open_on(self, today: dt.date) -> bool:
        """It can be answered: nobody has, it has not run out, and there is still something to join."""
        return self.is_pending and not self.has_run_out(today) and not self.is_pointless

    @property
    def is_pointless(self) -> bool:
        return self.expression.state == ExpressionState.WITHDRAWN
