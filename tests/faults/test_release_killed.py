"""The worker is killed (kill -9) in the middle of making and sending the letters of a release, and another takes over:
no letter twice, none missing. A real worker, a real mail server."""

import time
from collections import Counter

import pytest
from celery import Celery
from django.urls import reverse

from bench import data
from documents.models import Paper
from notices import delivery
from notices.models import Message
from programme import calendar
from selection import actions, readiness
from selection.models import Composition, Letter, Placement
from tests.faults.browser import team
from tests.faults.mailbox import arrived
from tests.faults.site import Site, until

COUNT = 30
RELEASE, PROGRESS = (reverse(f"admin:selection_decision_{name}") for name in ("release", "progress"))


def ready(site: Site) -> None:
    """So many decisions whose letters have been read; each area has two people in its group."""
    data.clear()
    programme, bo = data.programme(), data.bo()
    sent = data.areas(COUNT, submitted=COUNT, prefix="frigivet")
    data.handed_in(sent)
    now = calendar.now()  # nothing is decided before it was sent
    stamps = {"created_at": now, "created_by": bo, "changed_at": now, "changed_by": bo}
    composition = Composition.objects.create(programme=programme, name=f"Prøve {time.monotonic_ns()}", **stamps)
    for number, expression in enumerate(sent[: programme.places], start=1):
        Placement.objects.create(composition=composition, expression=expression, seat=number)
    for decision in actions.decide_from(composition, seen=composition.version, by=bo, at=now, anyway="Prøve"):
        actions.revise_reasons(decision, "Fordi det er en prøve.", seen=decision.version, by=bo, at=now)
    Letter.objects.update(read_at=now, read_by=bo)


def release(site: Site) -> None:
    """As Bo's browser does it."""
    seen = readiness.fingerprint(readiness.pending(data.programme()))
    answer = team(site).press(RELEASE, {"seen": seen, "word": "FRIGIV"})
    assert (answer.status_code, answer.headers.get("Location")) == (302, PROGRESS), answer.text


def nudge(site: Site, task: str) -> None:
    """What the beat does every half minute."""
    with Celery(broker=f"redis+socket://{site.env['REDIS_URL'].removeprefix('unix://')}", set_as_current=False) as app:
        app.send_task(task)


def mails():
    return Message.objects.filter(kind="decision")


def outcome(mailbox: dict[str, str]) -> tuple[int, Counter]:
    """How many different mails have arrived, and how often those came that came more than once."""
    ours = set(mails().values_list("message_id", flat=True))
    came = {
        message_id: count for message_id, count in arrived(mailbox["MAIL_LOOKUP_URL"]).items() if message_id in ours
    }
    return len(came), Counter({message_id: count for message_id, count in came.items() if count > 1})


def finish(site: Site, mailbox: dict[str, str]) -> None:
    """What the beat does every half minute, until nothing is left: work that nobody came to, and letters in doubt."""
    with site.worker(mailbox["MAIL_URL"], MAIL_LOOKUP_URL=mailbox["MAIL_LOOKUP_URL"]):
        wait_for_all(site)


def wait_for_all(site: Site) -> None:
    give_up = time.monotonic() + 150
    while mails().exclude(state="sent").exists():
        assert time.monotonic() < give_up, Counter(mails().values_list("state", flat=True))
        # A later try would come by the clock, and so would the question what became of a mail in doubt.
        mails().filter(state="queued").update(next_try_at=None)
        mails().filter(state="sending").update(sending_at=calendar.now() - 2 * delivery.GRACE)
        nudge(site, "documents.tasks.catch_up")
        nudge(site, "kulturpunkt.tasks.deliver_waiting")
        time.sleep(2)


@pytest.mark.parametrize("killed", [True, False])
def test_a_release_whose_worker_is_killed_sends_every_letter_once(site, mail, killed):
    """`killed` False is the control: the same without the kill."""
    with site.database():
        ready(site)
        with site.worker(mail["MAIL_URL"]):
            release(site)
            if killed:
                until(lambda: mails().filter(state="sent").count() >= 3, "the first letters")
            else:
                wait_for_all(site)
        half_way = mails().exclude(state="sent").count()
        finish(site, mail)

        came, twice = outcome(mail)

        assert (half_way > 0) == killed
        assert (came, twice) == (2 * COUNT, Counter())
        assert Paper.objects.filter(kind="decision", made_at__isnull=False).count() == COUNT
