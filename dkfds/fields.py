"""Form fields for what DKFDS's controls send in."""

import datetime
import re
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from .widgets import AmountInput, DayWidget

UNIT = re.compile(r"(kr\.?|dkk|,-)$", re.IGNORECASE)
AMOUNT = re.compile(
    r"(?P<whole>-?(?:[0-9]+|[0-9]{1,3}(?P<thousands>[.,])[0-9]{3}(?:(?P=thousands)[0-9]{3})*))"
    r"(?:(?P<decimal>[.,])(?P<oere>[0-9]{1,2}))?"
)


# A day outside these years is a slip, or means "no day": nothing can be reckoned from it.
FIRST_YEAR, LAST_YEAR = 2000, 2100


def is_near(day: datetime.date) -> bool:
    return FIRST_YEAR <= day.year <= LAST_YEAR


class PickedDayField(forms.DateField):
    """A date from the browser's own calendar, or typed as 05-05-2025. Cleans to a `datetime.date` that is near."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    default_error_messages = {
        "required": _("Vælg en dag."),
        "invalid": _("Skriv dagen som 05-05-2025."),
    }

    def __init__(self, **kwargs):
        super().__init__(input_formats=["%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%Y"], **kwargs)

    def to_python(self, value):
        day = super().to_python(value)
        if day and not is_near(day):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return day


class DayField(forms.Field):
    """A date typed as day, month and year (two figures are enough). Cleans to a `datetime.date` that is near, or None;
    what was typed stays in the boxes."""

    widget = DayWidget
    default_error_messages = {
        "incomplete": _("Skriv både dag, måned og år."),
        "invalid": _("Den dato findes ikke. Skriv for eksempel 28, 4 og 2025."),
    }

    def to_python(self, value: list | datetime.date | None) -> datetime.date | None:
        if not value:
            return None
        if isinstance(value, datetime.date):
            return value
        parts = [(part or "").strip() for part in value]
        if not any(parts):
            return None
        if not all(parts):
            raise ValidationError(self.error_messages["incomplete"], code="incomplete")
        try:
            day, month, year = map(int, parts)
            found = datetime.date(year + 2000 if 0 <= year < 100 else year, month, day)
        except (ValueError, OverflowError):
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None
        if not is_near(found):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return found

    def has_changed(self, initial, data) -> bool:
        try:
            return super().has_changed(self.to_python(initial), self.to_python(data))
        except ValidationError:
            return True


class TextField(forms.CharField):
    """A longer text that counts its characters. A line break is one character, here as in the browser's count."""

    widget = forms.Textarea
    default_error_messages = {
        "max_length": _("Teksten er for lang: den må være på %(limit_value)d tegn, og du har skrevet %(show_value)d.")
    }

    def __init__(self, *, rows: int = 6, **kwargs):
        super().__init__(**kwargs)
        self.widget.attrs = {"rows": rows} | {
            name: value for name, value in self.widget.attrs.items() if name not in ("rows", "cols")
        }
        for validator in self.validators:
            if isinstance(validator, MaxLengthValidator):
                validator.message = self.error_messages["max_length"]

    def to_python(self, value):
        value = super().to_python(value)
        return value.replace("\r\n", "\n") if isinstance(value, str) else value


class AmountField(forms.DecimalField):
    """Danish kroner, as people write them: 50000, 50.000, 50.000,50, 50 000 kr.

    The language of the page does not matter: a separator before exactly three last digits marks thousands, before one
    or two it marks øre. So nobody turns fifty thousand into fifty by reading the site in English.
    """

    widget = AmountInput
    default_error_messages = {
        "invalid": _("Skriv beløbet med tal, for eksempel 12.500 eller 12.500,50."),
        "min_value": _("Beløbet kan ikke være mindre end %(limit_value)s kr."),
    }

    def __init__(self, *, max_digits: int = 12, decimal_places: int = 2, **kwargs):
        super().__init__(max_digits=max_digits, decimal_places=decimal_places, **kwargs)

    def to_python(self, value):
        if isinstance(value, str):
            value = plain_number(value)
            if value is None:
                raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)

    def prepare_value(self, value):
        if not isinstance(value, Decimal | int):
            return value
        whole = value == int(value)
        return number_format(value, decimal_pos=0 if whole else 2, use_l10n=True, force_grouping=True)


def plain_number(text: str) -> str | None:
    """'50.000,50 kr.' → '50000.50'; None of what is not an amount."""
    bare = UNIT.sub("", re.sub(r"\s", "", text)).replace("\N{MINUS SIGN}", "-")
    if not bare:
        return "" if not text.strip() else None
    match = AMOUNT.fullmatch(bare)
    if not match or (match["thousands"] and match["thousands"] == match["decimal"]):
        return None
    whole = re.sub(r"[.,]", "", match["whole"])
    return f"{whole}.{match['oere']}" if match["oere"] else whole
