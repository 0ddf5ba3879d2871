"""Every message this app sends, one short function each. Called inside the transaction of what they tell about."""

from .decision import decided, place_given_up

__all__ = ["decided", "place_given_up"]
