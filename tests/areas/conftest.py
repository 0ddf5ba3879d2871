import datetime as dt

import pytest
import time_machine
from django.test import Client

from programme import calendar
from tests import factories


@pytest.fixture
def today(settings):
    """The day on which Anna writes: six days before the deadline. It is noon, whatever the hour: what the factories
    made at ten has been."""
    settings.TODAY = factories.BEFORE_THE_DEADLINE.date()
    with time_machine.travel(calendar.at(dt.date.today(), dt.time(12))):  # noqa: DTZ011 – the clock goes on from there
        yield settings.TODAY


@pytest.fixture
def as_anna(programme, anna, today) -> Client:
    factories.municipality()
    client = Client()
    client.force_login(anna)
    return client


@pytest.fixture
def as_carla(programme, carla, today) -> Client:
    client = Client()
    client.force_login(carla)
    return client


@pytest.fixture
def draft(programme, anna):
    return factories.expression.draft(anna)


@pytest.fixture
def complete(programme, anna):
    return factories.expression.complete(anna)


@pytest.fixture
def submitted(programme, anna):
    return factories.expression.submitted(anna)


@pytest.fixture
def sent_back(programme, anna, bo):
    """Bo has asked who does what in practice, to be answered by 2 May."""
    return factories.expression.sent_back()


@pytest.fixture
def member(complete):
    """Ejnar, who is in Anna's steering group."""
    return complete.area.memberships.get(role="member").person
