from .assessment import HIGHEST, LOWEST, Assessment, Remark, Score, ScoreChange
from .composition import Composition, Placement
from .decision import Decision, Letter, LetterText
from .publication import Profile, Publication

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
    "Publication",
    "Remark",
    "Score",
    "ScoreChange",
]
