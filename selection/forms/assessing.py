"""What an assessor fills in."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from areas import merging
from areas.forms.fields import Choice, LineField, LongText
from programme.models import CoreElement, Ground
from selection.models import HIGHEST, LOWEST
from selection.units import OVERALL, Values, points_unit, reason_unit

_WORDS = {LOWEST: _("1 – slet ikke overbevisende"), HIGHEST: _("5 – meget overbevisende")}
POINTS = [(str(n), _WORDS.get(n, str(n))) for n in range(LOWEST, HIGHEST + 1)]


def _points(label) -> Choice:
    return Choice(
        label=label,
        choices=POINTS,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Giv fra 1 til 5 point.")},
    )


class ScoringForm(forms.Form):
    """For each core element its points and why, and the overall word. It may be saved with any of them empty.

    `stood` is what is stored, `seen` what the page was made from (`areas.merging`); it comes back with what was typed.
    """

    use_required_attribute = False

    def __init__(
        self,
        elements: Collection[CoreElement],
        stood: Values,
        data: QueryDict | None = None,
        *,
        typed: QueryDict | None = None,
    ):
        sent = data if data is not None else typed
        self.seen: merging.Seen = merging.seen_of(stood) if sent is None else merging.read_seen(sent.get("seen", ""))
        initial: dict[str, Any] = dict(stood)
        if typed is not None:
            initial = {unit: typed.get(unit, "") for unit in stood}
        super().__init__(data, initial=initial)
        for element in elements:
            names = {"element": element}
            self.fields[points_unit(element)] = _points(_("Point for “%(element)s”") % names)
            self.fields[reason_unit(element)] = LongText(
                label=_("Hvorfor de point for “%(element)s”?") % names, max_length=1500, rows=4
            )
        self.fields[OVERALL] = LongText(
            label=_("Din samlede vurdering"),
            max_length=3000,
            rows=6,
            help_text=_("Hvad taler mest for, og hvad taler imod, at området bliver Kulturpunkt?"),
        )

    @property
    def values(self) -> Values:
        """What was typed of the units in which nothing is wrong."""
        return {unit: self.cleaned_data.get(unit) or "" for unit in self.fields if unit not in self.errors}

    @property
    def carried(self) -> str:
        """For the hidden field."""
        return merging.write_seen(self.seen)


class DisqualificationForm(forms.Form):
    use_required_attribute = False
    ground = forms.ChoiceField(
        label=_("Hvorfor er du inhabil?"),
        choices=Ground,
        widget=forms.RadioSelect,
        error_messages={"required": _("Vælg den grund, der passer bedst.")},
    )
    note = LineField(
        label=_("Vil du sige mere om det?"),
        max_length=300,
        required=False,
        help_text=_(
            "Kulturteamet ser det, og andre kan få ret til det ved aktindsigt. Skriv ikke mere end nødvendigt."
        ),
    )


class ChangeForm(forms.Form):
    use_required_attribute = False
    reason = LongText(
        label=_("Hvorfor ændrer du pointene?"),
        max_length=1500,
        rows=4,
        help_text=_("De andre bedømmere og kulturteamet kan læse det sammen med, hvad pointene var før."),
    )

    def __init__(self, data=None, *, element: CoreElement, stands: int):
        super().__init__(data, initial={"points": str(stands)})
        self.stands = stands
        points = _points(_("Nye point for “%(element)s”") % {"element": element})
        self.fields = {"points": points, **self.fields}

    def clean(self) -> dict:
        said = super().clean() or self.cleaned_data
        if "points" not in self.errors and said.get("points") in ("", None, str(self.stands)):
            self.add_error("points", _("Vælg andre point end dem, du har givet."))
        if "reason" not in self.errors and not said.get("reason"):
            self.add_error("reason", _("Skriv, hvorfor du ændrer pointene."))
        return said


class RemarkForm(forms.Form):
    use_required_attribute = False
    text = LongText(label=_("Skriv til de andre"), max_length=1500, rows=4)

    def clean_text(self) -> str:
        text = self.cleaned_data["text"]
        if not text:
            raise forms.ValidationError(_("Skriv en bemærkning."), code="required")
        return text
