"""The culture team's pages on the way to the choice."""

from . import assigning

__all__ = ["assigning"]
