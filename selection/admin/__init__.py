"""The culture team's pages on the way to the choice, and to what is told of it."""

from . import publishing

__all__ = ["publishing"]
