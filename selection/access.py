"""Who may do what on the way to the choice. What one may *see* is on the querysets."""

from rules import predicate

from areas.access import is_contact_in_person, is_team
from areas.models import ExpressionOfInterest
from areas.states import ExpressionState
from programme.models import Disqualification

from .models import Assessment, Decision
from .states import AssessmentState, DecisionState


@predicate
def is_assessor(user, assessment: Assessment) -> bool:
    return user.is_active and assessment.assessor_id == user.pk


@predicate
def is_qualified_for_case(user, thing: Assessment | Decision | ExpressionOfInterest) -> bool:
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


@predicate
def awaits_decision(user, expression: ExpressionOfInterest) -> bool:
    """Nothing is decided about it yet, or it is in reserve."""
    return expression.state in (ExpressionState.SUBMITTED, ExpressionState.RESERVE)


@predicate
def holds_place(user, expression: ExpressionOfInterest) -> bool:
    """It has been told that it has a place, or a number on the reserve list."""
    return expression.state in (ExpressionState.DESIGNATED, ExpressionState.RESERVE)


@predicate
def is_unanswered(user, expression: ExpressionOfInterest) -> bool:
    """It was sent back with questions, and they are not answered."""
    return expression.state == ExpressionState.DRAFT and expression.is_sent_back


may_declare = is_assessor & is_assigned & is_qualified_for_case
may_write = is_assessor & is_opened & is_qualified_for_case
may_give = may_write
may_change_score = is_assessor & is_given & is_undecided & is_qualified_for_case
may_take_back = is_team & is_unfinished & is_qualified_for_case

may_void = is_team & is_pending & is_qualified_for_case
may_correct_letter = is_team & is_pending & is_qualified_for_case
may_release = is_team & is_pending & is_qualified_for_case
may_decide = is_team & awaits_decision & is_qualified_for_case
may_end = is_team & is_released
# By the area itself, or by the team on its word.
may_give_up_place = holds_place & (is_contact_in_person | (is_team & is_qualified_for_case))
may_let_stand = is_team & is_unanswered & is_qualified_for_case
