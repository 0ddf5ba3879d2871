"""Every message this app sends, one short function each. Called inside the transaction of what they tell about."""

from .dialogue import invited_to_apply, invited_to_apply_at, join_asked, municipal_contact_added, same_name
from .expression import (
    acting_ended,
    expression_extended,
    expression_extension_ended,
    expression_received,
    expression_reopened,
    expression_sent_back,
    expression_withdrawn,
    questions_closed,
)
from .group import (
    contact_changed,
    invitation_accepted,
    invitation_declined,
    invited,
    member_added,
    member_left,
    void_invitation,
)

__all__ = [
    "acting_ended",
    "contact_changed",
    "expression_extended",
    "expression_extension_ended",
    "expression_received",
    "expression_reopened",
    "expression_sent_back",
    "expression_withdrawn",
    "invitation_accepted",
    "invitation_declined",
    "invited",
    "invited_to_apply",
    "invited_to_apply_at",
    "join_asked",
    "member_added",
    "member_left",
    "municipal_contact_added",
    "questions_closed",
    "same_name",
    "void_invitation",
]
