"""The workers' part, with a real worker on the real broker."""

import time
import uuid

import pytest
from django.db import transaction

from documents import papers, tasks
from documents.models import Paper
from programme import tasking
from tests import queues
from tests.documents.specimen import specimen
from tests.factories import BEFORE_THE_DEADLINE as NOW

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _own_door(monkeypatch):
    monkeypatch.setattr(tasking, "_door", tasking._Door())


@pytest.fixture
def queue():
    with queues.apart() as queue:
        yield queue


def order(by) -> Paper:
    with transaction.atomic():
        return papers.order(
            case=uuid.uuid4(), kind="specimen", title="Prøve", template="papers/specimen.html",
            view_model=specimen(1), language="da", by=by, at=NOW,
        )  # fmt: skip


def test_worker_makes_what_was_ordered(queue, anna):
    paper = order(anna)
    assert queue.tasks() == ["documents.tasks.make_paper"]

    with queue.worker():
        deadline = time.monotonic() + 30
        while not (paper := Paper.objects.get(pk=paper.pk)).is_ready and time.monotonic() < deadline:
            time.sleep(0.05)

    assert paper.is_ready


def test_paper_whose_nudge_was_lost_is_made_by_the_beat(anna):
    with queues.apart("redis+socket:///nowhere/valkey.sock"):
        paper = order(anna)

    tasks.catch_up()

    paper.refresh_from_db()
    assert paper.is_ready
