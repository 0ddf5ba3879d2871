"""What did we tell whom: the outbox, the reminders behind it, and what people do not want to be told."""

import datetime as dt
import uuid

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import ExpressionWrapper, F, Q
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from people.models import Language

from .states import OVER, STAMPS, MessageState, Reason, Wish


def _both_or_neither(one: Q, other: Q) -> Q:
    """Written so that PostgreSQL, which takes a constraint apart at every statement, has little to read."""
    return Q(
        Exact(ExpressionWrapper(one, models.BooleanField()), ExpressionWrapper(other, models.BooleanField())),
    )


def _stamps_fit() -> Q:
    fits = Q()
    for state, stamp in STAMPS.items():
        fits &= _both_or_neither(Q(state=state), Q(**{f"{stamp}__isnull": False}))
    return fits


class MessageQuerySet(models.QuerySet["Message"]):
    def due(self, now: dt.datetime) -> "MessageQuerySet":
        """What may be sent now, sign-in codes first: somebody sits and waits for those."""
        waiting = self.filter(state=MessageState.QUEUED)
        waiting = waiting.filter(Q(next_try_at__isnull=True) | Q(next_try_at__lte=now))
        return waiting.order_by("-is_secret", F("next_try_at").asc(nulls_first=True), "pk")

    def unsettled(self) -> "MessageQuerySet":
        """Somebody has begun to send these, or had."""
        return self.filter(state=MessageState.SENDING).order_by("pk")


class Message(models.Model):
    """One mail to one person, written in the transaction of what it tells about and sent by a worker after it.

    A secret (a sign-in code) leaves no trace of its content: its text is never stored, its context wiped.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.CharField(max_length=200)
    kind = models.CharField(_("Slags"), max_length=60)
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="messages", verbose_name=_("Person")
    )
    address = models.EmailField(_("Til"))
    name = models.CharField(_("Navn"), max_length=120, blank=True)
    cc = ArrayField(models.EmailField(), verbose_name=_("Kopi til"), default=list, blank=True)
    language = models.CharField(_("Sprog"), max_length=2, choices=Language, default=Language.DANISH)
    context = models.JSONField(default=dict)
    case = models.UUIDField(null=True)
    paper = models.ForeignKey(
        "documents.Paper",
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name=_("Vedhæftet dokument"),
    )
    is_secret = models.BooleanField(default=False)
    good_until = models.DateTimeField(null=True)
    message_id = models.CharField("Message-ID", max_length=200)
    state = models.CharField(_("Tilstand"), max_length=7, choices=MessageState, default=MessageState.QUEUED)
    reason = models.CharField(_("Begrundelse"), max_length=20, choices=Reason, blank=True)
    detail = models.CharField(_("Mailserverens svar"), max_length=500, blank=True)
    attempts = models.PositiveSmallIntegerField(_("Forsøg"), default=0)
    next_try_at = models.DateTimeField(_("Næste forsøg"), null=True)
    subject = models.CharField(_("Emne"), max_length=250, blank=True)
    text = models.TextField(_("Tekst"), blank=True)
    queued_at = models.DateTimeField(_("Lagt i kø"))
    sending_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(_("Sendt"), null=True)
    failed_at = models.DateTimeField(null=True)
    held_at = models.DateTimeField(null=True)
    void_at = models.DateTimeField(null=True)
    # Held mail that somebody has looked at and let go goes out although MAIL_HELD is still set.
    released_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("besked")
        verbose_name_plural = _("postkasse")
        # Each one costs every mail that is sent two more writes: only those that something is found by.
        indexes = [
            models.Index(
                F("is_secret").desc(),
                F("next_try_at").asc(nulls_first=True),
                F("id").asc(),
                name="message_due",
                condition=Q(state=MessageState.QUEUED),
            ),
            models.Index(fields=["id"], name="message_unsettled", condition=Q(state=MessageState.SENDING)),
            models.Index(F("sent_at").desc(), name="message_sent", condition=Q(state=MessageState.SENT)),
            models.Index(
                fields=["state", "-id"],
                name="message_left",
                condition=Q(state__in=[MessageState.FAILED, MessageState.HELD, MessageState.VOID]),
            ),
            models.Index(fields=["case"], name="message_case", condition=Q(case__isnull=False)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["key"],
                name="message_once",
                violation_error_message=_("Denne besked er allerede skrevet."),
            ),
            models.CheckConstraint(
                condition=_stamps_fit(),
                name="message_stamps",
                violation_error_message=_("En beskeds tilstand og tidspunktet for den følges ad."),
            ),
            models.CheckConstraint(
                condition=_both_or_neither(
                    Q(state__in=[MessageState.FAILED, MessageState.HELD, MessageState.VOID]), ~Q(reason="")
                ),
                name="message_reason",
                violation_error_message=_("En besked, der ikke er sendt, har en begrundelse; andre har ikke."),
            ),
            models.CheckConstraint(
                condition=Q(is_secret=False) | (Q(subject="", text="") & (~Q(state__in=list(OVER)) | Q(context={}))),
                name="message_secret_wiped",
                violation_error_message=_("En kode må ikke blive liggende i postkassen."),
            ),
            models.CheckConstraint(
                condition=_both_or_neither(Q(released_at__isnull=True), Q(released_by__isnull=True)),
                name="message_released_pair",
                violation_error_message=_("En frigivelse har både et tidspunkt og en person."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.address}"

    @property
    def happened_at(self) -> dt.datetime:
        """When its present state began."""
        stamp = STAMPS.get(MessageState(self.state))
        return getattr(self, stamp) if stamp else self.queued_at


class Reminder(models.Model):
    """One offset of one obligation has been put to one person: the memory that makes sure it happens once.

    `due_on` is the date it spoke of; an obligation whose date moves is reminded of anew.
    """

    key = models.CharField(_("Opgave"), max_length=200)
    kind = models.CharField(_("Slags"), max_length=60)
    case = models.UUIDField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="reminders")
    due_on = models.DateField(_("Frist"))
    offset = models.SmallIntegerField(_("Dage fra fristen"))
    message = models.ForeignKey(Message, models.CASCADE, related_name="reminders")
    void_at = models.DateTimeField(null=True)
    reason = models.CharField(_("Begrundelse"), max_length=20, choices=Reason, blank=True)

    class Meta:
        verbose_name = _("påmindelse")
        verbose_name_plural = _("påmindelser")
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["kind", "due_on"], name="reminder_live", condition=Q(void_at__isnull=True))]
        constraints = [
            models.UniqueConstraint(
                fields=["key", "person", "due_on", "offset"],
                name="reminder_once",
                violation_error_message=_("Denne påmindelse findes allerede."),
            ),
            models.CheckConstraint(
                condition=(Q(void_at__isnull=True) & Q(reason="")) | (Q(void_at__isnull=False) & ~Q(reason="")),
                name="reminder_void_pair",
                violation_error_message=_("En påmindelse, der udgår, har en begrundelse; andre har ikke."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.offset:+}"


class ReminderPauseQuerySet(models.QuerySet["ReminderPause"]):
    def open(self) -> "ReminderPauseQuerySet":
        return self.filter(ended_at__isnull=True)


@pghistory.track()
class ReminderPause(models.Model):
    """The team has stopped the reminders of one case for a while, and says why."""

    case = models.UUIDField(_("Sag"))
    reason = models.CharField(_("Begrundelse"), max_length=300)
    paused_at = models.DateTimeField(_("Sat på pause"))
    paused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Sat på pause af")
    )
    ended_at = models.DateTimeField(_("Genoptaget"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Genoptaget af"),
    )

    objects = ReminderPauseQuerySet.as_manager()

    class Meta:
        verbose_name = _("pause i påmindelser")
        verbose_name_plural = _("pauser i påmindelser")
        ordering = ["-paused_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(ended_at__isnull=True),
                name="pause_one_open",
                violation_error_message=_("Påmindelserne i denne sag er allerede sat på pause."),
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="pause_ended_pair",
                violation_error_message=_("En genoptagelse har både et tidspunkt og en person."),
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="pause_has_reason",
                violation_error_message=_("Skriv, hvorfor påmindelserne sættes på pause."),
            ),
        ]

    def __str__(self) -> str:
        return self.reason


@pghistory.track()
class Preference(models.Model):
    """A person has turned one kind of message off. No row: they get it."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notice_preferences")
    kind = models.CharField(_("Slags"), max_length=20, choices=Wish)
    off_at = models.DateTimeField(_("Slået fra"))

    class Meta:
        verbose_name = _("fravalg")
        verbose_name_plural = _("fravalg")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind"],
                name="preference_once",
                violation_error_message=_("Det er allerede slået fra."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
