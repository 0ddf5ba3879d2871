"""A milestone is moved while a worker has its reminders in hand (fault 9): what has not left does not leave any more.

Real threads, real PostgreSQL, a real mail server.
"""

import datetime as dt
import threading
from collections.abc import Callable

import pytest
from django.db import connection

from areas import actions
from kulturpunkt import milestones
from kulturpunkt.obligations import all_obligations, still_owed
from notices import delivery, reminders
from notices.models import Message, Reminder
from programme import actions as programme_actions
from programme import calendar
from programme.models import Milestone
from tests import factories
from tests.notices import relay as relays

pytestmark = pytest.mark.django_db(transaction=True)
NEW = dt.date(2025, 5, 5)
MORNING = calendar.at(dt.date(2025, 4, 25), dt.time(8, 5))


@pytest.fixture
def relay(settings):
    with relays.running() as relay:
        mailer = {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": relay.options()}
        settings.MAILERS, settings.MAIL_LOOKUP_URL = {"default": mailer}, ""
        yield relay


@pytest.fixture
def drafts(transactional_db):
    return [
        factories.expression.draft(factories.anna(), "Havnby"),
        factories.expression.draft(factories.carla(), "Klitby"),
    ]


def queue(now: dt.datetime) -> int:
    return reminders.queue_due(all_obligations(now), now=now)


def elsewhere(act: Callable[[], object]) -> None:
    """On a connection of its own, as another process has it, and to its end."""

    def alone() -> None:
        try:
            act()
        finally:
            connection.close()

    thread = threading.Thread(target=alone)
    thread.start()
    thread.join(30)


def deliver(now: dt.datetime, *, when_asked: Callable[[], object] | None = None) -> dict:
    """`when_asked` happens as soon as the worker has heard that all of it is still owed."""
    to_do = [when_asked] if when_asked else []

    def still(keys, moment):
        owed = list(still_owed(keys, moment))
        while to_do:
            elsewhere(to_do.pop())
        return owed

    return dict(delivery.deliver_waiting(now=now, still_owed=still))


def move() -> None:
    milestones.move(Milestone.objects.get(key="interest"), NEW, NEW, by=factories.bo(), at=MORNING)


def only_move() -> None:
    milestone = Milestone.objects.get(key="interest")
    programme_actions.move_milestone(milestone, NEW, NEW, by=factories.bo(), at=MORNING)


def subjects(relay) -> list[str]:
    return sorted(mail["Subject"] for mail in relay.taken)


def test_what_a_worker_has_in_hand_does_not_leave_and_each_gets_the_new_date_once(drafts, relay):
    queue(MORNING)

    deliver(MORNING, when_asked=move)

    assert relay.taken == []
    assert set(Message.objects.filter(kind="reminder").values_list("state", "reason")) == {("void", "moved")}
    for day in range(25, 31):
        morning = calendar.at(dt.date(2025, 4, day), dt.time(8, 5))
        queue(morning)
        deliver(morning)
    assert subjects(relay) == [
        "Om 7 dage: Send interesseerklæringen for Havnby",
        "Om 7 dage: Send interesseerklæringen for Klitby",
    ]


def test_without_taking_back_in_the_same_transaction_both_would_leave(drafts, relay):
    """The control: the same move, that does nothing about what is queued."""
    queue(MORNING)

    deliver(MORNING, when_asked=only_move)

    assert len(relay.taken) == 2
    assert Reminder.objects.filter(void_at__isnull=True).count() == 2


def test_what_is_sent_in_between_queueing_and_sending_is_reminded_of_no_more(drafts, relay):
    """Fault 12, with what is really owed; Klitby still owes it."""
    strandby = factories.expression.complete(factories.person("Tove Prøve", phone="+4520304052"), "Strandby")
    Message.objects.all().delete()
    queue(MORNING)

    actions.submit(strandby, by=strandby.created_by, arrived_at=MORNING, version=strandby.version)
    Message.objects.exclude(kind=reminders.KIND).delete()  # its receipt
    deliver(MORNING)

    reminders_of = Reminder.objects.filter(key=f"submit-expression:{strandby.uid}")
    assert set(reminders_of.values_list("message__state", "reason")) == {("void", "done")}
    assert subjects(relay) == [
        "Om 3 dage: Send interesseerklæringen for Havnby",
        "Om 3 dage: Send interesseerklæringen for Klitby",
    ]


def test_a_mail_that_says_more_than_what_moved_is_made_anew(drafts, relay):
    """Anna is reminded of two things in one mail, and one of them is moved while the worker has it in hand."""
    anna, bo = factories.anna(), factories.bo()
    strandby = factories.expression.draft(anna, "Strandby")
    actions.extend(strandby, until=dt.date(2025, 5, 9), reason="Brand", by=bo, at=factories.BEFORE_THE_DEADLINE)
    Message.objects.all().delete()
    queue(MORNING)

    deliver(MORNING, when_asked=move)

    assert subjects(relay) == ["Om 14 dage: Send interesseerklæringen for Strandby"]
