from .behalf import Acting, Entry
from .dialogue import ApplyInvitation, Dialogue
from .expression import ExpressionOfInterest
from .invitation import Invitation
from .municipal import MunicipalContact
from .parts import Attachment, BudgetLine, CoreElementAnswer, LocalGoal, PlannedActivity
from .place import LocalArea, Membership, Municipality, Partner
from .question import Question
from .submission import Submission

__all__ = [
    "Acting",
    "ApplyInvitation",
    "Attachment",
    "BudgetLine",
    "CoreElementAnswer",
    "Dialogue",
    "Entry",
    "ExpressionOfInterest",
    "Invitation",
    "LocalArea",
    "LocalGoal",
    "Membership",
    "MunicipalContact",
    "Municipality",
    "Partner",
    "PlannedActivity",
    "Question",
    "Submission",
]
