import datetime as dt
import re

from django.db import connection, transaction

from notices import claims, marks
from notices.models import Message
from notices.states import MessageState
from tests.notices.conftest import another_session
from tests.notices.owed import WEEK_BEFORE, moment


def due(limit: int = 100, held: bool = False):
    return claims.due(WEEK_BEFORE, limit=limit, held=held)


def locks() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
        return cursor.fetchone()[0]


def test_due_claims_each_message_for_one_session(queue):
    ids = [queue(f"test:{n}").pk for n in range(10)]

    with due(limit=4) as mine, another_session() as other, other.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM notices_message WHERE pg_try_advisory_lock(%s + id) ORDER BY id", [claims.MESSAGES]
        )
        theirs = [row[0] for row in cursor.fetchall()]

    assert mine == ids[:4]
    assert theirs == ids[4:]


def test_due_holds_no_more_locks_than_it_gives_messages(queue):
    for n in range(10):
        queue(f"test:{n}")

    with due(limit=3):
        assert locks() == 3
    assert locks() == 0


def test_due_gives_its_locks_back_when_the_work_fails(queue):
    queue()
    try:
        with due():
            raise ZeroDivisionError
    except ZeroDivisionError:
        pass

    assert locks() == 0


def test_due_passes_over_what_is_put_off(queue):
    queue("test:1")
    Message.objects.update(next_try_at=WEEK_BEFORE + dt.timedelta(seconds=1))
    second = queue("test:2")

    with due() as ids:
        assert ids == [second.pk]


def test_due_is_an_index_scan_that_reads_no_more_than_it_gives(queue, anna):
    """With twenty thousand messages of years gone by."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO notices_message (uid, key, kind, address, name, cc, language, context, is_secret, message_id,"
            " state, reason, detail, attempts, subject, text, queued_at, sent_at)"
            " SELECT gen_random_uuid(), 'old:' || n, 'x', 'a@b.dk', '', '{}', 'da', '{}', false, '',"
            " 'sent', '', '', 1, '', '', now(), now() FROM generate_series(1, 20000) AS n"
        )
        queue("test:1")
        cursor.execute("ANALYZE notices_message")
        values = {"now": WEEK_BEFORE, "held": False, "limit": 50, "messages": claims.MESSAGES}
        cursor.execute("EXPLAIN (ANALYZE, BUFFERS) " + claims._CLAIM_DUE, values)
        plan = "\n".join(row[0] for row in cursor.fetchall())
        cursor.execute("SELECT pg_advisory_unlock_all()")

    assert re.search(r"Index (Only )?Scan using message_due", plan)
    assert "Sort" not in plan
    assert "Seq Scan" not in plan
    running = plan.partition("Planning:")[0]
    assert max(int(found) for found in re.findall(r"Buffers: shared hit=(\d+)", running)) < 20


def test_settling_is_an_index_scan(queue):
    with connection.cursor() as cursor:
        cursor.execute("SET enable_seqscan = off")
        values = {"now": WEEK_BEFORE, "before": WEEK_BEFORE, "limit": 50, "messages": claims.MESSAGES}
        cursor.execute("EXPLAIN " + claims._CLAIM_UNSETTLED, values)
        plan = "\n".join(row[0] for row in cursor.fetchall())
        cursor.execute("RESET enable_seqscan")

    assert "message_unsettled" in plan


def test_sending_is_on_disk_before_the_first_byte_leaves(queue):
    """Even where the server does not wait for the disk by default."""
    message = queue()
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
        with due():
            cursor.execute("SELECT pg_current_wal_insert_lsn()")
            (before,) = cursor.fetchone()
            assert marks.sending([message], now=WEEK_BEFORE) == {message.pk}
            cursor.execute("SELECT pg_current_wal_flush_lsn() > %s::pg_lsn", [before])
            assert cursor.fetchone() == (True,)


def test_sending_passes_over_what_was_voided_and_waits_for_who_voids(queue):
    kept, voided = queue("test:1"), queue("test:2")
    Message.objects.filter(pk=voided.pk).update(state="void", reason="superseded", void_at=WEEK_BEFORE)

    assert marks.sending([kept, voided], now=WEEK_BEFORE) == {kept.pk}
    assert (kept.state, voided.state) == (MessageState.SENDING, MessageState.QUEUED)


def test_sent_after_another_is_recorded_on_the_way(queue):
    first, second = queue("test:1"), queue("test:2")
    marks.sending([first], now=WEEK_BEFORE)
    first.detail = "Cc: x@y.dk"

    marks.sending([second], now=moment(2025, 4, 16, 9), after=[first])

    first.refresh_from_db()
    assert (first.state, first.sent_at, first.detail) == (MessageState.SENT, moment(2025, 4, 16, 9), "Cc: x@y.dk")
    assert Message.objects.get(pk=second.pk).state == MessageState.SENDING


def test_keep_until_commit_keeps_workers_away_until_then(queue):
    message = queue()

    with transaction.atomic():
        assert claims.keep_until_commit([message.pk]) == {message.pk}
        with another_session() as worker, worker.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [claims.MESSAGES + message.pk])
            assert cursor.fetchone() == (False,)

    assert locks() == 0


def test_only_one_scheduler_at_a_time(db):
    with another_session() as other, other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [claims.SCHEDULER])
        with claims.scheduler() as alone:
            assert alone is False
        cursor.execute("SELECT pg_advisory_unlock(%s)", [claims.SCHEDULER])
    with claims.scheduler() as alone:
        assert alone is True
