"""The programme, its time plan and goals, and what every case leaves."""

from .case import Chain, Disqualification, Ground, HistoryEntry
from .goals import CoreElement, Goal, GoalLevel
from .plan import InTwoLanguages, Milestone, MilestoneKind, Party, Precision, Programme, default_reminder_days

__all__ = [
    "Chain",
    "CoreElement",
    "Disqualification",
    "Goal",
    "GoalLevel",
    "Ground",
    "HistoryEntry",
    "InTwoLanguages",
    "Milestone",
    "MilestoneKind",
    "Party",
    "Precision",
    "Programme",
    "default_reminder_days",
]
