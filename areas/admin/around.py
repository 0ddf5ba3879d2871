"""What other books say about one case: its history, its mail, its reminders, and who else has its name (as areas.naming
folds it). One statement, by hand: through the ORM it was five, which cost the page as much as all the rest of it
(`make bench` watches over the page)."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from notices.states import MessageState, Reason
from notices.wording import kind_label
from people.models import User
from programme import prepared
from programme.models import HistoryEntry

MOST_ENTRIES = 100
MOST_MESSAGES = 30

_AROUND = """
SELECT
  ARRAY(SELECT json_build_array(h.verb, h.at, h.facts, u.name, u.email)
        FROM programme_historyentry h LEFT JOIN people_user u ON u.id = h.by_id
        WHERE h.case = %(case)s ORDER BY h.number DESC LIMIT %(entries)s),
  ARRAY(SELECT json_build_array(m.uid, m.kind, m.subject, m.name, m.address, m.state,
            coalesce(m.sent_at, m.failed_at, m.held_at, m.void_at, m.sending_at, m.queued_at))
        FROM notices_message m WHERE m.case = %(case)s
          AND NOT EXISTS (SELECT FROM programme_disqualification d
                          WHERE d.person_id = %(reader)s AND d.lifted_at IS NULL AND d.case::text = m.context->>'about')
        ORDER BY m.id DESC LIMIT %(messages)s),
  ARRAY(SELECT json_build_array(r.offset, u.name, u.email, r.reason, m.state, m.sent_at)
        FROM notices_reminder r JOIN people_user u ON u.id = r.person_id JOIN notices_message m ON m.id = r.message_id
        WHERE r.case = %(case)s ORDER BY r.id),
  (SELECT json_build_array(p.reason, p.paused_at, u.name, u.email)
   FROM notices_reminderpause p JOIN people_user u ON u.id = p.paused_by_id
   WHERE p.case = %(case)s AND p.ended_at IS NULL),
  ARRAY(SELECT json_build_array(o.uid, o.reference, b.name)
        FROM areas_localarea b JOIN areas_expressionofinterest o ON o.area_id = b.id
        WHERE b.municipality_id = a.municipality_id AND b.id <> a.id
          AND replace(lower(trim(b.name)), 'aa', 'å') = replace(lower(trim(a.name)), 'aa', 'å')
          AND o.programme_id = e.programme_id AND 'withdrawn' NOT IN (o.state, e.state)
          AND NOT EXISTS (SELECT FROM programme_disqualification d
                          WHERE d.case = o.case AND d.person_id = %(reader)s AND d.lifted_at IS NULL) ORDER BY o.id)
FROM areas_expressionofinterest e JOIN areas_localarea a ON a.id = e.area_id WHERE e.case = %(case)s
"""


@dataclass(frozen=True)
class Event:
    at: dt.datetime
    sentence: str


@dataclass(frozen=True)
class Letter:
    """`about` is its subject, or, before that is made, its kind's name. `state` is empty when it has been sent."""

    uid: str
    about: str
    to: str
    state: str
    at: dt.datetime


@dataclass(frozen=True)
class Reminded:
    """`outcome` says why it was not sent, where `sent_at` is empty."""

    offset: int
    person: str
    sent_at: dt.datetime | None
    outcome: str


@dataclass(frozen=True)
class Pause:
    reason: str
    at: dt.datetime
    by: str


@dataclass(frozen=True)
class Namesake:
    """Another expression under way for an area of the same name in the same municipality."""

    uid: str
    reference: str
    name: str


@dataclass(frozen=True)
class Around:
    """History in order, mail the newest first; of very many the latest."""

    history: list[Event]
    letters: list[Letter]
    reminded: list[Reminded]
    pause: Pause | None
    same_name: list[Namesake]


def read(case: UUID, *, by: User) -> Around:
    """As `by` may see it: where another case is closed to them, not that it has the same name, nor mail about that."""
    with prepared.cursor() as cursor:
        cursor.execute(_AROUND, {"case": case, "entries": MOST_ENTRIES, "messages": MOST_MESSAGES, "reader": by.pk})
        history, letters, reminded, pause, same_name = cursor.fetchone()
    return Around(
        [_event(*each) for each in reversed(history)],
        [_letter(*each) for each in letters],
        [_reminded(*each) for each in reminded],
        _pause(*pause) if pause else None,
        [Namesake(*each) for each in same_name],
    )


def _event(verb: str, at: str, facts: dict, name: str | None, email: str | None) -> Event:
    by = User(name=name or "", email=email) if email else None
    entry = HistoryEntry(verb=verb, at=dt.datetime.fromisoformat(at), facts=facts, by=by)
    return Event(entry.at, entry.sentence)


def _letter(uid: str, kind: str, subject: str, name: str, address: str, state: str, at: str) -> Letter:
    shown = "" if state == MessageState.SENT else str(MessageState(state).label)
    return Letter(uid, subject or kind_label(kind), name or address, shown, dt.datetime.fromisoformat(at))


def _reminded(offset: int, name: str, email: str, reason: str, state: str, sent_at: str | None) -> Reminded:
    outcome = str(Reason(reason).label if reason else MessageState(state).label)
    return Reminded(offset, name or email, dt.datetime.fromisoformat(sent_at) if sent_at else None, outcome)


def _pause(reason: str, at: str, name: str, email: str) -> Pause:
    return Pause(reason, dt.datetime.fromisoformat(at), name or email)
