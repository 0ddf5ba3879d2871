from .assessment import HIGHEST, LOWEST, Assessment, Remark, Score, ScoreChange
from .composition import Composition, Placement
from .decision import Decision, Letter, LetterText
from .publication import Profile, ProfileElement, Publication

__all__ = [
    "HIGHEST",
    "LOWEST",
    "Assessment",
    "Composition",
    "Decision",
    "Letter",
    "LetterText",
    "Placement",
    "Profile",
    "ProfileElement",
    "Publication",
    "Remark",
    "Score",
    "ScoreChange",
]
