"""Each field against the macro of the npm package. What may differ stands in `dom.OURS_ONLY`, with its reason."""

import pytest
from django import forms
from django.template import Context, Template

from dkfds.fields import AmountField, DayField, TextField
from tests.dkfds import macros as dkfds_macros
from tests.dkfds.dom import tree

WRONG = forms.ValidationError("Skriv noget.")
COLOURS = [("r", "Rød"), ("b", "Blå")]


def refuse(_value):
    raise WRONG


# name: (our field, what was sent, the macro's file, its name, its parameters)
CASES = {
    "text": (
        forms.CharField(label="Navn", help_text="Hele navnet"), None,
        "form/controls/text-input.njk", "textinput", {"label": "Navn", "helptext": "Hele navnet"},
    ),
    "text-value": (
        forms.CharField(label="Navn"), {"x": 'A & "B"'},
        "form/controls/text-input.njk", "textinput", {"label": "Navn", "value": 'A & "B"'},
    ),
    "text-optional": (
        forms.CharField(label="Navn", required=False), None,
        "form/controls/text-input.njk", "textinput", {"label": "Navn", "optionalLabel": True},
    ),
    "text-disabled": (
        forms.CharField(label="Navn", disabled=True, required=True), None,
        "form/controls/text-input.njk", "textinput", {"label": "Navn", "disabled": True},
    ),
    "text-error": (
        forms.CharField(label="Navn", help_text="Hele navnet", validators=[refuse]), {"x": "a"},
        "form/controls/text-input.njk", "textinput",
        {"label": "Navn", "helptext": "Hele navnet", "errorMessage": "Skriv noget.", "value": "a"},
    ),
    "email": (
        forms.EmailField(label="Mail"), None,
        "form/controls/text-input.njk", "textinput", {"label": "Mail", "type": "email"},
    ),
    "tel": (
        forms.CharField(label="Telefon", widget=forms.TelInput(attrs={"autocomplete": "tel"})), None,
        "form/controls/text-input.njk", "textinput", {"label": "Telefon", "type": "tel", "autocomplete": "tel"},
    ),
    "number": (
        forms.IntegerField(label="Antal"), {"x": "3"},
        "form/controls/text-input.njk", "textinput", {"label": "Antal", "type": "number", "value": "3"},
    ),
    "amount": (
        AmountField(label="Beløb"), {"x": "12.500"},
        "form/controls/text-input.njk", "textinput", {"label": "Beløb", "suffix": "kr.", "value": "12.500"},
    ),
    "textarea": (
        forms.CharField(label="Idé", widget=forms.Textarea(attrs={"rows": 5, "cols": None})), {"x": "a\nb"},
        "form/controls/text-area.njk", "textarea", {"label": "Idé", "rows": 5, "value": "a\nb"},
    ),
    "textarea-limit": (
        TextField(label="Idé", max_length=300, help_text="Kort"), {"x": ""},
        "form/controls/text-area.njk", "textarea",
        {"label": "Idé", "characterLimit": 300, "helptext": "Kort", "errorMessage": "Udfyld feltet “Idé”."},
    ),
    "select": (
        forms.ChoiceField(label="Farve", choices=[("", "Vælg"), *COLOURS]), {"x": "b"},
        "form/controls/select.njk", "select",
        {"label": "Farve", "options": [{"value": "", "text": "Vælg"}, {"value": "r", "text": "Rød"},
                                       {"value": "b", "text": "Blå", "isSelected": True}]},
    ),
    "select-error": (
        forms.ChoiceField(label="Farve", choices=[("", "Vælg")], error_messages={"required": "Vælg en."}), {"x": ""},
        "form/controls/select.njk", "select",
        {"label": "Farve", "options": [{"value": "", "text": "Vælg", "isSelected": True}], "errorMessage": "Vælg en."},
    ),
    "radios": (
        forms.ChoiceField(label="Farve", choices=COLOURS, widget=forms.RadioSelect, help_text="Én"), {"x": "r"},
        "radiobuttons/radiobuttons.njk", "radiobuttons",
        {"radiogroupLegend": "Farve", "helptext": "Én",
         "items": [{"label": "Rød", "value": "r", "checked": True}, {"label": "Blå", "value": "b"}]},
    ),
    "radios-error": (
        forms.ChoiceField(label="Farve", choices=COLOURS, widget=forms.RadioSelect), {"x": ""},
        "radiobuttons/radiobuttons.njk", "radiobuttons",
        {"radiogroupLegend": "Farve", "errorMessage": "Udfyld feltet “Farve”.",
         "items": [{"label": "Rød", "value": "r"}, {"label": "Blå", "value": "b"}]},
    ),
    "checkboxes": (
        forms.MultipleChoiceField(label="Farver", choices=COLOURS, widget=forms.CheckboxSelectMultiple), {"x": ["b"]},
        "checkboxes/checkboxes.njk", "checkboxes",
        {"checkboxLegend": "Farver",
         "items": [{"label": "Rød", "value": "r"}, {"label": "Blå", "value": "b", "checked": True}]},
    ),
    "date": (
        DayField(label="Dag", help_text="For eksempel 28 4 2025."), {"x_day": "28", "x_month": "4", "x_year": "2025"},
        "form/controls/date-input.njk", "datoinput",
        {"legend": "Dag", "helptext": "For eksempel 28 4 2025.",
         "values": {"day": "28", "month": "4", "year": "2025"}},
    ),
    "date-error": (
        DayField(label="Dag", required=False), {"x_day": "31", "x_month": "2", "x_year": "2025"},
        "form/controls/date-input.njk", "datoinput",
        {"legend": "Dag", "optionalLabel": True, "required": False,
         "values": {"day": "31", "month": "2", "year": "2025"},
         "errorMessage": "Den dato findes ikke. Skriv for eksempel 28, 4 og 2025."},
    ),
}  # fmt: skip


class Data(dict):
    def getlist(self, name):
        return self.get(name, [])


def drawn(field: forms.Field, sent: dict | None) -> str:
    form = type("OneField", (forms.Form,), {"x": field})(None if sent is None else Data(sent))
    page = Template("{% load crispy_forms_tags %}{{ form.x|as_crispy_field }}")
    return page.render(Context({"form": form}))


def macro_ids(html: str) -> str:
    """Django's ids in place of the macros': so aria-describedby is written by Django itself."""
    for theirs, ours in (
        ("x-hint", "id_x_helptext"),
        ("x-error", "id_x_error"),
        ("x-limit-message", "id_x-limit-message"),
    ):
        html = html.replace(theirs, ours)
    for number, part in enumerate(("day", "month", "year")):
        html = html.replace(f'"x-{part}"', f'"id_x_{number}"')
    for number in range(2):
        html = html.replace(f"x-option{number + 1}", f"id_x_{number}")
    return html.replace("x-legend", "id_x_legend").replace(' id="x"', ' id="id_x"').replace(' for="x"', ' for="id_x"')


@pytest.fixture(scope="module")
def macros() -> dict[str, str]:
    """Every macro rendered by one Node process."""
    wanted = [
        {"file": file, "macro": macro, "params": {
            "id": "x", "groupname": "x",
            "name": {"day": "x_day", "month": "x_month", "year": "x_year"} if macro == "datoinput" else "x", **params,
        }}
        for _field, _sent, file, macro, params in CASES.values()
    ]  # fmt: skip
    return dict(zip(CASES, dkfds_macros.render(wanted), strict=True))


@pytest.mark.parametrize("name", CASES)
def test_field_is_drawn_as_the_macro_draws_it(name, macros):
    field, sent, *_macro = CASES[name]

    ours = drawn(field, sent)

    assert tree(ours) == tree(macro_ids(macros[name]))
