"""Text that people typed, made fit for a header or a subject."""

import unicodedata

# Control characters, marks that turn the direction of the text round, halves of letters, and what is no letter at all.
_UNWANTED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


def clean(text: str) -> str:
    """On one line, and nothing in it but what can be seen."""
    if text.isprintable() and "  " not in text:
        return text.strip()
    seen = "".join(" " if unicodedata.category(letter) in _UNWANTED else letter for letter in text)
    return " ".join(seen.split())
