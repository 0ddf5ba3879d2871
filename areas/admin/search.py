"""Finding an expression, or an area, by what somebody says on the telephone: a place, a number, a name, an address.

Every branch of the search has an index of its own (see migration 0003), and the union of their ids is what is asked
for: an OR over joined tables would read all of them.
"""

from functools import reduce

from django.db.models import Q, QuerySet

from areas.models import ExpressionOfInterest, LocalArea, Membership

LONGEST = 100
MOST_WORDS = 6


def words(text: str) -> list[str]:
    return text.replace("\0", "")[:LONGEST].split()[:MOST_WORDS]


def expressions(rows: QuerySet, text: str) -> QuerySet:
    """Those in which every word stands in the area's name, municipality or reference, or a member's name or mail."""
    return reduce(lambda found, word: found.filter(pk__in=_expressions_with(word)), words(text), rows)


def areas(rows: QuerySet, text: str) -> QuerySet:
    return reduce(lambda found, word: found.filter(pk__in=_areas_with(word)), words(text), rows)


def _areas_with(word: str) -> QuerySet:
    everyone = Membership.objects.current()
    return (
        LocalArea.objects.filter(name__icontains=word)
        .order_by()
        .values("pk")
        .union(
            LocalArea.objects.filter(municipality__name__istartswith=word).order_by().values("pk"),
            everyone.filter(Q(person__name__icontains=word) | Q(person__email__icontains=word))
            .order_by()
            .values("area"),
        )
    )


def _expressions_with(word: str) -> QuerySet:
    rows = ExpressionOfInterest.objects.order_by()
    return (
        rows.filter(area__in=_areas_with(word))
        .values("pk")
        .union(rows.filter(reference__contains=word.upper()).values("pk"))
    )
