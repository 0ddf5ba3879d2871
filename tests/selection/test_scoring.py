"""The figures, against sums made by hand."""

import random
from decimal import Decimal
from fractions import Fraction

import pytest

from selection.scoring import hundredths, weigh

EQUAL = [Decimal(1), Decimal(1)]


def test_averages_by_element_and_over_all():
    # Three assessors: (4+5+3)/3 = 4, (3+3+2)/3 = 2.666…; over both (4 + 8/3)/2 = 3.333…
    scores = weigh(["43", "53", "32"], EQUAL)

    assert scores.averages == (Decimal("4.00"), Decimal("2.67"))
    assert scores.average == scores.total == Decimal("3.33")


def test_weights_are_normalised():
    # (3·4 + 1·2) / 4 = 3.5, and the same whatever the weights are called.
    assert weigh(["42"], [Decimal(3), Decimal(1)]).total == Decimal("3.50")
    assert weigh(["42"], [Decimal("0.75"), Decimal("0.25")]).total == Decimal("3.50")
    assert weigh(["42"], [Decimal(3), Decimal(1)]).average == Decimal("3.00")


def test_spread_is_between_the_assessors_own_totals_and_says_where():
    # Totals (5+1)/2 = 3, (4+4)/2 = 4, (3+3)/2 = 3: 1 apart; the second element runs from 1 to 4, the first from 3 to 5.
    scores = weigh(["51", "44", "33"], EQUAL)

    assert scores.totals == (Decimal("3.00"), Decimal("4.00"), Decimal("3.00"))
    assert scores.spread == Decimal("1.00")
    assert scores.differs == (1,)


def test_elements_they_are_equally_far_apart_on_are_all_named():
    assert weigh(["51", "15"], EQUAL).differs == (0, 1)


def test_where_all_agree_they_differ_on_nothing():
    scores = weigh(["43", "43"], EQUAL)

    assert (scores.spread, scores.differs) == (Decimal("0.00"), ())


@pytest.mark.parametrize(
    ("numerator", "denominator", "said"),
    [(1, 200, "0.01"), (1, 201, "0.00"), (7, 3, "2.33"), (8, 3, "2.67"), (5, 1, "5.00"), (2345, 1000, "2.35")],
)
def test_half_a_hundredth_goes_up(numerator, denominator, said):
    assert hundredths(numerator, denominator) == Decimal(said)


def test_an_element_nobody_scored_counts_neither_above_nor_below():
    scores = weigh(["40"], [Decimal(1), Decimal(9)])

    assert scores.averages == (Decimal("4.00"), None)
    assert scores.total == Decimal("4.00")


def test_nothing_comes_of_nothing():
    assert weigh([], EQUAL) is None
    assert weigh(["00"], EQUAL) is None


@pytest.mark.parametrize("seed", range(50))
def test_it_is_what_plain_fractions_give(seed):
    dice = random.Random(seed)
    elements = dice.randint(1, 6)
    points = ["".join(dice.choices("12345", k=elements)) for _ in range(dice.randint(1, 6))]
    weights = [Decimal(dice.randint(1, 1000)).scaleb(-2) for _ in range(elements)]
    averages = [Fraction(sum(map(int, column)), len(points)) for column in zip(*points, strict=True)]
    exact = sum(Fraction(w) * a for w, a in zip(weights, averages, strict=True)) / sum(map(Fraction, weights))

    said = weigh(points, weights).total

    # Two decimals, and of two equally near ones the higher.
    assert Fraction(said) - Fraction(1, 200) <= exact < Fraction(said) + Fraction(1, 200)
