"""Joining those who are under way, instead of beginning beside them."""

import datetime as dt

from django.db import transaction

from areas import notices, same_name
from areas.models import Municipality
from people.models import User
from programme import history
from programme.models import HistoryEntry, Programme

ASKED = "expression/join_asked"


@transaction.atomic
def ask_to_join(*, programme: Programme, name: str, municipality: Municipality, by: User, at: dt.datetime) -> bool:
    """Write to the contact person of the area of that name that somebody would like to join, once for each who asks.

    Nothing of the draft goes the other way. False when nobody is under way with that name any more.
    """
    found = list(same_name.begun(programme, municipality, name).select_related("area"))
    asked = set(
        HistoryEntry.objects.filter(case__in=[each.case for each in found], verb=ASKED, by=by).values_list(
            "case", flat=True
        )
    )
    for expression in found:
        if expression.case not in asked:
            history.record(expression.case, ASKED, by=by, at=at)
            notices.join_asked(expression, by=by, at=at)
    return bool(found)
