"""Figures and ranks as the board's pages show them, in the reader's language and cheap: a page has thousands."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from django.utils.formats import get_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from .board import Board, Line
from .states import KindOfPlace


def two(number: Decimal | str | None) -> str:
    """ "3,50"; "–" for none."""
    return "–" if number is None else str(number).replace(".", get_format("DECIMAL_SEPARATOR"))


def whole(amount: Decimal) -> str:
    """Kroner without their øre: "25.000"."""
    return f"{amount:,.0f}".replace(",", get_format("THOUSAND_SEPARATOR"))


def kr(amount: Decimal) -> str:
    return _("%s kr.") % whole(amount)


class Shown(dict[Decimal | None, str]):
    """Each number put into words once, by `say`."""

    def __init__(self, say: Callable[[Any], str]):
        super().__init__()
        self.say = say

    def __missing__(self, number: Decimal | None) -> str:
        said = self[number] = self.say(number)
        return said


def rank(line: Line) -> str:
    """ "3.", "delt 3."; "" for one without points."""
    if line.rank is None:
        return ""
    return _("delt %d.") % line.rank if line.sharing > 1 else f"{line.rank}."


def place_kind(kind: str) -> str:
    return str(KindOfPlace(kind).label) if kind else ""


def names(lines: Iterable[Line]) -> str:
    """ "Havnby, Limby og Ærø"."""
    return get_text_list([line.area for line in lines], _("og"))


def differs(line: Line, board: Board) -> str:
    """On which core elements the assessors are furthest apart."""
    if line.scores is None or len(line.scores.totals) < 2 or not line.scores.differs:
        return ""
    if len(line.scores.differs) == len(board.elements):
        return _("lige langt på alle kerneelementer")
    return ", ".join(board.elements[n].said("title") for n in line.scores.differs)
