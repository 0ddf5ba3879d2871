"""What every page of an expression stands on: the expression as this person may see it, all it says, what it lacks."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.html import format_html
from django.utils.translation import gettext as _

from areas import access, content, questions, units
from areas.completeness import Missing, Section, is_begun
from areas.content import Content
from areas.models import ExpressionOfInterest, Question
from people.models import User
from people.request import SignedIn
from programme import calendar


@dataclass(frozen=True, eq=False)
class Step:
    """A section as the task list and the step guide show it."""

    section: Section
    title: str
    url: str
    state: str
    missing: Sequence[str]


@dataclass(frozen=True, eq=False)
class Asked:
    """A question as the area reads it; `url` leads to the field, and nobody has changed what `stands` there yet."""

    unit: units.Unit
    label: str
    url: str
    question: Question
    stands: bool


class Case:
    def __init__(self, expression: ExpressionOfInterest, said: Content, user: User, now: dt.datetime):
        self.expression, self.content, self.user, self.now = expression, said, user, now

    @cached_property
    def missing(self) -> list[Missing]:
        return questions.still_missing(self.expression, self.content)

    @cached_property
    def steps(self) -> list[Step]:
        return [self._step(section) for section in Section]

    def _step(self, section: Section) -> Step:
        url = self.section_url(section)
        missing = [
            format_html('<a href="{}#id_{}">{}</a>', url, each.field, each.sentence)
            for each in self.missing
            if each.section == section
        ]
        begun = is_begun(section, self.content)
        state = "empty" if not begun else "begun" if missing else "done"
        if self.is_closed(section):
            state = "locked"
        elif not missing and any(each.unit[0] == section and each.stands for each in self.questions):
            state = "asked"
        title = _("%s (frivilligt)") % section.label if section.is_optional else str(section.label)
        return Step(section, title, url, state, missing)

    @property
    def tasks(self) -> list[Step]:
        """The steps for the task list: what lacks in a section that nobody has begun is too plain to say."""
        return [step if step.state != "empty" else replace(step, missing=[]) for step in self.steps]

    @property
    def is_sent_back(self) -> bool:
        return self.expression.is_draft and self.expression.is_sent_back

    @cached_property
    def open_sections(self) -> frozenset[str] | None:
        opened = questions.open_units(self.expression)
        return None if opened is None else frozenset(section for section, _unit in opened)

    def is_closed(self, section: Section) -> bool:
        """Whether nothing in it was asked about, while the team waits for answers."""
        return self.open_sections is not None and section.value not in self.open_sections

    @cached_property
    def questions(self) -> list[Asked]:
        """What the team asks, in the order in which an expression is read."""
        titles = units.titles(self.content)
        order = {unit: place for place, unit in enumerate(units.all_of(self.content))}
        asked = [((each.section, each.unit), each) for each in self.expression.open_questions]
        return [
            Asked(unit, units.label(unit, titles), self._field_url(unit), question, self._stands(unit))
            for unit, question in sorted(asked, key=lambda each: order.get(each[0], len(order)))
        ]

    def _field_url(self, unit: units.Unit) -> str:
        return f"{self.section_url(Section(unit[0]))}#sp-{unit[1]}"

    def before(self, unit: units.Unit) -> list[str]:
        """What stood in the unit when the team asked about it, line by line, in the language of whoever reads."""
        sent = self.expression.sent_last
        return units.lines(unit, content.thaw(sent, self.expression.programme_id)) if sent else []

    def _stands(self, unit: units.Unit) -> bool:
        sent = self.expression.sent_last
        return sent is not None and units.neutral(unit, self.content) == units.neutral(unit, Content.from_json(sent))

    def section_url(self, section: Section) -> str:
        return reverse("expression_section", args=[self.expression.uid, section.value])

    @property
    def attachments_url(self) -> str:
        return self.section_url(Section.ATTACHMENTS)

    def step(self, section: Section) -> Step:
        return self.steps[list(Section).index(section)]

    def after(self, section: Section) -> str:
        """The address of what comes after the section: the next one, and in the end the check page."""
        rest = [each for each in list(Section)[list(Section).index(section) + 1 :] if not self.is_closed(each)]
        return self.section_url(rest[0]) if rest else reverse("expression_check", args=[self.expression.uid])

    @property
    def done(self) -> int:
        """How many of the sections that must be filled in are."""
        return sum(step.state == "done" for step in self.steps if not step.section.is_optional)

    @property
    def needed(self) -> int:
        return sum(not section.is_optional for section in Section)

    @property
    def may_edit(self) -> bool:
        return access.may_edit(self.user, self.expression)

    @property
    def may_change_group(self) -> bool:
        return access.may_change_group(self.user, self.expression) and not self.is_closed(Section.GROUP)

    @property
    def may_leave(self) -> bool:
        return access.may_leave(self.user, self.expression)

    @property
    def may_submit(self) -> bool:
        return access.may_submit(self.user, self.expression)

    @property
    def may_withdraw(self) -> bool:
        return access.may_withdraw(self.user, self.expression)

    @property
    def may_reopen(self) -> bool:
        return access.may_reopen(self.user, self.expression) and not self.is_late

    @property
    def is_acting(self) -> bool:
        """Whether a person of the team reads and writes here on the area's behalf."""
        return access.is_acting(self.user, self.expression)

    @property
    def entry(self):
        """How it came, if the team types it in."""
        return self.expression.entry_if_any

    @property
    def is_being_entered(self) -> bool:
        return self.expression.is_draft and self.expression.is_being_entered

    @property
    def may_register(self) -> bool:
        return access.may_register(self.user, self.expression)

    @property
    def may_start_again(self) -> bool:
        return access.may_start_again(self.user, self.expression)

    @property
    def keep_key(self) -> str:
        """Under which a browser keeps what it could not send: another person's pages have another."""
        return salted_hmac("areas.keep", f"{self.user.pk}:{self.expression.uid}", algorithm="sha256").hexdigest()[:24]

    @property
    def version(self) -> str:
        """For a hidden field: never with a separator for thousands."""
        return str(self.expression.version)

    @property
    def is_contact(self) -> bool:
        return access.is_contact(self.user, self.expression)

    @property
    def is_follower(self) -> bool:
        """Who reads as the contact of the area's municipality."""
        return not self.user.is_team and not access.is_in_group(self.user, self.expression)

    @property
    def contact(self) -> str:
        """The contact person's name, or address."""
        return next((each.name or each.email for each in self.content.group if each.is_contact), "")

    @property
    def deadline_on(self) -> dt.date:
        return self.expression.deadline_on

    @property
    def is_extended(self) -> bool:
        """The team has granted the area a later day than the programme's, and that is what counts now."""
        return not self.is_sent_back and self.deadline_on == self.expression.extended_deadline_on

    @property
    def days_left(self) -> int:
        return (self.deadline_on - calendar.day_of(self.now)).days

    @property
    def is_late(self) -> bool:
        return self.expression.is_late(self.now)


def expression_of(request: SignedIn, uid: UUID) -> ExpressionOfInterest:
    """Raises Http404: what you may not see does not exist."""
    return _one_of(ExpressionOfInterest.objects.visible_to(request.user).with_programme(), uid)


def expression_to_act_on(request: SignedIn, uid: UUID) -> ExpressionOfInterest:
    """The same, of which only its ids are known."""
    return _one_of(ExpressionOfInterest.objects.visible_to(request.user).to_act_on(), uid)


def _one_of(visible: QuerySet[ExpressionOfInterest], uid: UUID) -> ExpressionOfInterest:
    expression = visible.filter(uid=uid).first()
    if expression is None:
        raise Http404
    return expression


def case_of(request: SignedIn, uid: UUID) -> Case:
    """The same with all that it says."""
    expression = expression_of(request, uid)
    return Case(expression, content.read(expression), request.user, request.arrived_at)
