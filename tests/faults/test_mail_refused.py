"""A mail server that says "later", "no", or nothing at all after it has the mail (fault 13), and a worker of the site:
what can go out does, nothing goes twice, and what does not is before the team, who is asked before it goes again."""

import datetime as dt
import socket
from collections import Counter

import pytest
from aiosmtpd.controller import Controller
from django.urls import reverse
from django.utils import timezone

from notices.models import Message
from notices.states import MessageState, Reason
from tests.faults.browser import authors, seconds_to_send, team
from tests.faults.mailbox import nudge
from tests.faults.site import until


class Moody:
    """A mail server with a reason for each address; it counts what it has taken."""

    def __init__(self, *, later: str, never: str, drops: str):
        self.later, self.never, self.drops = {later}, {never}, {drops}
        self.taken: Counter[str] = Counter()

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.later:
            self.later.remove(address)
            return "451 Prov igen senere"
        if address in self.never:
            return "550 Den postkasse findes ikke"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        (address,) = envelope.rcpt_tos
        self.taken[address] += 1
        if address in self.drops:
            server.transport.abort()
        return "250 OK"


@pytest.fixture
def serve():
    """`serve(moody)`: its URL."""
    controllers = []

    def start(moody: Moody) -> str:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        controllers.append(Controller(moody, hostname="127.0.0.1", port=port))
        controllers[-1].start()
        return f"smtp://127.0.0.1:{port}"

    yield start
    for controller in controllers:
        controller.stop()


def test_what_is_refused_is_tried_again_or_before_the_team_and_nothing_goes_twice(site, serve):
    seconds_to_send(authors(site, 2))
    with site.database():
        Message.objects.update(paper=None)  # nobody waits for it to be made
        later, never, dropped, well = Message.objects.order_by("pk")
    site.redis().flushall()
    bo = team(site)
    server = Moody(later=later.address, never=never.address, drops=dropped.address)

    def states() -> list[str]:
        return [MessageState(state) for state in Message.objects.order_by("pk").values_list("state", flat=True)]

    def becomes(*wanted: MessageState) -> None:
        def is_so() -> bool:
            nudge(site)
            return states() == list(wanted)

        until(is_so, f"{wanted} instead of {states()}")

    with site.worker(serve(server)), site.database():
        becomes(MessageState.QUEUED, MessageState.FAILED, MessageState.SENDING, MessageState.SENT)
        later.refresh_from_db()
        assert (later.detail, later.attempts) == ("451 Prov igen senere", 1)
        assert later.next_try_at > timezone.now() + dt.timedelta(seconds=30)
        # So much time goes by: the second try is due, and nobody is still sending the one that was cut off.
        Message.objects.filter(pk=later.pk).update(next_try_at=timezone.now())
        Message.objects.filter(pk=dropped.pk).update(sending_at=timezone.now() - dt.timedelta(minutes=10))
        becomes(MessageState.SENT, MessageState.FAILED, MessageState.HELD, MessageState.SENT)
        assert Message.objects.get(pk=dropped.pk).reason == Reason.UNKNOWN
        postbox = bo.get(reverse("admin:notices_message_changelist")).text
        send_again = reverse("admin:notices_message_act", args=[never.uid, "send-igen"])
        read = bo.get(reverse("admin:notices_message_change", args=[never.uid])).text
        asked = bo.get(send_again).text
        before = states()
        server.never.clear()  # the postbox is there now
        bo.press(send_again, {})
        becomes(MessageState.SENT, MessageState.SENT, MessageState.HELD, MessageState.SENT)

    assert "Afvist af mailserveren" in postbox
    assert "så det vides ikke, om mailen kom frem" in postbox
    assert "550 Den postkasse findes ikke" in read
    assert "Skal mailen sendes igen?" in asked
    assert before[1] == MessageState.FAILED
    assert server.taken == dict.fromkeys((each.address for each in (later, never, dropped, well)), 1)
