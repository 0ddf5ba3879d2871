"""The culture team's pages of the selection."""

from . import decisions

__all__ = ["decisions"]
