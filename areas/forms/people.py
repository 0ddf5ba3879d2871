"""The steering group."""

from django import forms
from django.utils.translation import gettext_lazy as _

from people.forms import plain_phone, readable_phone

from .fields import LineField, NeededToSend


class _Phone(LineField):
    widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"})

    def clean(self, value):
        return plain_phone(super().clean(value))

    def prepare_value(self, value):
        return readable_phone(value) if value else value


class MemberForm(forms.Form):
    """A new member. Who is known already keeps what they have written of themselves."""

    use_required_attribute = False
    name = LineField(
        label=_("Navn"),
        max_length=120,
        error_messages={"required": _("Skriv personens navn.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        help_text=_("Vi skriver til personen, at de er med. De logger ind med denne adresse."),
        error_messages={
            "required": _("Skriv personens e-mailadresse."),
            "invalid": _("Skriv en e-mailadresse, for eksempel navn@eksempel.dk."),
            "max_length": _("Så lang er ingen e-mailadresse."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    phone = _Phone(label=_("Telefon"), max_length=40, required=False)


class _OwnPhone(NeededToSend, _Phone):
    pass


class PhoneForm(forms.Form):
    """The contact person's own number."""

    use_required_attribute = False
    phone = _OwnPhone(
        label=_("Dit telefonnummer"),
        max_length=40,
        help_text=_("Så kan kulturteamet ringe til dig, hvis der er noget."),
    )
