"""What the team sees on a Monday morning: where every area stands, who is behind, what came in, whether mail goes out.

A fixed number of queries, however many areas there are.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Exists, F, Min, OuterRef, Q
from django.utils.dateparse import parse_datetime

from areas import content, same_name
from areas.admin import rows, words
from areas.admin.filters import since_yesterday, untouched
from areas.completeness import missing_to_submit
from areas.models import Dialogue, ExpressionOfInterest, Municipality, Submission
from areas.states import DECIDED, ExpressionState
from notices.states import WAITING, MessageState
from programme import calendar
from programme.models import Milestone, Precision, Programme
from programme.obligation import Obligation
from selection.obligations import offer_place, publish
from selection.standing import Standing, standing

from . import closed
from .tasks import BEAT

MOST = 8
FOLLOW_UP_SOON = dt.timedelta(days=7)
BEAT_IS_LATE = dt.timedelta(minutes=5)
MAIL_IS_LATE = dt.timedelta(minutes=15)
SENT = (ExpressionState.SUBMITTED, *DECIDED)
UNSETTLED = (*WAITING, MessageState.FAILED, MessageState.HELD)


@dataclass(frozen=True)
class Behind:
    """A draft: how long since anybody touched it, what it still lacks, and whom to call."""

    url: str
    said: content.Content
    days: int
    missing: int

    @property
    def quiet(self) -> str:
        return words.days_ago(self.days)

    @property
    def is_quiet(self) -> bool:
        return self.days > rows.UNTOUCHED_DAYS

    @property
    def contact(self) -> content.Person | None:
        return next((person for person in self.said.group if person.is_contact), None)


@dataclass(frozen=True)
class Place:
    """One municipality's line; `code` is None for those that have not chosen theirs yet."""

    code: int | None
    name: str
    drafts: int
    sent: int
    widest: int

    @property
    def total(self) -> int:
        return self.drafts + self.sent

    @property
    def sent_width(self) -> int:
        return round(100 * self.sent / self.widest)

    @property
    def drafts_width(self) -> int:
        return round(100 * self.drafts / self.widest)


@dataclass(frozen=True)
class Next:
    milestone: Milestone
    time_left: str
    is_now: bool
    is_over: bool


@dataclass(frozen=True)
class Mail:
    counts: dict[str, int]
    oldest_at: dt.datetime | None
    beat_at: dt.datetime | None
    now: dt.datetime

    @property
    def queued(self) -> int:
        return sum(self.counts.get(state, 0) for state in WAITING)

    @property
    def failed(self) -> int:
        return self.counts.get(MessageState.FAILED, 0)

    @property
    def held(self) -> int:
        return self.counts.get(MessageState.HELD, 0)

    @property
    def is_behind(self) -> bool:
        return self.oldest_at is not None and self.now - self.oldest_at > MAIL_IS_LATE

    @property
    def beat_is_late(self) -> bool:
        return self.beat_at is None or self.now - self.beat_at > BEAT_IS_LATE

    @property
    def is_well(self) -> bool:
        return not (self.failed or self.held or self.is_behind or self.beat_is_late)


class Overview:
    """As one of the team sees it: what is closed to them is in no list and no count."""

    def __init__(self, now: dt.datetime, user):
        self.user = user
        self.now, self.today = now, calendar.day_of(now)
        self.since = since_yesterday(self.today)

    # --- the round

    @cached_property
    def milestones(self) -> list[Milestone]:
        return list(Milestone.objects.filter(programme__is_current=True).select_related("programme"))

    @property
    def programme(self) -> Programme | None:
        return self.milestones[0].programme if self.milestones else None

    @cached_property
    def deadline(self) -> Next | None:
        return next((self._next(each, words.days_left) for each in self.milestones if each.key == "interest"), None)

    @property
    def upcoming(self) -> list[Next]:
        """What is under way, then what is still to come, soonest first."""
        coming = [each for each in self.milestones if not each.is_over(self.today)]
        coming.sort(key=lambda each: (not each.is_now(self.today), self._date(each)))
        return [self._next(each, words.in_days) for each in coming][:MOST]

    def _date(self, milestone: Milestone) -> dt.date:
        return milestone.to_on if milestone.is_now(self.today) else milestone.from_on

    def _next(self, milestone: Milestone, in_words: Callable[[int], str]) -> Next:
        date = self._date(milestone)
        if milestone.precision == Precision.DAY:
            time_left = in_words((date - self.today).days)
        else:  # the plan shows months, and so no days are made up
            time_left = words.months_left(12 * (date.year - self.today.year) + date.month - self.today.month)
        return Next(milestone, time_left, milestone.is_now(self.today), milestone.is_over(self.today))

    # --- the areas

    @cached_property
    def expressions(self):
        return ExpressionOfInterest.objects.visible_to(self.user).filter(programme=self.programme)

    @cached_property
    def _groups(self) -> list[dict]:
        """One row for each municipality and state."""
        quiet = untouched(self.now)
        waiting = Q(answer_due_on__isnull=False)
        came_in = Q(state=ExpressionState.SUBMITTED, submitted_at__gte=self.since)
        return list(
            self.expressions.order_by()
            .values("state", code=F("area__municipality"))
            .annotate(count=Count("pk"), quiet=Count("pk", filter=quiet), came_in=Count("pk", filter=came_in))
            .annotate(waiting=Count("pk", filter=waiting))
        )

    def _sum(self, column: str, state: str = "") -> int:
        return sum(each[column] for each in self._groups if state in ("", each["state"]))

    @property
    def drafts(self) -> int:
        return self._sum("count", ExpressionState.DRAFT)

    @property
    def sent(self) -> int:
        return self._sum("count", ExpressionState.SUBMITTED)

    @property
    def decided(self) -> dict[str, int]:
        """How many have been told what, by the state; empty before the release."""
        found = {state.value: self._sum("count", state) for state in DECIDED}
        return found if any(found.values()) else {}

    @property
    def withdrawn(self) -> int:
        return self._sum("count", ExpressionState.WITHDRAWN)

    @property
    def quiet(self) -> int:
        return self._sum("quiet")

    @property
    def waiting(self) -> int:
        """Sent back with questions, and not answered."""
        return self._sum("waiting")

    @property
    def came_in(self) -> int:
        return self._sum("came_in")

    @cached_property
    def late(self) -> int:
        """Of those sent, those received after their deadline."""
        later = Submission.objects.filter(expression=OuterRef("expression"), is_answer=False)
        return Submission.objects.filter(
            ~Exists(later.filter(number__gt=OuterRef("number"))),
            is_late=True,
            is_answer=False,
            expression__in=self.expressions.filter(state=ExpressionState.SUBMITTED),
        ).count()

    @cached_property
    def places(self) -> list[Place]:
        """All municipalities in their order, and last those without one, if there are any."""
        counts = Counter({(each["code"], each["state"]): each["count"] for each in self._groups})
        named: Iterable[tuple] = Municipality.objects.values_list("code", "name")
        lines = [
            (code, name, counts[code, ExpressionState.DRAFT], sum(counts[code, state] for state in SENT))
            for code, name in [*named, (None, "")]
        ]
        widest = max([drafts + sent for *_, drafts, sent in lines] + [1])
        return [Place(*line, widest) for line in lines if line[0] is not None or line[2] or line[3]]

    @cached_property
    def behind(self) -> list[Behind]:
        """The drafts that have lain untouched the longest. Those sent back with questions are counted apart."""
        if self.programme is None:
            return []
        drafts = self.expressions.awaiting_submission().filter(answer_due_on__isnull=True)
        drafts = drafts.order_by("changed_at", "pk").only("uid", "changed_at")
        said = content.read_all(oldest := list(drafts[:MOST]))
        url_of = rows.addresses("admin:areas_expressionofinterest_change")
        return [
            Behind(
                url=url_of(each.uid),
                said=said[each.pk],
                days=(self.today - calendar.day_of(each.changed_at)).days,
                missing=len(missing_to_submit(said[each.pk], self.programme)),
            )
            for each in oldest
            if each.pk in said
        ]

    @cached_property
    def arrived(self) -> list[rows.Row]:
        """What came in since the last working day, newest first."""
        new = self.expressions.filter(state=ExpressionState.SUBMITTED, submitted_at__gte=self.since)
        page = rows.asked(new.order_by(F("submitted_at").desc(nulls_last=True), "-pk")[:MOST])
        return list(rows.drawn(page, None, self.today))

    @cached_property
    def choice(self) -> Standing | None:
        """How far the choice is, while it is under way."""
        found = standing(self.programme, by=self.user, today=self.today) if self.programme else None
        return found if found and found.is_under_way else None

    # --- what else wants a hand

    @cached_property
    def of_the_team(self) -> list[Obligation]:
        """What the team owes as one: a place to offer that somebody gave up, and its word to publish."""
        this = Programme.objects.filter(pk=self.programme.pk) if self.programme else Programme.objects.none()
        return [*offer_place(this), *publish(this)]

    @cached_property
    def follow_ups(self) -> list[Dialogue]:
        """What somebody said they would follow up on within a week, or should have, the most urgent first."""
        owed = Dialogue.objects.visible_to(self.user).awaiting_follow_up()
        soon = owed.filter(follow_up_on__lte=self.today + FOLLOW_UP_SOON)
        return list(soon.with_place().order_by("follow_up_on", "pk")[:MOST])

    @cached_property
    def same_names(self) -> list[Any]:
        return same_name.pairs(self.programme, by=self.user) if self.programme else []

    # --- the mail

    @cached_property
    def mail(self) -> Mail:
        found = closed.messages_for(self.user).filter(state__in=UNSETTLED).order_by().values("state")
        counted = list(found.annotate(count=Count("pk"), oldest_at=Min("queued_at")))
        waiting = [each["oldest_at"] for each in counted if each["state"] in WAITING]
        beat = cache.get(BEAT)
        return Mail(
            counts={each["state"]: each["count"] for each in counted},
            oldest_at=min(waiting, default=None),
            beat_at=parse_datetime(beat) if beat else None,
            now=self.now,
        )
