"""What an assessor's pages of one expression stand on."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from uuid import UUID

from django.db.models import Q
from django.http import Http404
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from areas.completeness import Section
from areas.content import Answer, Content, thaw
from areas.models import Submission
from people.models import User
from people.request import SignedIn
from programme.models import CoreElement
from selection import access, units
from selection.models import Assessment, Remark, Score, ScoreChange
from selection.states import AssessmentState


@dataclass(frozen=True)
class Part:
    """A section of what was sent, as areas/_said_section.html draws it."""

    section: Section

    @property
    def title(self) -> str:
        """Not as the area is spoken to: "Jeres mål"."""
        return _("Lokale mål") if self.section == Section.GOALS else str(self.section.label)


@dataclass(frozen=True)
class Given:
    """What somebody gave for one core element, and how it was changed since."""

    assessment: Assessment
    score: Score | None
    changes: Sequence[ScoreChange]


class Reading:
    """One expression as one of its assessors reads it: exactly what was sent last."""

    def __init__(self, assessment: Assessment, user: User):
        self.assessment, self.user, self.expression = assessment, user, assessment.expression

    @cached_property
    def submission(self) -> Submission:
        return self.expression.submissions.latest("number")

    @cached_property
    def content(self) -> Content:
        """Who is in the group, to know whether one is qualified; how to reach them is not needed to assess."""
        said = thaw(self.submission.content, self.expression.programme_id)
        return replace(said, group=[replace(each, email="", phone="", name=each.name or "–") for each in said.group])

    @cached_property
    def elements(self) -> list[CoreElement]:
        return units.elements_of(self.assessment)

    @property
    def before(self) -> list[Part]:
        """The sections before the core elements."""
        return [Part(each) for each in (Section.PLACE, Section.CHALLENGE, Section.IDEA)]

    @property
    def after(self) -> list[Part]:
        sections = Section.GOALS, Section.ACTIVITIES, Section.BUDGET, Section.GROUP, Section.ATTACHMENTS
        return [Part(each) for each in sections]

    @cached_property
    def answers(self) -> dict[str, Answer]:
        return {each.key: each for each in self.content.answers}

    @property
    def is_answered_since(self) -> bool:
        """The area has sent something else since this was given."""
        given_at = self.assessment.given_at
        return given_at is not None and self.submission.arrived_at > given_at

    @property
    def may_write(self) -> bool:
        return access.may_write(self.user, self.assessment)

    @cached_property
    def may_change(self) -> bool:
        return access.may_change_score(self.user, self.assessment)

    @property
    def keep_key(self) -> str:
        """Under which a browser keeps what it could not send: another person's pages have another."""
        said = f"{self.user.pk}:{self.assessment.uid}"
        return salted_hmac("selection.keep", said, algorithm="sha256").hexdigest()[:24]

    # --- once one's own is given; before that there is nothing but one's own

    @cached_property
    def readable(self) -> list[Assessment]:
        """One's own first, then the others' in the order in which they were given."""
        theirs = Assessment.objects.readable_by(self.user).filter(expression=self.expression)
        shown = theirs.filter(Q(state=AssessmentState.GIVEN) | Q(assessor=self.user)).order_by("given_at", "pk")
        found = list(shown.select_related("assessor").prefetch_related("scores", "score_changes__by"))
        return sorted(found, key=lambda each: each.pk != self.assessment.pk)

    @property
    def others(self) -> list[Assessment]:
        return [each for each in self.readable if each.pk != self.assessment.pk]

    def given(self, element: CoreElement) -> list[Given]:
        """What each gave for it, one's own first."""
        return [
            Given(
                assessment=each,
                score=next((score for score in each.scores.all() if score.element_id == element.pk), None),
                changes=[change for change in each.score_changes.all() if change.element_id == element.pk],
            )
            for each in self.readable
        ]

    @cached_property
    def remarks(self) -> list[Remark]:
        theirs = Remark.objects.readable_by(self.user).filter(expression=self.expression)
        return list(theirs.select_related("by").order_by("pk"))


def assessment_of(request: SignedIn, uid: UUID) -> Assessment:
    """Raises Http404: what is not one's own, was taken back, or is closed to one, does not exist."""
    mine = Assessment.objects.of(request.user)
    found = mine.select_related("expression__area__municipality", "expression__programme").filter(uid=uid).first()
    if found is None:
        raise Http404
    return found


def opened(request: SignedIn, uid: UUID) -> Reading:
    """The same once it is opened: before the declaration nothing of what the area has sent is shown."""
    assessment = assessment_of(request, uid)
    if assessment.is_assigned:
        raise Http404
    return Reading(assessment, request.user)
