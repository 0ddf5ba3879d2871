"""A queue of a test's own in the real broker, so that the tests of two processes do not take each other's tasks."""

import contextlib
import json
import uuid
from collections.abc import Iterator

import redis
from celery import Celery, current_app
from celery.contrib.testing.worker import start_worker
from django.conf import settings


class Queue:
    def __init__(self, app: Celery):
        self.app = app

    def tasks(self) -> list[str]:
        """The names of the tasks that lie in it."""
        with redis.Redis.from_url(settings.CACHES["default"]["LOCATION"]) as broker:
            rows = broker.lrange(self.app.conf.task_default_queue, 0, -1)
        return [json.loads(row)["headers"]["task"] for row in rows]

    @contextlib.contextmanager
    def worker(self) -> Iterator[None]:
        """A worker on it, in a thread."""
        with start_worker(self.app, pool="solo", perform_ping_check=False, loglevel="WARNING"):
            yield


@contextlib.contextmanager
def apart(broker: str = "") -> Iterator[Queue]:
    """While it lasts, this thread sends to a queue of its own, or to another broker."""
    usual = current_app._get_current_object()
    app = Celery("tests", broker=broker or settings.CELERY_BROKER_URL, set_as_current=False)
    app.conf.broker_transport_options = usual.conf.broker_transport_options
    app.conf.task_default_queue = f"tests-{uuid.uuid4().hex}"
    app.set_current()
    try:
        yield Queue(app)
    finally:
        usual.set_current()
        app.close()
