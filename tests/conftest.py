"""What every test stands on: real PostgreSQL and Valkey (`make test` starts them), files in a folder of its own."""

import uuid

import pytest

from kulturpunkt import announced, shared_page
from programme import calendar
from tests import factories

pytest_plugins = ["tests.browser"]


@pytest.fixture(autouse=True)
def _own_files(tmp_path, settings):
    settings.DATA_DIR = tmp_path / "data"


@pytest.fixture(autouse=True)
def _own_cache(settings):
    """Limits count per address on the net, and all tests come from the same one."""
    settings.CACHES = {"default": settings.CACHES["default"] | {"KEY_PREFIX": uuid.uuid4().hex}}


@pytest.fixture(autouse=True)
def _no_kept_pages():
    """Pages shared by all readers are kept a minute; a test starts without those of another. Only what the menu asks
    once a minute has been asked just now, so that who counts a page's queries counts that page's."""
    shared_page.forget()
    announced.forget()
    announced.remember_for_menu(False, calendar.now())


@pytest.fixture
def programme(db):
    return factories.programme()


@pytest.fixture
def anna(db):
    return factories.anna()


@pytest.fixture
def bo(db):
    return factories.bo()


@pytest.fixture
def carla(db):
    return factories.carla()
