"""What the team fills in about decisions and their letters."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from areas.forms.fields import LineField, tidy
from selection import letters
from selection.models import Decision, LetterText
from selection.states import Outcome

# The word that is typed before anything is released; the pages name it in both languages.
RELEASE_WORD = "FRIGIV"


class Text(forms.CharField):
    """A longer text as it was typed, without what cannot be seen."""

    def __init__(self, *, rows: int, **kwargs):
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **kwargs)

    def to_python(self, value):
        return super().to_python(tidy(value, lines=True) if isinstance(value, str) else value)


class AnywayForm(forms.Form):
    """`lacking`: whether there are assessments that nobody has given."""

    use_required_attribute = False
    anyway = forms.BooleanField(label=_("Gå videre alligevel"), required=False)
    reason = LineField(
        label=_("Hvorfor"),
        required=False,
        max_length=300,
        help_text=_("Begrundelsen bliver skrevet i de sager, det gælder."),
        widget=forms.TextInput(attrs={"size": 60}),
    )

    def __init__(self, *args, lacking: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.lacking = lacking

    def clean(self) -> dict:
        super().clean()
        said = self.cleaned_data
        if self.lacking and not said.get("anyway"):
            self.add_error("anyway", _("Sæt flueben, hvis I vil træffe afgørelse uden de vurderinger, der mangler."))
        if said.get("anyway") and not said.get("reason"):
            self.add_error("reason", _("Skriv, hvorfor I går videre uden alle vurderinger."))
        return said

    @property
    def why(self) -> str:
        return self.cleaned_data["reason"] if self.cleaned_data.get("anyway") else ""


class ReasonsForm(forms.Form):
    use_required_attribute = False
    reasons = Text(
        label=_("Begrundelse"),
        rows=12,
        max_length=6000,
        help_text=_(
            "Forslaget er lavet ud fra vurderingerne. Ret det, og skriv jeres egne ord til. En linje, der begynder med "
            "“- ”, bliver et punkt på en liste. Er der også lagt vægt på andet end point, for eksempel spredning på "
            "kommuner, eller at erklæringen kom for sent, skal det stå her."
        ),
        error_messages={"required": _("Skriv en begrundelse. Området har krav på en.")},
    )


class LetterForm(forms.Form):
    """A letter corrected by hand: it has no tags, for nothing fills them in."""

    use_required_attribute = False
    subject = LineField(label=_("Overskrift"), max_length=150, error_messages={"required": _("Skriv en overskrift.")})
    body = Text(
        label=_("Brevets tekst"),
        rows=28,
        max_length=16000,
        help_text=_("“## ” begynder en overskrift, “- ” et punkt på en liste, en tom linje et nyt afsnit."),
        error_messages={"required": _("Skriv brevets tekst.")},
    )

    def clean(self) -> dict:
        said = super().clean() or {}
        for name in ("subject", "body"):
            if tags := letters.tags_in(said.get(name, "")):
                message = _("Skriv selv, hvad der skal stå i stedet for {%(tag)s}: mærker bliver ikke udfyldt her.")
                self.add_error(name, ValidationError(message, params={"tag": tags[0]}))
        return said


class LetterTextForm(forms.Form):
    """The words of one kind of letter; what its tags would do is asked of the letters that lie ready."""

    use_required_attribute = False
    subject = LineField(label=_("Overskrift"), max_length=150, error_messages={"required": _("Skriv en overskrift.")})
    body = Text(
        label=_("Brevets tekst"), rows=28, max_length=6000, error_messages={"required": _("Skriv brevets tekst.")}
    )

    def __init__(self, data=None, *, text: LetterText, writer: letters.Writer, decisions: Iterable[Decision]):
        self.text, self.writer, self.decisions = text, writer, decisions
        super().__init__(data, initial={"subject": text.subject, "body": text.body})

    @property
    def typed(self) -> LetterText:
        """The text as it would be."""
        which = {"programme": self.text.programme, "outcome": self.text.outcome, "language": self.text.language}
        return LetterText(**which, subject=self.cleaned_data["subject"], body=self.cleaned_data["body"])

    def clean(self) -> dict:
        said = super().clean() or {}
        if "subject" in said and "body" in said:
            for sentence in self.writer.problems(self.typed, self.decisions):
                self.add_error("body", sentence)
        return said


class OutcomeForm(forms.Form):
    """Another outcome, or a place swapped with another. `others` are the decisions one could swap with. Without any
    choices for an offer, which stands or is void; `is_full`: no place is left to be given."""

    use_required_attribute = False
    what = forms.ChoiceField(
        label=_("Ny afgørelse"), widget=forms.RadioSelect, error_messages={"required": _("Vælg den nye afgørelse.")}
    )

    def __init__(self, *args, decision: Decision, others: list[Decision], is_full: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        self.others = {str(each.uid): each for each in others}
        words = {
            Outcome.DESIGNATED: _("Udpeg området på en ledig plads"),
            Outcome.RESERVE: _("Sæt området sidst på reservelisten"),
            Outcome.DECLINED: _("Giv området afslag"),
        }
        field: Any = self.fields["what"]
        outcomes = [] if decision.is_offer else [each for each in Outcome if each != decision.outcome]
        field.choices = [
            *((each.value, words[each]) for each in outcomes),
            *((uid, _swap_with(each)) for uid, each in self.others.items()),
        ]
        if is_full:  # not offered; if somebody took the last place meanwhile, the act says so
            field.widget.choices = [each for each in field.choices if each[0] != Outcome.DESIGNATED]

    @property
    def swap_with(self) -> Decision | None:
        return self.others.get(self.cleaned_data["what"])


def _swap_with(decision: Decision) -> str:
    words = {"area": decision.expression.area, "place": decision.place_text}
    return gettext("Byt med %(area)s (%(place)s)") % words


class ReleaseForm(forms.Form):
    use_required_attribute = False
    word = forms.CharField(
        label=_("Skriv FRIGIV for at bekræfte"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "size": 12}),
        error_messages={"required": _("Skriv FRIGIV i feltet for at bekræfte.")},
    )

    def clean_word(self) -> str:
        if self.cleaned_data["word"].strip().upper() != RELEASE_WORD:
            raise ValidationError(_("Skriv FRIGIV i feltet for at bekræfte."), code="not-the-word")
        return self.cleaned_data["word"]


class GivenUpForm(forms.Form):
    """The team registers that an area gives up its place."""

    use_required_attribute = False
    reason = LineField(
        label=_("Hvem har sagt det, og hvordan"),
        max_length=300,
        help_text=_("For eksempel: “Anna Holm ringede den 2. juni”. Det står i historikken og i mailen til gruppen."),
        error_messages={"required": _("Skriv, hvem der har sagt det, og hvordan.")},
        widget=forms.TextInput(attrs={"size": 60}),
    )
