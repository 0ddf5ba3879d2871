"""An obligation is derived from state, never stored: what somebody still owes, and by when.

Each app derives its own in `<app>/obligations.py`; `kulturpunkt/obligations.py` lists them. The same objects are a
person's next steps, the team's overview of who is behind, what reminders are about, and what the personal feed shows.
"""

import datetime as dt
import uuid
from dataclasses import dataclass
from functools import lru_cache

from . import calendar


@dataclass(frozen=True, slots=True)
class Obligation:
    """What one or more people owe.

    `key` names it for good ("submit-expression:<uuid>"); `title` may be lazy, so that each reads it in their language.
    `since` is the moment from which it has stood with this date: a reminder planned before that never had a point.
    `owed_by` are the ids of the people who get the reminders.
    """

    key: str
    kind: str
    case: uuid.UUID
    title: object
    path: str
    due_on: dt.date
    since: dt.datetime
    offsets: tuple[int, ...]
    owed_by: tuple[int, ...]
    copy_to: str = ""
    subject: str = ""

    def days_left(self, today: dt.date) -> int:
        return (self.due_on - today).days

    def is_overdue(self, today: dt.date) -> bool:
        return self.due_on < today

    def plan(self) -> list[tuple[dt.date, int]]:
        """Every day a reminder goes out, with its offset; of two that fall on one day the later one."""
        return [(day, offset) for day, offset, at in _days(self.due_on, self.offsets) if at >= self.since]

    def reached(self, now: dt.datetime) -> int | None:
        """The offset that has been reached by `now` and not overtaken by a later one; None before the first."""
        for _day, offset, at in reversed(_days(self.due_on, self.offsets)):
            if at <= now:
                return offset if at >= self.since else None
        return None

    def is_second_overdue(self, offset: int) -> bool:
        """From the second overdue reminder on the team is copied."""
        overdue = [each for each in sorted(self.offsets) if each > 0]
        return offset in overdue[1:]


@lru_cache(maxsize=512)
def _days(due_on: dt.date, offsets: tuple[int, ...]) -> tuple[tuple[dt.date, int, dt.datetime], ...]:
    """Each day of the plan of a date, with its offset and moment: thousands of areas have the same date."""
    days = {calendar.reminder_day(due_on, offset): offset for offset in sorted(offsets)}
    return tuple((day, offset, calendar.at(day, calendar.REMINDERS_AT)) for day, offset in sorted(days.items()))
