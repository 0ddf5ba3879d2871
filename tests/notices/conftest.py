import contextlib
import os
import socket
import subprocess
import sys
import time

import pytest
from django.db import connection, transaction

from notices import delivery, outbox
from notices.models import Message
from people import second_factor
from tests.notices import relay as relays
from tests.notices.owed import WEEK_BEFORE, Owed

_WRITTEN = (
    "notices_reminder, notices_message, notices_preference, notices_preferenceevent, notices_reminderpause, "
    "notices_reminderpauseevent, programme_historyentry, programme_chain"
)


@pytest.fixture
def _django_db_helper(django_db_setup, django_db_blocker):
    """What `db` means in these tests: the database, really written to, as sending refuses to be in a transaction.

    It takes the place of pytest-django's own, which would empty every table of the project after each test.
    """
    with django_db_blocker.unblock():
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute(f"TRUNCATE {_WRITTEN}")
                cursor.execute("DELETE FROM people_user")


@contextlib.contextmanager
def another_session():
    """A second connection to the database, as another worker has."""
    other = connection.copy()
    try:
        yield other
    finally:
        other.close()


@pytest.fixture
def relay(settings):
    """A real mail server that the site sends to."""
    with relays.running() as relay:
        settings.MAILERS = {
            "default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": relay.options()}
        }
        settings.MAIL_LOOKUP_URL = ""
        yield relay


@pytest.fixture
def team(client, bo):
    """Bo's browser, past the question for a second factor."""
    client.force_login(bo, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session[second_factor.SKIPPED] = True
    session.save()
    return client


@pytest.fixture
def owed() -> Owed:
    return Owed()


@pytest.fixture
def queue(anna):
    """`queue("test:1")`: a message to Anna; the stored row."""

    def queue_one(key: str = "test:1", *, to=None, kind: str = "member-added", **fields) -> Message:
        context = {"area": "Havnby", "by": "Bo Lund", "deadline_on": "2025-04-28", "path": "/x/"}
        with transaction.atomic():
            outbox.queue(kind, to=to or anna, key=key, **{"context": context, "at": WEEK_BEFORE} | fields)
        return Message.objects.get(key=key)

    return queue_one


@pytest.fixture
def deliver(relay, owed, db):
    """Send what waits, at that moment; how many went which way."""

    def deliver_at(now=WEEK_BEFORE) -> dict:
        return dict(delivery.deliver_waiting(now=now, still_owed=owed.still))

    return deliver_at


@pytest.fixture(scope="module")
def catcher():
    """A mail catcher in a process of its own: (its SMTP port, the URL to ask)."""
    with socket.socket() as one, socket.socket() as two:
        for probe in (one, two):
            probe.bind(("127.0.0.1", 0))
        smtp, imap = one.getsockname()[1], two.getsockname()[1]
    command = [sys.executable, "-m", "mail_devel", "--host", "127.0.0.1", "--user", "post", "--no-http"]
    process = subprocess.Popen(
        [*command, "--smtp-port", str(smtp), "--imap-port", str(imap)],
        env=os.environ | {"MAIL_PASSWORD": "hem:lig"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        give_up = time.monotonic() + 30
        while not all(_answers(port) for port in (smtp, imap)):
            assert time.monotonic() < give_up, "the mail catcher does not start"
            time.sleep(0.05)
        yield smtp, f"imap://post:hem%3Alig@127.0.0.1:{imap}"
    finally:
        process.terminate()
        process.wait(10)


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
