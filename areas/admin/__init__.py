"""The culture team's pages about areas and their expressions. They read: what an area wrote, only the area changes."""

from . import expressions, places

__all__ = ["expressions", "places"]
