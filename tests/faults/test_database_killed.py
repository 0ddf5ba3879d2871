"""PostgreSQL is killed (kill -9, all its processes at once) under a load of submissions: whose receipt was shown, that
submission is there afterwards."""

import threading
from collections import Counter

from django.db import connection

from areas.models import Submission
from notices.models import Message
from programme.models import HistoryEntry
from tests.faults.browser import Author, authors
from tests.faults.site import PATIENCE

AT_ONCE, EACH = 6, 6
KILLED_AFTER = 9  # receipts
# Says "committed" before it is on disk; with so long a delay what was said last is still only in memory.
FORGETFUL = ("-c", "synchronous_commit=off", "-c", "wal_writer_delay=10s")


class Load:
    """Each of several at once sends one expression after another; who got a receipt, and which answers others got."""

    def __init__(self, people: list[Author]):
        self.receipts: list[Author] = []
        self.others: Counter[int] = Counter()
        self.enough, self._guard = threading.Event(), threading.Lock()
        shares = [people[number::AT_ONCE] for number in range(AT_ONCE)]
        self._threads = [threading.Thread(target=self._send, args=[share]) for share in shares]
        for thread in self._threads:
            thread.start()

    def _send(self, share: list[Author]) -> None:
        for author in share:
            answer = author.send()
            with self._guard:
                if author.has_receipt(answer):
                    self.receipts.append(author)
                else:
                    self.others[answer.status_code] += 1
                if len(self.receipts) >= KILLED_AFTER:
                    self.enough.set()

    def wait(self) -> None:
        for thread in self._threads:
            thread.join(PATIENCE)
            assert not thread.is_alive()


def stored(people: list[Author]) -> tuple[Counter, Counter, Counter]:
    """How many submissions, receipts by mail and entries in the history there are: for each case that has any."""
    cases = {author.expression.case for author in people}
    mails = Message.objects.filter(kind="expression-received", case__in=cases)
    entries = HistoryEntry.objects.filter(verb="expression/submitted", case__in=cases)
    return (
        Counter(Submission.objects.filter(expression__case__in=cases).values_list("expression__case", flat=True)),
        Counter(mails.values_list("case", flat=True)),
        Counter(entries.values_list("case", flat=True)),
    )


def test_every_receipt_that_was_shown_is_there_afterwards(site):
    people = authors(site, AT_ONCE * EACH)

    load = Load(people)
    assert load.enough.wait(PATIENCE)
    site.postgres.kill()
    load.wait()
    site.postgres.start()

    with site.database(), connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('fsync'), current_setting('synchronous_commit')")
        writes_through = cursor.fetchone()
        submissions, mails, entries = stored(people)
    assert writes_through == ("on", "on")
    assert set(load.others) == {503}  # somebody was in the middle of it, and nobody met a bare error
    assert {author.expression.case for author in load.receipts} <= submissions.keys()
    assert submissions == entries == dict.fromkeys(submissions, 1)
    assert mails == dict.fromkeys(submissions, 2)

    again = [author.has_receipt(author.send()) for author in people]

    assert all(again)
    with site.database():
        submissions, mails, entries = stored(people)
    assert submissions == entries == dict.fromkeys((author.expression.case for author in people), 1)
    assert mails == dict.fromkeys(submissions, 2)


def test_without_writing_through_receipts_are_lost(site):
    """The control: the same kill of a database that says "committed" too early, or the test above proves nothing."""
    people = authors(site, 6)
    site.postgres.stop()
    site.postgres.start(*FORGETFUL)

    receipts = [author for author in people if author.has_receipt(author.send())]
    site.postgres.kill()
    site.postgres.start()

    assert len(receipts) == len(people)
    with site.database():
        submissions, _mails, _entries = stored(people)
    assert len(submissions) < len(receipts)
