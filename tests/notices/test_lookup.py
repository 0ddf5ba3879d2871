"""Asking for a Message-ID, of the mail catcher that the demonstration uses."""

import datetime as dt

import pytest

from notices import actions, delivery, lookup
from notices.models import Message
from notices.states import MessageState, Reason
from tests.notices.owed import WEEK_BEFORE, moment

LATER = moment(2025, 4, 16, 8, 30)


@pytest.fixture
def ask(catcher, settings):
    smtp, settings.MAIL_LOOKUP_URL = catcher
    settings.MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": smtp, "timeout": 5},
        }
    }


def test_mailbox_knows_what_it_has_and_what_not(ask, queue, owed):
    message = queue()

    with lookup.mailbox() as has:
        before = has(message.message_id)
        delivery.deliver_waiting(now=WEEK_BEFORE, still_owed=owed.still)
        after = has(message.message_id)

    assert (before, after) == (False, True)


def test_mail_whose_worker_died_after_it_arrived_is_sent(ask, queue, owed):
    queue()
    delivery.deliver_waiting(now=WEEK_BEFORE, still_owed=owed.still)
    Message.objects.update(state="sending", sent_at=None, sending_at=WEEK_BEFORE)

    assert delivery.settle(now=LATER) == {"found": 1}
    assert Message.objects.get().state == MessageState.SENT


def test_mail_whose_worker_died_before_it_left_is_sent_now(ask, queue, owed):
    queue()
    Message.objects.update(state="sending", sending_at=WEEK_BEFORE)

    assert delivery.settle(now=LATER) == {"queued": 1}
    assert delivery.deliver_waiting(now=LATER, still_owed=owed.still) == {"sent": 1}


@pytest.mark.parametrize(
    "url", ["imap://post:forkert@127.0.0.1:{port}", "imap://post@127.0.0.1:1", "imap://post:hem%3Alig@127.0.0.1:{smtp}"]
)
def test_mailbox_that_cannot_be_asked_leaves_the_question_open(ask, catcher, queue, settings, url):
    smtp, right = catcher
    settings.MAIL_LOOKUP_URL = url.format(port=right.rpartition(":")[2], smtp=smtp)
    queue()
    Message.objects.update(state="sending", sending_at=WEEK_BEFORE)

    assert delivery.settle(now=LATER) == {}
    assert Message.objects.get().state == MessageState.SENDING


class TestLetGo:
    """What was held when a backup was restored, and then let go, may have gone out after the backup was made."""

    @pytest.fixture
    def two_let_go(self, ask, queue, owed, bo):
        """The first has arrived, the second never left."""
        queue("test:1")
        delivery.deliver_waiting(now=WEEK_BEFORE, still_owed=owed.still)
        queue("test:2")
        Message.objects.update(state="held", reason=Reason.MAIL_HELD, held_at=WEEK_BEFORE, sent_at=None)
        actions.release_all(Reason.MAIL_HELD, by=bo, at=LATER)

    def test_what_has_arrived_does_not_go_again(self, two_let_go, owed):
        assert delivery.deliver_waiting(now=LATER, still_owed=owed.still) == {"found": 1, "sent": 1}
        assert set(Message.objects.values_list("state", "sent_at")) == {("sent", LATER)}

    def test_one_that_is_asked_for_by_name_does_not_either(self, two_let_go, owed):
        first = Message.objects.get(key="test:1")

        assert delivery.deliver(first.uid, now=LATER, still_owed=owed.still) == {"found": 1}

    def test_while_the_mailbox_cannot_be_asked_they_wait(self, two_let_go, owed, settings):
        right, settings.MAIL_LOOKUP_URL = settings.MAIL_LOOKUP_URL, "imap://post@127.0.0.1:1"
        assert delivery.deliver_waiting(now=LATER, still_owed=owed.still) == {"later": 2}

        settings.MAIL_LOOKUP_URL = right
        again = LATER + dt.timedelta(minutes=1)
        assert delivery.deliver_waiting(now=again, still_owed=owed.still) == {"found": 1, "sent": 1}

    def test_a_code_that_has_arrived_leaves_no_trace(self, two_let_go, owed):
        Message.objects.filter(key="test:1").update(is_secret=True, subject="", text="")

        delivery.deliver_waiting(now=LATER, still_owed=owed.still)

        assert Message.objects.get(key="test:1").context == {}
