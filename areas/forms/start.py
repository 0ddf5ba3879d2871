from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from areas.models import Municipality

from .place import UNKNOWN, municipality_choices, name_field


class StartForm(forms.Form):
    use_required_attribute = False
    name = name_field()
    municipality = forms.ChoiceField(
        label=_("Kommune"),
        help_text=_("Ligger området i flere kommuner, så vælg den, hvor det meste foregår."),
        error_messages={"required": _("Vælg, hvilken kommune området ligger i."), "invalid_choice": UNKNOWN},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._found = {str(each.code): each for each in Municipality.objects.all()}
        municipality: Any = self.fields["municipality"]
        municipality.choices = municipality_choices(self._found.values())

    def clean_municipality(self) -> Municipality:
        return self._found[self.cleaned_data["municipality"]]
