"""A message with a paper takes it along, and waits for it if need be."""

import dataclasses
import logging
import uuid

import pytest
from django.db import connection, transaction

from documents import papers
from notices.models import Message
from notices.states import MessageState, Reason
from tests.notices.owed import WEEK_BEFORE, moment


@dataclasses.dataclass
class Nothing:
    said: str = "Intet"


@pytest.fixture
def paper(bo):
    """`paper(template)`: one that nobody has made."""
    case = uuid.uuid4()

    def order(template: str):
        with transaction.atomic():
            return papers.order(
                case=case,
                kind="kvittering",
                title="Kvittering",
                template=template,
                view_model=Nothing(),
                language="da",
                by=bo,
                at=WEEK_BEFORE,
            )

    yield order
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE documents_paper CASCADE")


def test_paper_goes_along_and_is_made_if_nobody_has(paper, queue, deliver, relay, caplog):
    caplog.set_level(logging.ERROR)
    queue(paper=paper("papers/_layout.html"))

    assert deliver() == {"sent": 1}

    (attached,) = relay.taken[0].iter_attachments()
    assert attached.get_filename() == "Kvittering.pdf"
    assert attached.get_content().startswith(b"%PDF-")


def test_paper_that_cannot_be_made_keeps_its_mail_back_and_not_the_others(paper, queue, deliver, relay, caplog):
    caplog.set_level(logging.CRITICAL)
    queue("test:1", paper=paper("papers/findes-ikke.html"))
    queue("test:2")

    assert deliver() == {"again": 1, "sent": 1}
    for minute in (1, 6, 21, 81):
        deliver(moment(2025, 4, 16, 8 + minute // 60, minute % 60))

    failed = Message.objects.get(key="test:1")
    assert (failed.state, failed.reason) == (MessageState.FAILED, Reason.BROKEN)
    assert len(relay.taken) == 1
