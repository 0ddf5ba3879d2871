"""What a reminder says on the day it is sent, and whether it still has anything to say."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.utils import formats
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext, ngettext

from programme.obligation import Obligation

from ..models import Message, Reminder
from ..states import Reason
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


class Round:
    """A batch of reminders about to be sent: what they are about is asked again, once for all of them."""

    def __init__(self, messages: Collection[Message], *, still_owed: StillOwed, now: dt.datetime):
        self._now = now
        self._rows: dict[int, list[Reminder]] = defaultdict(list)
        for row in Reminder.objects.filter(message__in=messages, void_at__isnull=True).order_by("due_on", "key"):
            self._rows[row.message_id].append(row)
        rows = [row for each in self._rows.values() for row in each]
        self._owed = {each.key: each for each in still_owed({row.key for row in rows}, now)} if rows else {}
        self._standing = Standing({row.case for row in rows}, {row.person_id for row in rows})

    def ask(self, message: Message) -> list[Due] | NotNow | Pointless:
        """What is left to remind of; what is not is written down as void, with its reason."""
        if not hours.is_open(self._now):
            return NotNow(hours.next_opening(self._now))
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

    def _judge(self, row: Reminder) -> tuple[Due | None, Reason | None]:
        owed = self._owed.get(row.key)
        if owed is None:
            return None, Reason.DONE
        if owed.due_on != row.due_on:
            return None, Reason.MOVED
        if row.person_id not in owed.owed_by:
            return None, Reason.NOT_THEIRS
        due = Due(owed, row.person_id, row.offset)
        reached = owed.reached(self._now)
        if reached is not None and reached > row.offset:
            return None, Reason.OVERTAKEN
        if row.offset not in {offset for _day, offset in owed.plan()}:
            return None, Reason.EXPIRED
        return due, self._standing.obstacle(due)


@dataclass(frozen=True, slots=True)
class Entry:
    title: str
    url: str
    deadline: str
    when: str


def copies(dues: Iterable[Due]) -> list[str]:
    """The team's mailbox, from the second overdue reminder on."""
    return sorted({d.obligation.copy_to for d in dues if d.obligation.is_second_overdue(d.offset)} - {""})


def may_be_unwanted(dues: Iterable[Due]) -> bool:
    return any(is_early(due.obligation, due.offset) for due in dues)


def facts(dues: list[Due], today: dt.date) -> dict:
    """For the templates notices/reminder.*, in the language that is on. Everything is said as of `today`."""
    overdue = all(due.obligation.is_overdue(today) for due in dues)
    entries = [_entry(due.obligation, today) for due in dues]
    return {
        "headline": _headline(entries, overdue),
        "opening": _opening(overdue),
        "lines": entries,
        "is_copied": bool(copies(dues)),
    }


def _entry(obligation: Obligation, today: dt.date) -> Entry:
    language = get_language() or ""
    return Entry(
        title=str(obligation.title),
        url=settings.SITE_URL + obligation.path,
        deadline=_deadline(obligation.due_on, language),
        when=when(obligation.days_left(today), language),
    )


def _headline(entries: list[Entry], overdue: bool) -> str:
    if len(entries) > 1:
        return ngettext("Du har %(count)d ting at huske", "Du har %(count)d ting at huske", len(entries)) % {
            "count": len(entries)
        }
    start = gettext("Fristen er overskredet") if overdue else capfirst(entries[0].when)
    return f"{start}: {entries[0].title}"


def _opening(overdue: bool) -> str:
    if overdue:
        return gettext("Fristen er passeret, men det kan stadig nås at give lyd. Det drejer sig om:")
    return gettext("Her er en venlig påmindelse om det, der venter på dig:")


@lru_cache(maxsize=512)
def _deadline(due_on: dt.date, language: str) -> str:
    """In the language that is on; `language` is only there to be remembered by."""
    return gettext("Frist: %(day)s") % {"day": formats.date_format(due_on, "l j. F Y")}


@lru_cache(maxsize=512)
def when(days_left: int, language: str) -> str:
    """ "om 7 dage", "i morgen", "i dag", "for 3 dage siden", in the language that is on."""
    near = {1: gettext("i morgen"), 0: gettext("i dag"), -1: gettext("i går")}
    if days_left in near:
        return near[days_left]
    if days_left > 0:
        return ngettext("om %(days)d dag", "om %(days)d dage", days_left) % {"days": days_left}
    return ngettext("for %(days)d dag siden", "for %(days)d dage siden", -days_left) % {"days": -days_left}
