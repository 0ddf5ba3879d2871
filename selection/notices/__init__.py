"""Every message this app sends, one short function each. Called inside the transaction of what they tell about."""

from .assessing import assessor_disqualified, assessor_invited, assigned, substitute_named
from .decision import decided, place_given_up

__all__ = [
    "assessor_disqualified",
    "assessor_invited",
    "assigned",
    "decided",
    "place_given_up",
    "substitute_named",
]
