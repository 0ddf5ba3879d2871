"""The steering group."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from areas.models import Membership
from people.forms import plain_phone, readable_phone

from .fields import LineField, NeededToSend


class Phone(LineField):
    widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"})

    def clean(self, value):
        return plain_phone(super().clean(value))

    def prepare_value(self, value):
        return readable_phone(value) if value else value


class MemberForm(forms.Form):
    """A new member, to be invited or put in. Who is known already keeps what they have written of themselves."""

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
        help_text=_("Vi skriver til personen, som logger ind med denne adresse."),
        error_messages={
            "required": _("Skriv personens e-mailadresse."),
            "invalid": _("Skriv en e-mailadresse, for eksempel navn@eksempel.dk."),
            "max_length": _("Så lang er ingen e-mailadresse."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    phone = Phone(label=_("Telefon"), max_length=40, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # The contact person's own number is on the same page, and `completeness` leads to it as "id_phone".
        self.auto_id = "id_member_%s"


class _OwnPhone(NeededToSend, Phone):
    pass


class PhoneForm(forms.Form):
    """The contact person's own number."""

    use_required_attribute = False
    phone = _OwnPhone(
        label=_("Dit telefonnummer"),
        max_length=40,
        help_text=_("Så kan kulturteamet ringe til dig, hvis der er noget."),
    )


class HandoverForm(forms.Form):
    """Who is to be contact person, out of these members, and what becomes of the one who is."""

    use_required_attribute = False
    to = forms.ChoiceField(
        label=_("Hvem skal være kontaktperson?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Vælg, hvem der skal være kontaktperson."),
            "invalid_choice": _("Den person er ikke længere med i styregruppen. Vælg en anden."),
        },
    )
    leaves = forms.TypedChoiceField(
        label=_("Hvad så med dig?"),
        widget=forms.RadioSelect,
        coerce=lambda value: value == "leaves",
        choices=[("stays", _("Jeg bliver i styregruppen som medlem")), ("leaves", _("Jeg går ud af styregruppen"))],
        initial="stays",
        error_messages={"required": _("Vælg, om du bliver i styregruppen."), "invalid_choice": _("Vælg en af de to.")},
    )

    def __init__(self, *args, members: Sequence[Membership], **kwargs):
        super().__init__(*args, **kwargs)
        self._members = {str(each.uid): each for each in members}
        to: Any = self.fields["to"]
        to.choices = [(uid, str(each.person)) for uid, each in self._members.items()]

    def clean_to(self) -> Membership:
        return self._members[self.cleaned_data["to"]]


class TeamHandoverForm(HandoverForm):
    """The same by the team, which says why."""

    # The contact person whom the page was made for: if it is another by now, nothing is changed.
    seen = forms.UUIDField(widget=forms.HiddenInput)
    reason = LineField(
        label=_("Hvorfor?"),
        max_length=300,
        help_text=_("Står i historikken, som kun kulturteamet læser. Det kommer ikke med i mailene."),
        error_messages={"required": _("Skriv, hvorfor kontaktpersonen skiftes.")},
    )

    def __init__(self, *args, contact: Membership, **kwargs):
        super().__init__(*args, initial={"seen": contact.uid}, **kwargs)
        leaves: Any = self.fields["leaves"]
        leaves.label = _("Hvad så med %(name)s?") % {"name": contact.person}
        leaves.choices = [("stays", _("Bliver i styregruppen som medlem")), ("leaves", _("Går ud af styregruppen"))]
