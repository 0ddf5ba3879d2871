import uuid

import pytest

from .broker import broker, broker_settings, issuer  # noqa: F401 – fixtures


@pytest.fixture(autouse=True)
def _own_cache(settings):
    """Limits count per address on the net, and all tests come from the same one."""
    settings.CACHES = {"default": settings.CACHES["default"] | {"KEY_PREFIX": uuid.uuid4().hex}}
