"""The time plan as a picture: where each month, milestone and today stand. The templates do the drawing.

There are two layouts of the same plan: `wide` lets time run to the right, `tall` lets it run down, for a telephone.
Lengths are whole pixels of the picture's own coordinates.
"""

import datetime as dt
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import date_format

from .models import Milestone


@dataclass(frozen=True)
class Month:
    at: int
    name: str
    year: str  # only where a year begins, else empty


@dataclass(frozen=True)
class Bar:
    """A milestone from `start` to `end` along time, on the row or lane at `across`, with the lines of its label."""

    milestone: Milestone
    start: int
    end: int
    across: int
    lines: tuple[str, ...]
    label_x: int
    label_y: int
    before: bool = False  # the label stands to the left of the bar, and its text ends there
    state: str = ""  # over, now or coming

    @property
    def length(self) -> int:
        return self.end - self.start

    @property
    def middle(self) -> int:
        return (self.start + self.end) // 2


@dataclass(frozen=True)
class Picture:
    width: int
    height: int
    months: tuple[Month, ...]
    bars: tuple[Bar, ...]
    today: int | None


class Scale:
    """Turns days into pixels: each month is as long as the others, as in the plan."""

    def __init__(self, milestones: Sequence[Milestone], origin: int, step: int):
        first = min(each.from_on for each in milestones)
        last = max(each.to_on for each in milestones)
        self.first = first.replace(day=1)
        self.count = (last.year - first.year) * 12 + last.month - first.month + 1
        self.origin, self.step = origin, step

    def at(self, day: dt.date) -> int:
        months = (day.year - self.first.year) * 12 + day.month - self.first.month
        length = (_next_month(day) - day.replace(day=1)).days
        return self.origin + round(self.step * (months + (day.day - 1) / length))

    @property
    def end(self) -> int:
        return self.origin + self.step * self.count

    def months(self) -> tuple[Month, ...]:
        found, day = [], self.first
        for number in range(self.count):
            year = str(day.year) if number == 0 or day.month == 1 else ""
            found.append(Month(self.origin + number * self.step, date_format(day, "b"), year))
            day = _next_month(day)
        return tuple(found)

    def today(self, today: dt.date) -> int | None:
        at = self.at(today)
        return at if self.origin <= at < self.end else None


def _next_month(day: dt.date) -> dt.date:
    return (day.replace(day=1) + dt.timedelta(days=32)).replace(day=1)


def state_on(milestone: Milestone, today: dt.date) -> str:
    if milestone.is_over(today):
        return "over"
    return "now" if milestone.is_now(today) else "coming"


WIDE_MONTH, WIDE_ROW, WIDE_HEAD, WIDE_LETTER = 62, 38, 92, 8
SHORTEST = 14  # a single day must be seen


def wide(milestones: Sequence[Milestone], today: dt.date) -> Picture:
    scale = Scale(milestones, origin=0, step=WIDE_MONTH)
    bars = []
    for row, milestone in enumerate(milestones):
        start, end = scale.at(milestone.from_on), scale.at(milestone.to_on + dt.timedelta(days=1))
        end = max(end, start + SHORTEST)
        title = str(milestone)
        # To the right of its bar if there is room until the plan ends, else to the left.
        before = end + 12 + len(title) * WIDE_LETTER > scale.end
        bars.append(
            Bar(
                milestone,
                start,
                end,
                across=WIDE_HEAD + row * WIDE_ROW,
                lines=(title,),
                label_x=start - 10 if before else end + 10,
                label_y=WIDE_HEAD + row * WIDE_ROW + 16,
                before=before,
                state=state_on(milestone, today),
            )
        )
    height = WIDE_HEAD + len(bars) * WIDE_ROW + 8
    return Picture(scale.end, height, scale.months(), tuple(bars), scale.today(today))


TALL_MONTH, TALL_HEAD, TALL_WIDTH, TALL_LANE = 60, 34, 358, 18
TALL_LANES_AT, TALL_LINE, TALL_LETTERS = 52, 18, 26


def tall(milestones: Sequence[Milestone], today: dt.date) -> Picture:
    scale = Scale(milestones, origin=TALL_HEAD, step=TALL_MONTH)
    lanes: list[int] = []  # where each lane is free again
    bars, free = [], 0
    for milestone in milestones:
        start, end = scale.at(milestone.from_on), scale.at(milestone.to_on + dt.timedelta(days=1))
        end = max(end, start + SHORTEST)
        lane = next((number for number, until in enumerate(lanes) if until <= start), len(lanes))
        lanes[lane : lane + 1] = [end + 2]
        lines = (*textwrap.wrap(str(milestone), TALL_LETTERS), milestone.when_text)
        label = max(start, free)
        free = label + len(lines) * TALL_LINE + 8
        bars.append((milestone, start, end, lane, lines, label))
    label_x = TALL_LANES_AT + len(lanes) * TALL_LANE + 16
    drawn = tuple(
        Bar(m, start, end, TALL_LANES_AT + lane * TALL_LANE, lines, label_x, label + 13, state=state_on(m, today))
        for m, start, end, lane, lines, label in bars
    )
    return Picture(TALL_WIDTH, max(scale.end, free) + 12, scale.months(), drawn, scale.today(today))
