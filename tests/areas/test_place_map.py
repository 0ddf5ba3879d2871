from decimal import Decimal

import pytest

from areas import place_map


def test_a_point_of_the_picture_and_its_place_belong_together():
    x, y = place_map.on_picture("57.44070", "10.53660")

    latitude, longitude = place_map.place_at(x, y, width=place_map.WIDTH)

    assert abs(latitude - Decimal("57.44070")) < Decimal("0.002")
    assert abs(longitude - Decimal("10.53660")) < Decimal("0.002")


def test_the_corners_of_the_picture_are_those_of_the_land():
    assert place_map.on_picture("57.8", "8.1") == (0, 0)
    assert place_map.place_at(0, 0) == (Decimal("57.80000"), Decimal("8.10000"))


def test_a_press_beside_the_picture_is_its_edge():
    assert place_map.place_at(-50, 99999) == (Decimal("56.40000"), Decimal("8.10000"))


@pytest.mark.parametrize(("direction", "north", "east"), [("n", 1, 0), ("s", -1, 0), ("e", 0, 1), ("w", 0, -1)])
def test_one_step_is_a_kilometre(direction, north, east):
    latitude, longitude = place_map.moved(Decimal("57.0"), Decimal("10.0"), direction)

    assert (latitude > 57) - (latitude < 57) == north
    assert (longitude > 10) - (longitude < 10) == east


def test_a_made_up_direction_moves_nothing():
    assert place_map.moved(Decimal("57.0"), Decimal("10.0"), "op") == (Decimal("57.0"), Decimal("10.0"))
