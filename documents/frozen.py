"""A view-model as JSON and back: what a paper shows is frozen when it is ordered, whatever happens to the case later.

Dates, moments and amounts come back as what they were, so that a template formats them in the paper's language.
"""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Callable
from decimal import Decimal
from enum import Enum
from typing import Any

from django.utils.functional import Promise

_TYPE, _VALUE = "@", "is"
_SIMPLE: dict[str, tuple[type, Callable[[Any], str], Callable[[str], Any]]] = {
    "date": (dt.date, dt.date.isoformat, dt.date.fromisoformat),
    "moment": (dt.datetime, dt.datetime.isoformat, dt.datetime.fromisoformat),
    "amount": (Decimal, str, Decimal),
    "uuid": (uuid.UUID, str, uuid.UUID),
}


def freeze(thing: Any) -> Any:
    """JSON of a dataclass made of dataclasses, dicts, lists, texts, numbers, dates and amounts.

    Call it in the paper's language: lazy texts are said in it. Raises TypeError for anything else, so that no model
    instance or queryset slips in.
    """
    if isinstance(thing, Enum):
        return freeze(thing.value)
    if thing is None or isinstance(thing, bool | int):
        return thing
    if isinstance(thing, str | Promise):
        return str(thing).replace("\0", "")  # PostgreSQL keeps no NUL
    if dataclasses.is_dataclass(thing) and not isinstance(thing, type):
        return {field.name: freeze(getattr(thing, field.name)) for field in dataclasses.fields(thing)}
    if isinstance(thing, list | tuple):
        return [freeze(each) for each in thing]
    if isinstance(thing, dict):
        return {str(key): freeze(value) for key, value in thing.items()}
    for name, (kind, say, _read) in _SIMPLE.items():
        if type(thing) is kind:
            return {_TYPE: name, _VALUE: say(thing)}
    raise TypeError(f"a paper cannot keep {type(thing).__name__}: {thing!r}")


def thaw(json: Any) -> Any:
    if isinstance(json, list):
        return [thaw(each) for each in json]
    if not isinstance(json, dict):
        return json
    if json.keys() == {_TYPE, _VALUE}:
        return _SIMPLE[json[_TYPE]][2](json[_VALUE])
    return {key: thaw(value) for key, value in json.items()}
