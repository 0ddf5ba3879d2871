from .assessment import HIGHEST, LIVE, LOWEST, Assessment, Remark, Score, ScoreChange
from .composition import Composition, Placement
from .decision import Decision, Letter, LetterText
from .place import PlaceKind
from .publication import Profile, Publication

__all__ = [
    "HIGHEST",
    "LIVE",
    "LOWEST",
    "Assessment",
    "Composition",
    "Decision",
    "Letter",
    "LetterText",
    "PlaceKind",
    "Placement",
    "Profile",
    "Publication",
    "Remark",
    "Score",
    "ScoreChange",
]
