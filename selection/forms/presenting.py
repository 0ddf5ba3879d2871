"""The words and the photo of a presentation."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from areas.forms.fields import LineField, tidy
from dkfds.fields import TextField
from documents.models import Document
from people.models import Language

from ..models import Profile, Publication

LEAD_HELP = _("En enkelt sætning. Den står på listen, og når nogen deler siden.")


class Text(TextField):
    def to_python(self, value):
        return super().to_python(tidy(value, lines=True) if isinstance(value, str) else value)


class Sentence(TextField):
    """A box of two lines that counts its characters, kept as one line."""

    def __init__(self, **kwargs):
        super().__init__(rows=2, **kwargs)

    def to_python(self, value):
        return super().to_python(tidy(value, lines=False) if isinstance(value, str) else value)


class _Seen(forms.Form):
    """Knows which version of the presentation was looked at."""

    use_required_attribute = False
    version = forms.IntegerField(min_value=1, max_value=1_000_000, widget=forms.HiddenInput)

    def see(self, profile: Profile) -> None:
        """Whoever sends this once more has seen what stands there now."""
        data: Any = self.data
        data = data.copy()
        data["version"] = str(profile.version)
        self.data = data


class OwnWordsForm(_Seen):
    """What the area's contact person may change."""

    lead = Sentence(
        label=_("Kort fortalt"),
        max_length=200,
        help_text=LEAD_HELP,
        error_messages={"required": _("Skriv en sætning om jeres Kulturpunkt.")},
    )
    vision = Text(
        label=_("Jeres vision"),
        max_length=3000,
        rows=10,
        help_text=_("Skriv ikke navne på enkeltpersoner, telefonnumre eller beløb: alle kan læse siden."),
        error_messages={"required": _("Skriv, hvad I gerne vil sammen.")},
    )
    photo_caption = Sentence(label=_("Tekst til fotoet"), max_length=200, required=False)

    def __init__(self, data: QueryDict | None = None, *, profile: Profile):
        stood = {name: getattr(profile, name) for name in ("version", "lead", "vision", "photo_caption")}
        super().__init__(data, initial=stood)
        if profile.photo is None:
            del self.fields["photo_caption"]


class ProfileForm(_Seen):
    """What the team goes through: every text of the page. `element_fields` are those of the core elements."""

    OWN = ("language", "lead", "vision", "partners")
    language = forms.ChoiceField(
        label=_("Teksternes sprog"),
        choices=Language,
        help_text=_("Så læser en skærmlæser dem rigtigt op. Står de på engelsk, så skriv dem helst på dansk."),
    )
    lead = Sentence(label=_("Kort fortalt"), max_length=200, required=False, help_text=LEAD_HELP)
    vision = Text(label=_("Vision"), max_length=3000, rows=8, required=False)
    partners = Text(label=_("Partnere"), max_length=3000, rows=5, required=False, help_text=_("Én på hver linje."))
    is_read = forms.BooleanField(
        label=_("Gået igennem og klar til at blive vist"),
        required=False,
        help_text=_("Der står ingen personer, telefonnumre eller beløb, og teksten kan forstås af alle."),
    )

    def __init__(self, data: QueryDict | None = None, *, profile: Profile):
        stood: dict[str, Any] = {name: getattr(profile, name) for name in ("version", *self.OWN)}
        super().__init__(data, initial=stood | {"is_read": profile.is_ready})
        self.keys = []
        for element in profile.elements.select_related("core_element"):
            key = element.core_element.key
            self.keys.append(key)
            label = element.core_element.said("title")
            field = Text(label=label, max_length=2000, rows=4, required=False, initial=element.text)
            self.fields[f"element-{key}"] = field
        self.order_fields(
            ["language", "lead", "vision", *(f"element-{key}" for key in self.keys), "partners", "is_read"]
        )

    @property
    def shown(self) -> list[forms.BoundField]:
        return [field for field in self if not field.is_hidden and field.name != "is_read"]

    @property
    def texts(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in self.OWN}

    @property
    def elements(self) -> dict[str, str]:
        return {key: self.cleaned_data[f"element-{key}"] for key in self.keys}

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("is_read"):
            for name, sentence in {
                "lead": _("Skriv en sætning, før præsentationen kan være klar."),
                "vision": _("Skriv visionen, før præsentationen kan være klar."),
            }.items():
                if name in said and not said[name]:
                    self.add_error(name, sentence)
        return said


class PhotoForm(_Seen):
    """Which of the area's own pictures, and what must be known of it."""

    photo = forms.ModelChoiceField(
        queryset=Document.objects.none(),
        to_field_name="uid",
        label=_("Foto"),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": _("Vælg et foto."), "invalid_choice": _("Det foto er ikke et af områdets egne.")},
    )
    alt = LineField(
        label=_("Hvad fotoet viser"),
        max_length=200,
        help_text=_("Til dem, der ikke ser det. Skriv det, man skal vide, for eksempel »Børn og voksne bygger tårne«."),
        error_messages={"required": _("Skriv, hvad fotoet viser.")},
    )
    credit = LineField(
        label=_("Fotograf"), max_length=120, error_messages={"required": _("Skriv, hvem der har taget fotoet.")}
    )
    caption = LineField(label=_("Billedtekst"), max_length=200, required=False)
    agreed = forms.BooleanField(
        label=_("Fotografen og de, der kan kendes på fotoet, har sagt ja til, at det bliver vist på siden"),
        help_text=_("For børn har forældrene sagt ja. Er der ingen, der kan kendes, så sæt også flueben."),
        error_messages={"required": _("Bekræft, at fotografen og de, der kan kendes på fotoet, har sagt ja.")},
    )

    def __init__(self, data: QueryDict | None = None, *, profile: Profile, photos: list[Document]):
        stood = {
            "version": profile.version,
            "photo": profile.photo.uid if profile.photo else None,
            "alt": profile.photo_alt,
            "credit": profile.photo_credit,
            "caption": profile.photo_caption,
        }
        super().__init__(data, initial=stood)
        choices: Any = self.fields["photo"]
        choices.queryset = Document.objects.filter(pk__in=[each.pk for each in photos])


class KickoffForm(forms.Form):
    """What the invitation says besides the plan. All of it may be empty: then it is not said."""

    use_required_attribute = False
    place = LineField(
        label=_("Sted"),
        max_length=200,
        required=False,
        help_text=_("Med adresse, så man kan finde det. Står kun på siden, når den er udfyldt."),
    )
    begins = forms.TimeField(
        label=_("Begynder kl."),
        required=False,
        input_formats=["%H:%M", "%H.%M"],
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": _("Skriv klokken som 14.00.")},
    )
    ends = forms.TimeField(
        label=_("Slutter kl."),
        required=False,
        input_formats=["%H:%M", "%H.%M"],
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": _("Skriv klokken som 17.00.")},
    )

    def __init__(self, data: QueryDict | None = None, *, publication: Publication | None):
        stood = publication or Publication()
        initial = {"place": stood.kickoff_place, "begins": stood.kickoff_begins, "ends": stood.kickoff_ends}
        super().__init__(data, initial=initial)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        begins: dt.time | None = said.get("begins")
        ends: dt.time | None = said.get("ends")
        if ends and "begins" in said and not begins:
            raise ValidationError({"begins": _("Skriv også, hvornår det begynder.")})
        if begins and ends and ends <= begins:
            raise ValidationError({"ends": _("Kickoff slutter senere, end det begynder.")})
        return said


class TakeBackForm(forms.Form):
    use_required_attribute = False
    reason = LineField(
        label=_("Hvorfor?"),
        max_length=300,
        required=False,
        help_text=_("Står i programmets historik. Skriv ikke noget følsomt."),
    )
