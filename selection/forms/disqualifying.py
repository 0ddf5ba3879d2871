"""What somebody says who may not deal with a case, and why another finds that they may."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from areas.forms.fields import LineField
from people.models import User
from programme.models import Ground


class GroundForm(forms.Form):
    use_required_attribute = False
    ground = forms.ChoiceField(
        label=_("Hvorfor er du inhabil?"),
        choices=Ground.choices,
        widget=forms.RadioSelect,
        help_text=_("Numrene er dem i forvaltningslovens § 3, stk. 1."),
        error_messages={"required": _("Vælg, hvorfor du er inhabil."), "invalid_choice": _("Vælg en af grundene.")},
    )
    note = LineField(
        label=_("Bemærkning"),
        max_length=300,
        required=False,
        help_text=_("Det, de andre har brug for at vide. Skriv ikke noget følsomt om nogen."),
        error_messages={"max_length": _("Skriv højst 300 tegn.")},
        widget=forms.TextInput(attrs={"size": 60}),
    )

    @property
    def said(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("ground", "note")}


class DeclareForm(GroundForm):
    sure = forms.BooleanField(
        label=_("Jeg ved, at sagen bliver lukket for mig, og at kun en anden i kulturteamet kan åbne den igen."),
        error_messages={"required": _("Sæt flueben, når du har læst det.")},
    )


class FindForm(GroundForm):
    """The same said of another: one of `people`."""

    person = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Hvem er inhabil?"),
        empty_label=_("Vælg en person"),
        error_messages={"required": _("Vælg personen."), "invalid_choice": _("Vælg en af dem på listen.")},
    )
    field_order = ("person", "ground", "note")

    def __init__(self, *args, people: QuerySet[User], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]
        self.fields["ground"].choices = [(each.value, each.of_another) for each in Ground]  # type: ignore[attr-defined]
        self.fields["ground"].label = _("Hvorfor er personen inhabil?")
        self.fields["ground"].error_messages["required"] = _("Vælg, hvorfor personen er inhabil.")


class LiftForm(forms.Form):
    use_required_attribute = False
    reason = LineField(
        label=_("Hvorfor er personen ikke inhabil?"),
        max_length=300,
        help_text=_("Det står i sagens historik."),
        error_messages={
            "required": _("Skriv, hvorfor personen ikke er inhabil."),
            "max_length": _("Skriv højst 300 tegn."),
        },
        widget=forms.TextInput(attrs={"size": 60}),
    )
