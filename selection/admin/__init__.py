"""The culture team's pages on the way to the choice."""

from . import assigning, board, disqualifying

__all__ = ["assigning", "board", "disqualifying"]
