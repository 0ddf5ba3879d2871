"""What is written about a message while it is sent.

Plain statements, each its own transaction, that name the state they expect: whoever comes second changes nothing.
"""

import contextlib
import datetime as dt
from collections.abc import Iterator, Sequence

import psycopg
from django.db import connection

from .models import Message
from .states import OVER, STAMPS, MessageState

_SENT = """
    UPDATE notices_message AS m SET state = 'sent', sending_at = NULL, sent_at = %(now)s, detail = arrived.detail,
        context = CASE WHEN is_secret THEN '{}'::jsonb ELSE context END
    FROM unnest(%(sent)s::bigint[], %(details)s::text[]) AS arrived (id, detail)
    WHERE m.id = arrived.id AND state = 'sending'
"""
_SENDING = """
    UPDATE notices_message AS m SET state = 'sending', sending_at = %(now)s, attempts = attempts + 1,
        next_try_at = NULL, detail = '', subject = new.subject, text = new.text, address = new.address,
        name = new.name, cc = string_to_array(new.cc, ',')
    FROM unnest(%(ids)s::bigint[], %(read)s::timestamptz[], %(subjects)s::text[], %(texts)s::text[],
        %(addresses)s::text[], %(names)s::text[], %(copies)s::text[])
        AS new (id, queued_at, subject, text, address, name, cc)
    WHERE m.id = new.id AND m.queued_at = new.queued_at AND state = 'queued' RETURNING m.id
"""
_SENT_AND_SENDING = f"WITH before AS ({_SENT}) {_SENDING}"


def sending(messages: Sequence[Message], *, now: dt.datetime, after: Sequence[Message] = ()) -> set[int]:
    """The last step before these mails leave, on disk before their first byte; those `after` which they go are sent.

    Which of them may leave: another is not to be sent any more, or was queued anew since it was read, because something
    else is to be said in it. Should a crash lose what is said of `after`, they are
    still in `sending`, and the mail server is asked.
    """
    values = {
        "now": now,
        "ids": [message.pk for message in messages],
        "read": [message.queued_at for message in messages],
        "subjects": ["" if message.is_secret else message.subject for message in messages],
        "texts": ["" if message.is_secret else message.text for message in messages],
        "addresses": [message.address for message in messages],
        "names": [message.name for message in messages],
        "copies": [",".join(message.cc) for message in messages],
    }
    with _prepared(_SENT_AND_SENDING, values | _arrived(after)) as cursor:
        marked = {row[0] for row in cursor.fetchall()}
    for message in messages:
        if message.pk in marked:
            message.state = MessageState.SENDING
    return marked


def sent(messages: Sequence[Message], *, now: dt.datetime) -> None:
    with _prepared(_SENT, {"now": now} | _arrived(messages)):
        pass


def _arrived(messages: Sequence[Message]) -> dict:
    return {"sent": [message.pk for message in messages], "details": [message.detail for message in messages]}


@contextlib.contextmanager
def _prepared(statement: str, values: dict) -> Iterator[psycopg.Cursor]:
    """One of the statements above, as a prepared one: planning it costs as much as doing it."""
    connection.ensure_connection()
    session = connection.connection
    session.prepare_threshold = 0
    with connection.wrap_database_errors, psycopg.Cursor(session) as cursor:
        yield cursor.execute(statement, values, prepare=True)


def leave(message: Message, to: MessageState, *, now: dt.datetime, reason="", detail: str = "", **more) -> int:
    """Out of the state in which `message` was read, into another; 0 if it is no longer in that state."""
    stamps = {stamp: now if state == to else None for state, stamp in STAMPS.items()}
    fields = stamps | {"state": to, "reason": reason, "detail": detail[:500]} | more
    if message.is_secret and to in OVER:
        fields["context"] = {}
    return Message.objects.filter(pk=message.pk, state=message.state).update(**fields)
