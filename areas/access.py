"""Who may do what with an area and its expression. Reviewing permissions is reading the table at the end.

What a person may *see* is `visible_to(user)` on the querysets; these are asked before something is done.
"""

from rules import predicate

from areas.models import ExpressionOfInterest
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


may_edit = is_draft & is_in_group
may_change_group = (is_draft | is_submitted) & is_contact
may_submit = is_draft & is_contact
may_reopen = is_submitted & is_contact  # and only until the deadline: see actions.reopen
may_withdraw = (is_draft | is_submitted) & is_contact
may_start_again = is_withdrawn & is_contact
