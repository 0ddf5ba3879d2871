"""Who may do what on the way to the choice. What one may *see* is on the querysets."""

from rules import predicate

from areas.access import is_contact_in_person, is_team
from areas.states import ExpressionState
from programme.models import Disqualification

from .models import Assessment, Decision, Profile
from .states import AssessmentState, DecisionState


@predicate
def is_assessor(user, assessment: Assessment) -> bool:
    return user.is_active and assessment.assessor_id == user.pk


@predicate
def is_qualified_for_case(user, thing: Assessment | Decision) -> bool:
    """Not disqualified (inhabil) from its case: asked anew, since it may have been declared meanwhile."""
    return not Disqualification.objects.current().filter(person=user, case=thing.case).exists()


@predicate
def is_assigned(user, assessment: Assessment) -> bool:
    return assessment.state == AssessmentState.ASSIGNED


@predicate
def is_opened(user, assessment: Assessment) -> bool:
    return assessment.state == AssessmentState.QUALIFIED


@predicate
def is_given(user, assessment: Assessment) -> bool:
    return assessment.state == AssessmentState.GIVEN


@predicate
def is_unfinished(user, assessment: Assessment) -> bool:
    return assessment.state in (AssessmentState.ASSIGNED, AssessmentState.QUALIFIED)


@predicate
def is_undecided(user, assessment: Assessment) -> bool:
    """The region has not told the area anything yet."""
    return assessment.expression.state == ExpressionState.SUBMITTED


@predicate
def is_pending(user, decision: Decision) -> bool:
    return decision.state == DecisionState.PENDING


@predicate
def is_released(user, decision: Decision) -> bool:
    return decision.state == DecisionState.RELEASED


may_declare = is_assessor & is_assigned & is_qualified_for_case
may_write = is_assessor & is_opened & is_qualified_for_case
may_give = may_write
may_change_score = is_assessor & is_given & is_undecided & is_qualified_for_case
may_take_back = is_team & is_unfinished & is_qualified_for_case

may_void = is_team & is_pending & is_qualified_for_case
may_correct_letter = is_team & is_pending & is_qualified_for_case
may_release = is_team & is_pending & is_qualified_for_case


@predicate
def is_of_the_area(user, profile: Profile) -> bool:
    """The area's contact person: the only one of its group who changes what its page will say."""
    return is_contact_in_person(user, profile.expression)


@predicate
def is_disqualified_from(user, profile: Profile) -> bool:
    return Disqualification.objects.current().filter(person=user, case=profile.case).exists()


may_publish = is_team  # asked of a programme
may_present = is_team & ~is_disqualified_from
may_word_own = is_of_the_area  # and only until it is public: see actions.publishing.reword
