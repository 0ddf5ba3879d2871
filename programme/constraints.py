"""What the database refused, by the name of its constraint."""

from django.db import IntegrityError


def broken(error: IntegrityError) -> str:
    """The name of the constraint or trigger that refused; "" where the database names none."""
    return getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) or ""
