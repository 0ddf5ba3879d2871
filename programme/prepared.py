"""Statements that PostgreSQL plans once a connection: for those that take it longer to plan than to answer."""

from typing import Any

import psycopg
from django.db import connection

_AFTER = 5  # psycopg's own default, which Django turns off


def cursor() -> Any:
    """As `connection.cursor()`, for a statement with a constant text: sent with its parameters apart, it is prepared
    when the connection sees it for the sixth time. PostgreSQL then keeps one plan for all parameters where that looks
    no dearer than a plan for these, so ask for one row (`= %s`), not for a list of any length."""
    connection.ensure_connection()
    connection.connection.prepare_threshold = _AFTER
    return connection._prepare_cursor(psycopg.Cursor(connection.connection))  # type: ignore[attr-defined]
