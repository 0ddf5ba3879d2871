"""Text that people typed, made fit for a header or a subject; and what a kind is called where the team reads it."""

import unicodedata
from functools import lru_cache

from django.template import TemplateDoesNotExist
from django.template.loader import render_to_string
from django.utils.translation import get_language

# Control characters, marks that turn the direction of the text round, halves of letters, and what is no letter at all.
_UNWANTED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


def clean(text: str) -> str:
    """On one line, and nothing in it but what can be seen."""
    if text.isprintable() and "  " not in text:
        return text.strip()
    seen = "".join(" " if unicodedata.category(letter) in _UNWANTED else letter for letter in text)
    return " ".join(seen.split())


def kind_label(kind: str) -> str:
    """Of a message or of what a reminder is about: what notices/<kind>.label.txt says; without one, the kind itself."""
    return _kind_label(kind, get_language() or "")


@lru_cache(maxsize=256)
def _kind_label(kind: str, language: str) -> str:
    try:
        return render_to_string(f"notices/{kind}.label.txt").strip()
    except TemplateDoesNotExist:
        return kind
