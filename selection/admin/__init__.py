"""The culture team's pages about the choice of the eleven."""

from . import board

__all__ = ["board"]
