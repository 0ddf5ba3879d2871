"""The culture team's pages about areas and their expressions. What an area wrote, only the area changes; the team
reads, grants more time and asks."""

from . import contacts, dialogues, expressions, places

__all__ = ["contacts", "dialogues", "expressions", "places"]
