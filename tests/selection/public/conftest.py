import datetime as dt

import pytest
import time_machine

from kulturpunkt import announced, shared_page
from programme import calendar
from tests import factories
from tests.programme.conftest import plan
from tests.selection import factories as made

__all__ = ["plan"]


class Clock:
    """Moves the day on which everything happens; what is kept in memory stays, unless one waits for it to go."""

    def __init__(self, settings):
        self.settings = settings

    def to(self, day: dt.date) -> None:
        self.settings.TODAY = day

    def a_minute_later(self) -> None:
        shared_page.forget()
        announced.forget()


@pytest.fixture
def clock(settings):
    """It is noon on the day before the kickoff."""
    settings.TODAY = made.KICKOFF - dt.timedelta(days=1)
    with time_machine.travel(calendar.at(dt.date.today(), dt.time(12))):  # noqa: DTZ011 - the clock goes on from there
        yield Clock(settings)


@pytest.fixture
def havnby(plan, anna, bo):
    """Anna's area, which was chosen, with its page ready."""
    return made.kulturpunkt("Havnby", anna)


@pytest.fixture
def limby(plan, carla, bo):
    """Carla's area, which was not."""
    return factories.expression.submitted(carla, name="Limby", municipality=factories.municipality(851, "Aalborg"))
