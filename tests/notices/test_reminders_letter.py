"""What is asked again when a reminder is about to leave, and what it says then."""

import datetime as dt
import threading
import time

import pytest

from notices import reminders, wishes
from notices.models import Message, Reminder, ReminderPause
from notices.reminders import letter
from notices.states import MessageState, Reason
from tests import factories
from tests.notices.owed import DUE, WEEK_BEFORE, moment, obligation

DAY = dt.timedelta(days=1)


@pytest.fixture
def queued(anna, owed):
    """One reminder to Anna, queued a week before; the rest of the test changes what it rests on."""
    owed.append(obligation(anna))
    reminders.queue_due(owed, now=WEEK_BEFORE)
    return owed


def text_of(mail) -> str:
    return mail.get_body(("plain",)).get_content()


def test_reminder_of_what_was_done_meanwhile_is_not_sent(queued, deliver, relay):
    queued.done("havnby")

    assert deliver() == {"void": 1}

    message, row = Message.objects.get(), Reminder.objects.get()
    assert (message.state, message.reason, row.reason) == (MessageState.VOID, Reason.DONE, Reason.DONE)
    assert relay.taken == []


def test_reminder_of_a_date_that_moved_is_not_sent(queued, deliver, relay):
    queued.change("havnby", due_on=DUE + DAY)

    assert deliver() == {"void": 1}
    assert Message.objects.get().reason == Reason.MOVED


def test_reminder_of_what_another_owes_now_is_not_sent(queued, carla, deliver, relay):
    queued.change("havnby", owed_by=(carla.pk,))

    assert deliver() == {"void": 1}
    assert Message.objects.get().reason == Reason.NOT_THEIRS


def test_reminder_of_a_case_paused_meanwhile_is_not_sent(queued, bo, deliver, relay):
    ReminderPause.objects.create(case=queued[0].case, reason="Sygdom", paused_at=WEEK_BEFORE, paused_by=bo)

    assert deliver() == {"void": 1}
    assert Message.objects.get().reason == Reason.PAUSED


def test_reminder_turned_off_meanwhile_is_not_sent(queued, anna, deliver, relay):
    wishes.turn_off(anna, "early-reminders", at=WEEK_BEFORE)

    assert deliver() == {"void": 1}
    assert Message.objects.get().reason == Reason.UNWANTED


def test_reminder_whose_days_were_changed_meanwhile_is_not_sent(queued, deliver, relay):
    queued.change("havnby", offsets=(-3, 0))

    assert deliver() == {"void": 1}
    assert Message.objects.get().reason == Reason.EXPIRED


def test_reminder_so_late_that_the_next_is_due_makes_way_for_it(queued, deliver, relay):
    late = moment(2025, 4, 25)

    reminders.queue_due(queued, now=late)

    assert deliver(late) == {"void": 1, "sent": 1}
    assert Reminder.objects.get(offset=-7).reason == Reason.OVERTAKEN
    assert relay.taken[0]["Subject"] == "Om 3 dage: Send interesseerklæringen for Havnby"


def test_reminder_delayed_into_the_holidays_waits_for_the_next_working_day(queued, deliver, relay):
    assert deliver(moment(2025, 4, 18, 9)) == {"later": 1}
    assert Message.objects.get().next_try_at == moment(2025, 4, 22, 8)

    assert deliver(moment(2025, 4, 22, 8)) == {"sent": 1}
    assert relay.taken[0]["Subject"] == "Om 6 dage: Send interesseerklæringen for Havnby"


def test_reminder_leaves_out_what_was_done_and_sends_the_rest(queued, anna, deliver, relay):
    queued.append(obligation(anna, name="b", title="Opgave b"))
    reminders.queue_due(queued, now=WEEK_BEFORE)
    queued.done("havnby")

    assert deliver() == {"sent": 1}
    assert relay.taken[0]["Subject"] == "Om 12 dage: Opgave b"
    assert "Havnby" not in text_of(relay.taken[0])


@pytest.mark.parametrize(
    ("day", "subject", "said"),
    [
        ((2025, 4, 14), "Om 14 dage: Send", "mandag 28. april 2025 (om 14 dage)"),
        ((2025, 4, 25), "Om 3 dage: Send", "mandag 28. april 2025 (om 3 dage)"),
        ((2025, 4, 28), "I dag: Send", "mandag 28. april 2025 (i dag)"),
        ((2025, 5, 1), "Fristen er overskredet: Send", "mandag 28. april 2025 (for 3 dage siden)"),
    ],
)
def test_reminder_is_worded_as_of_the_day_it_is_sent(anna, owed, deliver, relay, day, subject, said):
    owed.append(obligation(anna, title="Send"))
    reminders.queue_due(owed, now=moment(*day))

    deliver(moment(*day))

    mail = relay.taken[0]
    assert mail["Subject"] == subject
    for part in ("plain", "html"):
        text = mail.get_body((part,)).get_content()
        assert said in text
        assert "Hej Anna Holm" in text
        assert "http://127.0.0.1:8000/opgave/havnby/" in text
        assert "Hvorfor får jeg denne mail?" in text
        assert "/min-side/beskeder/" in text


def test_early_reminder_can_be_unsubscribed_from_and_a_late_one_not(anna, owed, deliver, relay):
    owed.append(obligation(anna))
    for day in ((2025, 4, 14), (2025, 4, 25)):
        reminders.queue_due(owed, now=moment(*day))
        deliver(moment(*day))

    early, last = relay.taken
    assert early["List-Unsubscribe"].startswith("<http://127.0.0.1:8000/min-side/beskeder/afmeld/")
    assert early["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert last["List-Unsubscribe"] is None


def test_title_with_markup_and_line_breaks_stays_a_title(anna, owed, deliver, relay):
    owed.append(obligation(anna, title="Send <b>nu</b>\r\nBcc: alle@eksempel.dk"))
    reminders.queue_due(owed, now=WEEK_BEFORE)

    deliver()

    mail = relay.taken[0]
    assert mail["Subject"] == "Om 12 dage: Send <b>nu</b> Bcc: alle@eksempel.dk"
    assert mail["Bcc"] is None
    assert "Send &lt;b&gt;nu&lt;/b&gt;" in mail.get_body(("html",)).get_content()


class TestSlow:
    """A mail server that takes its time: the obligations are met while the batch is on its way (fault 12)."""

    PEOPLE = 40

    @pytest.fixture
    def slow(self, db, owed, relay):
        people = [factories.person(f"P{n} Prøve") for n in range(self.PEOPLE)]
        owed += [obligation(person, name=str(person.pk)) for person in people]
        reminders.queue_due(owed, now=WEEK_BEFORE)
        relay.slow = 0.02
        return relay

    def deliver_and_meet_them(self, deliver, owed, relay) -> dict:
        def meet() -> None:
            while not relay.taken:
                time.sleep(0.001)
            owed.clear()

        met = threading.Thread(target=meet)
        met.start()
        tally = deliver()
        met.join(10)
        return tally

    def test_what_is_met_meanwhile_is_not_sent_and_says_why(self, slow, deliver, owed, monkeypatch):
        monkeypatch.setattr(letter, "FRESH", 0.05)

        tally = self.deliver_and_meet_them(deliver, owed, slow)

        assert tally["sent"] + tally["void"] == self.PEOPLE
        assert len(slow.taken) == tally["sent"] < self.PEOPLE // 2
        reasons = Message.objects.filter(state=MessageState.VOID).values_list("reason", flat=True)
        assert set(reasons) == {Reason.DONE}

    def test_asked_only_once_all_of_them_would_be_sent(self, slow, deliver, owed, monkeypatch):
        """The control."""
        monkeypatch.setattr(letter, "FRESH", 3600)

        assert self.deliver_and_meet_them(deliver, owed, slow) == {"sent": self.PEOPLE}
