import pytest
import time_machine
from django.test import Client

from programme import calendar
from tests import factories
from tests.people.signing import sign_in
from tests.selection import factories as made


@pytest.fixture
def assessing_day(settings):
    """Two days before the assessments are due. It is noon, whatever the hour, and the clock goes on from there."""
    settings.TODAY = made.DUE_ON.replace(day=7)
    with time_machine.travel(calendar.at(settings.TODAY, calendar.REMINDERS_AT.replace(hour=12))):
        yield settings.TODAY


@pytest.fixture
def havnby(programme, anna, bo):
    """Anna's expression, sent in time."""
    return factories.expression.submitted(anna)


@pytest.fixture
def limby(programme, carla, bo):
    """Carla's, in another municipality."""
    elsewhere = factories.municipality(851, "Aalborg")
    return factories.expression.submitted(carla, name="Limby", municipality=elsewhere)


@pytest.fixture
def vibe(db):
    return made.assessor("Vibe Dom")


@pytest.fixture
def tage(db):
    return made.assessor("Tage Dom")


@pytest.fixture
def as_vibe(vibe, assessing_day) -> Client:
    return sign_in(Client(), vibe)


@pytest.fixture
def as_tage(tage, assessing_day) -> Client:
    return sign_in(Client(), tage)


@pytest.fixture
def at_the_desk(bo, assessing_day) -> Client:
    """Bo's browser."""
    return sign_in(Client(), bo)
