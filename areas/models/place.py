"""The place is what lasts: a local area keeps its partners and people across rounds, designated or not."""

import uuid

import pghistory
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower, Upper
from django.utils.translation import gettext_lazy as _

from areas.naming import folded_column
from areas.states import GroupRole, Sector

from . import closed
from .municipal import MunicipalContact

# North Jutland with a little sea around it, in degrees: a place outside it is a slip of the hand.
SOUTH, NORTH, WEST, EAST = 56.4, 57.8, 8.1, 11.3


class Municipality(models.Model):
    """One of the eleven of North Jutland, under its official number; its seat is where a place starts on the map."""

    code = models.PositiveSmallIntegerField(_("Kommunekode"), primary_key=True)
    name = models.CharField(_("Navn"), max_length=60, unique=True, db_collation="da")
    latitude = models.DecimalField(max_digits=7, decimal_places=5)
    longitude = models.DecimalField(max_digits=7, decimal_places=5)

    class Meta:
        verbose_name = _("kommune")
        verbose_name_plural = _("kommuner")
        ordering = ["name"]
        constraints = [models.CheckConstraint(condition=Q(code__range=(100, 999)), name="municipality_code")]

    def __str__(self) -> str:
        return self.name


class LocalAreaQuerySet(models.QuerySet["LocalArea"]):
    def visible_to(self, user) -> "LocalAreaQuerySet":
        """The team sees all, a steering group its own, a municipality's contact (to read) all that lie in it. What is
        closed to somebody (areas/models/closed.py) only their own group sees."""
        if not user.is_authenticated:
            return self.none()
        shut = closed.area_is_closed(user)
        if user.is_team:
            return self.exclude(shut)
        own = Q(pk__in=Membership.objects.current().filter(person=user).values("area"))
        return self.filter(own | Q(~shut, municipality__in=MunicipalContact.objects.municipalities_of(user)))


@pghistory.track()
class LocalArea(models.Model):
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("Områdets navn"), max_length=80, db_collation="da")
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="areas", verbose_name=_("kommune"), null=True, blank=True
    )
    place = models.CharField(_("Sted"), max_length=120, blank=True)
    latitude = models.DecimalField(max_digits=7, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(max_digits=7, decimal_places=5, null=True, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = LocalAreaQuerySet.as_manager()

    class Meta:
        verbose_name = _("lokalområde")
        verbose_name_plural = _("lokalområder")
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(SOUTH, NORTH),
                    longitude__range=(WEST, EAST),
                ),
                name="area_in_north_jutland",
                violation_error_message=_("Stedet ligger ikke i Nordjylland. Vælg et punkt på kortet igen."),
            ),
            models.CheckConstraint(condition=~Q(name=""), name="area_has_name"),
        ]
        indexes = [
            models.Index(fields=["name"], name="area_name"),
            models.Index("municipality", folded_column("name"), name="area_same_name"),
            GinIndex(OpClass(Upper("name"), name="gin_trgm_ops"), name="area_name_search"),
        ]

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    def current(self) -> "MembershipQuerySet":
        return self.filter(ended_at__isnull=True)


@pghistory.track()
class Membership(models.Model):
    """One person's place in an area's steering group. It ends, it is not deleted."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    area = models.ForeignKey(LocalArea, models.CASCADE, related_name="memberships")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships")
    role = models.CharField(_("Rolle"), max_length=7, choices=GroupRole)
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("medlem af styregruppen")
        verbose_name_plural = _("styregruppe")
        ordering = ["role", "started_at", "pk"]  # the contact person first
        constraints = [
            models.UniqueConstraint(
                fields=["area"],
                condition=Q(role=GroupRole.CONTACT, ended_at__isnull=True),
                name="membership_one_contact",
                violation_error_message=_("Området har allerede en kontaktperson."),
            ),
            models.UniqueConstraint(
                fields=["area", "person"],
                condition=Q(ended_at__isnull=True),
                name="membership_once",
                violation_error_message=_("Personen er allerede med i styregruppen."),
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_at__gte=F("started_at"), ended_by__isnull=False),
                name="membership_ended_pair",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} ({self.get_role_display()})"


def tracked(model):
    """For rows that people also take out again: the audit shows what stood there."""
    return pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())(model)


@tracked
class Partner(models.Model):
    """An association, school, business … in the area's partnership. In a draft, half a row is kept as it was typed."""

    area = models.ForeignKey(LocalArea, models.CASCADE, related_name="partners")
    position = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(_("Navn"), max_length=120, blank=True)
    sector = models.CharField(_("Sektor"), max_length=12, choices=Sector, blank=True)

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partnere")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                "area",
                Lower("name"),
                condition=~Q(name=""),
                name="partner_once",
                violation_error_message=_("Den samme partner står der to gange."),
            ),
            models.CheckConstraint(condition=~Q(name="", sector=""), name="partner_not_empty"),
        ]

    def __str__(self) -> str:
        return self.name
