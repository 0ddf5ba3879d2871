"""What becomes of a message, with a real mail server that does as it is told."""

import datetime as dt
import logging

import pytest
from django.db import transaction

from notices import delivery, making, outbox, wishes
from notices.claims import InTransaction
from notices.models import Message
from notices.states import MessageState, Reason
from people.models import User
from tests.notices.owed import WEEK_BEFORE, moment
from tests.notices.relay import DROP, HANG, TAKE_AND_DROP

MINUTE = dt.timedelta(minutes=1)


def only() -> Message:
    return Message.objects.get()


def settle(now=WEEK_BEFORE + 10 * MINUTE) -> dict:
    return dict(delivery.settle(now=now))


def test_deliver_sends_and_keeps_what_was_sent(queue, deliver, relay):
    message = queue(cc="kulturpunkt@rn.dk")

    assert deliver() == {"sent": 1}

    mail = relay.taken[0]
    sent = only()
    assert relay.envelopes == [("kulturpunkt@rn.dk", ["anna@eksempel.dk", "kulturpunkt@rn.dk"])]
    assert (mail["Message-ID"], mail["Auto-Submitted"]) == (message.message_id, "auto-generated")
    assert mail["Date"].datetime == WEEK_BEFORE
    assert (sent.state, sent.sent_at, sent.attempts, sent.sending_at) == (MessageState.SENT, WEEK_BEFORE, 1, None)
    assert sent.subject == mail["Subject"]
    assert sent.text.split() == mail.get_body(("plain",)).get_content().split()


@pytest.mark.parametrize("area", ["Havnby\r\nBcc: alle@eksempel.dk\r\n\r\nHej", "x" * 10_000], ids=["headers", "long"])
def test_nothing_that_was_typed_gets_out_of_its_header_on_the_way(queue, deliver, relay, anna, area):
    User.objects.filter(pk=anna.pk).update(name="Anna\nBcc: alle@eksempel.dk")
    queue(context={"area": area, "by": "Bo\r\nCc: alle@eksempel.dk", "deadline_on": "2025-04-28", "path": "/x/"})

    assert deliver() == {"sent": 1}

    mail = relay.taken[0]
    assert relay.envelopes == [("kulturpunkt@rn.dk", ["anna@eksempel.dk"])]
    assert (mail["Bcc"], mail["Cc"], mail["Auto-Submitted"]) == (None, None, "auto-generated")
    assert area[:6] in mail["Subject"]
    assert len(mail["Subject"]) <= 200


def test_deliver_again_sends_nothing(queue, deliver, relay):
    queue()
    deliver()

    assert deliver(WEEK_BEFORE + 100 * MINUTE) == {}
    assert len(relay.taken) == 1


def test_deliver_one_sends_it_alone(queue, relay, owed):
    first, second = queue("test:1"), queue("test:2")

    delivery.deliver(second.uid, now=WEEK_BEFORE, still_owed=owed.still)

    assert relay.ids() == [second.message_id]
    assert Message.objects.get(pk=first.pk).state == MessageState.QUEUED


def test_deliver_inside_a_transaction_is_refused(queue, relay, owed):
    queue()

    with transaction.atomic(), pytest.raises(InTransaction):
        delivery.deliver_waiting(now=WEEK_BEFORE, still_owed=owed.still)


def test_deliver_many_over_one_line(queue, deliver, relay):
    messages = [queue(f"test:{n}") for n in range(23)]

    assert deliver() == {"sent": 23}

    assert relay.ids() == [message.message_id for message in messages]
    assert relay.lines == 1


def test_deliver_writes_in_the_language_of_the_person(queue, deliver, relay, anna):
    anna.language = "en"
    anna.save()
    queue()

    deliver()

    assert relay.taken[0]["Content-Language"] == "en"
    assert 'lang="en"' in relay.taken[0].get_body(("html",)).get_content()


def test_deliver_uses_the_address_and_name_of_today(queue, deliver, relay, anna):
    queue()
    anna.email, anna.name = "ny@eksempel.dk", "Anna Ny"
    anna.save()

    deliver()

    assert str(relay.taken[0]["To"]) == "Anna Ny <ny@eksempel.dk>"
    assert (only().address, only().name) == ("ny@eksempel.dk", "Anna Ny")


def test_deliver_writes_to_nobody_who_is_no_longer_active(queue, deliver, relay, anna):
    queue()
    anna.is_active = False
    anna.save()

    assert deliver() == {"void": 1}
    assert only().reason == Reason.INACTIVE
    assert relay.taken == []


@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA"])
def test_refusal_for_now_is_tried_again_after_1_5_15_and_60_minutes(queue, deliver, relay, command):
    queue()
    waits, now = [], WEEK_BEFORE
    while True:
        relay.answers[command].append("451 Prov senere")
        tally = deliver(now)
        if tally == {"failed": 1}:
            break
        assert tally == {"again": 1}
        assert deliver(only().next_try_at - dt.timedelta(seconds=1)) == {}
        waits.append((only().next_try_at - now) // MINUTE)
        now = only().next_try_at

    assert waits == [1, 5, 15, 60]
    message = only()
    assert (message.reason, message.attempts, message.detail) == (Reason.GAVE_UP, 5, "451 Prov senere")


@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA"])
def test_refusal_for_good_fails_at_once_and_says_why(queue, deliver, relay, command):
    queue("test:1")
    queue("test:2")
    relay.answers[command].append("550 Ingen saadan postkasse")

    assert deliver() == {"failed": 1, "sent": 1}

    failed = Message.objects.get(key="test:1")
    assert (failed.state, failed.reason) == (MessageState.FAILED, Reason.REFUSED)
    assert (failed.detail, failed.failed_at) == ("550 Ingen saadan postkasse", WEEK_BEFORE)


@pytest.mark.parametrize("answer", [DROP, HANG])
@pytest.mark.parametrize("command", ["MAIL", "RCPT"])
def test_line_that_breaks_before_the_mail_left_is_tried_again(queue, deliver, relay, command, answer):
    queue()
    relay.answers[command].append(answer)

    # A line of which not even MAIL was answered is no line.
    assert list(deliver()) in (["again"], ["unreachable"])
    assert deliver(WEEK_BEFORE + MINUTE) == {"sent": 1}

    assert len(relay.taken) == 1


@pytest.mark.parametrize("answer", [DROP, HANG, TAKE_AND_DROP])
def test_line_that_breaks_after_the_mail_left_is_never_sent_again_blindly(queue, deliver, relay, answer):
    queue()
    relay.answers["DATA"].append(answer)

    assert deliver() == {"unknown": 1}
    assert deliver(WEEK_BEFORE + MINUTE) == {}
    assert only().state == MessageState.SENDING
    assert settle() == {"held": 1}

    assert (only().state, only().reason) == (MessageState.HELD, Reason.UNKNOWN)
    assert deliver(WEEK_BEFORE + 100 * MINUTE) == {}
    assert len(relay.taken) == (1 if answer == TAKE_AND_DROP else 0)


def test_line_that_breaks_leaves_the_next_mails_as_they_were(queue, deliver, relay):
    for n in range(8):
        queue(f"test:{n}")
    relay.answers["DATA"] += ["250 OK", DROP]

    assert deliver() == {"sent": 1, "unknown": 1}
    assert Message.objects.filter(state=MessageState.QUEUED, attempts=0).count() == 6
    assert deliver(WEEK_BEFORE + MINUTE) == {"sent": 6}


def test_mail_server_that_is_away_costs_no_attempt(queue, deliver, relay, settings):
    queue("test:1")
    queue("test:2")
    port = settings.MAILERS["default"]["OPTIONS"]["port"]
    settings.MAILERS["default"]["OPTIONS"]["port"] = 1

    for n in range(10):
        assert deliver(WEEK_BEFORE + n * MINUTE) == {"unreachable": 1}

    assert {message.attempts for message in Message.objects.all()} == {0}
    assert "ConnectionRefused" in Message.objects.get(key="test:1").detail
    settings.MAILERS["default"]["OPTIONS"]["port"] = port
    assert deliver(WEEK_BEFORE + 10 * MINUTE) == {"sent": 2}


def test_message_that_cannot_be_made_does_not_stop_the_others(queue, deliver, relay, caplog):
    caplog.set_level(logging.CRITICAL)
    queue("test:1", kind="no-such-kind")
    queue("test:2", context={"path": 7, "area": {"a": []}})
    queue("test:3")

    tally = deliver()

    assert tally["again"] == 1
    assert tally["sent"] == 2
    assert "TemplateDoesNotExist" in Message.objects.get(key="test:1").detail


def test_message_that_can_never_be_made_fails_in_the_end(queue, deliver, relay, caplog):
    caplog.set_level(logging.CRITICAL)
    queue(kind="no-such-kind")

    for minutes in (0, 1, 6, 21, 81):
        deliver(WEEK_BEFORE + minutes * MINUTE)

    assert (only().state, only().reason) == (MessageState.FAILED, Reason.BROKEN)


def test_address_that_no_server_takes_fails_at_once(queue, deliver, relay):
    queue("test:1")
    queue("test:2")
    Message.objects.filter(key="test:1").update(to=None, address="åse@eksempel.dk")

    assert deliver() == {"failed": 1, "sent": 1}
    assert Message.objects.get(key="test:1").reason == Reason.BAD_ADDRESS


def test_message_voided_while_it_waits_is_not_sent(queue, deliver, relay):
    queue()
    outbox.void("test:1", at=WEEK_BEFORE)

    assert deliver() == {}
    assert relay.taken == []


def test_mail_held_lets_nothing_out_but_what_was_let_go(queue, deliver, relay, settings, bo):
    settings.MAIL_HELD = True
    queue("test:1")
    queue("test:2")
    Message.objects.filter(key="test:2").update(released_at=WEEK_BEFORE, released_by=bo)

    assert deliver() == {"sent": 1}

    held = Message.objects.get(key="test:1")
    assert (held.state, held.reason, held.held_at) == (MessageState.HELD, Reason.MAIL_HELD, WEEK_BEFORE)


def test_mail_held_holds_one_that_is_asked_for_by_name(queue, relay, owed, settings):
    settings.MAIL_HELD = True
    message = queue()

    delivery.deliver(message.uid, now=WEEK_BEFORE, still_owed=owed.still)

    assert relay.taken == []


def test_mail_held_holds_what_was_on_its_way_when_the_backup_was_made(queue, relay, settings):
    queue()
    Message.objects.update(state="sending", sending_at=WEEK_BEFORE)
    settings.MAIL_HELD, settings.MAIL_LOOKUP_URL = True, "imap://127.0.0.1:1/"

    assert settle() == {"held": 1}


def test_clock_put_back_sends_nothing_twice_and_loses_nothing(queue, deliver, relay):
    queue("test:1")
    queue("test:2")
    relay.answers["RCPT"].append("451 Prov senere")
    ahead = WEEK_BEFORE + dt.timedelta(days=365)

    assert deliver(ahead) == {"again": 1, "sent": 1}
    assert deliver(WEEK_BEFORE) == {"sent": 1}

    assert sorted(relay.ids()) == sorted(Message.objects.values_list("message_id", flat=True))


def test_settle_finds_what_lies_there_for_years_or_in_the_future(queue, relay):
    for days in (-4000, 4000):
        queue(f"test:{days}")
        Message.objects.filter(key=f"test:{days}").update(
            state="sending", sending_at=WEEK_BEFORE + dt.timedelta(days=days)
        )

    assert settle(WEEK_BEFORE) == {"held": 2}


def test_settle_leaves_alone_what_was_begun_just_now(queue, relay):
    queue()
    Message.objects.update(state="sending", sending_at=WEEK_BEFORE)

    assert settle(WEEK_BEFORE + MINUTE) == {}


def test_retries_are_those_that_the_operators_read_about():
    assert [wait // MINUTE for wait in making.RETRIES] == [1, 5, 15, 60]


def test_wishes_are_kept_once(anna):
    for _twice in range(2):
        wishes.turn_off(anna, "early-reminders", at=moment(2025, 4, 1))

    assert wishes.wants(anna, "early-reminders") is False
    wishes.turn_on(anna, "early-reminders")
    assert wishes.wants(anna, "early-reminders") is True
