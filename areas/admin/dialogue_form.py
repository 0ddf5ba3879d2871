"""The dialogue as the team fills it in: the browser's own boxes for days, as in the rest of its pages."""

from django.utils.translation import gettext_lazy as _

from areas.forms.dialogue import DialogueForm
from dkfds.fields import PickedDayField


class DeskDialogueForm(DialogueForm):
    held_on = PickedDayField(
        label=DialogueForm.base_fields["held_on"].label,
        error_messages={"required": _("Skriv, hvilken dag I talte sammen.")},
    )
    follow_up_on = PickedDayField(
        label=DialogueForm.base_fields["follow_up_on"].label,
        help_text=DialogueForm.base_fields["follow_up_on"].help_text,
        required=False,
    )
