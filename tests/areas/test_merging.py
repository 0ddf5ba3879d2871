"""What two who write at once make of one section. The rows' law is played with invented rows by the hundred."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from areas.merging import merge, read_seen, seen_of

ROWS = st.lists(st.builds(lambda name: {"name": name}, st.sampled_from("abcdefg")), max_size=5)


def texts(stored: str, typed: str, began: str):
    return merge({"idea": stored}, {"idea": typed}, seen_of({"idea": began}))


@pytest.mark.parametrize(
    ("stored", "typed", "began", "becomes"),
    [
        ("som før", "mit", "som før", "mit"),
        ("deres", "som før", "som før", "deres"),
        ("det samme", "det samme", "som før", "det samme"),
        ("", "mit", "", "mit"),
    ],
)
def test_a_text_that_one_changed(stored, typed, began, becomes):
    merged = texts(stored, typed, began)

    assert (merged.values, merged.conflicts) == ({"idea": becomes}, [])


def test_a_text_that_both_changed_is_left_to_them():
    merged = texts("deres", "mit", "som før")

    assert (merged.values, merged.conflicts) == ({"idea": "deres"}, ["idea"])


@pytest.mark.parametrize(
    "seen",
    [
        "",
        "ikke json",
        "[1]",
        '"x"',
        '{"idea": 7}',
        '{"idea": ["x"]}',
        '{"rows": [[]]}',
        '{"rows": [{}]}',
        "[" * 100_000,
    ],
    ids=lambda seen: seen[:20],
)
def test_a_page_that_does_not_say_what_it_was_made_from_overwrites_nothing(seen):
    merged = merge({"idea": "deres", "rows": [{"name": "a"}]}, {"idea": "mit", "rows": []}, read_seen(seen))

    assert merged.conflicts == ["idea", "rows"]


def rows(stored: str, typed: str, began: str, **how):
    each = [[{"name": name} for name in names] for names in (stored, typed, began)]
    merged = merge({"rows": each[0]}, {"rows": each[1]}, seen_of({"rows": each[2]}), **how)
    return "".join(row["name"] for row in merged.values["rows"]), merged.conflicts


@pytest.mark.parametrize(
    ("stored", "typed", "began", "becomes"),
    [
        ("abx", "aby", "ab", "abyx"),  # each added one
        ("b", "abc", "ab", "bc"),  # they took one out, I added one
        ("abx", "b", "ab", "bx"),  # I took one out, they added one
        ("b", "b", "ab", "b"),  # both took out the same
        ("xb", "ay", "ab", "yx"),  # each changed another
        ("aabb", "aab", "aab", "aabb"),  # the same twice is two
    ],
)
def test_rows_are_put_together(stored, typed, began, becomes):
    assert rows(stored, typed, began) == (becomes, [])


def test_a_row_that_both_changed_is_left_to_them():
    assert rows("x", "y", "a") == ("x", ["rows"])


def test_two_rows_of_one_name_are_left_to_them_where_there_may_be_one():
    assert rows("aX", "ax", "a", unique=["rows"]) == ("aX", ["rows"])
    assert rows("aX", "ax", "a") == ("axX", [])


def test_rows_that_together_are_too_many_are_left_to_them():
    assert rows("abx", "aby", "ab", at_most={"rows": 3}) == ("abx", ["rows"])
    assert rows("abx", "aby", "ab", at_most={"rows": 4}) == ("abyx", [])


@given(began=ROWS, stored=ROWS, typed=ROWS)
def test_no_row_that_anybody_wrote_is_lost(began, stored, typed):
    merged = merge({"rows": stored}, {"rows": typed}, seen_of({"rows": began}))

    if merged.conflicts:
        assert merged.values["rows"] == stored
        return
    before, theirs, mine, after = (
        Counter(row["name"] for row in each) for each in (began, stored, typed, merged.values["rows"])
    )
    new = (theirs - before) | (mine - before)
    assert new - after == Counter()
    assert (before & theirs & mine) - after == Counter()
