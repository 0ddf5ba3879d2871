"""The team's page about people: who they are, what they may, and what was changed by whom."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import label_for_field
from django.contrib.auth.models import Group
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from pghistory.models import Events

from .forms import plain_phone
from .models import User, UserManager
from .second_factor import MAIN_FACTORS

# Tables of the libraries that hold nothing the team decides about; one of them holds secrets.
for model in (Group, EmailAddress, Authenticator, SocialAccount, SocialApp, SocialToken):
    if admin.site.is_registered(model):
        admin.site.unregister(model)


class PersonForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ("email", "name", "phone", "language", "is_team", "is_assessor", "is_active")
        help_texts = {
            "email": _("Det er den, man logger ind med. Rettes den, logger personen fremover ind med den nye."),
            "name": _("Må stå tomt: så bliver der spurgt om det, første gang personen logger ind."),
            "is_team": _("Ser og retter alt her. Skal bruge to-trins-login."),
            "is_assessor": _("Kan læse og bedømme interesseerklæringer."),
            "is_active": _("Fjern krydset i stedet for at slette: så kan personen ikke logge ind mere."),
        }
        error_messages = {
            "email": {
                "required": _("Skriv en e-mailadresse."),
                "invalid": _("Skriv en hel e-mailadresse, for eksempel navn@eksempel.dk."),
            }
        }

    def clean_email(self) -> str:
        return UserManager.normalize_email(self.cleaned_data["email"])

    def clean_phone(self) -> str:
        return plain_phone(self.cleaned_data["phone"])


@admin.register(User)
class PersonAdmin(admin.ModelAdmin):
    form = PersonForm
    list_display = ("email", "name", "is_team", "is_assessor", "has_second_factor", "is_active", "last_login")
    list_filter = ("is_team", "is_assessor", "is_active")
    search_fields = ("email", "name")
    ordering = ("email",)
    list_per_page = 50
    show_full_result_count = False
    actions = ("reset_second_factor",)
    readonly_fields = ("joined_at", "last_login", "has_second_factor", "changes")
    fieldsets = (
        (None, {"fields": ("email", "name", "phone", "language")}),
        (_("Roller"), {"fields": ("is_team", "is_assessor", "is_active")}),
        (_("Adgang"), {"fields": ("joined_at", "last_login", "has_second_factor")}),
        (_("Historik"), {"fields": ("changes",)}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        factors = Authenticator.objects.filter(user=OuterRef("pk"), type__in=MAIN_FACTORS)
        return super().get_queryset(request).annotate(second_factor=Exists(factors))

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None):
        return self.fieldsets if obj else self.fieldsets[:2]

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None):
        """Nobody takes the team's rights or her access from herself: the last one would lock the door behind her."""
        own = ("is_team", "is_active") if obj and obj.pk == request.user.pk else ()
        return (*self.readonly_fields, *own)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: User, form, change: bool) -> None:
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)

    @admin.display(description=_("To-trins-login"), boolean=True, ordering="second_factor")
    def has_second_factor(self, user: Any) -> bool:
        return user.second_factor

    @admin.display(description=_("Ændringer"))
    def changes(self, user: User) -> str:
        return format_html_join("", "<p>{}<br>{}</p>", change_lines(user))

    @admin.action(description=_("Nulstil to-trins-login (telefonen er væk)"))
    def reset_second_factor(self, request: HttpRequest, people: QuerySet[User]) -> None:
        """They set it up anew at their next sign-in, with the code from their mail."""
        own = people.filter(email=request.user.get_username()).exists()
        chosen = list(people.exclude(email=request.user.get_username()).values_list("pk", flat=True))
        gone = Authenticator.objects.filter(user__in=chosen)
        count = gone.values("user").distinct().count()
        gone.delete()
        for person in User.objects.filter(pk__in=chosen):
            self.log_change(request, person, [{"changed": {"fields": [str(_("To-trins-login"))]}}])
        told = ngettext("Nulstillet for %(count)d person.", "Nulstillet for %(count)d personer.", count)
        messages.success(request, told % {"count": count})
        if own:
            messages.warning(request, _("Din egen nulstiller du ikke her, men under »Mine oplysninger«."))


def change_lines(user: User, newest: int = 50) -> list[tuple[str, str]]:
    """(when and by whom, what) for each change that the database's own audit has kept, newest first."""
    events = list(Events.objects.tracks(user).order_by("-pgh_created_at", "-pgh_id")[:newest])
    actors: list[int] = [(event.pgh_context or {}).get("user") or 0 for event in events]
    names = {person.pk: str(person) for person in User.objects.filter(pk__in=set(actors))}
    lines = []
    for event, actor in zip(events, actors, strict=True):
        by = names.get(actor, str(_("systemet")))
        when = date_format(timezone.localtime(event.pgh_created_at), "DATETIME_FORMAT")
        lines.append((f"{when} – {by}", describe(event.pgh_diff)))
    return lines


def describe(diff: dict | None) -> str:
    if not diff:
        return str(_("Oprettet"))
    labels = ((label_for_field(field, User), *change) for field, change in diff.items())
    return "; ".join(f"{label}: {_shown(before)} → {_shown(after)}" for label, before, after in labels)


def _shown(value) -> str:
    if isinstance(value, bool):
        return str(_("ja") if value else _("nej"))
    return str(value) if value not in ("", None) else "–"
