"""The verbs on the way to the choice: lock, check, write, history, notice, in one transaction."""

from .assessing import (
    Changed,
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
from .disqualifying import disqualify

__all__ = [
    "Assigned",
    "Changed",
    "NotComplete",
    "SamePoints",
    "Saved",
    "assign",
    "change_points",
    "declare_qualified",
    "disqualify",
    "give",
    "invite_assessor",
    "name_substitute",
    "remark",
    "set_due",
    "step_aside",
    "take_back",
    "type_in",
]
