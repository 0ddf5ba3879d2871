"""What the team says of an area that the area itself does not."""

import datetime as dt

from django.db import transaction

from areas.models import ExpressionOfInterest
from people.models import User
from programme import history, workflow

from .. import access
from ..models import PlaceKind
from ..states import KindOfPlace


@transaction.atomic
def set_kind(expression: ExpressionOfInterest, kind: str, *, by: User, at: dt.datetime) -> None:
    """What kind of place the expression's area is; an empty `kind` takes it back. The same again writes nothing."""
    row = workflow.lock(expression)
    if not access.may_set_kind(by, row):
        raise workflow.NotAllowed(f"expression {row.pk}: {by.pk} may not say what kind of place it is")
    found = PlaceKind.objects.select_for_update().filter(area=row.area_id).first()
    if kind == (found.kind if found else ""):
        return
    if kind:
        said = {"kind": KindOfPlace(kind), "set_at": at, "set_by": by}
        PlaceKind.objects.update_or_create(area_id=row.area_id, defaults=said)
    else:
        PlaceKind.objects.filter(area=row.area_id).delete()
    history.record(row.case, "expression/kind_set", by=by, at=at, kind=kind)
