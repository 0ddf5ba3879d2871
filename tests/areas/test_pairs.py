"""Half a pair is no pair: in SQL a comparison with nothing is neither true nor false, and a CHECK lets it through."""

import pytest
from django.db import IntegrityError, transaction

from areas.models import LocalArea, Membership, MunicipalContact
from tests import factories

NOW = factories.BEFORE_THE_DEADLINE


@pytest.mark.parametrize("half", [{"latitude": "57.1"}, {"longitude": "9.9"}], ids=str)
def test_half_a_point_is_no_point(draft, half):
    with pytest.raises(IntegrityError, match="area_in_north_jutland"), transaction.atomic():
        LocalArea.objects.update(**half)


@pytest.mark.parametrize("half", ["ended_at", "ended_by"])
@pytest.mark.parametrize(
    ("model", "constraint"),
    [(Membership, "membership_ended_pair"), (MunicipalContact, "municipal_contact_ended_pair")],
)
def test_what_ended_says_when_and_by_whom(draft, bo, model, constraint, half):
    factories.municipal_contact()

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        model.objects.update(**{half: NOW if half == "ended_at" else bo})
