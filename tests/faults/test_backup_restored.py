"""A backup is restored (fault 14): it starts with its mail held, and what went out since it was made does not go again,
not even when the team lets it go."""

import datetime as dt
import subprocess

import psycopg
from django.urls import reverse
from django.utils import timezone

from dev.services import _binary
from notices import outbox
from notices.models import Message
from notices.states import MessageState, Reason
from people.models import User
from tests.faults.browser import Browser, authors, team
from tests.faults.mailbox import arrived, nudge
from tests.faults.site import Site, until

DAY = dt.timedelta(days=1)


def restored_backup(site: Site) -> str:
    """Of the database as it is now, under another name; its URL."""
    host = site.env["DATABASE_URL"].partition("?host=")[2]
    backup = subprocess.run(
        [_binary("pg_dump"), "-h", host, "-U", "kp", "--format=custom", "kulturpunkt"], check=True, capture_output=True
    ).stdout
    with psycopg.connect(host=host, user="postgres", dbname="postgres", autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS restored WITH (FORCE)")
        connection.execute("CREATE DATABASE restored OWNER kp")
    subprocess.run(
        [_binary("pg_restore"), "-h", host, "-U", "postgres", "--dbname=restored", "--exit-on-error"],
        input=backup,
        check=True,
        capture_output=True,
    )
    return site.env["DATABASE_URL"].replace("/kulturpunkt?", "/restored?")


def post(key: str) -> Message:
    message = outbox.new("member-added", to=User.objects.order_by("pk")[0], key=key, context={"path": "/"})
    message.save()
    return message


def test_a_restored_backup_holds_its_mail_and_asks_before_it_sends_what_was_let_go(site, mail):
    authors(site, 1)
    bo = team(site)
    with site.worker(mail["MAIL_URL"]), site.database():
        before = post("before")
        nudge(site)
        until(lambda: Message.objects.filter(pk=before.pk, state=MessageState.SENT).exists(), "the first mail")
        since, never = post("since"), post("never")
        url = restored_backup(site)
        Message.objects.filter(pk=never.pk).update(next_try_at=timezone.now() + DAY)  # the site breaks down before
        nudge(site)
        until(lambda: Message.objects.filter(pk=since.pk, state=MessageState.SENT).exists(), "the second mail")
    ids = [each.message_id for each in (before, since, never)]

    def came() -> list[int]:
        found = arrived(mail["MAIL_LOOKUP_URL"])
        return [found[each] for each in ids]

    def states() -> dict[str, str]:
        return dict(Message.objects.values_list("key", "state"))

    held = {"MAIL_HELD": "1", "MAIL_LOOKUP_URL": mail["MAIL_LOOKUP_URL"], "DATABASE_URL": url}
    assert came() == [1, 1, 0]
    with site.worker(mail["MAIL_URL"], **held), site.another_web(**held) as door, site.database(url):
        nudge(site)
        until(lambda: "queued" not in states().values(), "the mail being held")
        assert states() == {"before": "sent", "since": "held", "never": "held"}
        assert came() == [1, 1, 0]
        at_the_restored = Browser(door, bo.cookies.get_dict())
        postbox = at_the_restored.get(reverse("admin:notices_message_changelist")).text
        at_the_restored.press(reverse("admin:notices_message_release_all"), {})
        nudge(site)
        until(lambda: set(states().values()) == {"sent"}, "what was let go")

    assert str(Reason.MAIL_HELD.label) in postbox
    assert came() == [1, 1, 1]
