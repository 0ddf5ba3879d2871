from .assessment import HIGHEST, LIVE, LOWEST, Assessment, Remark, Score, ScoreChange
from .composition import Composition, Placement
from .decision import Decision, Letter, LetterText
from .place import PlaceKind
from .publication import Profile, ProfileElement, Publication

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
    "ProfileElement",
    "Publication",
    "Remark",
    "Score",
    "ScoreChange",
]
