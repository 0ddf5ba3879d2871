"""Who may do what on the way to the choice. What one may *see* is on the querysets."""

from django.db.models import Q, QuerySet
from rules import predicate

from areas.access import is_contact_in_person, is_in_charge, is_team
from areas.models import ExpressionOfInterest, Membership
from areas.states import DECIDED, ExpressionState
from people.models import User
from programme.models import Disqualification

from .models import Assessment, Decision, Profile
from .states import AssessmentState, DecisionState


@predicate
def is_assessor(user, assessment: Assessment) -> bool:
    return user.is_active and (user.is_assessor or user.is_team) and assessment.assessor_id == user.pk


@predicate
def is_qualified_for_case(user, thing: Assessment | Decision | Disqualification | ExpressionOfInterest) -> bool:
    """Not disqualified (inhabil) from its case: asked anew, since it may have been declared meanwhile."""
    return not Disqualification.objects.current().filter(person=user, case=thing.case).exists()


def may_disqualify(by, expression: ExpressionOfInterest, person) -> bool:
    """Oneself, if one is of the team or assesses it; another of those, if one is of the team and may deal with it."""
    deals_with_it = _deal_with(expression).filter(pk=person.pk).exists()
    return deals_with_it and (by.is_active if by.pk == person.pk else is_in_charge(by, expression))


def may_be_found_disqualified(by, expression: ExpressionOfInterest) -> QuerySet[User]:
    """The others to choose from, by name: those to whom the case is closed already are not among them."""
    closed = Disqualification.objects.current().filter(case=expression.case).values("person")
    found = _deal_with(expression).filter(is_active=True).exclude(pk=by.pk).exclude(pk__in=closed)
    return found.order_by("name", "email")


def _deal_with(expression: ExpressionOfInterest) -> QuerySet[User]:
    assess = Assessment.objects.filter(expression=expression).order_by().values("assessor")
    return User.objects.filter(Q(is_team=True) | Q(pk__in=assess))


def may_lift(by, declaration: Disqualification) -> bool:
    """Another of the team, who may deal with the case herself (forvaltningsloven § 6, stk. 3)."""
    return is_team(by, declaration) and by.pk != declaration.person_id and is_qualified_for_case(by, declaration)


@predicate
def is_not_of_the_area(user, assessment: Assessment) -> bool:
    """Neither in its steering group nor ever has been: they may have joined it after they were assigned."""
    return not Membership.objects.filter(area=assessment.expression.area_id, person=user).exists()


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
def is_disqualified_one(user, assessment: Assessment) -> bool:
    return assessment.state == AssessmentState.DISQUALIFIED


@predicate
def is_under_way(user, assessment: Assessment) -> bool:
    """What was sent stands, also while the area is asked something about it."""
    return assessment.expression.state == ExpressionState.SUBMITTED or assessment.expression.is_sent_back


@predicate
def is_sent(user, expression: ExpressionOfInterest) -> bool:
    return expression.state == ExpressionState.SUBMITTED


@predicate
def has_given(user, expression: ExpressionOfInterest) -> bool:
    return Assessment.objects.of(user).given().filter(expression=expression).exists()


@predicate
def owes_nothing(user, expression: ExpressionOfInterest) -> bool:
    return not Assessment.objects.of(user).to_come().filter(expression=expression).exists()


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


may_declare = is_assessor & is_assigned & is_under_way & is_qualified_for_case & is_not_of_the_area
may_step_aside = is_assessor & (is_unfinished | is_given) & is_qualified_for_case
may_write = is_assessor & is_opened & is_under_way & is_qualified_for_case & is_not_of_the_area
may_give = may_write & is_undecided
may_change_score = is_assessor & is_given & is_undecided & is_qualified_for_case & is_not_of_the_area
may_take_back = is_team & is_unfinished & is_qualified_for_case
may_name_substitute = is_team & is_disqualified_one & is_undecided & is_qualified_for_case
may_remark = is_sent & is_qualified_for_case & ((is_team & owes_nothing) | has_given)  # asked of an expression

may_void = is_team & is_pending & is_qualified_for_case
may_correct_letter = is_team & is_pending & is_qualified_for_case
may_release = is_team & is_pending & is_qualified_for_case
may_decide = is_team & awaits_decision & is_qualified_for_case
may_end = is_team & is_released
# By the area itself, or by the team on its word.
may_give_up_place = holds_place & (is_contact_in_person | (is_team & is_qualified_for_case))


@predicate
def is_on_board(user, expression: ExpressionOfInterest) -> bool:
    """It was sent, and what was sent stands."""
    return expression.state in (ExpressionState.SUBMITTED, *DECIDED) or expression.is_sent_back


may_compose = is_team
may_place = is_team & is_on_board & is_qualified_for_case
may_take_out = is_team & is_qualified_for_case
may_set_kind = is_team & is_qualified_for_case


@predicate
def is_of_the_area(user, profile: Profile) -> bool:
    """The area's contact person: the only one of its group who changes what its page will say."""
    return is_contact_in_person(user, profile.expression)


may_publish = is_team  # asked of a programme
may_present = is_team & is_qualified_for_case
may_word_own = is_of_the_area  # and only until it is public: see actions.publishing.reword
