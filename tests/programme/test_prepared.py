"""A statement that is planned once a connection."""

import pytest
from django.db import DataError, connection

from programme import prepared

pytestmark = pytest.mark.django_db
ASKED = "SELECT %s::int + 1"


def ask(number: int) -> int:
    with prepared.cursor() as cursor:
        cursor.execute(ASKED, [number])
        return cursor.fetchone()[0]


def plans() -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT generic_plans, custom_plans FROM pg_prepared_statements WHERE statement LIKE %s", ["%+ 1"]
        )
        return cursor.fetchall()


def test_what_is_asked_often_is_prepared_and_one_plan_serves_all():
    assert [ask(number) for number in range(20)] == list(range(1, 21))

    ((generic, custom),) = plans()
    assert (generic > 0, generic + custom <= 20) == (True, True)


def test_it_is_counted_as_a_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        ask(1)


def test_what_goes_wrong_is_djangos_error():
    with pytest.raises(DataError), prepared.cursor() as cursor:
        cursor.execute("SELECT 1 / %s::int", [0])
