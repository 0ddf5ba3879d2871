import time

import pytest
from django.db import IntegrityError, transaction
from django.db.transaction import TransactionManagementError

from notices import outbox
from notices.models import Message
from notices.states import MessageState, Reason
from tests import queues
from tests.notices.owed import WEEK_BEFORE, moment


def queue_to(anna, key="test:1", **fields):
    outbox.queue("member-added", to=anna, key=key, context={}, **fields)


def test_queue_outside_a_transaction_is_refused(anna):
    with pytest.raises(TransactionManagementError):
        queue_to(anna)


def test_queue_keeps_who_and_when(anna):
    with transaction.atomic():
        queue_to(anna, at=WEEK_BEFORE, cc="kulturpunkt@rn.dk")

    message = Message.objects.get()
    assert (message.to, message.address, message.name) == (anna, "anna@eksempel.dk", "Anna Holm")
    assert (message.state, message.queued_at, message.cc) == (MessageState.QUEUED, WEEK_BEFORE, ["kulturpunkt@rn.dk"])
    assert message.message_id == f"<{message.uid}@rn.dk>"


def test_queue_twice_with_one_key_is_one_message(anna):
    with transaction.atomic():
        queue_to(anna)
        queue_to(anna)
    with transaction.atomic():
        queue_to(anna)

    assert Message.objects.count() == 1


def test_queue_in_a_transaction_that_fails_leaves_nothing(anna):
    with transaction.atomic():
        queue_to(anna)
        transaction.set_rollback(True)

    assert not Message.objects.exists()


def test_queue_wakes_a_worker_after_the_commit_and_not_before(anna):
    with queues.apart() as queue:
        with transaction.atomic():
            queue_to(anna)
            before = queue.tasks()

        assert before == []
        assert queue.tasks() == ["kulturpunkt.tasks.deliver"]


def test_queue_all_stores_a_group_and_wakes_one_worker(anna, carla):
    with queues.apart() as queue:
        with transaction.atomic():
            outbox.queue_all(
                outbox.new("member-added", to=each, key=f"test:{each.pk}", context={}) for each in (anna, carla)
            )

        assert queue.tasks() == ["kulturpunkt.tasks.deliver_waiting"]
    assert Message.objects.count() == 2


def test_queue_does_not_wait_for_a_broker_that_is_away(anna):
    started = time.monotonic()
    with queues.apart("redis://127.0.0.1:1/0"):
        for n in range(20):
            with transaction.atomic():
                queue_to(anna, key=f"test:{n}")

    assert time.monotonic() - started < 2
    assert Message.objects.count() == 20


def test_queue_cuts_a_name_of_ten_thousand_characters(anna):
    anna.name = "A\r\nBcc: alle@eksempel.dk " + "x" * 10_000
    with transaction.atomic():
        queue_to(anna)

    name = Message.objects.get().name
    assert len(name) <= 120
    assert "\n" not in name


def test_void_stops_what_has_not_gone_out(queue):
    queue("test:1")

    assert outbox.void("test:1", at=WEEK_BEFORE) is True

    message = Message.objects.get()
    assert (message.state, message.reason, message.void_at) == (MessageState.VOID, Reason.SUPERSEDED, WEEK_BEFORE)


def test_void_says_when_it_is_too_late(queue, deliver):
    queue("test:1")
    deliver()

    assert outbox.void("test:1", at=WEEK_BEFORE) is False
    assert Message.objects.get().state == MessageState.SENT


class TestSecret:
    @pytest.fixture
    def code(self, db):
        with transaction.atomic():
            outbox.queue_secret(
                "login-code",
                email="anna@eksempel.dk",
                language="da",
                key="kode:1",
                context={"code": "12345678", "minutes": 15},
                good_until=moment(2025, 4, 16, 8, 15),
                at=WEEK_BEFORE,
            )

    def test_secret_leaves_no_trace_once_sent(self, code, deliver, relay):
        assert deliver() == {"sent": 1}

        assert "12345678" in relay.taken[0].get_body().get_content()
        message = Message.objects.get()
        assert (message.subject, message.text, message.context) == ("", "", {})

    def test_secret_that_came_too_late_is_void_and_wiped(self, code, deliver, relay):
        assert deliver(moment(2025, 4, 16, 8, 15)) == {"void": 1}

        message = Message.objects.get()
        assert (message.state, message.reason, message.context) == (MessageState.VOID, Reason.EXPIRED, {})
        assert relay.taken == []

    def test_secret_goes_before_all_others(self, queue, code, deliver, relay):
        Message.objects.update(key="kode:0")
        queue("test:1")
        with transaction.atomic():
            outbox.queue_secret(
                "login-code", email="carla@eksempel.dk", language="da", key="kode:2", context={"code": "1"}
            )

        deliver()

        assert [mail["To"].addresses[0].addr_spec for mail in relay.taken] == [
            "anna@eksempel.dk",
            "carla@eksempel.dk",
            "anna@eksempel.dk",
        ]

    def test_secret_kept_after_sending_is_refused_by_the_database(self, code):
        with pytest.raises(IntegrityError, match="message_secret_wiped"):
            Message.objects.update(state="sent", sent_at=WEEK_BEFORE)


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "sent"},
        {"state": "sending"},
        {"state": "held", "reason": "mail-held"},
        {"state": "void", "reason": "done"},
        {"sent_at": WEEK_BEFORE},
        {"state": "failed", "failed_at": WEEK_BEFORE},
        {"reason": "done"},
        {"released_at": WEEK_BEFORE},
    ],
    ids=str,
)
def test_database_refuses_a_state_without_its_time_or_reason(queue, fields):
    queue()

    with pytest.raises(IntegrityError, match=r"message_(stamps|reason|released_pair)"):
        Message.objects.update(**fields)
