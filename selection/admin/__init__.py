"""The culture team's pages on the way to the choice, and to what is told of it."""

from . import assigning, board, decisions, disqualifying, publishing

__all__ = ["assigning", "board", "decisions", "disqualifying", "publishing"]
