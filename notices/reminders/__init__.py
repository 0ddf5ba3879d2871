"""Reminders: what is due is queued (`queue_due`), asked again when it is sent, and can be seen beforehand (`plan`).

The rules are those of domain.md, "Reminders". What is owed is derived by others (programme.obligation) and passed in;
what is stored here is only which offset of what has been put to whom.
"""

from .due import KIND, queue_due, void_for_moved
from .plan import Planned, plan

__all__ = ["KIND", "Planned", "plan", "queue_due", "void_for_moved"]
