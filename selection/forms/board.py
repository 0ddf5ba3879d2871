"""What the team fills in at the board."""

from decimal import Decimal

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from areas.forms.fields import LineField, tidy
from dkfds.fields import TextField
from programme.models import CoreElement

from ..states import KindOfPlace

NAME_TAKEN = _("Der er allerede en sammensætning med det navn. Vælg et andet.")


class Beginning(models.TextChoices):
    """What a new composition begins with."""

    EMPTY = "tom", _("Tom")
    BEST = "bedste", _("De bedste efter samlet tal")
    ONE_EACH = "kommuner", _("Den bedste i hver kommune")


class NoteField(TextField):
    def to_python(self, value):
        return super().to_python(tidy(value, lines=True) if isinstance(value, str) else value)


def _name() -> LineField:
    return LineField(
        label=_("Navn"),
        max_length=80,
        error_messages={"required": _("Giv sammensætningen et navn.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class NewCompositionForm(forms.Form):
    use_required_attribute = False
    name = _name()
    beginning = forms.ChoiceField(
        label=_("Begynd med"),
        choices=Beginning,
        initial=Beginning.EMPTY,
        widget=forms.RadioSelect,
        error_messages={"required": _("Vælg, hvad den begynder med.")},
    )


class DescribeForm(forms.Form):
    """`version` is that of the composition that stood on the page."""

    use_required_attribute = False
    name = _name()
    note = NoteField(label=_("Bemærkning"), rows=4, max_length=1500, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)


class CopyForm(forms.Form):
    use_required_attribute = False
    name = _name()


class KindForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Slags sted"),
        required=False,
        choices=[("", _("Ikke angivet")), *KindOfPlace.choices],
        help_text=_("Bruges kun til at se, hvordan en sammensætning fordeler sig. Området ser det ikke."),
    )


class WeightsForm(forms.Form):
    """A field for each element, and beside it the weight that stood there when the page was opened."""

    use_required_attribute = False

    def __init__(self, *args, elements: list[CoreElement], **kwargs):
        super().__init__(*args, **kwargs)
        self.elements = elements
        for element in elements:
            self.fields[element.key] = forms.DecimalField(
                label=element.said("title"),
                initial=element.weight,
                min_value=Decimal("0.01"),
                max_value=Decimal(10),
                max_digits=4,
                decimal_places=2,
                localize=True,
                widget=forms.TextInput(attrs={"inputmode": "decimal", "size": 6, "autocomplete": "off"}),
                error_messages={
                    "required": _("Skriv en vægt."),
                    "invalid": _("Skriv et tal, for eksempel 1,5."),
                    "min_value": _("En vægt er større end 0 og højst 10."),
                    "max_value": _("En vægt er større end 0 og højst 10."),
                    "max_digits": _("En vægt har højst to decimaler."),
                    "max_decimal_places": _("En vægt har højst to decimaler."),
                    "max_whole_digits": _("En vægt er større end 0 og højst 10."),
                },
            )
            self.fields[f"seen-{element.key}"] = forms.DecimalField(
                initial=element.weight, widget=forms.HiddenInput, localize=False
            )

    @property
    def weights(self) -> dict[str, Decimal]:
        return {each.key: self.cleaned_data[each.key].quantize(Decimal("0.01")) for each in self.elements}

    @property
    def seen(self) -> dict[str, Decimal]:
        return {each.key: self.cleaned_data[f"seen-{each.key}"] for each in self.elements}
