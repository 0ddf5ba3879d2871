"""The culture team's pages on the way to the choice."""

from . import assigning, board

__all__ = [
    "assigning",
    "board",
]
