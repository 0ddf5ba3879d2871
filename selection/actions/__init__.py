"""The verbs of the selection; each part has its own module."""

from .deciding import Changed, NoSeat, NotReady, change, decide_from, revise_reasons, swap, void
from .letters import change_text, correct, mark_read, remake, remake_all
from .releasing import Released, release
from .reserve import NotFirst, give_up_place, offer_place
from .standing import let_stand

__all__ = [
    "Changed",
    "NoSeat",
    "NotFirst",
    "NotReady",
    "Released",
    "change",
    "change_text",
    "correct",
    "decide_from",
    "give_up_place",
    "let_stand",
    "mark_read",
    "offer_place",
    "release",
    "remake",
    "remake_all",
    "revise_reasons",
    "swap",
    "void",
]
