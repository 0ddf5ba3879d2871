import pytest

from kulturpunkt import shared_page
from tests.programme.conftest import plan

__all__ = ["plan"]


@pytest.fixture(autouse=True)
def _nothing_kept():
    """What one test's pages said is not the next one's."""
    shared_page.forget()
    yield
    shared_page.forget()
