"""What is owed in these tests: plain obligations, as the apps above derive them."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import replace

from programme import calendar
from programme.obligation import Obligation

DUE = dt.date(2025, 4, 28)
# Of that date's reminders the one a week before falls on Easter Monday, and goes out on the Wednesday before Easter.
WEEK_BEFORE = calendar.at(dt.date(2025, 4, 16), dt.time(8, 0))
SINCE = calendar.at(dt.date(2025, 3, 1), dt.time(12, 0))
OFFSETS = (-14, -7, -3, -1, 0, 3, 10)


def moment(year: int, month: int, day: int, hour: int = 8, minute: int = 0) -> dt.datetime:
    """A Danish wall-clock time."""
    return calendar.at(dt.date(year, month, day), dt.time(hour, minute))


def obligation(*people, name: str = "havnby", title: str = "Send interesseerklæringen for Havnby", **fields):
    return Obligation(
        **{
            "key": f"opgave:{name}",
            "kind": "opgave",
            "case": uuid.uuid5(uuid.NAMESPACE_DNS, name),
            "title": title,
            "path": f"/opgave/{name}/",
            "due_on": DUE,
            "since": SINCE,
            "offsets": OFFSETS,
            "owed_by": tuple(person.pk for person in people),
            "copy_to": "kulturpunkt@rn.dk",
        }
        | fields
    )


class Owed(list[Obligation]):
    """Everything that is owed; in place of what kulturpunkt/obligations.py derives."""

    def still(self, keys: Collection[str], now: dt.datetime) -> list[Obligation]:
        return [each for each in self if each.key in keys]

    def change(self, name: str, **fields) -> None:
        self[:] = [replace(each, **fields) if each.key == f"opgave:{name}" else each for each in self]

    def done(self, name: str) -> None:
        self[:] = [each for each in self if each.key != f"opgave:{name}"]
