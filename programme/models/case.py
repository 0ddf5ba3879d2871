"""What every case leaves: its history, and who may not deal with it."""

import uuid

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _


class Chain(models.Model):
    """The end of one case's history: how long it is and its last hash. The row is also the lock that orders writers."""

    case = models.UUIDField(primary_key=True)
    length = models.PositiveIntegerField()
    head = models.CharField(max_length=64)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(length__gt=0), name="chain_not_empty")]
        triggers = [pgtrigger.Protect(name="chain_no_delete", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.case} ({self.length})"


class HistoryEntry(models.Model):
    """What was done in a case, by whom, when: one link of the case's hash chain. Written by `history.record` alone."""

    case = models.UUIDField(db_index=False)
    number = models.PositiveIntegerField()
    verb = models.CharField(max_length=60)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    facts = models.JSONField(default=dict)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("hændelse")
        verbose_name_plural = _("historik")
        ordering = ["case", "number"]
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="history_number_unique")]
        indexes = [models.Index(fields=["-at", "-id"], name="history_newest")]
        triggers = [pgtrigger.Protect(name="history_append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.verb} ({self.number})"

    @cached_property
    def sentence(self) -> str:
        """The entry as the sentence a person reads, in the reader's language."""
        from programme import history

        return history.sentence(self)


class Ground(models.TextChoices):
    """Why somebody is disqualified: forvaltningsloven § 3, stk. 1, nr. 1–5."""

    OWN = "own", _("Jeg har selv en interesse i udfaldet, eller har før repræsenteret nogen, der har (nr. 1)")
    FAMILY = "family", _("Min ægtefælle, familie eller en anden nær mig har en interesse i udfaldet (nr. 2)")
    LEADS = "leads", _("Jeg sidder i ledelsen af eller er nært knyttet til en forening eller partner i sagen (nr. 3)")
    ELSEWHERE = (
        "elsewhere",
        _("Sagen er en klage over eller et tilsyn med en anden myndighed, hvor jeg var med (nr. 4)"),
    )
    OTHER = "other", _("Der er andet, der kan vække tvivl om min upartiskhed (nr. 5)")

    @property
    def number(self) -> int:
        """Of § 3, stk. 1."""
        return list(Ground).index(self) + 1

    @property
    def of_another(self) -> str:
        """The same said about somebody, where the label is what one says oneself."""
        said = {
            Ground.OWN: _(
                "Personen har selv en interesse i udfaldet, eller har før repræsenteret nogen, der har (nr. 1)"
            ),
            Ground.FAMILY: _("En ægtefælle, familie eller en anden nær personen har en interesse i udfaldet (nr. 2)"),
            Ground.LEADS: _(
                "Personen sidder i ledelsen af eller er nært knyttet til en forening eller partner i sagen (nr. 3)"
            ),
            Ground.ELSEWHERE: _(
                "Sagen er en klage over eller et tilsyn med en anden myndighed, hvor personen var med (nr. 4)"
            ),
            Ground.OTHER: _("Der er andet, der kan vække tvivl om personens upartiskhed (nr. 5)"),
        }
        return str(said[self])


class DisqualificationQuerySet(models.QuerySet["Disqualification"]):
    def current(self) -> "DisqualificationQuerySet":
        return self.filter(lifted_at__isnull=True)

    def cases_of(self, user) -> "models.QuerySet":
        """The cases that are closed to this person, as a subquery of their ids: `.exclude(case__in=…)`."""
        return self.current().filter(person=user).order_by().values("case")

    def carry_over(self, case: uuid.UUID, to: uuid.UUID) -> "list[Disqualification]":
        """Whoever may not deal with the one case may not deal with the other, which goes on with the same matter."""
        told = ("ground", "note", "declared_at", "declared_by_id")
        return Disqualification.objects.bulk_create(
            Disqualification(case=to, person=each.person, **{name: getattr(each, name) for name in told})
            for each in self.current().filter(case=case).select_related("person").order_by("pk")
        )


@pghistory.track()
class Disqualification(models.Model):
    """Somebody may not deal with a case (*inhabilitet*, forvaltningsloven §§ 3 and 6), and does not see it any more.

    Declared by the person, or found by the team; only somebody else of the team lifts it, with a reason. It stands
    here, under everything that has cases, so that mail and papers of a case can be closed as well.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.UUIDField(db_index=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="disqualifications", verbose_name=_("Person")
    )
    ground = models.CharField(_("Grund"), max_length=9, choices=Ground)
    note = models.CharField(_("Bemærkning"), max_length=300, blank=True)
    declared_at = models.DateTimeField(_("Erklæret"))
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(_("Ophævet"), null=True, blank=True)
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    lift_reason = models.CharField(_("Hvorfor ophævet"), max_length=300, blank=True)

    objects = DisqualificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("inhabilitet")
        verbose_name_plural = _("inhabiliteter")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "case"],
                condition=Q(lifted_at__isnull=True),
                name="disqualification_once",
                violation_error_message=_("Personen er allerede inhabil i sagen."),
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True, lift_reason="")
                | (
                    Q(lifted_at__isnull=False, lifted_by__isnull=False, lifted_at__gte=F("declared_at"))
                    & ~Q(lift_reason="")
                    & ~Q(lifted_by=F("person"))
                ),
                name="disqualification_lifted_by_another",
                violation_error_message=_("En anden end den inhabile ophæver det, med en begrundelse."),
            ),
        ]
        indexes = [models.Index(fields=["case"], name="disqualification_case")]

    def __str__(self) -> str:
        return f"{self.person} ({self.ground_text})"

    @property
    def ground_text(self) -> str:
        """As the person said it, or as another said it of them."""
        ground = Ground(self.ground)
        return str(ground.label if self.declared_by_id == self.person_id else ground.of_another)
