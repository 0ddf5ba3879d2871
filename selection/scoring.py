"""From points to figures, in whole numbers all the way: nothing is rounded before it is shown.

What is shown has two decimals, half a hundredth going up, and what is shown is what counts: two expressions with the
same total are equal, and no digit that nobody sees puts one before the other.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

MISSING = "0"


@dataclass(frozen=True, slots=True)
class Scores:
    """`averages` by core element, None where nobody has scored it; `average` counts the elements alike, `total` by
    their weights. `spread` is the distance between the highest and the lowest assessor's own total, and `differs`
    the positions of the elements their points lie furthest apart on (none where all agree)."""

    averages: tuple[Decimal | None, ...]
    average: Decimal
    total: Decimal
    totals: tuple[Decimal, ...]
    spread: Decimal
    differs: tuple[int, ...]


def hundredths(numerator: int, denominator: int) -> Decimal:
    """The fraction with two decimals, half a hundredth upwards; neither number is negative."""
    return Decimal((200 * numerator + denominator) // (2 * denominator)).scaleb(-2)


def weighted(sums: Sequence[int], counts: Sequence[int], weights: Sequence[int]) -> Decimal:
    """Σ w·average / Σ w over the elements that have points."""
    common = math.lcm(*filter(None, counts))
    numerator = denominator = 0
    for total, count, weight in zip(sums, counts, weights, strict=True):
        if count:
            numerator += weight * total * (common // count)
            denominator += weight
    return hundredths(numerator, denominator * common)


def weigh(given: Sequence[str], weights: Sequence[Decimal]) -> Scores | None:
    """The figures of one expression. Each of `given` is one assessor's points as digits, in the order of the elements
    ("443152"; a 0 is none). None where there are no points at all."""
    columns = [[int(digit) for digit in column if digit != MISSING] for column in zip(*given, strict=True)]
    sums, counts = [sum(column) for column in columns], [len(column) for column in columns]
    if not any(counts):
        return None
    whole = [int(weight.scaleb(2)) for weight in weights]
    apart = [max(column) - min(column) if column else 0 for column in columns]
    furthest = max(apart)
    totals = tuple(_of_one(points, whole) for points in given if points.strip(MISSING))
    return Scores(
        averages=tuple(hundredths(*each) if each[1] else None for each in zip(sums, counts, strict=True)),
        average=weighted(sums, counts, [1] * len(sums)),
        total=weighted(sums, counts, whole),
        totals=totals,
        spread=max(totals) - min(totals),
        differs=tuple(n for n, distance in enumerate(apart) if distance == furthest) if furthest else (),
    )


def _of_one(points: str, weights: Sequence[int]) -> Decimal:
    numerator = denominator = 0
    for digit, weight in zip(points, weights, strict=True):
        if digit != MISSING:
            numerator += int(digit) * weight
            denominator += weight
    return hundredths(numerator, denominator)
