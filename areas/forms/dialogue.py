"""What is written down after a conversation, and whom to invite."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from areas.models import Dialogue, MunicipalContact, Municipality
from areas.states import Interest, TalkChannel
from dkfds.fields import DayField, TextField
from people.models import User, UserManager

from .fields import LineField, tidy
from .place import UNKNOWN, municipality_choices

# For whoever is disqualified from the case of the place.
CLOSED = _("Du er inhabil i sagen om det sted. Bed en anden i kulturteamet om at tage sig af det.")
# What a person fills in beside the place, by the names of Dialogue.
SAID = (
    "held_on",
    "channel",
    "talked_with",
    "interest",
    "holding_back",
    "note",
    "follow_up_on",
    "follow_up_by",
)


class _Text(TextField):
    def to_python(self, value):
        return super().to_python(tidy(value, lines=True) if isinstance(value, str) else value)


def _email_field(help_text) -> forms.EmailField:
    return forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        help_text=help_text,
        error_messages={
            "required": _("Skriv personens e-mailadresse."),
            "invalid": _("Skriv en hel e-mailadresse, for eksempel navn@eksempel.dk."),
            "max_length": _("Så lang er ingen e-mailadresse."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )


def _name_field() -> LineField:
    return LineField(
        label=_("Navn"),
        max_length=120,
        error_messages={"required": _("Skriv personens navn.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class InMunicipality(forms.Form):
    """A form about a place in one of the municipalities that its reader may write about."""

    use_required_attribute = False
    municipality = forms.ChoiceField(
        label=_("Kommune"),
        error_messages={"required": _("Vælg en kommune."), "invalid_choice": UNKNOWN},
    )
    place = LineField(
        label=_("Sted"),
        max_length=80,
        help_text=_("Byen, øen eller egnen, som den plejer at hedde. Er området allerede i gang, kobles det på."),
        error_messages={"required": _("Skriv, hvilket sted det drejer sig om.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args, municipalities: list[Municipality], **kwargs):
        super().__init__(*args, **kwargs)
        self._found = {str(each.code): each for each in municipalities}
        field: Any = self.fields["municipality"]
        field.choices = municipality_choices(self._found.values())
        if len(self._found) == 1:
            field.initial = next(iter(self._found))

    def clean_municipality(self) -> Municipality:
        return self._found[self.cleaned_data["municipality"]]


class DialogueForm(InMunicipality):
    """`owners` are those who may be asked to follow up, beside `me`, who writes; `today` is the last day on which
    people can have talked."""

    held_on: forms.Field = DayField(
        label=_("Hvornår talte I sammen?"),
        error_messages={"required": _("Skriv, hvilken dag I talte sammen.")},
    )
    channel = forms.ChoiceField(
        label=_("Hvordan?"), choices=TalkChannel, error_messages={"required": _("Vælg, hvordan I talte sammen.")}
    )
    talked_with = LineField(
        label=_("Hvem talte du med?"),
        max_length=200,
        help_text=_("For eksempel: Ditte Prøve fra borgerforeningen."),
        error_messages={"required": _("Skriv, hvem du talte med.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    interest = forms.ChoiceField(
        label=_("Hvor langt er de?"),
        choices=Interest,
        error_messages={"required": _("Vælg, hvor langt de er.")},
    )
    holding_back = _Text(
        label=_("Hvad holder dem tilbage?"),
        rows=3,
        max_length=1000,
        required=False,
    )
    note = _Text(
        label=_("Notat"),
        rows=5,
        max_length=3000,
        required=False,
        help_text=_("Kulturteamet og kommunens kontakter kan læse det. Skriv ikke noget følsomt om nogen."),
    )
    follow_up_on: forms.Field = DayField(
        label=_("Følg op senest"),
        required=False,
        help_text=_("Så kommer det på jeres liste over næste skridt, og der kommer en påmindelse."),
    )
    follow_up_by = forms.ChoiceField(
        label=_("Hvem følger op?"), required=False, error_messages={"invalid_choice": _("Vælg en på listen.")}
    )

    def __init__(self, *args, me: User, owners: list[User], today: dt.date, **kwargs):
        super().__init__(*args, **kwargs)
        self._me, self._today = me, today
        self._owners = {str(each.pk): each for each in owners}
        field: Any = self.fields["follow_up_by"]
        field.choices = [("", _("Mig selv")), *((pk, str(each)) for pk, each in self._owners.items())]

    def clean_follow_up_by(self) -> User | None:
        return self._owners.get(self.cleaned_data["follow_up_by"])

    def clean_held_on(self) -> dt.date:
        day = self.cleaned_data["held_on"]
        if day > self._today:
            raise ValidationError(_("Dagen ligger ude i fremtiden. Skriv, hvornår I talte sammen."), code="future")
        return day

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        on, by = said.get("follow_up_on"), said.get("follow_up_by")
        if on and not by and "follow_up_by" not in self.errors:
            by = said["follow_up_by"] = self._me
        if by and not on and "follow_up_on" not in self.errors:
            self.add_error("follow_up_on", _("Skriv, hvornår der senest skal følges op."))
        if by and said.get("municipality") and not _has_part_in(by, said["municipality"]):
            self.add_error("follow_up_by", _("Den person er ikke kontakt for kommunen. Vælg en anden."))
        if on and said.get("held_on") and on < said["held_on"]:
            self.add_error("follow_up_on", _("Det er før, I talte sammen. Skriv en senere dag."))
        return said


def _has_part_in(person: User, municipality: Municipality) -> bool:
    contacts = MunicipalContact.objects.current().filter(person=person, municipality=municipality)
    return person.is_team or contacts.exists()


def initial_of(dialogue: Dialogue, *, me: User) -> dict[str, Any]:
    """What stands in the form of one that is there, as `me` reads it."""
    said = {name: getattr(dialogue, name) for name in SAID}
    return said | {
        "municipality": str(dialogue.municipality_id),
        "place": dialogue.place,
        "follow_up_by": "" if dialogue.follow_up_by_id in (None, me.pk) else str(dialogue.follow_up_by_id),
    }


def owners_for(municipalities: list[Municipality], *, by: User, dialogue: Dialogue | None = None) -> list[User]:
    """Whom else `by` may ask to follow up: the contacts of these municipalities, for the team also the team; and
    whoever has been asked already."""
    contacts = MunicipalContact.objects.current().filter(municipality__in=municipalities).order_by()
    people = User.objects.filter(pk__in=contacts.values("person"))
    if by.is_team:
        people |= User.objects.team()
    if dialogue and dialogue.follow_up_by_id:
        people |= User.objects.filter(pk=dialogue.follow_up_by_id)
    return list(people.exclude(pk=by.pk).order_by("name", "email"))


class FollowUpForm(forms.Form):
    use_required_attribute = False
    note = _Text(label=_("Hvad kom der ud af det?"), rows=3, max_length=1000, required=False)


class InviteForm(InMunicipality):
    """Whom to send a link to begin with."""

    field_order = ("name", "email", "municipality", "place")
    name = _name_field()
    email = _email_field(_("Personen får en mail med et link. Den, der bruger linket, logger ind med sin egen e-mail."))

    def clean_email(self) -> str:
        return UserManager.normalize_email(self.cleaned_data["email"])


class ContactForm(forms.Form):
    """A person who is to follow a municipality's areas."""

    use_required_attribute = False
    name = _name_field()
    email = _email_field(_("Vi skriver til personen om rollen. De logger ind med denne adresse."))
    municipality = forms.ModelChoiceField(
        Municipality.objects.all(),
        label=_("Kommune"),
        empty_label=_("Vælg kommune"),
        error_messages={"required": _("Vælg en kommune."), "invalid_choice": UNKNOWN},
    )

    def clean_email(self) -> str:
        return UserManager.normalize_email(self.cleaned_data["email"])
