"""The map of North Jutland: where a point of it lies on the picture, and the other way round.

The picture (static/img/nordjylland.svg) is drawn after Natural Earth, which is in the public domain, in a plate carrée
projection that is true at 57.1° north.
"""

import math
from decimal import Decimal

from areas.models.place import EAST, NORTH, SOUTH, WEST

WIDTH = 640
_SCALE = WIDTH / (EAST - WEST)  # picture units to a degree of longitude
_TALLER = 1 / math.cos(math.radians(57.1))
HEIGHT = round((NORTH - SOUTH) * _SCALE * _TALLER)
# Without script the browser says where the picture was pressed in the pixels of its own size, which the style holds.
PLAIN_WIDTH = 280
STEP = Decimal("0.00900")  # a kilometre north or south
_FINE = Decimal("0.00001")


def on_picture(latitude: str | Decimal, longitude: str | Decimal) -> tuple[float, float]:
    """Picture coordinates of a place."""
    x, y = (float(longitude) - WEST) * _SCALE, (NORTH - float(latitude)) * _SCALE * _TALLER
    return round(x, 1), round(y, 1)


def place_at(x: float, y: float, *, width: float = PLAIN_WIDTH) -> tuple[Decimal, Decimal]:
    """Latitude and longitude of a point of the picture, shown `width` wide; on its edge for one beside it."""
    units = WIDTH / width
    return within(NORTH - y * units / _SCALE / _TALLER, WEST + x * units / _SCALE)


def within(latitude: float | Decimal, longitude: float | Decimal) -> tuple[Decimal, Decimal]:
    north = min(max(float(latitude), SOUTH), NORTH)
    east = min(max(float(longitude), WEST), EAST)
    return Decimal(north).quantize(_FINE), Decimal(east).quantize(_FINE)


def moved(latitude: Decimal, longitude: Decimal, direction: str) -> tuple[Decimal, Decimal]:
    """About a kilometre to the n(orth), s(outh), e(ast) or w(est)."""
    north = {"n": STEP, "s": -STEP}.get(direction, Decimal(0))
    east = {"e": STEP, "w": -STEP}.get(direction, Decimal(0)) * Decimal(_TALLER).quantize(_FINE)
    return within(latitude + north, longitude + east)
