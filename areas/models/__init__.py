from .expression import (
    Attachment,
    BudgetLine,
    CoreElementAnswer,
    ExpressionOfInterest,
    LocalGoal,
    PlannedActivity,
    Submission,
)
from .place import LocalArea, Membership, Municipality, Partner

__all__ = [
    "Attachment",
    "BudgetLine",
    "CoreElementAnswer",
    "ExpressionOfInterest",
    "LocalArea",
    "LocalGoal",
    "Membership",
    "Municipality",
    "Partner",
    "PlannedActivity",
    "Submission",
]
