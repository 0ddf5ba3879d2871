"""A section's page as a whole: a form, rows of the same, or both, and what was typed in them."""

from typing import Any, ClassVar

from django import forms
from django.forms.formsets import TOTAL_FORM_COUNT
from django.http import QueryDict

from areas import drafting, merging
from areas.completeness import Section
from areas.content import Content
from areas.models import ExpressionOfInterest
from areas.questions import open_units
from areas.units import closed_among

from .rows import Rows


class SectionForm(forms.Form):
    """Made for one expression; its initial values are those of `drafting.values_of`."""

    use_required_attribute = False

    def __init__(self, data=None, *, initial: dict[str, Any], expression: ExpressionOfInterest):
        self.expression = expression
        super().__init__(data, initial=initial)

    @property
    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data.get(name) or "" for name in self.fields}


class Page:
    """`seen` says what the page was made from (`areas.merging`); it comes back with what was typed.

    While the expression is sent back with questions the page has only the fields that were asked about; the others are
    `closed`. `whole` is for `refused`: what an older page sends along in them all the same.
    """

    section: ClassVar[Section]
    template: ClassVar[str]
    form_class: ClassVar[type[SectionForm] | None] = None
    rows: ClassVar[dict[str, type[Rows]]] = {}
    # Buttons that send the page in only to get it back arranged otherwise; "restore" is what a browser had kept, and
    # "theirs" names the unit that is to be shown as it is stored.
    arranging: ClassVar[tuple[str, ...]] = ("add", "remove", "restore", "theirs")

    def __init__(
        self,
        expression: ExpressionOfInterest,
        content: Content,
        data: QueryDict | None = None,
        *,
        typed: dict[str, Any] | None = None,
        seen: merging.Seen | None = None,
        whole: bool = False,
    ):
        self.expression = expression
        self.stood = stood = drafting.values_of(self.section, content)
        self.closed = set() if whole else closed_among(stood, self.section, open_units(expression))
        if data is not None:
            seen = merging.read_seen(data.get("seen", ""))
        self.seen: merging.Seen = merging.seen_of(stood) if seen is None else seen
        initial = self.readable(stood)
        if typed is not None:
            initial = initial | {name: value for name, value in typed.items() if name not in self.closed}
        self.form = self._form(data, initial, content)
        if self.form is not None:
            for name in self.closed & set(self.form.fields):
                self.form.fields[name].disabled = True
        self.formsets = {prefix: self._rows(prefix, data, initial) for prefix in self.rows if prefix not in self.closed}

    def _form(self, data: QueryDict | None, initial: dict[str, Any], content: Content) -> SectionForm | None:
        return self.form_class(data, initial=initial, expression=self.expression) if self.form_class else None

    def _rows(self, prefix: str, data: QueryDict | None, initial: dict[str, Any]) -> Rows:
        return self.rows[prefix](data, prefix=prefix, stood=initial[prefix], form_kwargs=self.row_arguments())

    def readable(self, stood: drafting.Values) -> dict[str, Any]:
        """What is stored, as a person is shown it in the boxes."""
        return stood

    def row_arguments(self) -> dict[str, Any]:
        return {}

    @property
    def parts(self) -> list:
        return [part for part in (self.form, *self.formsets.values()) if part is not None]

    def is_valid(self) -> bool:
        valid = [part.is_valid() for part in self.parts]  # all of them: every error is shown at once
        return all(valid)

    @property
    def values(self) -> drafting.Values:
        """What was typed, clean, of the open units in which nothing is wrong."""
        own = self.form.values if self.form is not None and not self.form.non_field_errors() else {}
        said = {unit: value for unit, value in own.items() if self.form is None or unit not in self.form.errors}
        said |= {prefix: rows.values for prefix, rows in self.formsets.items() if rows.is_valid()}
        return {unit: value for unit, value in said.items() if unit not in self.closed}

    @property
    def wrong(self) -> list[str]:
        """The open units that cannot be saved as they were typed, whatever in them is wrong."""
        right = self.values
        return [unit for unit in self.stood if unit not in right and unit not in self.closed]

    @property
    def carried(self) -> str:
        """For the hidden field."""
        return merging.write_seen(self.seen)

    def label_of(self, unit: str) -> str:
        """What a unit is called on the page."""
        if unit in self.rows:
            return str(self.rows[unit].title or self.section.label)
        return str(self.form.fields[unit].label) if self.form is not None else ""

    @classmethod
    def rearranges(cls, data: QueryDict) -> bool:
        return any(name in data for name in cls.arranging)

    @classmethod
    def rearranged(cls, expression: ExpressionOfInterest, content: Content, data: QueryDict) -> "Page":
        """The page with everything that was typed, right or wrong, and a row more or less."""
        typed, theirs = cls.typed(data), data.get("theirs", "")
        cls.rearrange(typed, data, expression)
        typed.pop(theirs, None)
        page = cls(expression, content, typed=typed, seen=merging.read_seen(data.get("seen", "")))
        if theirs in page.stood:
            page.seen |= merging.seen_of({theirs: page.stood[theirs]})
        return page

    @classmethod
    def refused(cls, expression: ExpressionOfInterest, content: Content, data: QueryDict) -> list[str]:
        """The units that an older page sends along and that would change, had they been asked about."""
        page = cls(expression, content, data, whole=True)
        closed = closed_among(page.stood, cls.section, open_units(expression))
        if not (sent := [unit for unit in page.stood if unit in closed and _is_sent(unit, data)]):
            return []
        page.is_valid()
        typed = {unit: value for unit, value in page.values.items() if unit in sent}
        merged = merging.merge(page.stood, typed, page.seen, unique=drafting.UNIQUE, at_most=drafting.AT_MOST)
        wrong = {*merged.conflicts, *(set(sent) - set(typed))}
        return [unit for unit in sent if unit in wrong or merged.values[unit] != page.stood[unit]]

    @classmethod
    def typed(cls, data: QueryDict) -> dict[str, Any]:
        typed = {prefix: rows.typed(data, prefix) for prefix, rows in cls.rows.items()}
        if cls.form_class is not None:
            for name, field in cls.form_class.base_fields.items():
                typed[name] = field.widget.value_from_datadict(data, {}, name)
        return typed

    @classmethod
    def rearrange(cls, typed: dict[str, Any], data: QueryDict, expression: ExpressionOfInterest) -> None:
        if (prefix := data.get("add", "")) in cls.rows:
            typed[prefix].append({})
        prefix, _dash, number = data.get("remove", "").rpartition("-")
        is_number = number.isdecimal() and len(number) < 4
        if prefix in cls.rows and is_number and int(number) < len(typed[prefix]):
            del typed[prefix][int(number)]


def _is_sent(unit: str, data: QueryDict) -> bool:
    return unit in data or f"{unit}-{TOTAL_FORM_COUNT}" in data
