"""Everything the team reads about one expression, fetched in a handful of queries whatever it holds."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Case, OuterRef, QuerySet, Subquery, When

from areas import completeness, content
from areas.completeness import Missing, Section, missing_to_submit
from areas.models import ExpressionOfInterest, Membership, Submission
from areas.obligations import Draft, submission
from areas.states import GroupRole
from notices.models import Preference
from notices.reminders.standing import is_early
from notices.states import Wish
from people.models import User
from programme import calendar
from programme.models import Milestone

from . import around, words
from .asking import Asking

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

NOW = "nu"
_SENT = (
    "number",
    "arrived_at",
    "is_late",
    "is_answer",
    "deadline_on",
    "content_sha256",
    "submitted_by__name",
    "submitted_by__email",
    "entry",
)


def whole(expressions: QuerySet) -> QuerySet:
    """Expressions with all that stands round what they say, which `content.read` fetches.

    Who extended it or typed it in is asked for where there is one: with eight tables in one statement PostgreSQL spent
    twenty times as long on planning it as on answering.
    """
    around = ("programme", "area__municipality", "changed_by", "entry")
    return expressions.select_related(*around).defer("challenge", "idea", "practice")


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


class Shown(TypedDict):
    """What comes along with a submission: what it said, if it is the one that is shown."""

    shown: dict | None


@dataclass
class Reading(Asking):
    """One expression as it is read today. `wished` is the edition asked for: "1", "2" … as sent, or "nu"."""

    expression: ExpressionOfInterest
    reader: User
    now: dt.datetime
    wished: str = ""

    @cached_property
    def today(self) -> dt.date:
        return calendar.day_of(self.now)

    # --- what it says

    @property
    def wants_now(self) -> bool:
        """What is being written, rather than what was sent. While answers are awaited, what was sent stands."""
        return self.wished == NOW or (not self.wished and self.expression.is_draft and not self.is_sent_back)

    @cached_property
    def submissions(self) -> "list[WithAnnotations[Submission, Shown]]":
        """Newest first. What it said comes along with the one that is shown."""
        if self.expression.is_draft and self.said_now and not self.expression.times_sent:
            return []
        latest = Submission.objects.filter(expression=OuterRef("expression")).order_by("-number").values("number")[:1]
        number = int(self.wished) if self.wished.isdecimal() and len(self.wished) < 5 else Subquery(latest)
        shown = Case(When(number=0 if self.wants_now else number, then="content"))  # numbers begin at 1
        rows = self.expression.submissions.select_related("submitted_by").order_by("-number").only(*_SENT)
        return list(rows.with_closed().annotate(shown=shown))

    @cached_property
    def edition(self) -> "WithAnnotations[Submission, Shown] | None":
        """The submission that is shown; None when it is the expression as it stands now."""
        if self.wants_now or not self.submissions:
            return None
        return next((each for each in self.submissions if each.shown), self.submissions[0])

    @cached_property
    def said(self) -> content.Content:
        if self.edition:
            return content.thaw(self.edition.shown or self.edition.content, self.expression.programme_id)
        return self.said_now

    @cached_property
    def said_now(self) -> content.Content:
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
        found = missing_to_submit(self.said_now, self.expression.programme)
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
        return [
            content.Person(name, email, phone, str(GroupRole(role).label), role == GroupRole.CONTACT)
            for name, email, phone, role in rows
        ]

    @property
    def waiting_for(self) -> list[str]:
        """Who has been invited and has not answered, where the expression is shown as it stands now."""
        return [] if self.edition else self.said.waiting_for

    @property
    def everyone(self) -> str:
        return ",".join(person.email for person in self.group)

    @cached_property
    def around(self) -> around.Around:
        return around.read(self.expression.case, by=self.reader)

    # --- reminders

    @cached_property
    def planned(self) -> list[Planned]:
        """The reminders that will come if nothing changes."""
        draft = self.expression
        if not draft.is_draft or draft.is_being_entered or not self.milestone or self.around.pause:
            return []
        owed = submission(draft.uid, draft.case, Draft.of(draft), draft.area.name, self.milestone, ())
        return [
            Planned(words.day(day), words.offset(offset))
            for day, offset in owed.plan()
            if calendar.at(day, calendar.REMINDERS_AT) > self.now
            and not (self._without_early and is_early(owed, offset))
        ]

    @cached_property
    def _without_early(self) -> bool:
        """The contact person, who gets them, has turned the early ones off."""
        contact = [person for person, role in self.expression.group_roles.items() if role == GroupRole.CONTACT]
        return Preference.objects.filter(kind=Wish.EARLY_REMINDERS, person__in=contact).exists()

    @cached_property
    def milestone(self) -> Milestone | None:
        """The one by which a draft is to be sent."""
        found = Milestone.objects.filter(programme=self.expression.programme, key="interest").first()
        if found:
            found.programme = self.expression.programme
        return found
