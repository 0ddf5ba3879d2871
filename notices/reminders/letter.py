"""What a reminder says on the day it is sent, and whether it still has anything to say."""

import datetime as dt
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from django.conf import settings
from django.utils import formats
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext

from programme import calendar
from programme.calendar import reminder_day
from programme.obligation import Obligation

from ..models import Message, Reminder
from ..states import Reason
from ..wording import clean
from . import hours
from .standing import Due, Standing, is_early

StillOwed = Callable[[Collection[str], dt.datetime], Iterable[Obligation]]


@dataclass(frozen=True, slots=True)
class NotNow:
    """Reminders leave on working days from 08:00; a delayed one waits for the next."""

    until: dt.datetime


@dataclass(frozen=True, slots=True)
class Pointless:
    reason: Reason


class _Row(NamedTuple):
    """A reminder that is not void."""

    message: int
    pk: int
    key: str
    person: int
    due_on: dt.date
    offset: int


# Seconds for which an answer counts. With a mail server that takes its time a batch is many minutes on its way.
FRESH = 2.0


class Round:
    """A batch of reminders about to be sent: what they are about is asked again, for all of them at once; and anew when
    that is a while ago."""

    def __init__(self, messages: Collection[Message], *, still_owed: StillOwed, now: dt.datetime):
        self._now, self._today = now, calendar.day_of(now)
        self._not_now = None if hours.is_open(now) else NotNow(hours.next_opening(now))
        self._left, self._still_owed = {message.pk for message in messages}, still_owed
        self._ask_all()

    def _ask_all(self) -> None:
        self._asked = time.monotonic()
        live = Reminder.objects.filter(message__in=self._left, void_at__isnull=True).order_by("due_on", "key")
        # "message__pk", since mypy takes "message" for the Message-ID that a Message has in `message_id`.
        rows = [_Row(*each) for each in live.values_list("message__pk", "pk", "key", "person", "due_on", "offset")]
        self._rows: dict[int, list[_Row]] = defaultdict(list)
        for row in rows:
            self._rows[row.message].append(row)
        owed = self._still_owed({row.key for row in rows}, self._now) if rows else ()
        self._owed = {each.key: each for each in owed}
        self._standing = Standing({row.person for row in rows})

    def ask(self, message: Message) -> list[Due] | NotNow | Pointless:
        """What is left to remind of; what is not is written down as void, with its reason."""
        if self._not_now:
            return self._not_now
        if time.monotonic() - self._asked > FRESH:
            self._ask_all()
        self._left.discard(message.pk)
        left, gone = [], defaultdict(list)
        for row in self._rows[message.pk]:
            due, reason = self._judge(row)
            if reason:
                gone[reason].append(row.pk)
            elif due:
                left.append(due)
        for reason, rows in gone.items():
            Reminder.objects.filter(pk__in=rows).update(void_at=self._now, reason=reason)
        return left or Pointless(next(iter(gone), Reason.DONE))

    def _judge(self, row: _Row) -> tuple[Due | None, Reason | None]:
        owed = self._owed.get(row.key)
        if owed is None:
            return None, Reason.DONE
        if owed.due_on != row.due_on:
            return None, Reason.MOVED
        if row.person not in owed.owed_by:
            return None, Reason.NOT_THEIRS
        if any(each > row.offset and reminder_day(owed.due_on, each) <= self._today for each in owed.offsets):
            return None, Reason.OVERTAKEN
        if row.offset not in owed.offsets or _planned_at(owed, row.offset) < owed.since:
            return None, Reason.EXPIRED
        due = Due(owed, row.person, row.offset)
        return due, self._standing.obstacle(due)


def _planned_at(owed: Obligation, offset: int) -> dt.datetime:
    return calendar.at(reminder_day(owed.due_on, offset), calendar.REMINDERS_AT)


def copies(dues: Iterable[Due]) -> list[str]:
    """The team's mailbox, from the second overdue reminder on."""
    return sorted({d.obligation.copy_to for d in dues if d.obligation.is_second_overdue(d.offset)} - {""})


def may_be_unwanted(dues: Iterable[Due]) -> bool:
    return any(is_early(due.obligation, due.offset) for due in dues)


def facts(dues: list[Due], today: dt.date, language: str) -> dict:
    """For the templates notices/reminder.*, said as of `today`, in `language`, which is on."""
    overdue = all(due.obligation.is_overdue(today) for due in dues)
    lines = [
        {
            "title": clean(str(due.obligation.title)),
            "url": settings.SITE_URL + due.obligation.path,
            "deadline": _deadline(due.obligation.due_on, language),
            "when": when(due.obligation.days_left(today), language),
        }
        for due in dues
    ]
    return {
        "headline": _headline(lines, overdue, language),
        "opening": _opening(overdue, language),
        "lines": lines,
        "is_copied": bool(copies(dues)),
    }


def _headline(lines: list[dict[str, str]], overdue: bool, language: str) -> str:
    if len(lines) == 1:
        start = _overdue(language) if overdue else capfirst(lines[0]["when"])
        return f"{start}: {lines[0]['title']}"
    return ngettext("Du har %(count)d ting at huske", "Du har %(count)d ting at huske", len(lines)) % {
        "count": len(lines)
    }


# What follows is said in the language that is on; `language` is there to be remembered by.


@lru_cache(maxsize=16)
def _overdue(language: str) -> str:
    return gettext("Fristen er overskredet")


@lru_cache(maxsize=16)
def _opening(overdue: bool, language: str) -> str:
    if overdue:
        return gettext("Fristen er passeret, men det kan stadig nås at give lyd. Det drejer sig om:")
    return gettext("Her er en venlig påmindelse om det, der venter på dig:")


@lru_cache(maxsize=512)
def _deadline(due_on: dt.date, language: str) -> str:
    return gettext("Frist: %(day)s") % {"day": formats.date_format(due_on, "WEEKDAY_DATE_FORMAT")}


@lru_cache(maxsize=512)
def when(days_left: int, language: str) -> str:
    """ "om 7 dage", "i morgen", "i dag", "for 3 dage siden" """
    near = {1: gettext("i morgen"), 0: gettext("i dag"), -1: gettext("i går")}
    if days_left in near:
        return near[days_left]
    if days_left > 0:
        return ngettext("om %(days)d dag", "om %(days)d dage", days_left) % {"days": days_left}
    return ngettext("for %(days)d dag siden", "for %(days)d dage siden", -days_left) % {"days": -days_left}
