"""The history of a case holds: the database refuses changes, and where somebody makes one past it, it shows."""

import datetime as dt
import uuid
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.transaction import TransactionManagementError

from programme import history
from programme.history import Break
from programme.models import Chain, HistoryEntry

pytestmark = pytest.mark.django_db
AT = dt.datetime(2025, 4, 22, 8, 0, tzinfo=dt.UTC)
CASE, OTHER = uuid.UUID(int=1), uuid.UUID(int=2)


@pytest.fixture
def told(bo):
    """Two cases, with four and two entries, told by turns."""
    for case, number in [(CASE, 1), (CASE, 2), (OTHER, 1), (CASE, 3), (OTHER, 2), (CASE, 4)]:
        history.record(case, "noted", by=bo, at=AT + dt.timedelta(minutes=number), number=number, text="æøå")


def past_the_triggers(sql: str, *values) -> None:
    """What no code of ours can do: as one who may switch the triggers off."""
    tables = ("programme_historyentry", "programme_chain")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(sql, values)
        assert cursor.rowcount > 0
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def verified() -> list[Break]:
    return list(history.verify())


def test_what_was_told_holds(told):
    assert verified() == []
    assert [chain.length for chain in Chain.objects.order_by("case")] == [4, 2]


def test_an_entry_is_hashed_with_the_one_before(told):
    first, second = HistoryEntry.objects.filter(case=CASE).order_by("number")[:2]

    assert first.hash == history.digest(first, "0" * 64)
    assert second.hash == history.digest(second, first.hash)


@pytest.mark.django_db(transaction=True)
def test_nothing_is_told_outside_a_transaction(bo):
    with pytest.raises(TransactionManagementError):
        history.record(CASE, "noted", by=bo, at=AT)


def test_what_is_rolled_back_was_never_told(told, bo):
    with transaction.atomic():
        history.record(CASE, "noted", by=bo, at=AT)
        transaction.set_rollback(True)

    assert HistoryEntry.objects.filter(case=CASE).count() == 4
    assert verified() == []


@pytest.mark.parametrize(
    "change",
    [
        lambda: HistoryEntry.objects.update(verb="other"),
        lambda: HistoryEntry.objects.get(case=OTHER, number=1).delete(),
        lambda: HistoryEntry.objects.get(case=OTHER, number=1).save(),
        lambda: Chain.objects.filter(case=OTHER).delete(),
    ],
    ids=["update", "delete", "save", "chain"],
)
def test_the_database_refuses_to_change_or_forget(told, change):
    with pytest.raises(DatabaseError, match=r"Cannot (update or )?delete"), transaction.atomic():
        change()

    assert verified() == []


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("verb", "praised"),
        ("facts", '{"number": 2, "text": "aoa"}'),
        ("at", "2025-04-22T08:02:00.000001Z"),
        ("by_id", None),
        ("hash", "f" * 64),
    ],
)
def test_a_changed_entry_is_named(told, column, value):
    past_the_triggers(f'UPDATE programme_historyentry SET {column} = %s WHERE "case" = %s AND number = 2', value, CASE)

    assert verified() == [Break(CASE, 2, "changed")]


@pytest.mark.parametrize("number", [1, 2, 4])
def test_a_removed_entry_is_named(told, number):
    past_the_triggers('DELETE FROM programme_historyentry WHERE "case" = %s AND number = %s', CASE, number)

    assert verified() == [Break(CASE, number, "missing")]


def test_two_that_changed_places_are_found(told):
    for old, new in [(2, 99), (3, 2), (99, 3)]:
        past_the_triggers(
            'UPDATE programme_historyentry SET number = %s WHERE "case" = %s AND number = %s', new, CASE, old
        )

    assert verified() == [Break(CASE, 2, "changed")]


def test_an_entry_moved_to_another_case_breaks_both(told):
    past_the_triggers(
        'UPDATE programme_historyentry SET "case" = %s, number = 3 WHERE "case" = %s AND number = 4', OTHER, CASE
    )

    assert sorted(verified(), key=lambda each: each.case) == [Break(CASE, 4, "missing"), Break(OTHER, 3, "changed")]


def test_an_entry_slipped_in_at_the_end_is_found(told, bo):
    last = HistoryEntry.objects.get(case=OTHER, number=2)
    forged = HistoryEntry(case=OTHER, number=3, verb="noted", at=AT, by=bo, facts={})
    forged.hash = history.digest(forged, last.hash)
    forged.save(force_insert=True)

    assert verified() == [Break(OTHER, 3, "added")]


def test_a_whole_case_that_is_gone_is_found(told):
    past_the_triggers('DELETE FROM programme_historyentry WHERE "case" = %s', CASE)

    assert verified() == [Break(CASE, 1, "missing")]


def test_a_chain_that_is_gone_is_found(told):
    past_the_triggers('DELETE FROM programme_chain WHERE "case" = %s', CASE)

    assert verified() == [Break(CASE, 1, "added")]


def test_every_broken_case_is_named_once(told):
    past_the_triggers("UPDATE programme_historyentry SET verb = 'praised'")

    assert sorted(verified(), key=lambda each: each.case) == [Break(CASE, 1, "changed"), Break(OTHER, 1, "changed")]


def command() -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("verify_history", stdout=out, stderr=out)
    except SystemExit as stopped:
        return stopped.code, out.getvalue()
    return 0, out.getvalue()


def test_the_command_is_content(told):
    assert command() == (0, "6 entries in 2 cases: every chain holds.\n")


def test_the_command_names_the_first_broken_row_of_each_case_and_fails(told):
    past_the_triggers('UPDATE programme_historyentry SET verb = %s WHERE "case" = %s AND number > 1', "praised", CASE)

    code, said = command()

    assert code == 1
    assert f"case {CASE}: entry 2 is changed" in said
    assert str(OTHER) not in said
    assert "1 of 2 cases do not hold." in said
