"""Who may do what on the way to the choice. What one may *see* is on the querysets."""

from rules import predicate

from areas.access import is_in_charge, is_team
from areas.models import ExpressionOfInterest
from areas.states import ExpressionState
from programme.models import Disqualification

from .models import Assessment, Decision
from .states import AssessmentState, DecisionState


@predicate
def is_assessor(user, assessment: Assessment) -> bool:
    return user.is_active and assessment.assessor_id == user.pk


@predicate
def is_qualified_for_case(user, thing: Assessment | Decision | Disqualification) -> bool:
    """Not disqualified (inhabil) from its case: asked anew, since it may have been declared meanwhile."""
    return not Disqualification.objects.current().filter(person=user, case=thing.case).exists()


def may_disqualify(by, expression: ExpressionOfInterest, person) -> bool:
    """Oneself, if one is of the team or assesses it; another of those, if one is of the team and may deal with it."""
    assesses = Assessment.objects.filter(expression=expression, assessor=person).exists()
    if by.pk == person.pk:
        return by.is_active and (by.is_team or assesses)
    return is_in_charge(by, expression) and (person.is_team or assesses)


def may_lift(by, declaration: Disqualification) -> bool:
    """Another of the team, who may deal with the case herself (forvaltningsloven § 6, stk. 3)."""
    return is_team(by, declaration) and by.pk != declaration.person_id and is_qualified_for_case(by, declaration)


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
