"""Who may do what with an area and its expression. Reviewing permissions is reading the table at the end.

What a person may *see* is `visible_to(user)` on the querysets; these are asked before something is done.
"""

from rules import predicate

from areas.models import ExpressionOfInterest, Invitation
from areas.states import ExpressionState, GroupRole


@predicate
def is_in_group(user, expression: ExpressionOfInterest) -> bool:
    return user.pk in expression.group_roles


@predicate
def is_contact(user, expression: ExpressionOfInterest) -> bool:
    return expression.group_roles.get(user.pk) == GroupRole.CONTACT


@predicate
def is_draft(user, expression: ExpressionOfInterest) -> bool:
    return expression.state == ExpressionState.DRAFT


@predicate
def is_submitted(user, expression: ExpressionOfInterest) -> bool:
    return expression.state == ExpressionState.SUBMITTED


@predicate
def is_withdrawn(user, expression: ExpressionOfInterest) -> bool:
    return expression.state == ExpressionState.WITHDRAWN


@predicate
def is_team(user, expression: ExpressionOfInterest) -> bool:
    return user.is_team


@predicate
def is_invited(user, invitation: Invitation) -> bool:
    return user.email == invitation.email


@predicate
def is_contact_of_the_inviting(user, invitation: Invitation) -> bool:
    return is_contact(user, invitation.expression)


may_edit = is_draft & is_in_group
may_change_group = (is_draft | is_submitted) & is_contact
may_hand_over = is_contact | is_team
may_leave = is_in_group & ~is_contact
may_answer_invitation = is_invited  # and only while it is open: see actions.accept
may_withdraw_invitation = is_contact_of_the_inviting
may_submit = is_draft & is_contact
may_reopen = is_submitted & is_contact  # and only until the deadline: see actions.reopen
may_withdraw = (is_draft | is_submitted) & is_contact
may_start_again = is_withdrawn & is_contact
