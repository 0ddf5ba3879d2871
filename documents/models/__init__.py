"""Private files: what people upload, what is on its way in, the papers we make, and who fetched which."""

from .access import AccessLog
from .document import Document, Kind, Scan
from .incoming import MAX_SIZE, Incoming
from .paper import Paper

__all__ = ["MAX_SIZE", "AccessLog", "Document", "Incoming", "Kind", "Paper", "Scan"]
