from .expression import ExpressionOfInterest
from .invitation import Invitation
from .parts import Attachment, BudgetLine, CoreElementAnswer, LocalGoal, PlannedActivity
from .place import LocalArea, Membership, Municipality, Partner
from .submission import Submission

__all__ = [
    "Attachment",
    "BudgetLine",
    "CoreElementAnswer",
    "ExpressionOfInterest",
    "Invitation",
    "LocalArea",
    "LocalGoal",
    "Membership",
    "Municipality",
    "Partner",
    "PlannedActivity",
    "Submission",
]
