"""What the team fills in about one area's deadline: a later day, questions about what was sent, or why they close."""

import datetime as dt

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from areas import units
from areas.actions import Asked
from areas.content import Content
from dkfds.fields import PickedDayField
from programme.period import day_text

from .fields import LineField, tidy

NOT_LATER = _("Vælg en dag efter %(day)s, som er fristen nu.")
DAY_OVER = _("Den dag er gået. Vælg en dag, der kommer.")


class ExtensionForm(forms.Form):
    """`deadline` is that of all the others, `today` the day it is filled in."""

    use_required_attribute = False
    until = PickedDayField(label=_("Ny frist for området"), help_text=_("Til og med kl. 23.59 den dag."))
    reason = LineField(
        label=_("Begrundelse"),
        max_length=300,
        help_text=_("Hele styregruppen får den i en mail, og den står i historikken. Skriv ikke noget følsomt."),
        error_messages={"required": _("Skriv, hvorfor området får længere tid.")},
        widget=forms.TextInput(attrs={"size": 60}),
    )

    def __init__(self, *args, deadline: dt.date, today: dt.date, **kwargs):
        self.deadline, self.today = deadline, today
        super().__init__(*args, **kwargs)

    def clean_until(self) -> dt.date:
        until = self.cleaned_data["until"]
        if until <= self.deadline:
            raise ValidationError(NOT_LATER, params={"day": day_text(self.deadline)}, code="not-later")
        if until < self.today:
            raise ValidationError(DAY_OVER, code="over")
        return until


class CloseForm(forms.Form):
    use_required_attribute = False
    reason = LineField(
        label=_("Begrundelse"),
        max_length=300,
        help_text=_("Hele styregruppen får den i en mail, og den står i historikken. Skriv ikke noget følsomt."),
        error_messages={"required": _("Skriv, hvorfor I ikke venter på svar længere.")},
        widget=forms.TextInput(attrs={"size": 60}),
    )


class _Question(forms.CharField):
    def to_python(self, value):
        return super().to_python(tidy(value, lines=True) if isinstance(value, str) else value)


class SendBackForm(forms.Form):
    """For each unit of what was sent a box to tick and a question; and one day to answer all of them by."""

    use_required_attribute = False
    answer_on = PickedDayField(
        label=_("Svar senest"), help_text=_("Til og med kl. 23.59 den dag. Alle spørgsmål har samme dag.")
    )

    def __init__(self, *args, content: Content, earliest: dt.date, **kwargs):
        super().__init__(*args, **kwargs)
        self.earliest = earliest
        self.units = list(units.all_of(content))
        for section, unit in self.units:
            self.fields[f"ask-{section}-{unit}"] = forms.BooleanField(label=_("Spørg om dette"), required=False)
            self.fields[f"text-{section}-{unit}"] = _Question(
                label=_("Spørgsmål"),
                required=False,
                max_length=500,
                widget=forms.Textarea(attrs={"rows": 3, "placeholder": " "}),
                error_messages={"max_length": _("Skriv højst 500 tegn.")},
            )

    def clean_answer_on(self) -> dt.date:
        day = self.cleaned_data["answer_on"]
        if day < self.earliest:
            message = _("Svarfristen kan tidligst være %(day)s.")
            raise ValidationError(message, params={"day": day_text(self.earliest)}, code="too-early")
        return day

    def clean(self) -> dict:
        super().clean()
        for section, unit in self.units:
            ticked, text = (
                self.cleaned_data.get(f"ask-{section}-{unit}"),
                self.cleaned_data.get(f"text-{section}-{unit}"),
            )
            if ticked and text == "":
                self.add_error(f"text-{section}-{unit}", _("Skriv, hvad I vil spørge om, eller fjern fluebenet."))
            elif text and not ticked:
                self.add_error(f"ask-{section}-{unit}", _("Sæt flueben, hvis spørgsmålet skal med, eller slet det."))
        if not self.errors and not self.asked:
            raise ValidationError(_("Sæt flueben ved mindst ét felt, og skriv et spørgsmål."), code="nothing-asked")
        return self.cleaned_data

    @property
    def asked(self) -> list[Asked]:
        return [
            Asked(unit=(section, unit), text=self.cleaned_data[f"text-{section}-{unit}"])
            for section, unit in self.units
            if self.cleaned_data.get(f"ask-{section}-{unit}")
        ]
