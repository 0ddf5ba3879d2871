"""What is different between two editions of an expression: unit by unit, word by word, and lists row by row."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import cast

from areas import units
from areas.content import Content
from areas.models import Question
from areas.units import Unit

# Comparing costs time by the product of the lengths; beyond this a text is shown as exchanged for another.
_MOST = 1_000_000

SAME, GONE, NEW = "same", "gone", "new"


@dataclass(frozen=True)
class Piece:
    """Some words, and whether they are in both editions, only in the older or only in the newer one."""

    kind: str
    text: str


@dataclass(frozen=True)
class Change:
    """One unit that is different: how it stood and how it stands, each a list of rows made of pieces."""

    unit: Unit
    label: str
    before: list[list[Piece]]
    after: list[list[Piece]]
    is_list: bool = False


def between(before: Content, after: Content) -> list[Change]:
    """Every unit that differs, in the order in which an expression is read."""
    titles = units.titles(after)
    return [
        _change(unit, units.label(unit, titles), before, after)
        for unit in units.all_of(after)
        if units.neutral(unit, before) != units.neutral(unit, after)
    ]


def untouched(questions: Iterable[Question], changed: Sequence[Change], content: Content) -> list[tuple[str, Question]]:
    """The questions in answer to which nothing was changed, each with what it was about."""
    units_changed = {change.unit for change in changed}
    asked = [((each.section, each.unit), each) for each in questions]
    titles = units.titles(content)
    return [(units.label(unit, titles), each) for unit, each in asked if unit not in units_changed]


@dataclass(frozen=True)
class Closed:
    """A question that was closed without an answer, and what the area had written and not sent, line by line."""

    label: str
    question: Question
    unsent: list[str]


def closed(questions: Iterable[Question], content: Content) -> list[Closed]:
    titles = units.titles(content)
    return [Closed(units.label((each.section, each.unit), titles), each, _lines(each.unsent)) for each in questions]


def _lines(said: units.Said | None) -> list[str]:
    return said if isinstance(said, list) else [said] if said else []


def _change(unit: Unit, label: str, before: Content, after: Content) -> Change:
    old, new = units.said(unit, before), units.said(unit, after)
    if isinstance(old, str) and isinstance(new, str):
        gone, came = words(old, new)
        return Change(unit, label, [gone] if gone else [], [came] if came else [])
    keys = [[json.dumps(row) for row in cast(list, units.neutral(unit, edition))] for edition in (before, after)]
    return Change(unit, label, *rows(list(old), list(new), *keys), is_list=True)


def rows(
    old: list[str], new: list[str], old_keys: Sequence[str], new_keys: Sequence[str]
) -> tuple[list[list[Piece]], list[list[Piece]]]:
    """Both lists, row by row; the keys say which rows are the same. A row that took another's place is compared with
    it word by word."""
    before: list[list[Piece]] = []
    after: list[list[Piece]] = []
    for what, i1, i2, j1, j2 in SequenceMatcher(None, old_keys, new_keys, autojunk=False).get_opcodes():
        if what == "equal":
            before += [[Piece(SAME, row)] for row in old[i1:i2]]
            after += [[Piece(SAME, row)] for row in new[j1:j2]]
            continue
        paired = min(i2 - i1, j2 - j1)
        for i, j in zip(range(i1, i1 + paired), range(j1, j1 + paired), strict=True):
            gone, came = words(old[i], new[j])
            before.append(gone)
            after.append(came)
        before += [[Piece(GONE, row)] for row in old[i1 + paired : i2]]
        after += [[Piece(NEW, row)] for row in new[j1 + paired : j2]]
    return before, after


def words(old: str, new: str) -> tuple[list[Piece], list[Piece]]:
    """The two texts in pieces: what they share, and what is only in the one or only in the other."""
    ours, theirs = _tokens(old), _tokens(new)
    if len(ours) * len(theirs) > _MOST:
        return _pieces([(GONE, old)]), _pieces([(NEW, new)])
    before: list[tuple[str, str]] = []
    after: list[tuple[str, str]] = []
    for what, i1, i2, j1, j2 in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        same = what == "equal"
        before.append((SAME if same else GONE, "".join(ours[i1:i2])))
        after.append((SAME if same else NEW, "".join(theirs[j1:j2])))
    return _pieces(before), _pieces(after)


def _tokens(text: str) -> list[str]:
    """Words, the space between them, and other signs: so that a comma added is a comma added."""
    return re.findall(r"\w+|\s+|[^\w\s]+", text)


def _pieces(found: list[tuple[str, str]]) -> list[Piece]:
    return list(_merged((kind, text) for kind, text in found if text))


def _merged(found: Iterator[tuple[str, str]]) -> Iterator[Piece]:
    """A single space that both share between two changes belongs to the change: it reads as one."""
    waiting: list[tuple[str, str]] = []
    for kind, text in found:
        if waiting and waiting[-1][0] == kind:
            waiting[-1] = kind, waiting[-1][1] + text
        elif len(waiting) > 1 and waiting[-1][0] == SAME and not waiting[-1][1].strip() and waiting[-2][0] == kind:
            space = waiting.pop()[1]
            waiting[-1] = kind, waiting[-1][1] + space + text
        else:
            waiting.append((kind, text))
    return (Piece(kind, text) for kind, text in waiting)
