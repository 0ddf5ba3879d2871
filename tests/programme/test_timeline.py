"""The picture of the time plan: everything is where its days are, and no label stands on another."""

import datetime as dt
from itertools import pairwise

import pytest

from programme import timeline
from programme.models import Milestone

TODAY = dt.date(2025, 4, 22)


@pytest.fixture
def milestones(plan) -> list[Milestone]:
    return list(plan.milestones.all())


@pytest.mark.parametrize("layout", [timeline.wide, timeline.tall])
def test_the_picture_has_every_month_and_every_milestone(milestones, layout):
    picture = layout(milestones, TODAY)

    assert len(picture.months) == 18
    assert [month.year for month in picture.months if month.year] == ["2025", "2026"]
    assert [bar.milestone for bar in picture.bars] == milestones


def test_a_bar_stands_under_its_months(milestones):
    picture = timeline.wide(milestones, TODAY)
    months = {(2025 + (2 + n) // 12, (2 + n) % 12 + 1): month.at for n, month in enumerate(picture.months)}

    for bar in picture.bars:
        if bar.milestone.precision == "month":
            assert bar.start == months[bar.milestone.from_on.year, bar.milestone.from_on.month]
            assert bar.length % timeline.WIDE_MONTH == 0


@pytest.mark.parametrize(
    ("today", "month", "share"),
    [(dt.date(2025, 3, 1), 0, 0), (dt.date(2025, 4, 16), 1, 0.5), (dt.date(2026, 8, 31), 17, 30 / 31)],
)
def test_today_stands_where_it_is(milestones, today, month, share):
    assert timeline.wide(milestones, today).today == round(timeline.WIDE_MONTH * (month + share))


@pytest.mark.parametrize("today", [dt.date(2025, 2, 28), dt.date(2026, 9, 1)])
def test_before_and_after_the_plan_no_today_is_marked(milestones, today):
    assert timeline.wide(milestones, today).today is None
    assert timeline.tall(milestones, today).today is None


def test_each_milestone_is_over_now_or_coming(milestones):
    picture = timeline.wide(milestones, dt.date(2025, 6, 20))
    states = {bar.milestone.key: bar.state for bar in picture.bars}

    assert [states[key] for key in ("interest", "kickoff", "sparring-1", "closing")] == [
        "over",
        "over",
        "now",
        "coming",
    ]


def test_on_a_telephone_no_label_stands_on_another_and_all_are_inside(milestones):
    picture = timeline.tall(milestones, TODAY)

    assert picture.width <= 358
    for above, below in pairwise(picture.bars):
        assert above.label_y + (len(above.lines) - 1) * timeline.TALL_LINE < below.label_y - timeline.TALL_LINE + 8
    last = picture.bars[-1]
    assert last.label_y + len(last.lines) * timeline.TALL_LINE <= picture.height + timeline.TALL_LINE


def test_on_a_telephone_bars_that_overlap_in_time_stand_beside_each_other(milestones):
    bars = timeline.tall(milestones, TODAY).bars

    for one in bars:
        for other in bars:
            if one is not other and one.start < other.end and other.start < one.end:
                assert one.across != other.across


def test_wide_labels_stay_inside_the_picture(milestones):
    picture = timeline.wide(milestones, TODAY)

    for bar in picture.bars:
        length = len(bar.lines[0]) * timeline.WIDE_LETTER
        assert (bar.label_x - length if bar.before else bar.label_x) >= 0
        assert (bar.label_x if bar.before else bar.label_x + length) <= picture.width


def test_a_plan_of_one_day_can_be_drawn(milestones):
    (alone,) = [each for each in milestones if each.key == "interest"]

    assert len(timeline.wide([alone], TODAY).months) == 1
    assert timeline.tall([alone], TODAY).today is not None
