import pytest

from notices.wire import Line, NotTaken, Unknown, Unreachable
from tests.notices.relay import DROP, HANG, TAKE_AND_DROP, TAKE_AND_HANG
from tests.notices.test_mime import body, build


def hand_over(line: Line, **fields) -> None:
    line.begin(build(**fields))
    line.finish()


def test_line_sends_many_mails_over_one_connection(relay):
    with Line() as line:
        for n in range(5):
            hand_over(line, message_id=f"<{n}@rn.dk>", cc=["kulturpunkt@rn.dk"])

    assert relay.lines == 1
    assert relay.ids() == [f"<{n}@rn.dk>" for n in range(5)]
    assert relay.envelopes[0] == ("kulturpunkt@rn.dk", ["anna@eksempel.dk", "kulturpunkt@rn.dk"])


def test_line_keeps_a_dot_at_the_start_of_a_line(relay):
    with Line() as line:
        hand_over(line, text=".\n..to\n.\n")

    assert body(relay.taken[0], "plain") == ".\n..to\n.\n"


def test_line_works_on_something_else_while_the_server_thinks(relay):
    calls = []

    with Line() as line:
        line.begin(build(), meanwhile=lambda: calls.append(1))
        line.finish()

    assert len(calls) == 3


@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize(("answer", "final"), [("451 Later", False), ("550 No", True)])
def test_line_tells_a_refusal_for_now_from_one_for_good(relay, command, answer, final):
    relay.answers[command].append(answer)

    with Line() as line:
        with pytest.raises(NotTaken) as refusal:
            hand_over(line)
        hand_over(line, message_id="<naeste@rn.dk>")

    assert refusal.value.is_final is final
    assert relay.ids() == ["<naeste@rn.dk>"]


@pytest.mark.parametrize("command", ["MAIL", "RCPT"])
@pytest.mark.parametrize("answer", [DROP, HANG])
def test_line_broken_before_the_mail_left_means_not_taken(relay, command, answer):
    relay.answers[command].append(answer)

    with Line() as line:
        with pytest.raises(NotTaken) as refusal:
            hand_over(line)
        hand_over(line, message_id="<naeste@rn.dk>")

    assert refusal.value.is_final is False
    assert relay.ids() == ["<naeste@rn.dk>"]


@pytest.mark.parametrize("answer", [DROP, HANG, TAKE_AND_DROP, TAKE_AND_HANG])
def test_line_broken_after_the_mail_left_means_unknown(relay, answer):
    relay.answers["DATA"].append(answer)

    with Line() as line:
        line.begin(build())
        with pytest.raises(Unknown):
            line.finish()
        hand_over(line, message_id="<naeste@rn.dk>")

    assert relay.ids()[-1] == "<naeste@rn.dk>"


def test_line_that_the_server_closed_between_two_mails_is_opened_anew(relay):
    with Line() as line:
        hand_over(line, message_id="<1@rn.dk>")
        relay.answers["MAIL"].append(DROP)
        hand_over(line, message_id="<2@rn.dk>")
        relay.answers["MAIL"].append("421 Too many mails on this line")
        hand_over(line, message_id="<3@rn.dk>")

    assert relay.ids() == ["<1@rn.dk>", "<2@rn.dk>", "<3@rn.dk>"]
    assert relay.lines == 3


def test_line_without_a_server_is_unreachable(relay, settings):
    settings.MAILERS["default"]["OPTIONS"]["port"] = 1

    with Line() as line, pytest.raises(Unreachable):
        line.begin(build())


def test_line_sends_without_a_copy_that_is_refused(relay):
    relay.answers["RCPT"] += ["250 OK", "550 No such mailbox"]

    with Line() as line:
        refused = line.begin(build(cc=["vaek@eksempel.dk"]))
        line.finish()

    assert refused == ["vaek@eksempel.dk"]
    assert relay.envelopes == [("kulturpunkt@rn.dk", ["anna@eksempel.dk"])]
