"""Finding an expression, or an area, by what somebody says on the telephone: a place, a number, a name, an address.

Each step hands its ids on as an array, `= ANY(ARRAY(…))`, so PostgreSQL finds them once and then looks them up. With
joins or `IN (…)` it is free to choose, and with old statistics it chose to find them anew for each row: ten minutes for
a thousand rows.
"""

from functools import reduce

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, F, Func, Q, QuerySet

from areas.models import ApplyInvitation, Dialogue, ExpressionOfInterest, LocalArea, Membership, Municipality
from people.models import User

LONGEST = 100
MOST_WORDS = 6


def words(text: str) -> list[str]:
    return text.replace("\0", "")[:LONGEST].split()[:MOST_WORDS]


def expressions(rows: QuerySet, text: str) -> QuerySet:
    """Those in which every word stands in the area's name, municipality or reference, or a member's name or mail."""
    return _with_all(rows, ExpressionOfInterest.objects.order_by(), [_expression_with(word) for word in words(text)])


def areas(rows: QuerySet, text: str) -> QuerySet:
    return _with_all(rows, LocalArea.objects.order_by(), [_area_with(word) for word in words(text)])


def dialogues(rows: QuerySet, text: str) -> QuerySet:
    """Those in which every word stands in the place, the municipality, whom one talked with, or the texts."""
    return _with_all(rows, Dialogue.objects.order_by(), [_dialogue_with(word) for word in words(text)])


def invitations(rows: QuerySet, text: str) -> QuerySet:
    return _with_all(rows, ApplyInvitation.objects.order_by(), [_invitation_with(word) for word in words(text)])


class Among(Func):
    """`column = ANY(ARRAY(SELECT …))`."""

    template = "%(expressions)s)"
    arg_joiner = " = ANY("
    output_field = BooleanField()

    def __init__(self, column: str, ids: QuerySet):
        super().__init__(F(column), ArraySubquery(ids))


def _with_all(rows: QuerySet, everything: QuerySet, conditions: list[Q]) -> QuerySet:
    if not conditions:
        return rows
    found = [everything.filter(condition).values("pk") for condition in conditions]
    return rows.filter(Among("pk", reduce(lambda these, those: these.intersection(those), found)))


def _expression_with(word: str) -> Q:
    places = LocalArea.objects.filter(_area_with(word)).order_by().values("pk")
    return Q(Among("area", places)) | Q(reference__contains=word.upper())


def _area_with(word: str) -> Q:
    municipalities = Municipality.objects.filter(name__istartswith=word).order_by().values("pk")
    people = User.objects.filter(Q(name__icontains=word) | Q(email__icontains=word)).order_by().values("pk")
    theirs = Membership.objects.current().filter(Among("person", people)).order_by().values("area")
    return Q(name__icontains=word) | Q(Among("municipality", municipalities)) | Q(Among("pk", theirs))


def _dialogue_with(word: str) -> Q:
    named = LocalArea.objects.filter(name__icontains=word).order_by().values("pk")
    fields = ("place_name", "talked_with", "holding_back", "note", "follow_up_note")
    said = reduce(lambda these, field: these | Q((f"{field}__icontains", word)), fields, Q())
    return said | Q(Among("area", named)) | Q(Among("municipality", _municipalities_with(word)))


def _invitation_with(word: str) -> Q:
    said = Q(name__icontains=word) | Q(email__icontains=word) | Q(place_name__icontains=word)
    return said | Q(Among("municipality", _municipalities_with(word)))


def _municipalities_with(word: str) -> QuerySet:
    return Municipality.objects.filter(name__istartswith=word).order_by().values("pk")
