"""The web's workers are killed (kill -9) under a load of submissions: each is stored whole or not at all, and whoever
presses again gets her receipt. Every point of a submit is gone through in tests/areas/test_killed_while_sending."""

import os
import signal
import threading
import time
from collections import Counter

import requests

from areas.models import ExpressionOfInterest
from tests.faults.browser import Author, at_once, authors
from tests.faults.site import Site
from tests.faults.test_database_killed import stored

# Seconds after which the workers of a round die: before anybody is done, and when some are.
ROUNDS = (0.02, 0.1, 0.25)
EACH = 8


def send(author: Author) -> requests.Response | None:
    try:
        return author.send()
    except requests.ConnectionError:
        return None  # as a browser that says "no connection"


def kill_workers(site: Site, after: float) -> None:
    time.sleep(after)
    for pid in site.web.pids[1:]:
        os.kill(pid, signal.SIGKILL)


def test_whoever_is_cut_off_has_sent_it_or_has_her_draft_and_presses_again(site):
    people = authors(site, len(ROUNDS) * EACH)
    answers: list[requests.Response | None] = []

    for number, after in enumerate(ROUNDS):
        killer = threading.Thread(target=kill_workers, args=[site, after])
        killer.start()
        answers += at_once(send, people[number * EACH : (number + 1) * EACH])
        killer.join()

    cut_off = [author for author, answer in zip(people, answers, strict=True) if answer is None]
    shown = [author for author, answer in zip(people, answers, strict=True) if answer and author.has_receipt(answer)]
    assert cut_off
    assert len(cut_off) + len(shown) == len(people)
    with site.database():
        submissions, mails, entries = stored(people)
        drafts = ExpressionOfInterest.objects.filter(state="draft", case__in=[each.expression.case for each in people])
        left = {draft.case: draft.challenge for draft in drafts}
    assert {author.expression.case for author in shown} <= submissions.keys()
    assert submissions == entries == dict.fromkeys(submissions, 1)
    assert mails == dict.fromkeys(submissions, 2)
    assert submissions.keys() | left.keys() == {author.expression.case for author in people}
    assert not submissions.keys() & left.keys()
    assert Counter(left.values()) == Counter(a.expression.challenge for a in people if a.expression.case in left)

    again = [author.has_receipt(author.send()) for author in people]

    assert all(again)
    with site.database():
        submissions, mails, _entries = stored(people)
    assert submissions == dict.fromkeys((author.expression.case for author in people), 1)
    assert mails == dict.fromkeys(submissions, 2)
