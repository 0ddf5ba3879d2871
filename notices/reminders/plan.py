"""See beforehand: who would be reminded of what, when, and why."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

import holidays
from django.utils import formats
from django.utils.translation import get_language, gettext, ngettext

from people.models import User
from programme import calendar
from programme.obligation import Obligation

from ..models import Reminder
from ..states import Reason
from . import hours
from .standing import Due, Standing


@dataclass(frozen=True, slots=True)
class Planned:
    """One reminder to one person. `day` is when it goes out; `nominal` what the offset alone would give."""

    day: dt.date
    nominal: dt.date
    obligation: Obligation
    person: User
    offset: int
    planned: dt.date
    sent_at: dt.datetime | None = None
    obstacle: Reason | None = None

    @property
    def is_caught_up(self) -> bool:
        return self.day > self.planned

    @property
    def will_go(self) -> bool:
        return self.obstacle is None and self.sent_at is None

    @property
    def why(self) -> str:
        """ "7 dage før 28. april; flyttet fra helligdag (anden påskedag)" """
        parts = [distance(self.offset, self.obligation.due_on)]
        if self.nominal != self.planned:
            parts.append(gettext("flyttet fra %(day)s") % {"day": day_off(self.nominal)})
        if self.is_caught_up:
            parts.append(gettext("indhentes, skulle være sendt %(day)s") % {"day": _short(self.planned)})
        return "; ".join(parts)

    @property
    def outcome(self) -> str:
        if self.sent_at:
            return gettext("sendt %(day)s") % {"day": _short(calendar.day_of(self.sent_at))}
        if self.obstacle:
            return str(self.obstacle.label)
        return gettext("sendes")


def plan(obligations: Iterable[Obligation], frm: dt.date, to: dt.date, *, now: dt.datetime) -> list[Planned]:
    """Every reminder that goes out, went out or is left out on the days `frm` to `to`, as things stand `now`.

    Two lists in one: by the day it goes out, and, for one that was moved from a weekend or holiday, the day it was
    moved from; so that who asks about Easter Monday is told where its reminders went.
    """
    obligations = list(obligations)
    spoken = _spoken(obligations)
    people = User.objects.in_bulk({p for each in obligations for p in each.owed_by})
    found = [
        entry
        for each in obligations
        for person in each.owed_by
        if person in people
        for entry in _of_one(each, people[person], spoken, now)
        if frm <= entry.day <= to or frm <= entry.nominal <= to
    ]
    standing = Standing.of(Due(entry.obligation, entry.person.pk, entry.offset) for entry in found)
    judged = (_judged(entry, standing) for entry in found)
    return sorted(judged, key=lambda e: (e.day, e.person.name, e.person.pk, e.obligation.due_on, e.obligation.key))


def _judged(entry: Planned, standing: Standing) -> Planned:
    if entry.sent_at or entry.obstacle:
        return entry
    if not entry.person.is_active:  # the team sees that nobody is reminded
        return replace(entry, obstacle=Reason.INACTIVE)
    return replace(entry, obstacle=standing.obstacle(Due(entry.obligation, entry.person.pk, entry.offset)))


def _spoken(obligations: list[Obligation]) -> dict[tuple[str, int], dict[int, Reminder]]:
    due_on = {each.key: each.due_on for each in obligations}
    rows = Reminder.objects.filter(due_on__in=set(due_on.values())).select_related("message").order_by("pk")
    found: dict[tuple[str, int], dict[int, Reminder]] = defaultdict(dict)
    for row in rows.iterator(2000):
        if due_on.get(row.key) == row.due_on:
            found[row.key, row.person_id][row.offset] = row
    return found


def _of_one(each: Obligation, person: User, spoken: dict, now: dt.datetime) -> Iterator[Planned]:
    rows = spoken.get((each.key, person.pk), {})
    last = max(rows, default=None)
    days = each.plan()
    reached = each.reached(now)
    for day, offset in days:
        entry = Planned(day, each.due_on + dt.timedelta(days=offset), each, person, offset, planned=day)
        if row := rows.get(offset):
            yield _as_it_went(entry, row)
        elif last is not None and offset < last:
            continue
        elif calendar.at(day, calendar.REMINDERS_AT) > now:
            yield entry
        elif offset == reached:
            yield from _caught_up(entry, days, now)


def _as_it_went(entry: Planned, row: Reminder) -> Planned:
    message = row.message
    obstacle = Reason(row.reason or message.reason) if row.reason or message.reason else None
    moment = message.sent_at or message.queued_at
    return replace(entry, day=calendar.day_of(moment), sent_at=message.sent_at, obstacle=obstacle)


def _caught_up(entry: Planned, days: list[tuple[dt.date, int]], now: dt.datetime) -> Iterator[Planned]:
    """Its day has passed and it has not been sent: it goes on the next working day, unless a later one does."""
    day = calendar.day_of(hours.next_opening(now))
    if not any(entry.planned < later <= day for later, _offset in days):
        yield replace(entry, day=day)


def distance(offset: int, due_on: dt.date) -> str:
    day = _short(due_on)
    if offset < 0:
        return ngettext("%(days)d dag før %(day)s", "%(days)d dage før %(day)s", -offset) % {
            "days": -offset,
            "day": day,
        }
    if offset > 0:
        return ngettext("%(days)d dag efter %(day)s", "%(days)d dage efter %(day)s", offset) % {
            "days": offset,
            "day": day,
        }
    return gettext("på dagen, %(day)s") % {"day": day}


def _short(day: dt.date) -> str:
    return formats.date_format(day, "MONTH_DAY_FORMAT")


def day_off(day: dt.date) -> str:
    """ "helligdag (anden påskedag)" or "søndag" """
    name = _holidays(day.year, "en_US" if get_language() == "en" else "da").get(day)
    if name:
        return gettext("helligdag (%(name)s)") % {"name": name[0].lower() + name[1:]}
    return formats.date_format(day, "l")


@lru_cache(maxsize=16)
def _holidays(year: int, language: str) -> dict[dt.date, str]:
    return dict(holidays.country_holidays("DK", years=year, language=language))
