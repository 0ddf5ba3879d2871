"""Several of the same: partners, goals, activities, budget lines.

The rows of a page take the place of those that are stored, so they carry no ids. A row that is left empty is no row.
Without script, "add" and "remove" are buttons that send the page in and get it back with all that was typed.
"""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms.formsets import INITIAL_FORM_COUNT, TOTAL_FORM_COUNT
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _


class RowForm(forms.Form):
    use_required_attribute = False

    @property
    def values(self) -> dict[str, Any]:
        """What the draft keeps, as JSON; see `areas.drafting`."""
        return {name: self.cleaned_data.get(name) or "" for name in self.fields}


class Rows(forms.BaseFormSet):
    """`shown`: how many rows there are to fill in at least; `noun`: what the legend calls one, `title` all of them."""

    shown = 1
    noun: Any = ""
    title: Any = ""
    default_error_messages = {
        "missing_management_form": _("Siden kom ikke helt frem til os. Prøv at gemme igen."),
        "too_many_forms": _("Der er ikke plads til flere end %(num)d rækker."),
    }

    def __init__(self, data=None, *, prefix: str, stood: Sequence[dict] = (), **kwargs):
        blank = max(self.shown - len(stood), 0)
        super().__init__(data, prefix=prefix, initial=None if data else [*stood, *[{}] * blank], **kwargs)

    def initial_form_count(self) -> int:
        return 0  # every row may be left empty, also one that was stored

    def total_form_count(self) -> int:
        return super().total_form_count() if self.is_bound else len(self.initial or ())

    @property
    def values(self) -> list[dict[str, Any]]:
        return [form.values for form in self.forms if form.has_changed()]

    @cached_property
    def counts(self) -> list[tuple[str, int]]:
        """The hidden fields that say how many rows there are."""
        return [
            (f"{self.prefix}-{TOTAL_FORM_COUNT}", self.total_form_count()),
            (f"{self.prefix}-{INITIAL_FORM_COUNT}", 0),
        ]

    @classmethod
    def typed(cls, data: QueryDict, prefix: str) -> list[dict[str, Any]]:
        """The rows as they were typed, right or wrong."""
        fields = cls.form.base_fields
        try:
            count = min(int(data.get(f"{prefix}-{TOTAL_FORM_COUNT}", 0)), cls.max_num)
        except ValueError:
            count = 0
        return [
            {
                name: field.widget.value_from_datadict(data, {}, f"{prefix}-{number}-{name}")
                for name, field in fields.items()
            }
            for number in range(count)
        ]


def rows_of(form: type[RowForm], rows: type[Rows] = Rows, *, at_most: int, **attributes: Any) -> type[Rows]:
    made: Any = forms.formset_factory(
        form, formset=rows, extra=0, max_num=at_most, absolute_max=at_most + 1, validate_max=True
    )
    for name, value in attributes.items():
        setattr(made, name, value)
    return made
