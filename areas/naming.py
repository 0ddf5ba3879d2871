"""When two names mean the same place: capital letters, spaces round it, and aa for å do not tell them apart."""

from django.db.models import OuterRef, Value
from django.db.models.functions import Lower, Replace, Trim


def folded(name: str) -> str:
    """ "Aabybro" and "ÅBYBRO " → "åbybro"."""
    return name.strip().lower().replace("aa", "å")


def folded_column(column: str | OuterRef) -> Replace:
    """The same in the database, for a filter, a group or an index."""
    return Replace(Lower(Trim(column)), Value("aa"), Value("å"))
