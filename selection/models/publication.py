"""What the public is told about the chosen, on the date and the team's word."""

import datetime as dt
import uuid

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from areas.models import ExpressionOfInterest, Membership
from documents.models import Document
from people.models import Language
from programme import calendar
from programme.models import CoreElement, Disqualification, Precision, Programme

from ..states import Outcome
from .decision import Decision


class PublicationQuerySet(models.QuerySet["Publication"]):
    def in_force(self, now: dt.datetime) -> "PublicationQuerySet":
        """The word is given, and the day of the kickoff is here. A kickoff of which the plan knows only the month has
        no day yet."""
        return self.filter(
            worded_at__isnull=False,
            withdrawn_at__isnull=True,
            programme__milestones__key="kickoff",
            programme__milestones__precision=Precision.DAY,
            programme__milestones__from_on__lte=calendar.day_of(now),
        )


@pghistory.track()
class Publication(models.Model):
    """The team's word that the chosen may be shown, and what the invitation to the kickoff says besides the plan.

    They are shown from the day of the kickoff on *and* with this word: see `selection.publishing.is_public`, which
    alone answers the question. Without a `worded_at` the word has not been given yet.
    """

    programme = models.OneToOneField(Programme, models.PROTECT, related_name="publication")
    worded_at = models.DateTimeField(_("Frigivet til offentliggørelse"), null=True, blank=True)
    worded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(_("Trukket tilbage"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    kickoff_place = models.CharField(_("Sted"), max_length=200, blank=True)
    kickoff_begins = models.TimeField(_("Begynder kl."), null=True, blank=True)
    kickoff_ends = models.TimeField(_("Slutter kl."), null=True, blank=True)
    changed_at = models.DateTimeField(_("Ændret"))
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("offentliggørelse")
        verbose_name_plural = _("offentliggørelser")
        constraints = [
            models.CheckConstraint(
                condition=Q(worded_at__isnull=True, worded_by__isnull=True)
                | Q(worded_at__isnull=False, worded_by__isnull=False),
                name="publication_worded_pair",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(
                    withdrawn_at__isnull=False,
                    withdrawn_by__isnull=False,
                    worded_at__isnull=False,
                    withdrawn_at__gte=F("worded_at"),
                ),
                name="publication_withdrawn_pair",
            ),
            models.CheckConstraint(
                condition=Q(kickoff_ends__isnull=True)
                | Q(kickoff_begins__isnull=False, kickoff_ends__gt=F("kickoff_begins")),
                name="publication_kickoff_ends_later",
                violation_error_message=_("Kickoff slutter senere, end det begynder."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.programme)

    @property
    def is_given(self) -> bool:
        return self.worded_at is not None and self.withdrawn_at is None


class ProfileQuerySet(models.QuerySet["Profile"]):
    def designated(self) -> "ProfileQuerySet":
        """Of those that are Kulturpunkter now: their decision is released, and not over."""
        chosen = Decision.objects.released().filter(outcome=Outcome.DESIGNATED, expression=OuterRef("expression"))
        return self.filter(Exists(chosen))

    def visible_to(self, user) -> "ProfileQuerySet":
        """Before anything is public: the team, but for the cases it is disqualified from, and the area's own group."""
        if not user.is_authenticated:
            return self.none()
        if user.is_team:
            return self.designated().exclude(expression__case__in=Disqualification.objects.cases_of(user))
        mine = Membership.objects.current().filter(person=user).values("area")
        return self.designated().filter(expression__area__in=mine)

    def whole(self) -> "ProfileQuerySet":
        """With all that a page of one needs, but for the core elements."""
        return self.select_related(
            "expression__programme", "expression__area__municipality", "photo", "photo_wide", "photo_small"
        )


_PHOTO = ("photo", "photo_wide", "photo_small", "photo_agreed_at", "photo_agreed_by")
_NO_PHOTO = Q(*((f"{name}__isnull", True) for name in _PHOTO), photo_alt="", photo_credit="", photo_caption="")
_A_PHOTO = Q(*((f"{name}__isnull", False) for name in _PHOTO)) & ~Q(photo_alt="") & ~Q(photo_credit="")


@pghistory.track()
class Profile(models.Model):
    """How one Kulturpunkt presents itself on its public page: in its own words, as the team has gone through them.

    `version` grows with every change. `read_at` says that somebody of the team has gone through the whole of it;
    without that its page is not shown. `language` is that of its texts. `partners` has one on each line. `photo_wide`
    and `photo_small` are smaller copies of the photo; the tick that the people in it have agreed is `photo_agreed_at`.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    expression = models.OneToOneField(ExpressionOfInterest, models.PROTECT, related_name="profile")
    slug = models.SlugField(_("Adresse"), max_length=80)
    version = models.PositiveIntegerField(default=1)
    language = models.CharField(_("Teksternes sprog"), max_length=2, choices=Language, default=Language.DANISH)
    lead = models.CharField(_("Kort fortalt"), max_length=200, blank=True)
    vision = models.TextField(_("Vision"), max_length=3000, blank=True)
    partners = models.TextField(_("Partnere"), max_length=3000, blank=True)
    photo = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Foto"))
    photo_wide = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    photo_small = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    photo_alt = models.CharField(_("Hvad fotoet viser"), max_length=200, blank=True)
    photo_credit = models.CharField(_("Fotograf"), max_length=120, blank=True)
    photo_caption = models.CharField(_("Billedtekst"), max_length=200, blank=True)
    photo_agreed_at = models.DateTimeField(_("Samtykke bekræftet"), null=True, blank=True)
    photo_agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    read_at = models.DateTimeField(_("Gået igennem"), null=True, blank=True)
    read_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(_("Ændret"))
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = ProfileQuerySet.as_manager()

    class Meta:
        verbose_name = _("præsentation")
        verbose_name_plural = _("præsentationer")
        constraints = [
            models.UniqueConstraint(
                fields=["slug"],
                name="profile_slug",
                violation_error_message=_("Adressen er allerede i brug."),
            ),
            models.CheckConstraint(
                condition=_NO_PHOTO | _A_PHOTO,
                name="profile_photo_whole",
                violation_error_message=_(
                    "Skriv, hvad fotoet viser, og hvem der tog det, og bekræft, at de, der kan kendes, har sagt ja."
                ),
            ),
            models.CheckConstraint(
                condition=Q(read_at__isnull=True, read_by__isnull=True)
                | (Q(read_at__isnull=False, read_by__isnull=False) & ~Q(lead="") & ~Q(vision="")),
                name="profile_read_says_something",
                violation_error_message=_("En præsentation, der er klar, har både en kort tekst og en vision."),
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    @property
    def case(self) -> uuid.UUID:
        return self.expression.case

    @property
    def is_ready(self) -> bool:
        return self.read_at is not None


@pghistory.track()
class ProfileElement(models.Model):
    """What an area says of one core element on its public page; empty for one that it does not speak of."""

    profile = models.ForeignKey(Profile, models.CASCADE, related_name="elements")
    core_element = models.ForeignKey(CoreElement, models.PROTECT, related_name="+")
    text = models.TextField(max_length=2000, blank=True)

    class Meta:
        verbose_name = _("kerneelement i en præsentation")
        verbose_name_plural = _("kerneelementer i præsentationer")
        ordering = ["core_element__position", "pk"]
        constraints = [models.UniqueConstraint(fields=["profile", "core_element"], name="profile_element_once")]

    def __str__(self) -> str:
        return str(self.core_element)
