"""The dialogue as the team fills it in: the browser's own boxes for days, as in the rest of its pages."""

from django import forms
from django.utils.translation import gettext_lazy as _

from areas.forms.dialogue import DialogueForm


class _Day(forms.DateField):
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    default_error_messages = {"invalid": _("Den dato findes ikke.")}

    def __init__(self, **kwargs):
        super().__init__(input_formats=["%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y"], **kwargs)


class DeskDialogueForm(DialogueForm):
    held_on = _Day(
        label=DialogueForm.base_fields["held_on"].label,
        error_messages={"required": _("Skriv, hvilken dag I talte sammen.")},
    )
    follow_up_on = _Day(
        label=DialogueForm.base_fields["follow_up_on"].label,
        help_text=DialogueForm.base_fields["follow_up_on"].help_text,
        required=False,
    )
