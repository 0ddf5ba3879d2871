import pytest

from dev.services import start_mail_catcher
from tests.faults import site as sites


@pytest.fixture(scope="package")
def _site(django_db_blocker):
    with sites.running(django_db_blocker.unblock) as site:
        yield site


@pytest.fixture
def site(_site) -> sites.Site:
    """All of it running, the mail server excepted; each test clears the database for itself."""
    _site.make_whole()
    return _site


@pytest.fixture(scope="package")
def mail(_site) -> dict[str, str]:
    """A real mail server: where to send, and where to ask for a Message-ID."""
    catcher, addresses = start_mail_catcher(_site.house)
    _site.house.wait_until_ready(catcher)
    return addresses
