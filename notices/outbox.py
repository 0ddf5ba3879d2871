"""Queue a message: a row in the transaction of what it tells about. No code but this app sends mail.

    outbox.queue("expression-received", to=person, key=f"…:{person.pk}", context={…}, case=case, paper=paper)

The kind names three templates, notices/<kind>.subject.txt, <kind>.txt (extends notices/_layout.txt) and <kind>.html
(extends notices/_layout.html). They are rendered when the message is sent, in its person's language, with the
context, `name`, `site` (put it before a path) and `sent_on`. So the context holds facts, as JSON, and no sentences.
"""

import datetime as dt
import uuid
from collections.abc import Iterable
from email.utils import parseaddr

from django.conf import settings
from django.db import connection, transaction

from documents.models import Paper
from people.models import User
from programme import calendar, tasking

from .models import Message
from .states import UNSENT, MessageState, Reason
from .wording import clean

NAME_LENGTH = 120


def queue(
    kind: str,
    *,
    to: User,
    key: str,
    context: dict,
    case: uuid.UUID | None = None,
    paper: Paper | None = None,
    cc: str | Iterable[str] = "",
    at: dt.datetime | None = None,
) -> None:
    """Have one message sent to one person once this transaction has committed; the same key twice is one message.

    Raises TransactionManagementError outside a transaction.
    """
    copies = [cc] if isinstance(cc, str) else cc
    _queue(
        new(kind, to=to, key=key, context=context, case=case, paper=paper, cc=list(filter(None, copies)), at=at),
    )


def queue_to_address(
    kind: str, *, email: str, name: str, language: str, key: str, context: dict, case: uuid.UUID, at: dt.datetime
) -> None:
    """The same to somebody whom we know by an address alone, because a person of the site gave it to us."""
    _queue(
        Message(
            **_identity(kind, key, at),
            address=email,
            name=clean(name)[:NAME_LENGTH],
            language=language,
            context=context,
            case=case,
        )
    )


def queue_secret(
    kind: str,
    *,
    email: str,
    language: str,
    key: str,
    context: dict,
    good_until: dt.datetime | None = None,
    at: dt.datetime | None = None,
) -> None:
    """For a sign-in code: goes before all others, not at all after `good_until`, and leaves no trace of its content."""
    _queue(
        Message(
            **_identity(kind, key, at),
            address=email,
            language=language,
            context=context,
            is_secret=True,
            good_until=good_until,
        )
    )


def new(kind: str, *, to: User, key: str, context: dict, at: dt.datetime | None = None, **fields) -> Message:
    """An unsaved message to a person; who makes many of them stores them in one go and wakes a worker once."""
    return Message(
        **_identity(kind, key, at),
        to=to,
        address=to.email,
        name=clean(to.name)[:NAME_LENGTH],
        language=to.language,
        context=context,
        **fields,
    )


def _identity(kind: str, key: str, at: dt.datetime | None) -> dict:
    """What names a message for good. Its Message-ID is made here and never changes, however often it is tried."""
    uid = uuid.uuid4()
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return {
        "uid": uid,
        "kind": kind,
        "key": key,
        "message_id": f"<{uid}@{domain}>",
        "queued_at": at or calendar.now(),
    }


def queue_all(messages: Iterable[Message]) -> None:
    """The same for several of `new`, in one statement: what happened is told to a whole group."""
    _store(list(messages))
    tasking.send("kulturpunkt.tasks.deliver_waiting")


def _queue(message: Message) -> None:
    _store([message])
    # Had the key been taken, there is no row with this uid, and the task finds nothing to do.
    tasking.send("kulturpunkt.tasks.deliver", str(message.uid))


def _store(messages: list[Message]) -> None:
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("a message needs the transaction of what it tells about")
    Message.objects.bulk_create(messages, ignore_conflicts=True)


def void_to(person: User, *, case: uuid.UUID, at: dt.datetime) -> int:
    """Stop what is to go to this person in this case, which is closed to them now. A reminder sees to that itself."""
    unsent = Message.objects.filter(to=person, case=case, state__in=UNSENT).exclude(kind="reminder")
    return unsent.update(**_void(Reason.NOT_THEIRS, at))


def void(key: str, *, reason: Reason = Reason.SUPERSEDED, at: dt.datetime) -> bool:
    """Stop a message that has not gone out, in the transaction in which it lost its point. False: it has gone out.

    A worker that is about to send it waits for this transaction, sees the new state, and lets it be.
    """
    return bool(Message.objects.filter(key=key, state__in=UNSENT).update(**_void(reason, at)))


def _void(reason: Reason, at: dt.datetime) -> dict:
    return {"state": MessageState.VOID, "reason": reason, "void_at": at, "failed_at": None, "held_at": None}
