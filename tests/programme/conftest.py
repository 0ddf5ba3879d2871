import datetime as dt

import pytest

from programme import calendar, loading
from programme.models import Programme

LOADED_AT = calendar.at(dt.date(2025, 2, 20), dt.time(9, 0))


@pytest.fixture
def plan(db) -> Programme:
    """The programme as it ships."""
    loading.load(loading.read(loading.SHIPPED), at=LOADED_AT)
    return Programme.objects.get()
