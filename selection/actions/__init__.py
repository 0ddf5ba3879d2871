"""What is done on the way to the choice."""

from .composing import (
    NameTaken,
    NoPlaceLeft,
    Overtaken,
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
from .placing import set_kind
from .weighing import change_weights

__all__ = [
    "NameTaken",
    "NoPlaceLeft",
    "Overtaken",
    "StillOwes",
    "change_weights",
    "compose",
    "copy_composition",
    "delete_composition",
    "describe",
    "fill_with_best",
    "fill_with_one_each",
    "move_in_reserve",
    "place",
    "put_in_reserve",
    "set_kind",
    "take_out",
]
