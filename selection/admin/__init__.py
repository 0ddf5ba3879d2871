"""The culture team's pages on the way to the choice."""

from . import disqualifying

__all__ = ["disqualifying"]
