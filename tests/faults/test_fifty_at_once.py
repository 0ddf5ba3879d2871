"""Fifty presses of one button at once, at the running site: one submission, one receipt by mail to each of the group,
and every answer leads to the same receipt."""

from collections import Counter

from areas.models import Submission
from notices.models import Message
from programme.models import HistoryEntry
from tests.areas.pages import at, fields_of
from tests.faults.browser import Author, Browser, at_once, authors
from tests.faults.mailbox import arrived, work_through
from tests.faults.site import Door, Site

PRESSES = 50


def tabs(author: Author, door: Site | Door) -> list[Browser]:
    return [Browser(door, author.browser.cookies.get_dict()) for _ in range(PRESSES)]


def test_fifty_presses_at_once_are_one_submission_and_lead_to_one_receipt(site, mail):
    (anna,) = authors(site, 1)

    answers = at_once(anna.send, tabs(anna, site))
    told_to_wait = [answer for answer in answers if answer.status_code == 503]
    led = [answer for answer in answers if answer.status_code != 503]
    # What the page of those says that one should do: its button sends the same again.
    send = at("expression_send", anna.expression)
    led += [anna.browser.press(send, fields_of(answer, "kp-typed")) for answer in told_to_wait]

    assert len(led) == PRESSES
    assert all(anna.has_receipt(answer) for answer in led), Counter(answer.status_code for answer in led)
    assert len(told_to_wait) < PRESSES // 2
    with site.database():
        assert Submission.objects.filter(expression=anna.expression).count() == 1
        assert HistoryEntry.objects.filter(case=anna.expression.case, verb="expression/submitted").count() == 1
        mails = list(Message.objects.all())
    assert Counter(each.kind for each in mails) == {"expression-received": 2}
    assert len({each.address for each in mails}) == 2

    work_through(site, mail)

    came = arrived(mail["MAIL_LOOKUP_URL"])
    assert [came[each.message_id] for each in mails] == [1, 1]


def test_without_the_lock_people_meet_pages_that_fail(site):
    """The control: the same fifty at a web in which nobody stands in line."""
    (anna,) = authors(site, 1)

    with site.another_web("tests.faults.unlocked") as door:
        answers = at_once(anna.send, tabs(anna, door))

    statuses = Counter(answer.status_code for answer in answers)
    assert statuses[500] > 0, statuses
