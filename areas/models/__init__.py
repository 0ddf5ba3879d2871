from .behalf import Acting, Entry
from .expression import ExpressionOfInterest
from .invitation import Invitation
from .parts import Attachment, BudgetLine, CoreElementAnswer, LocalGoal, PlannedActivity
from .place import LocalArea, Membership, Municipality, Partner
from .question import Question
from .submission import Submission

__all__ = [
    "Acting",
    "Attachment",
    "BudgetLine",
    "CoreElementAnswer",
    "Entry",
    "ExpressionOfInterest",
    "Invitation",
    "LocalArea",
    "LocalGoal",
    "Membership",
    "Municipality",
    "Partner",
    "PlannedActivity",
    "Question",
    "Submission",
]
