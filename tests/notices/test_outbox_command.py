import pytest
from django.core.management import CommandError, call_command

from notices.models import Message
from notices.states import MessageState
from tests.notices.owed import WEEK_BEFORE


@pytest.fixture
def held(queue):
    for n in range(2):
        queue(f"test:{n}")
    Message.objects.update(state="held", reason="mail-held", held_at=WEEK_BEFORE)


def test_outbox_shows_what_waits_and_why(held, capsys):
    call_command("outbox")

    assert "2  Tilbageholdt – Al post holdes tilbage" in capsys.readouterr().out


def test_outbox_releases_all_in_somebodys_name(held, bo):
    call_command("outbox", "release", by="bo@eksempel.dk")

    assert {message.state for message in Message.objects.all()} == {MessageState.QUEUED}
    assert {message.released_by for message in Message.objects.all()} == {bo}


def test_outbox_releases_one(held, bo):
    call_command("outbox", "release", by="bo@eksempel.dk", key="test:1")

    assert Message.objects.get(key="test:1").state == MessageState.QUEUED
    assert Message.objects.get(key="test:0").state == MessageState.HELD


@pytest.mark.parametrize(("by", "key"), [("", ""), ("anna@eksempel.dk", ""), ("bo@eksempel.dk", "ukendt")])
def test_outbox_releases_nothing_without_a_name_or_for_a_key_unknown(held, bo, anna, by, key):
    with pytest.raises(CommandError):
        call_command("outbox", "release", by=by, key=key)

    assert {message.state for message in Message.objects.all()} == {MessageState.HELD}
