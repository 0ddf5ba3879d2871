"""Widgets that DKFDS has and Django has not."""

import datetime

from django import forms
from django.utils.translation import gettext_lazy as _


class DayWidget(forms.MultiWidget):
    """A day in three boxes, as DKFDS's date input has it: nobody has to guess a format or page back in a calendar."""

    labels = (_("Dag"), _("Måned"), _("År"))
    group_classes = ("form-group-day", "form-group-month", "form-group-year")

    def __init__(self, attrs: dict | None = None):
        box = forms.NumberInput(attrs={"inputmode": "numeric"})
        super().__init__({"day": box, "month": box, "year": box}, attrs)

    def decompress(self, value: datetime.date | str | None) -> list[str]:
        if isinstance(value, str):  # an initial value from a query string or a stored draft
            try:
                value = datetime.date.fromisoformat(value)
            except ValueError:
                return ["", "", ""]
        return [str(value.day), str(value.month), str(value.year)] if value else ["", "", ""]


class AmountInput(forms.TextInput):
    """An amount of money: a text box, since a number box knows no Danish thousands; the unit stands after it."""

    suffix = _("kr.")

    def __init__(self, attrs: dict | None = None):
        super().__init__({"inputmode": "decimal", "autocomplete": "off"} | (attrs or {}))
