"""What the team fills in about who assesses what."""

import datetime as dt
from collections.abc import Collection
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from areas.forms.fields import LineField, NeededToSend
from areas.models import ExpressionOfInterest
from dkfds.fields import PickedDayField
from people.models import User

DAY_OVER = _("Den dag er gået. Vælg en dag, der kommer.")
MOST_EACH = 10


class DueForm(forms.Form):
    """`today` is the first day that can be asked for."""

    use_required_attribute = False
    due_on = PickedDayField(label=_("Frist"), help_text=_("Til midnat den dag."))

    def __init__(self, *args, today: dt.date, **kwargs):
        self.today = today
        super().__init__(*args, **kwargs)

    def clean_due_on(self) -> dt.date:
        if self.cleaned_data["due_on"] < self.today:
            raise ValidationError(DAY_OVER, code="over")
        return self.cleaned_data["due_on"]


class _Number(NeededToSend, forms.IntegerField):
    """Asked for in one act only: the form itself says when it lacks."""


class BatchForm(DueForm):
    """Ticks beside expressions and people, and what is to be done with them: `act` is "assign", "due" or "spread"."""

    expression = forms.MultipleChoiceField(label=_("Interesseerklæringer"), required=False)
    assessor = forms.MultipleChoiceField(label=_("Bedømmere"), required=False)
    per = _Number(
        label=_("Bedømmere til hver"),
        min_value=1,
        max_value=MOST_EACH,
        initial=3,
        error_messages={
            "invalid": _("Skriv et tal, for eksempel 3."),
            "min_value": _("Hver skal have mindst én bedømmer."),
            "max_value": _("Højst 10 til hver."),
        },
    )

    def __init__(
        self,
        *args,
        act: str,
        expressions: Collection[ExpressionOfInterest],
        people: Collection[User],
        **kwargs,
    ):
        super().__init__(*args, **kwargs)
        self.act = act
        self._expressions = {str(each.uid): each for each in expressions}
        self._people = {str(each.pk): each for each in people}
        fields: Any = self.fields
        fields["expression"].choices = [(uid, uid) for uid in self._expressions]
        fields["assessor"].choices = [(pk, pk) for pk in self._people]

    def clean(self) -> dict:
        said = super().clean() or self.cleaned_data
        if self.act == "assign" and not said.get("expression"):
            self.add_error("expression", _("Sæt flueben ved mindst én interesseerklæring."))
        if self.act != "due" and not said.get("assessor"):
            self.add_error("assessor", _("Sæt flueben ved mindst én bedømmer."))
        if self.act == "spread" and "per" not in self.errors and said.get("per") is None:
            self.add_error("per", _("Skriv, hvor mange bedømmere hver skal have."))
        return said

    @property
    def expressions(self) -> list[ExpressionOfInterest]:
        """Those that are ticked; without any, all."""
        ticked = self.cleaned_data["expression"] or self._expressions
        return [self._expressions[uid] for uid in ticked]

    @property
    def people(self) -> list[User]:
        ticked = self.cleaned_data["assessor"] or self._people
        return [self._people[pk] for pk in ticked]


class AssessorForm(DueForm):
    """Somebody who is to be asked to assess."""

    name = LineField(
        label=_("Navn"),
        max_length=120,
        error_messages={"required": _("Skriv personens navn.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        help_text=_("Vi skriver, hvad der bliver bedt om, og hvornår det skal være færdigt."),
        error_messages={
            "required": _("Skriv personens e-mailadresse."),
            "invalid": _("Skriv en hel e-mailadresse, for eksempel navn@eksempel.dk."),
            "max_length": _("Så lang er ingen e-mailadresse."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    field_order = ("name", "email", "due_on")


class SubstituteForm(DueForm):
    person = forms.ChoiceField(
        label=_("Stedfortræder"),
        error_messages={"required": _("Vælg, hvem der træder til."), "invalid_choice": _("Vælg en fra listen.")},
    )
    field_order = ("person", "due_on")

    def __init__(self, *args, people: Collection[User], **kwargs):
        super().__init__(*args, **kwargs)
        self._people = {str(each.pk): each for each in people}
        field: Any = self.fields["person"]
        field.choices = [("", _("Vælg")), *((pk, str(each)) for pk, each in self._people.items())]

    def clean_person(self) -> User:
        return self._people[self.cleaned_data["person"]]
