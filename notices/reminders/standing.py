"""What stands in the way of a reminder: a pause, a wish, or that it has been sent already."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import batched

from django.db.models import Max

from programme.obligation import Obligation

from ..models import Preference, Reminder, ReminderPause
from ..states import Reason, Wish

_CHUNK = 2000


@dataclass(frozen=True, slots=True)
class Due:
    """One offset of one obligation, for one person."""

    obligation: Obligation
    person: int
    offset: int


def is_early(obligation: Obligation, offset: int) -> bool:
    """May be turned off: any before the last one before the date."""
    return offset < max((each for each in obligation.offsets if each < 0), default=0)


class Standing:
    """The pauses, and the wishes of these people, in two queries."""

    def __init__(self, people: Collection[int]):
        # There are never many pauses, and often none: cheaper to read than to name all these cases.
        self._paused = set(ReminderPause.objects.open().order_by().values_list("case", flat=True))
        self._without_early: set[int] = set()
        for chunk in batched(people, _CHUNK):
            early = Preference.objects.filter(kind=Wish.EARLY_REMINDERS, person__in=chunk)
            self._without_early |= set(early.values_list("person", flat=True))

    @classmethod
    def of(cls, dues: Iterable[Due]) -> "Standing":
        return cls({due.person for due in dues})

    def obstacle(self, due: Due) -> Reason | None:
        if due.obligation.case in self._paused:
            return Reason.PAUSED
        if due.person in self._without_early and is_early(due.obligation, due.offset):
            return Reason.UNWANTED
        return None


class Memory:
    """How far each person has been reminded of each of these obligations."""

    def __init__(self, keys: Iterable[str]):
        self._last: dict[tuple[str, int, dt.date], int] = {}
        for chunk in batched(sorted(set(keys)), _CHUNK):
            rows = Reminder.objects.filter(key__in=chunk).order_by().values_list("key", "person", "due_on")
            self._last |= {(key, person, on): last for key, person, on, last in rows.annotate(last=Max("offset"))}

    def has(self, due: Due) -> bool:
        """This one or a later one has been put to them: so it is, too, after a clock was put back."""
        last = self._last.get((due.obligation.key, due.person, due.obligation.due_on))
        return last is not None and last >= due.offset
