"""Every message this app sends, one short function each. Called inside the transaction of what they tell about."""

from .assessing import assessor_disqualified, assessor_invited, assigned, substitute_named

__all__ = [
    "assessor_disqualified",
    "assessor_invited",
    "assigned",
    "substitute_named",
]
