"""The verbs on the way to the choice: lock, check, write, history, notice, in one transaction."""

from programme.workflow import Overtaken

from .assessing import (
    NotComplete,
    SamePoints,
    Saved,
    change_points,
    declare_qualified,
    give,
    remark,
    step_aside,
    type_in,
)
from .assigning import Assigned, assign, invite_assessor, name_substitute, set_due, take_back
from .changing import change, revise_reasons, swap, void
from .composing import (
    NameTaken,
    NoPlaceLeft,
    StillOwes,
    compose,
    copy_composition,
    delete_composition,
    describe,
    fill_with_best,
    fill_with_one_each,
    move_in_reserve,
    place,
    put_in_reserve,
    take_out,
)
from .deciding import NoSeat, NotReady, NotYours, StandsInReserve, decide_from, decline, replaced_by
from .disqualifying import disqualify, lift
from .letters import change_text, correct, mark_read, remake, remake_all
from .placing import set_kind
from .releasing import Released, release
from .reserve import NotFirst, give_up_place, offer_place
from .weighing import change_weights

__all__ = [
    "Assigned",
    "NameTaken",
    "NoPlaceLeft",
    "NoSeat",
    "NotComplete",
    "NotFirst",
    "NotReady",
    "NotYours",
    "Overtaken",
    "Released",
    "SamePoints",
    "Saved",
    "StandsInReserve",
    "StillOwes",
    "assign",
    "change",
    "change_points",
    "change_text",
    "change_weights",
    "compose",
    "copy_composition",
    "correct",
    "decide_from",
    "declare_qualified",
    "decline",
    "delete_composition",
    "describe",
    "disqualify",
    "fill_with_best",
    "fill_with_one_each",
    "give",
    "give_up_place",
    "invite_assessor",
    "lift",
    "mark_read",
    "move_in_reserve",
    "name_substitute",
    "offer_place",
    "place",
    "put_in_reserve",
    "release",
    "remake",
    "remake_all",
    "remark",
    "replaced_by",
    "revise_reasons",
    "set_due",
    "set_kind",
    "step_aside",
    "swap",
    "take_back",
    "take_out",
    "type_in",
    "void",
]
