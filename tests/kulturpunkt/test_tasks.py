"""What the beat asks for exists."""

import pytest
from django.conf import settings

from kulturpunkt.celery import app


@pytest.mark.parametrize("entry", settings.CELERY_BEAT_SCHEDULE)
def test_every_task_of_the_schedule_is_known_to_a_worker(entry):
    app.loader.import_default_modules()

    assert settings.CELERY_BEAT_SCHEDULE[entry]["task"] in app.tasks
