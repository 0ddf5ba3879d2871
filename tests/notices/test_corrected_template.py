"""A template of a mail is corrected (fault 16): what has not gone out is made anew, what has stays as it was."""

import logging
import shutil

import pytest

from notices import actions, rendering
from notices.models import Message
from notices.states import MessageState, Reason
from tests.notices.owed import moment

SUBJECT = "notices/member-added.subject.txt"
LATER = moment(2025, 4, 16, 9)


@pytest.fixture
def correct(settings, tmp_path):
    """`correct(text)`: the subject's template says that from now on, and the worker is started anew."""
    engine, folder = settings.TEMPLATES[0], tmp_path / "templates"
    shutil.copytree(settings.BASE_DIR / "templates" / "notices", folder / "notices")

    def start_anew() -> None:
        rendering._templates.cache_clear()
        rendering._engine.cache_clear()

    def write(text: str) -> None:
        (folder / SUBJECT).write_text(text)
        settings.TEMPLATES = [engine | {"DIRS": [folder]}]
        start_anew()

    yield write
    settings.TEMPLATES = [engine]
    start_anew()


def subjects(relay) -> list[str]:
    return [mail["Subject"] for mail in relay.taken]


def test_a_mail_that_waits_for_another_try_leaves_with_the_corrected_words(queue, deliver, relay, correct):
    correct("Velkmomen")
    queue()
    relay.answers["RCPT"].append("451 Prov senere")
    assert deliver() == {"again": 1}
    assert Message.objects.get().subject == "Velkmomen"

    correct("Velkommen")
    deliver(LATER)

    assert subjects(relay) == ["Velkommen"]
    assert Message.objects.get().subject == "Velkommen"


def test_a_mail_that_could_not_be_made_is_sent_again_by_the_team_and_says_what_is_right(
    queue, deliver, relay, correct, bo, caplog
):
    caplog.set_level(logging.CRITICAL)
    correct("{% if %}")
    queue()
    for minutes in (0, 1, 6, 21, 81):
        deliver(moment(2025, 4, 16, 8 + minutes // 60, minutes % 60))
    assert Message.objects.get().reason == Reason.BROKEN

    correct("Velkommen")
    actions.send_again(Message.objects.get(), by=bo, at=LATER)
    deliver(moment(2025, 4, 16, 10))

    assert subjects(relay) == ["Velkommen"]
    assert Message.objects.get().state == MessageState.SENT


def test_what_was_held_leaves_with_the_corrected_words_and_what_was_sent_stays(
    queue, deliver, relay, correct, settings, bo
):
    correct("Velkmomen")
    queue("test:1")
    deliver()
    settings.MAIL_HELD = True
    queue("test:2")
    deliver()

    correct("Velkommen")
    actions.release_all(Reason.MAIL_HELD, by=bo, at=LATER)
    deliver(LATER)

    assert subjects(relay) == ["Velkmomen", "Velkommen"]
    assert [each.subject for each in Message.objects.order_by("pk")] == ["Velkmomen", "Velkommen"]
