import logging

import pytest


@pytest.fixture(autouse=True)
def _weasyprint_has_nothing_to_say(caplog):
    """What WeasyPrint warns of (an unknown property, a missing glyph or file) is a fault in the paper."""
    yield
    said = [
        record.getMessage()
        for when in ("setup", "call")
        for record in caplog.get_records(when)
        if record.name.startswith("weasyprint") and record.levelno >= logging.WARNING
    ]
    assert said == []
