"""What the team fills in when it works on an area's behalf."""

import datetime as dt

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from areas.states import Channel
from dkfds.fields import PickedDayField
from programme import calendar

from .fields import LineField
from .people import Phone
from .start import StartForm


class ActForm(forms.Form):
    use_required_attribute = False
    reason = LineField(
        label=_("Begrundelse"),
        help_text=_(
            "For eksempel: ringede og bad om hjælp. Den står i historikken, og kontaktpersonen får den på mail."
        ),
        max_length=300,
        error_messages={"required": _("Skriv, hvorfor du skriver på vegne af området.")},
    )


class EntryForm(StartForm):
    """What came on paper, by telephone or by mail: how, when, from where and from whom."""

    contact_name = LineField(
        label=_("Kontaktpersonens navn"),
        max_length=120,
        error_messages={"required": _("Skriv kontaktpersonens navn.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    email = forms.EmailField(
        label=_("Kontaktpersonens e-mail"),
        max_length=254,
        help_text=_("Kontaktpersonen logger ind med den og får kvitteringen og afgørelsen på den."),
        error_messages={
            "required": _("Skriv kontaktpersonens e-mailadresse."),
            "invalid": _("Skriv en e-mailadresse, for eksempel navn@eksempel.dk."),
            "max_length": _("Så lang er ingen e-mailadresse."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    phone = Phone(
        label=_("Kontaktpersonens telefon"),
        max_length=40,
        error_messages={"required": _("Skriv kontaktpersonens telefonnummer.")},
    )
    channel = forms.ChoiceField(
        label=_("Sådan kom den"),
        choices=Channel.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Vælg, hvordan interesseerklæringen kom.")},
    )
    received_on = PickedDayField(
        label=_("Modtaget den"),
        error_messages={
            "required": _("Skriv, hvilken dag regionen fik den."),
            "invalid": _("Skriv dagen, for eksempel 22-04-2025."),
        },
    )
    received_time = forms.TimeField(
        label=_("Modtaget klokken"),
        help_text=_("Det er det tidspunkt, fristen regnes fra, ikke hvornår den bliver tastet ind."),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        input_formats=["%H:%M", "%H.%M", "%H:%M:%S"],
        error_messages={
            "required": _("Skriv, hvad klokken var."),
            "invalid": _("Skriv klokkeslættet, for eksempel 10:30."),
        },
    )
    note = LineField(
        label=_("Hvor den er journaliseret"),
        help_text=_("For eksempel et sagsnummer."),
        max_length=200,
        required=False,
    )
    field_order = (
        *("channel", "received_on", "received_time", "note"),
        *("name", "municipality", "contact_name", "email", "phone"),
    )

    def __init__(self, *args, now: dt.datetime, **kwargs):
        super().__init__(*args, **kwargs)
        self._now = now
        self.fields["name"].help_text = ""

    def clean(self) -> dict:
        said = super().clean() or {}
        if said.get("received_on") and said.get("received_time") is not None:
            said["received_at"] = calendar.at(said["received_on"], said["received_time"])
            if said["received_at"] > self._now:
                self.add_error("received_on", ValidationError(_("Det er ude i fremtiden. Skriv, hvornår den kom.")))
        return said

    @property
    def values(self) -> dict:
        """As `actions.enter` takes them."""
        said = self.cleaned_data
        contact = {"name": said["contact_name"], "email": said["email"], "phone": said["phone"]}
        plain = ("name", "municipality", "channel", "received_at", "note")
        return {"contact": contact} | {name: said[name] for name in plain}
