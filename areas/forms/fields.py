"""Fields for what people type, paste and dictate into a draft."""

import unicodedata
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import DecimalValidator
from django.utils.translation import gettext_lazy as _

from dkfds.fields import AmountField, TextField

# What word processors paste along: characters nobody sees, and those that turn the direction of the text round.
_UNSEEN = frozenset({"Cc", "Cs", "Co", "Cn"}) | frozenset(
    "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
)


def tidy(text: str, *, lines: bool) -> str:
    """Without characters that cannot be seen; in one line, or with its line breaks."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.isprintable():
        text = "".join(_seen(letter) for letter in text)
    return unicodedata.normalize("NFC", text) if lines else " ".join(unicodedata.normalize("NFC", text).split())


def _seen(letter: str) -> str:
    if letter in "\n\t":
        return letter
    return "" if letter in _UNSEEN or unicodedata.category(letter) in _UNSEEN else letter


class NeededToSend(forms.Field):
    """A field that is not called optional, and that a draft may be saved without."""

    def validate(self, value) -> None:
        if value not in self.empty_values:
            super().validate(value)


def say(field: forms.Field, code: str) -> None:
    """Have the field's validator speak the field's own sentence."""
    validators: list[Any] = field.validators
    for validator in validators:
        if getattr(validator, "code", "") == code:
            validator.message = field.error_messages[code]


class LineField(forms.CharField):
    """One line of text."""

    default_error_messages = {
        "max_length": _("Det er for langt: der er plads til %(limit_value)d tegn, og du har skrevet %(show_value)d.")
    }

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        say(self, "max_length")

    def to_python(self, value):
        return super().to_python(tidy(value, lines=False) if isinstance(value, str) else value)


class Line(NeededToSend, LineField):
    pass


class LongText(NeededToSend, TextField):
    def to_python(self, value):
        return super().to_python(tidy(value, lines=True) if isinstance(value, str) else value)


class ShortText(NeededToSend, TextField):
    """A sentence: a box of two lines that counts its characters, kept as one line."""

    def __init__(self, *, rows: int = 2, **kwargs):
        super().__init__(rows=rows, **kwargs)

    def to_python(self, value):
        return super().to_python(tidy(value, lines=False) if isinstance(value, str) else value)


class Choice(NeededToSend, forms.ChoiceField):
    pass


class Choices(NeededToSend, forms.MultipleChoiceField):
    pass


class Amount(NeededToSend, AmountField):
    """Kroner, more than nothing."""

    default_error_messages = {
        "min_value": _("Beløbet skal være større end 0 kr."),
        "max_digits": _("Så stort et beløb er der ikke plads til."),
        "max_decimal_places": _("Skriv højst to tal efter kommaet, for eksempel 12.500,50."),
        "max_whole_digits": _("Så stort et beløb er der ikke plads til."),
    }

    def __init__(self, **kwargs):
        super().__init__(max_digits=10, min_value=Decimal("0.01"), **kwargs)
        say(self, "min_value")
        validators: list[Any] = self.validators
        for validator in validators:
            if isinstance(validator, DecimalValidator):
                validator.messages = self.error_messages  # type: ignore[assignment]  # lazy texts, as Django's own are
