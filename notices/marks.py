"""What is written about a message while it is sent.

Plain statements, each its own transaction, that name the state they expect: whoever comes second changes nothing.
"""

import datetime as dt

import psycopg
from django.db import connection

from .models import Message
from .states import STAMPS, MessageState

_SENT = """
    UPDATE notices_message SET state = 'sent', sending_at = NULL, sent_at = %(now)s, detail = %(detail)s,
        context = CASE WHEN is_secret THEN '{}'::jsonb ELSE context END
    WHERE id = %(sent)s AND state = 'sending'
"""
_SENDING = """
    UPDATE notices_message SET state = 'sending', sending_at = %(now)s, attempts = %(attempts)s, next_try_at = NULL,
        detail = '', subject = %(subject)s, text = %(text)s, address = %(address)s, name = %(name)s, cc = %(cc)s
    WHERE id = %(id)s AND state = 'queued'
"""
_SENT_AND_SENDING = f"WITH before AS ({_SENT}) {_SENDING}"


def sending(message: Message, *, now: dt.datetime, after: Message | None = None) -> bool:
    """The last step before a mail leaves, on disk before its first byte; the mail `after` which it goes is sent.

    False: it is not to be sent any more. Should a crash lose what is said of `after`, it is still in `sending`, and
    the mail server is asked.
    """
    values = {
        "now": now,
        "id": message.pk,
        "attempts": message.attempts + 1,
        "subject": "" if message.is_secret else message.subject,
        "text": "" if message.is_secret else message.text,
        "address": message.address,
        "name": message.name,
        "cc": message.cc,
    }
    if after:
        values |= {"sent": after.pk, "detail": after.detail}
    marked = _execute(_SENT_AND_SENDING if after else _SENDING, values)
    if marked:
        message.state = MessageState.SENDING
    return marked


def sent(message: Message, *, now: dt.datetime) -> None:
    _execute(_SENT, {"now": now, "detail": message.detail, "sent": message.pk})


def _execute(statement: str, values: dict) -> bool:
    """Run one of the statements above as a prepared one: planning it costs as much as doing it."""
    connection.ensure_connection()
    session = connection.connection
    session.prepare_threshold = 0
    with connection.wrap_database_errors, psycopg.Cursor(session) as cursor:
        cursor.execute(statement, values, prepare=True)
        return cursor.rowcount == 1


def leave(message: Message, to: MessageState, *, now: dt.datetime, reason="", detail: str = "", **more) -> int:
    """Out of the state in which `message` was read, into another; 0 if it is no longer in that state."""
    stamps = {stamp: now if state == to else None for state, stamp in STAMPS.items()}
    fields = stamps | {"state": to, "reason": reason, "detail": detail[:500]} | more
    if message.is_secret and to in (MessageState.FAILED, MessageState.VOID):
        fields["context"] = {}
    return Message.objects.filter(pk=message.pk, state=message.state).update(**fields)
