"""What the workers do with mail. Each may run any number of times, at once, or be killed: the rows know how far it is.

A database that is away is no error here: the beat asks again soon.
"""

import functools
import logging

from celery import shared_task
from django.core.cache import cache
from django.core.management import call_command
from django.db import InterfaceError, OperationalError

from areas import actions
from notices import delivery, reminders
from people import unsaved
from programme import calendar

from .obligations import all_obligations, still_owed

log = logging.getLogger(__name__)
# When a worker last looked for mail to send: the team's overview asks whether anybody still does.
BEAT = "team:beat"
# Shorter than the beat's half minute: whoever is behind has a worker at it all the time, and no more than one.
_SECONDS = 25


def _quiet_without_database(task):
    @functools.wraps(task)
    def attempt(*args):
        try:
            return task(*args)
        except (OperationalError, InterfaceError) as error:
            log.warning("The database is away, %s is left for the beat: %s", task.__name__, error)
            return None

    return attempt


@shared_task(name="kulturpunkt.tasks.queue_reminders")
@_quiet_without_database
def queue_reminders() -> None:
    now = calendar.now()
    queued = reminders.queue_due(all_obligations(now), now=now)
    if queued:
        log.info("queued %d reminders", queued)


@shared_task(name="kulturpunkt.tasks.deliver")
@_quiet_without_database
def deliver(message_id: str) -> None:
    """Send one message at once, by its uid. What cannot be sent now waits for `deliver_waiting`."""
    delivery.deliver(message_id, now=calendar.now(), still_owed=still_owed)


@shared_task(name="kulturpunkt.tasks.deliver_waiting")
@_quiet_without_database
def deliver_waiting() -> None:
    now = calendar.now()
    cache.set(BEAT, now.isoformat(), None)
    tally = delivery.settle(now=now) + delivery.deliver_waiting(now=now, still_owed=still_owed, seconds=_SECONDS)
    if tally:
        log.info("mail: %s", ", ".join(f"{count} {what}" for what, count in sorted(tally.items())))


@shared_task(name="kulturpunkt.tasks.stop_acting")
@_quiet_without_database
def stop_acting() -> None:
    """Who wrote on an area's behalf for two hours does so no more; its contact person is told."""
    if ended := actions.stop_those_that_ran_out(now=calendar.now()):
        log.info("told of %d that wrote on an area's behalf", ended)


@shared_task(name="kulturpunkt.tasks.clear_sessions")
@_quiet_without_database
def clear_sessions() -> None:
    """Every request for a code makes a session; those that ran out go at night, and the texts kept for their owners."""
    call_command("clearsessions")
    unsaved.sweep(now=calendar.now())
