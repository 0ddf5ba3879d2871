"""What a person wants to be told."""

from django import forms
from django.utils.translation import gettext_lazy as _


class WishesForm(forms.Form):
    early_reminders = forms.BooleanField(
        label=_("Send mig også de tidlige påmindelser"),
        help_text=_("Dem, der kommer flere dage før en frist."),
        required=False,
    )
