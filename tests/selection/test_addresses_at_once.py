"""Presentations that are made in the same moment have an address each, and an area has one. Real threads, real
PostgreSQL."""

import threading

import pytest
from django.db import connection

from areas.models import ExpressionOfInterest
from programme import workflow
from programme.models import HistoryEntry
from selection.actions import presenting
from selection.models import Profile
from tests import factories
from tests.selection import factories as made
from tests.selection.test_deciding_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def two_of_one_name(transactional_db):
    """Both are called Havnby, and are chosen; nobody has made their presentations yet."""
    places = [factories.municipality(), factories.municipality(851, "Aalborg")]
    return [
        made.designated(
            factories.expression.submitted(made.contact_of(n), name="Havnby", municipality=place, another=True)
        )
        for n, place in enumerate(places)
    ]


@pytest.fixture
def _both_have_looked(monkeypatch):
    """Neither writes before the other has found the address free as well."""
    gate, save = threading.Barrier(2), Profile.save

    def save_when_both_are_here(profile, **how):
        if profile.slug == "havnby":
            gate.wait(20)
        save(profile, **how)

    monkeypatch.setattr(Profile, "save", save_when_both_are_here)


def making(expression: ExpressionOfInterest):
    bo = factories.bo()

    def make() -> None:
        fresh = ExpressionOfInterest.objects.get(pk=expression.pk)
        presenting.make_profile(fresh, by=bo, at=made.RELEASED_AT)

    return make


@pytest.mark.usefixtures("_both_have_looked")
def test_two_of_one_name_at_once_have_an_address_each(two_of_one_name):
    outcomes = at_once(*map(making, two_of_one_name))

    taken = sorted(Profile.objects.values_list("slug", flat=True))
    assert outcomes == {"done": 2}
    assert taken[0] == "havnby"
    assert taken[1] in ("havnby-aalborg", "havnby-frederikshavn")
    told = HistoryEntry.objects.filter(verb="presentation/made").values_list("facts__slug", flat=True)
    assert sorted(told) == taken


@pytest.mark.usefixtures("_both_have_looked")
def test_without_its_constraint_both_have_the_same(two_of_one_name):
    """The control: the same two without what the database holds, or the test above proves nothing."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE selection_profile DROP CONSTRAINT profile_slug")
    try:
        outcomes = at_once(*map(making, two_of_one_name))
        taken = list(Profile.objects.values_list("slug", flat=True))
    finally:
        Profile.objects.all().delete()
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE selection_profile ADD CONSTRAINT profile_slug UNIQUE (slug)")

    assert outcomes == {"done": 2}
    assert taken == ["havnby", "havnby"]


def test_one_area_made_twice_at_once_is_made_once(two_of_one_name):
    havnby, _other = two_of_one_name

    outcomes = at_once(*[making(havnby)] * 4)

    assert outcomes == {"done": 4}
    assert Profile.objects.count() == 1
    assert HistoryEntry.objects.filter(verb="presentation/made").count() == 1


@pytest.mark.usefixtures("_both_have_looked")
def test_without_the_lock_the_database_stops_the_second(two_of_one_name, monkeypatch):
    """The control: the same area without standing in line."""
    havnby, _other = two_of_one_name
    monkeypatch.setattr(workflow, "lock", lambda subject: type(subject)._base_manager.get(pk=subject.pk))

    outcomes = at_once(*[making(havnby)] * 2)

    assert outcomes == {"done": 1, "IntegrityError": 1}  # which a person would have met as a page that fails
    assert Profile.objects.count() == 1
