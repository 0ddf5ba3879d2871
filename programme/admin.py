"""The team's pages about the programme: what a round is made of, and what has been done in it.

Milestones are in kulturpunkt/admin.py: moving one is shown beforehand, and what hangs on it lies above this app.
"""

import datetime as dt
from typing import ClassVar

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from dkfds.fields import PickedDayField

from .models import CoreElement, Goal, HistoryEntry, Milestone, Programme


class Kept(admin.ModelAdmin):
    """What others hang on: edited, never added or deleted by hand. A new round comes from a file."""

    actions = None
    show_full_result_count = False
    list_title: object = ""
    change_form_template = "programme/kept_form.html"
    change_list_template = "programme/kept_list.html"

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        return super().changelist_view(request, (extra_context or {}) | {"title": self.list_title})

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None) -> HttpResponse:
        more = (extra_context or {}) | {"list_title": self.list_title}
        return super().changeform_view(request, object_id, form_url, more)

    def has_add_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False


class ShippedTexts(admin.StackedInline):
    """The rows of a programme that came with it: their words may be mended, the rows stay."""

    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj=None) -> bool:
        return False


class CoreElements(ShippedTexts):
    model = CoreElement
    fields = (
        "position",
        ("title", "title_en"),
        ("description", "description_en"),
        ("question", "question_en"),
    )


class Goals(ShippedTexts):
    model = Goal
    fields = ("level", "position", ("text", "text_en"))
    readonly_fields: ClassVar[tuple[str, ...]] = ("level",)


class ReminderDaysField(forms.CharField):
    """ "-14, -7, 0, 3" as a list of whole numbers; empty is None where that means something, else an error."""

    def prepare_value(self, value):
        return ", ".join(str(each) for each in value) if isinstance(value, list) else value

    def to_python(self, value):
        text = (super().to_python(value) or "").replace("−", "-")
        if not text:
            return None
        try:
            days = sorted({int(each) for each in text.split(",")})
        except ValueError:
            raise forms.ValidationError(_("Skriv hele dage med komma imellem, for eksempel -14, -7, 0, 3.")) from None
        if not all(-365 <= day <= 365 for day in days):
            raise forms.ValidationError(_("En påmindelse kan højst ligge et år fra fristen."))
        return days

    def has_changed(self, initial, data) -> bool:
        return self.to_python(data) != (sorted(set(initial)) if initial is not None else None)


class ProgrammeForm(forms.ModelForm):
    reminder_days = ReminderDaysField(
        label=_("Påmindelser"), help_text=_("Dage fra fristen, med minus for dage før: -14, -7, -3, -1, 0, 3, 10")
    )

    class Meta:
        model = Programme
        fields = (
            "name",
            "name_en",
            "is_current",
            "places",
            "grant_amount",
            "min_partners",
            "min_sectors",
            "reminder_days",
            "team_email",
        )


class ProgrammeAdmin(Kept):
    """Registered by the project (kulturpunkt/programme_pages.py), which knows which places are given."""

    form = ProgrammeForm
    list_title = _("Programmer")
    list_display = ("name", "places", "grant_amount", "is_current")
    ordering = ("-pk",)
    inlines = (CoreElements, Goals)


class HistoryAdmin(Kept):
    """What was done in every case, as sentences. Nothing here can be changed, and the database sees to that too.

    Registered by the project (kulturpunkt/history_pages.py), which knows what a person may see.
    """

    list_title = _("Historik")
    list_display = ("when", "sentence", "whole_case")
    list_display_links = None
    fields = ("when", "sentence", "case", "number")
    ordering = ("-at", "-pk")
    list_per_page = 50

    def history_for(self, user) -> QuerySet[HistoryEntry]:
        raise NotImplementedError

    def get_queryset(self, request: HttpRequest) -> QuerySet[HistoryEntry]:
        return self.history_for(request.user).select_related("by").order_by(*self.ordering)

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    @admin.display(description=_("Hvornår"), ordering="at")
    def when(self, entry: HistoryEntry) -> dt.datetime:
        return entry.at

    @admin.display(description=_("Sag"))
    def whole_case(self, entry: HistoryEntry) -> str:
        return format_html('<a href="?case={}">{}</a>', entry.case, _("Hele sagen"))

    @admin.display(description=_("Hvad skete der?"))
    def sentence(self, entry: HistoryEntry) -> str:
        return entry.sentence


class MilestoneForm(forms.ModelForm):
    reminder_days = ReminderDaysField(
        label=_("Egne påmindelser"),
        required=False,
        help_text=_("Tom: som programmet. Ellers dage fra fristen, med minus for dage før."),
    )
    why = forms.CharField(
        label=_("Hvorfor?"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=_("Står i historikken sammen med, hvem der flyttede milepælen."),
    )

    class Meta:
        model = Milestone
        fields = (
            "title",
            "title_en",
            "description",
            "description_en",
            "from_on",
            "to_on",
            "precision",
            "reminder_days",
        )
        field_classes = {"from_on": PickedDayField, "to_on": PickedDayField}
        # Every browser has a calendar of its own; Django's talks of time zones, which mean nothing for a day.
        widgets = {
            "from_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            "to_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            "description": forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
            "description_en": forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
        }
