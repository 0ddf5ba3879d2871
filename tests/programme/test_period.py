"""Days and periods in words, as the plan shows them."""

import datetime as dt

import pytest
from django.utils import translation

from programme.period import day_text, period_text

D = dt.date


@pytest.mark.parametrize(
    ("from_on", "to_on", "precision", "danish", "english"),
    [
        (D(2025, 4, 28), D(2025, 4, 28), "day", "28. april 2025", "28 April 2025"),
        (D(2025, 6, 17), D(2025, 6, 18), "day", "17. juni 2025 – 18. juni 2025", "17 June 2025 – 18 June 2025"),
        (D(2025, 5, 1), D(2025, 5, 31), "month", "Maj 2025", "May 2025"),
        (D(2025, 6, 1), D(2025, 8, 31), "month", "Juni – august 2025", "June – August 2025"),
        (D(2025, 12, 1), D(2026, 1, 31), "month", "December 2025 – januar 2026", "December 2025 – January 2026"),
    ],
)
def test_a_period_is_said_as_the_plan_says_it(from_on, to_on, precision, danish, english):
    with translation.override("da"):
        assert period_text(from_on, to_on, precision) == danish
    with translation.override("en"):
        assert period_text(from_on, to_on, precision) == english


def test_a_day_has_no_thousands_separator_and_no_leading_zero():
    with translation.override("da"):
        assert day_text(D(2026, 8, 1)) == "1. august 2026"
