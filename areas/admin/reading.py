"""Everything the team reads about one expression, fetched in a handful of queries whatever it holds."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import groupby

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

from areas import completeness, content
from areas.completeness import Missing, Section, missing_to_submit
from areas.models import ExpressionOfInterest, Membership, Submission
from areas.obligations import submit_expression
from areas.states import GroupRole
from notices.models import Message, Reminder, ReminderPause
from notices.states import STAMPS
from programme import calendar
from programme.models import HistoryEntry, Milestone

from . import words

NOW = "nu"
MOST_ENTRIES = 100
MOST_MESSAGES = 30

_DEADLINE = Milestone.objects.filter(programme=OuterRef("programme"), key="interest").order_by().values("to_on")
_PAUSE = (
    ReminderPause.objects.open()
    .filter(case=OuterRef("case"))
    .order_by()
    .values(said=JSONObject(reason="reason", by="paused_by__name"))
)


def whole(expressions: QuerySet) -> QuerySet:
    """Expressions with all that stands in the head of the page."""
    return expressions.select_related("programme", "area__municipality", "changed_by", "withdrawn_by").annotate(
        deadline_on=Subquery(_DEADLINE), pause=Subquery(_PAUSE)
    )


@dataclass(frozen=True)
class Planned:
    """A reminder to come; `when` is its place round the deadline in words."""

    day: str
    when: str


@dataclass(frozen=True)
class Line:
    what: str
    kroner: str


def kroner(amount: str) -> str:
    return completeness.kroner(Decimal(amount)) if amount else ""


@dataclass
class Reading:
    """One expression as it is read today. `wished` is the edition asked for: "1", "2" … as sent, or "nu"."""

    expression: ExpressionOfInterest
    now: dt.datetime
    wished: str = ""

    @cached_property
    def today(self) -> dt.date:
        return calendar.day_of(self.now)

    # --- what it says

    @cached_property
    def submissions(self) -> list[Submission]:
        """Newest first. What they say is fetched for the one that is shown."""
        return list(
            self.expression.submissions.select_related("paper", "submitted_by")
            .defer("content", "paper__context")
            .order_by("-number")
        )

    @cached_property
    def edition(self) -> Submission | None:
        """The submission that is shown; None when it is the expression as it stands now."""
        if not self.submissions or self.wished == NOW or (not self.wished and self.expression.is_draft):
            return None
        return next((each for each in self.submissions if str(each.number) == self.wished), self.submissions[0])

    @cached_property
    def said(self) -> content.Content:
        if self.edition:
            return content.Content.from_json(self.edition.content)
        return content.read(self.expression)

    @property
    def grant_lines(self) -> list[Line]:
        return self._lines(own=False)

    @property
    def own_lines(self) -> list[Line]:
        return self._lines(own=True)

    def _lines(self, *, own: bool) -> list[Line]:
        return [Line(line.what, kroner(line.amount)) for line in self.said.budget if line.own == own]

    @property
    def grant_total(self) -> str:
        return kroner(self.said.grant_total)

    @property
    def own_total(self) -> str:
        return kroner(self.said.own_total)

    @cached_property
    def missing(self) -> list[tuple[Section, list[Missing]]]:
        """By section, in their order; nothing for what is sent or withdrawn."""
        if not self.expression.is_draft:
            return []
        said = self.said if self.edition is None else content.read(self.expression)
        found = missing_to_submit(said, self.expression.programme)
        return [(section, list(each)) for section, each in groupby(found, key=lambda missing: missing.section)]

    @property
    def missing_count(self) -> int:
        return sum(len(each) for _section, each in self.missing)

    # --- whom to call, and what has happened

    @cached_property
    def group(self) -> list[content.Person]:
        """The steering group of today, the contact person first, whatever edition is shown."""
        if self.edition is None:
            return self.said.group
        columns = ("person__name", "person__email", "person__phone", "role")
        rows = Membership.objects.current().filter(area=self.expression.area_id).values_list(*columns)
        return [content.Person(*who, str(GroupRole(role).label), role == GroupRole.CONTACT) for *who, role in rows]

    @property
    def everyone(self) -> str:
        return ",".join(person.email for person in self.group)

    @cached_property
    def history(self) -> list[HistoryEntry]:
        """In order; of a very long one the latest."""
        latest = HistoryEntry.objects.filter(case=self.expression.case).select_related("by").order_by("-number")
        return list(reversed(latest[:MOST_ENTRIES]))

    @cached_property
    def messages(self) -> list[Message]:
        """Newest first, without their texts."""
        return list(
            Message.objects.filter(case=self.expression.case)
            .only("uid", "kind", "subject", "name", "address", "state", "reason", *STAMPS.values())
            .order_by("-pk")[:MOST_MESSAGES]
        )

    # --- reminders

    @cached_property
    def reminded(self) -> list[Reminder]:
        return list(
            Reminder.objects.filter(case=self.expression.case)
            .select_related("person", "message")
            .only("offset", "due_on", "reason", "person__name", "person__email", "message__state", "message__sent_at")
            .order_by("pk")
        )

    @cached_property
    def planned(self) -> list[Planned]:
        """The reminders that will come if nothing changes."""
        if not self.expression.is_draft:
            return []
        owed = submit_expression(ExpressionOfInterest.objects.filter(pk=self.expression.pk))
        return [
            Planned(words.day(day), words.offset(offset))
            for obligation in owed
            for day, offset in obligation.plan()
            if calendar.at(day, calendar.REMINDERS_AT) > self.now
        ]

    @property
    def to_deadline(self) -> str:
        """In words: "6 dage", "i dag", "3 dage over"."""
        deadline = self.expression.deadline_on
        return words.days_left((deadline - self.today).days) if deadline else ""

    @property
    def quiet_for(self) -> str:
        return words.days_ago((self.today - calendar.day_of(self.expression.changed_at)).days)
