"""Who may do what with an area and its expression. Reviewing permissions is reading the table at the end.

What a person may *see* is `visible_to(user)` on the querysets; these are asked before something is done.
"""

from rules import predicate

from areas.models import Dialogue, ExpressionOfInterest, Invitation, MunicipalContact, Municipality
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
def is_sent_back(user, expression: ExpressionOfInterest) -> bool:
    return expression.is_sent_back


@predicate
def is_withdrawn(user, expression: ExpressionOfInterest) -> bool:
    return expression.state == ExpressionState.WITHDRAWN


@predicate
def is_team(user, _thing: object) -> bool:
    return user.is_active and user.is_team


@predicate
def is_open_to(user, expression: ExpressionOfInterest) -> bool:
    """Not disqualified (inhabil) from its case, as far as the row knows: one that has just been locked asks anew."""
    return user.pk not in expression.closed_to


@predicate
def is_dialogue_open_to(user, dialogue: Dialogue) -> bool:
    return Dialogue.objects.visible_to(user).filter(pk=dialogue.pk).exists()


@predicate
def is_acting(user, expression: ExpressionOfInterest) -> bool:
    """Of the team, and this session writes on behalf of this very area (areas/on_behalf.py)."""
    acting = getattr(user, "acting", None)
    return acting is not None and acting.expression_id == expression.pk and acting.by_id == user.pk and user.is_team


@predicate
def is_being_entered(user, expression: ExpressionOfInterest) -> bool:
    """It came on paper, by telephone or by mail, and has not been registered as received yet."""
    return expression.is_being_entered


# Of the team, and may deal with this case.
is_in_charge = is_team & is_open_to
# What only the area's own contact person does: never somebody who acts for the area, whatever else they are.
is_contact_in_person = is_contact & ~is_acting


@predicate
def is_invited(user, invitation: Invitation) -> bool:
    return user.email == invitation.email


@predicate
def is_contact_of_the_inviting(user, invitation: Invitation) -> bool:
    return is_contact_in_person(user, invitation.expression)


@predicate
def is_contact_for(user, municipality: Municipality) -> bool:
    return MunicipalContact.objects.current().filter(person=user, municipality=municipality).exists()


@predicate
def is_contact_there(user, dialogue: Dialogue) -> bool:
    return is_contact_for(user, dialogue.municipality)


@predicate
def has_logged(user, dialogue: Dialogue) -> bool:
    return dialogue.created_by_id == user.pk


may_edit = is_draft & (is_in_group | is_acting & is_open_to)
may_see_who_writes = is_in_group | is_in_charge
may_change_group = (is_draft | is_submitted) & is_contact_in_person
may_hand_over = is_contact_in_person | (is_team & ~is_acting & is_open_to)
may_leave = is_in_group & ~is_contact
may_answer_invitation = is_invited  # and only while it is open: see actions.accept
may_withdraw_invitation = is_contact_of_the_inviting
may_submit = is_draft & is_contact_in_person & ~is_being_entered  # that was sent on paper: it would become late
may_reopen = is_submitted & is_contact_in_person  # and only until the deadline: see actions.reopen
may_withdraw = (is_draft | is_submitted) & is_contact_in_person
may_send_back = is_submitted & is_in_charge
may_close_questions = is_sent_back & is_in_charge
may_extend = (is_draft | is_submitted) & is_in_charge
may_start_again = is_withdrawn & is_contact_in_person
may_act = is_draft & is_team & ~is_in_group & is_open_to
may_enter_group = is_draft & is_being_entered & is_in_charge
may_register = is_draft & is_being_entered & is_in_charge

may_keep_contacts = is_team
may_log = is_team | is_contact_for  # asked of a municipality; so is may_invite_to_apply
may_invite_to_apply = is_team | is_contact_for
may_edit_dialogue = (is_team | (is_contact_there & has_logged)) & is_dialogue_open_to
may_follow_up = (is_team | is_contact_there) & is_dialogue_open_to
