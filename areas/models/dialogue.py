"""What was talked about before the deadline, with whom and where; and the invitations to apply that came of it."""

import uuid

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from areas.naming import folded_column
from areas.states import Interest, TalkChannel
from programme import calendar
from programme.models import Programme

from . import closed
from .expression import ExpressionOfInterest
from .municipal import MunicipalContact
from .place import LocalArea, Municipality


def _all_or_none(*names: str) -> Q:
    return Q(*((f"{name}__isnull", True) for name in names)) | Q(*((f"{name}__isnull", False) for name in names))


class OfMunicipality(models.QuerySet):
    """What belongs to a municipality: the team sees all, its contacts what is theirs; neither of them what is closed to
    them (areas/models/closed.py)."""

    def visible_to(self, user):
        if not user.is_authenticated:
            return self.none()
        theirs = self.exclude(self.is_closed_to(user))
        if user.is_team:
            return theirs
        return theirs.filter(municipality__in=MunicipalContact.objects.municipalities_of(user))

    def is_closed_to(self, person) -> Q:
        raise NotImplementedError


class DialogueQuerySet(OfMunicipality):
    def is_closed_to(self, person) -> Q:
        return closed.dialogue_is_closed(person)

    def with_place(self) -> "DialogueQuerySet":
        return self.select_related("area", "municipality", "programme", "follow_up_by", "created_by")

    def awaiting_follow_up(self) -> "DialogueQuerySet":
        """What somebody owes. `has_owner`: the one who owes it is still of the team, or the municipality's contact, and
        it is not closed to them."""
        contact = MunicipalContact.objects.current().filter(
            person=OuterRef("follow_up_by"), municipality=OuterRef("municipality")
        )
        owner = (Q(follow_up_by__is_team=True) | Exists(contact)) & Q(follow_up_by__is_active=True)
        owner &= ~self.is_closed_to(OuterRef(OuterRef("follow_up_by")))
        open_ones = self.filter(follow_up_on__isnull=False, followed_up_at__isnull=True)
        return open_ones.annotate(has_owner=models.ExpressionWrapper(owner, models.BooleanField()))


@pghistory.track()
class Dialogue(models.Model):
    """One conversation about one place: a local area, or, while there is none, the name of it.

    `uid` is also the case of its history. `follow_up_set_at` is since when the follow-up has stood with its date.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="dialogues", verbose_name=_("program"))
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="dialogues", verbose_name=_("kommune"))
    area = models.ForeignKey(
        LocalArea, models.PROTECT, related_name="dialogues", verbose_name=_("lokalområde"), null=True, blank=True
    )
    place_name = models.CharField(_("Sted"), max_length=80, blank=True, db_collation="da")
    held_on = models.DateField(_("Talt sammen"))
    channel = models.CharField(_("Hvordan"), max_length=8, choices=TalkChannel)
    talked_with = models.CharField(_("Talt med"), max_length=200)
    interest = models.CharField(_("Interesse"), max_length=12, choices=Interest)
    holding_back = models.TextField(_("Det holder dem tilbage"), max_length=1000, blank=True)
    note = models.TextField(_("Notat"), max_length=3000, blank=True)
    follow_up_on = models.DateField(_("Følg op senest"), null=True, blank=True)
    follow_up_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Hvem følger op"), null=True
    )
    follow_up_set_at = models.DateTimeField(null=True)
    followed_up_at = models.DateTimeField(_("Fulgt op"), null=True)
    followed_up_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    follow_up_note = models.TextField(_("Hvad kom der ud af det?"), max_length=1000, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = DialogueQuerySet.as_manager()

    class Meta:
        verbose_name = _("dialog")
        verbose_name_plural = _("dialoger")
        constraints = [
            models.CheckConstraint(
                condition=Q(area__isnull=False, place_name="") | (Q(area__isnull=True) & ~Q(place_name="")),
                name="dialogue_one_place",
                violation_error_message=_("En dialog handler om et lokalområde eller et sted."),
            ),
            models.CheckConstraint(
                condition=Q(held_on__lte=TruncDate("changed_at", tzinfo=calendar.COPENHAGEN)),
                name="dialogue_has_been_held",
                violation_error_message=_("En dialog skal have fundet sted."),
            ),
            models.CheckConstraint(
                condition=_all_or_none("follow_up_on", "follow_up_by", "follow_up_set_at"),
                name="dialogue_follow_up_whole",
                violation_error_message=_("En opfølgning har både en dato og en, der skal gøre det."),
            ),
            models.CheckConstraint(
                condition=Q(follow_up_on__isnull=True) | Q(follow_up_on__gte=F("held_on")),
                name="dialogue_follow_up_after",
                violation_error_message=_("Man følger op efter samtalen."),
            ),
            models.CheckConstraint(
                condition=Q(followed_up_at__isnull=True, followed_up_by__isnull=True, follow_up_note="")
                | Q(followed_up_at__isnull=False, followed_up_by__isnull=False, follow_up_on__isnull=False),
                name="dialogue_followed_up_pair",
                violation_error_message=_("Kun en aftalt opfølgning kan være gjort, og den siger hvornår og af hvem."),
            ),
        ]
        indexes = [
            models.Index(fields=["programme", "-held_on", "-id"], name="dialogue_by_day"),
            models.Index(
                fields=["follow_up_on", "id"],
                name="dialogue_follow_up",
                condition=Q(follow_up_on__isnull=False, followed_up_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.place

    @property
    def place(self) -> str:
        return self.area.name if self.area else self.place_name

    @property
    def is_owed(self) -> bool:
        return self.follow_up_on is not None and self.followed_up_at is None


class ApplyInvitationQuerySet(OfMunicipality):
    def is_closed_to(self, person) -> Q:
        return closed.invitation_is_closed(person)


@pghistory.track()
class ApplyInvitation(models.Model):
    """A named person was sent a link to begin with. It grants nothing: anybody may begin, with or without it.

    `expression` is the one that was begun through the link, so that the way from dialogue to draft can be followed.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+", verbose_name=_("program"))
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+", verbose_name=_("kommune"))
    place_name = models.CharField(_("Sted"), max_length=80, db_collation="da")
    dialogue = models.ForeignKey(Dialogue, models.PROTECT, related_name="invitations", null=True, blank=True)
    name = models.CharField(_("Navn"), max_length=120)
    email = models.EmailField(_("E-mail"))
    invited_at = models.DateTimeField(_("Inviteret"))
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    expression = models.ForeignKey(ExpressionOfInterest, models.PROTECT, related_name="apply_invitations", null=True)
    used_at = models.DateTimeField(null=True)
    used_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)

    objects = ApplyInvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation til at søge")
        verbose_name_plural = _("invitationer til at søge")
        constraints = [
            models.UniqueConstraint(
                "programme",
                "municipality",
                "email",
                folded_column("place_name"),
                name="apply_invitation_once",
                violation_error_message=_("Personen er allerede inviteret til at søge for det sted."),
            ),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True, used_by__isnull=True, expression__isnull=True)
                | Q(used_at__isnull=False, used_by__isnull=False, expression__isnull=False),
                name="apply_invitation_used_pair",
                violation_error_message=_("En brugt invitation siger hvornår, af hvem og til hvad."),
            ),
            models.CheckConstraint(
                condition=~Q(place_name="") & ~Q(name="") & ~Q(email=""),
                name="apply_invitation_whole",
                violation_error_message=_("En invitation har et sted, et navn og en e-mailadresse."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.place_name}"

    @property
    def case(self) -> uuid.UUID:
        """The history it is written in: that of the dialogue it came of, else its own."""
        return self.dialogue.uid if self.dialogue else self.uid
