"""Who uses the system. The e-mail address is the name a person signs in with; there are no passwords."""

import uuid
from typing import Any, ClassVar

import pghistory
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import make_password
from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models.functions import Cast, Length, Lower, Upper
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        """Addresses are kept in lower case: people write them as it falls, and mean the same mailbox."""
        return (email or "").strip().lower()

    def create_user(self, email: str, **fields) -> "User":
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_unusable_password()
        user.save(using=self._db)
        return user

    def get_or_make(self, email: str, **fields) -> "User":
        """The person with this address; made on the spot if nobody has it. Two who ask at once get the same row."""
        fields["password"] = make_password(None)
        return self.get_or_create(email=self.normalize_email(email), defaults=fields)[0]

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=self.normalize_email(username))

    def team(self):
        return self.filter(is_team=True, is_active=True)


class Language(models.TextChoices):
    DANISH = "da", _("Dansk")
    ENGLISH = "en", _("Engelsk")


@pghistory.track(exclude=["password", "last_login"])
class User(AbstractBaseUser):
    """A person. The two programme-wide roles are facts about the person; all other roles hang on a place or a case."""

    email = models.EmailField(
        _("E-mail"), unique=True, error_messages={"unique": _("Der er allerede en bruger med den e-mailadresse.")}
    )
    name = models.CharField(_("Navn"), max_length=120, blank=True)
    phone = models.CharField(_("Telefon"), max_length=20, blank=True)
    language = models.CharField(_("Sprog"), max_length=2, choices=Language, default=Language.DANISH)
    is_team = models.BooleanField(_("Kulturteam"), default=False)
    is_assessor = models.BooleanField(_("Bedømmer"), default=False)
    is_active = models.BooleanField(_("Aktiv"), default=True)
    joined_at = models.DateTimeField(_("Oprettet"), auto_now_add=True)

    # Whom this person's session writes for, if for anybody: areas.models.Acting, put here for each request.
    acting: Any = None

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = UserManager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("personer")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")),
                name="user_email_lower",
                violation_error_message=_("E-mailadressen gemmes med små bogstaver."),
            ),
            models.CheckConstraint(
                condition=models.Q(phone="") | models.Q(phone__regex=r"^\+[1-9][0-9]{6,14}$"),
                name="user_phone_e164",
                violation_error_message=_("Telefonnummeret gemmes med landekode, for eksempel +4512345678."),
            ),
        ]
        indexes = [models.Index(OpClass(Upper("email"), name="text_pattern_ops"), name="user_email_search")]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def is_staff(self) -> bool:
        """What Django's admin asks: the culture team and nobody else."""
        return self.is_team

    @property
    def is_superuser(self) -> bool:
        return self.is_team

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return self.is_active and self.is_team

    def has_perms(self, perm_list, obj: object = None) -> bool:
        return self.is_active and self.is_team

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_active and self.is_team

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0] if self.name else self.email


UNSAVED_AT_MOST = 200_000  # characters of JSON, several times what the fullest page that can be saved takes


class UnsavedText(models.Model):
    """What somebody sent in with a page after her session had run out: kept a day, for her and on that browser only.

    Without the history of other tables: once it is saved, or a day old, nothing of it is to be left.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(User, models.CASCADE, related_name="+")
    path = models.CharField(max_length=200)
    body = models.JSONField()
    stored_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(path__startswith="/"),
                name="unsaved_text_path",
                violation_error_message=_("Teksten skal høre til en side."),
            ),
            models.CheckConstraint(
                condition=LessThanOrEqual(Length(Cast("body", models.TextField())), UNSAVED_AT_MOST),
                name="unsaved_text_size",
                violation_error_message=_("Så lang en tekst kan ikke gemmes."),
            ),
        ]
        indexes = [models.Index(fields=["stored_at"], name="unsaved_text_stored")]

    def __str__(self) -> str:
        return self.path
