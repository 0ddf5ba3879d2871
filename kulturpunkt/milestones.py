"""What a milestone's move does to everything that hangs on it: looked at beforehand, and done in one transaction.

Here and not in `programme`, because what hangs on a milestone lies in the apps above it.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from notices import reminders
from programme import actions, calendar, timeline
from programme.models import Milestone
from programme.obligation import Obligation
from programme.period import day_text

from .obligations import all_obligations, seen_by

KINDS = {
    "submit-expression": gettext_lazy("At sende interesseerklæringen"),
    "follow-up": gettext_lazy("At følge op på en dialog"),
    "assess": gettext_lazy("At vurdere en interesseerklæring"),
    "offer-place": gettext_lazy("At tilbyde en ledig plads"),
    "publish": gettext_lazy("At offentliggøre Kulturpunkterne"),
}
STATES = {"over": gettext_lazy("overstået"), "now": gettext_lazy("i gang"), "coming": gettext_lazy("forude")}


@dataclass(frozen=True)
class Change:
    """One thing that a move would make different."""

    what: str
    before: str
    after: str


@dataclass(frozen=True)
class _Picture:
    """How things stand: the milestone's words, and what is owed because of it."""

    when: str
    state: str
    owed: dict[str, Obligation]


@transaction.atomic
def move(milestone: Milestone, from_on: dt.date, to_on: dt.date, *, by, at: dt.datetime, **how) -> Milestone:
    """Move it (see `programme.actions.move_milestone`, which `how` goes to), and take back what was queued for the old
    date, so that nobody is reminded of both."""
    before = owed(at)
    moved = actions.move_milestone(milestone, from_on, to_on, by=by, at=at, **how)
    _take_back(before, owed(at), at)
    return moved


def preview(
    milestone: Milestone,
    from_on: dt.date,
    to_on: dt.date,
    now: dt.datetime,
    *,
    by,
    precision: str = "",
    reminder_days: list[int] | None = None,
) -> list[Change]:
    """What would be different, as (what, before, after), of what `by` may see. Done for real and taken back, so that it
    cannot lie.

    Raises what `move` would. `reminder_days`: None for those of the programme.
    """
    with transaction.atomic():
        before = _picture(milestone, now, by)
        moved = actions.move_milestone(milestone, from_on, to_on, by=by, at=now, precision=precision)
        if moved.reminder_days != reminder_days:
            moved.reminder_days = reminder_days
            moved.save(update_fields=["reminder_days"])
        after = _picture(moved, now, by)
        unsent = _take_back(before.owed, after.owed, now)
        transaction.set_rollback(True)
    return list(_changes(before, after, unsent, now))


def take_back_outdated(before: dict[str, Obligation], at: dt.datetime) -> int:
    """Void what is queued for dates that have moved since `before` (by `owed`) was read, in the same transaction."""
    return _take_back(before, owed(at), at)


def owed(now: dt.datetime) -> dict[str, Obligation]:
    """Everything that is owed, by its key."""
    return {each.key: each for each in all_obligations(now)}


def _take_back(before: dict[str, Obligation], after: dict[str, Obligation], at: dt.datetime) -> int:
    moved = defaultdict(list)  # not all of a kind and date: one that was given that day for itself keeps it
    for key, old in before.items():
        if key in after and after[key].due_on != old.due_on:
            moved[old.kind, old.due_on].append(key)
    return sum(reminders.void_for_moved(*which, at=at, keys=keys) for which, keys in sorted(moved.items()))


def _picture(milestone: Milestone, now: dt.datetime, by) -> _Picture:
    """As `by` sees it: without what is closed to them."""
    state = STATES[timeline.state_on(milestone, calendar.day_of(now))]
    return _Picture(milestone.when_text, str(state), {each.key: each for each in seen_by(by, now)})


def _changes(before: _Picture, after: _Picture, unsent: int, now: dt.datetime) -> Iterator[Change]:
    today = calendar.day_of(now)
    if before.when != after.when:
        yield Change(_("Den offentlige tidsplan og kalenderen"), before.when, after.when)
    if before.state != after.state:
        yield Change(_("Sådan står milepælen i dag"), before.state, after.state)
    for kind in sorted({each.kind for each in before.owed.values()}):
        old = [each for each in before.owed.values() if each.kind == kind]
        new = [after.owed[each.key] for each in old if each.key in after.owed]
        if [(each.due_on, each.plan()) for each in old] != [(each.due_on, each.plan()) for each in new]:
            yield from _changes_of_kind(str(KINDS.get(kind, kind)), old, new, today)
    if unsent:
        count = ngettext("%(count)d påmindelse", "%(count)d påmindelser", unsent) % {"count": unsent}
        yield Change(_("I kø og ikke sendt endnu"), count, _("bliver ikke sendt"))


def _changes_of_kind(title: str, old: list[Obligation], new: list[Obligation], today: dt.date) -> Iterator[Change]:
    rows = [
        (_("Frist"), _dates(old), _dates(new)),
        (_("Over fristen i dag"), _overdue(old, today), _overdue(new, today)),
        (_("Påmindelser herfra"), _reminder_days(old, today), _reminder_days(new, today)),
    ]
    for what, before, after in rows:
        if before != after:
            yield Change(f"{title}: {what}", before, after)


def _dates(obligations: Iterable[Obligation]) -> str:
    return _counted(Counter(each.due_on for each in obligations))


def _overdue(obligations: Iterable[Obligation], today: dt.date) -> str:
    return str(sum(each.is_overdue(today) for each in obligations))


def _reminder_days(obligations: Iterable[Obligation], today: dt.date) -> str:
    return _counted(Counter(day for each in obligations for day, _offset in each.plan() if day >= today)) or _("ingen")


def _counted(days: Counter[dt.date]) -> str:
    """ "28. april 2025 (12)": the day and how many it is for."""
    return ", ".join(f"{day_text(day)} ({count})" for day, count in sorted(days.items()))
