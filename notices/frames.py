"""Rendering many mails of one kind: what they have in common is rendered once.

Mails of one shape (so many lines, this or that part there or not) differ in their texts alone. The shape is rendered
with marks where the texts go, and kept; filling it in takes a tenth of the time of rendering, which tells on a
morning when a thousand reminders leave. It is for templates that put texts in their places and ask at most whether
they are there: no filters, no comparisons.
"""

from dataclasses import dataclass
from html import escape
from operator import itemgetter

from .mime import SUBJECT_LENGTH
from .rendering import CLOSE, MARK, OPEN, Rendered, fill_in
from .wording import clean

_MOST = 500
_kept: dict[tuple, tuple["_Frame", "_Frame", "_Frame"]] = {}


@dataclass(frozen=True, slots=True)
class _Frame:
    pattern: str
    places: tuple[int, ...]

    @classmethod
    def of(cls, rendered: str) -> "_Frame":
        pieces = MARK.split(rendered)
        return cls("%s".join(piece.replace("%", "%%") for piece in pieces[::2]), tuple(map(int, pieces[1::2])))

    def filled(self, texts: list[str]) -> str:
        return self.pattern % (itemgetter(*self.places, self.places[0])(texts)[:-1] if self.places else ())


def render(kind: str, facts: dict, *, language: str) -> Rendered:
    """As `rendering.render`. Values are texts, lists of dicts of texts, and what hangs on no person: flags, days."""
    shape, texts = _taken_apart(facts)
    key = (kind, language, *shape)
    if key not in _kept:
        if len(_kept) >= _MOST:
            _kept.clear()
        subject, text, html = map(_Frame.of, fill_in(kind, _marked(facts), language))
        _kept[key] = subject, text, html
    subject, text, html = _kept[key]
    said = clean(subject.filled(texts))[:SUBJECT_LENGTH]
    return Rendered(said, text.filled(texts), html.filled([escape(each) for each in texts]))


def _taken_apart(facts: dict) -> tuple[list, list[str]]:
    """The shape, and the texts that are not empty in the order in which `_marked` numbers them."""
    shape: list = []
    texts: list[str] = []
    for name, value in facts.items():
        if isinstance(value, str):
            shape.append((name, bool(value)))
            texts += filter(None, [value])
        elif isinstance(value, list):
            shape.append((name, *((part, bool(text)) for entry in value for part, text in entry.items())))
            texts += (text for entry in value for text in entry.values() if text)
        else:
            shape.append((name, value))
    return shape, texts


def _marked(facts: dict) -> dict:
    """The same facts with a mark in the place of each text that is not empty."""
    numbers = iter(range(1_000_000))

    def mark(text: str) -> str:
        return f"{OPEN}{next(numbers)}{CLOSE}" if text else ""

    marked = {}
    for name, value in facts.items():
        if isinstance(value, str):
            value = mark(value)
        elif isinstance(value, list):
            value = [{part: mark(text) for part, text in entry.items()} for entry in value]
        marked[name] = value
    return marked
