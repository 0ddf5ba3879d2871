"""Drawings made for the demonstration: no photo of a real place, and no one's rights."""

import hashlib
import io

from PIL import Image, ImageColor, ImageDraw

_SKIES = [("#f7d9b0", "#e58f65"), ("#cfe6ef", "#7fb3c8"), ("#d9d2e9", "#8f7fb8"), ("#e8efd0", "#9db668")]
_HOUSES = ["#b5452c", "#d9a441", "#3f6c7a", "#f1e6d2", "#6b7f4a", "#8c4a5b"]
_WIDTH, _HEIGHT, _HORIZON = 1200, 800, 520


def drawing(name: str) -> bytes:
    """A JPEG of houses by the water, the same every time for the same name."""
    seed = hashlib.sha256(name.encode()).digest()
    top, bottom = _SKIES[seed[0] % len(_SKIES)]
    picture = Image.new("RGB", (_WIDTH, _HEIGHT), top)
    draw = ImageDraw.Draw(picture)
    _sky(draw, top, bottom)
    x, radius = 150 + seed[1] * 3, 50 + seed[2] % 40
    draw.ellipse((x - radius, 190 - radius, x + radius, 190 + radius), fill="#fff4d6")
    draw.rectangle((0, _HORIZON, _WIDTH, _HEIGHT), fill="#3c6e7f")
    for n in range(14):
        y = _HORIZON + 20 + n * 19
        draw.line(
            [(x, y + (5 if (x // 40 + n) % 2 else 0)) for x in range(0, _WIDTH + 40, 40)], fill="#8fc0cc", width=3
        )
    _houses(draw, seed)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=82)
    return out.getvalue()


def _sky(draw: ImageDraw.ImageDraw, top: str, bottom: str) -> None:
    light, dark = ImageColor.getrgb(top), ImageColor.getrgb(bottom)
    for y in range(_HORIZON):
        share = y / _HORIZON
        draw.line(
            [(0, y), (_WIDTH, y)], fill=tuple(round(a + (b - a) * share) for a, b in zip(light, dark, strict=True))
        )


def _houses(draw: ImageDraw.ImageDraw, seed: bytes) -> None:
    x = 40
    for n in range(3, 15):
        width, height = 60 + seed[n] % 50, 70 + seed[n + 8] % 110
        left, right, roof = x, x + width, _HORIZON - height
        if right > _WIDTH - 40:
            return
        draw.rectangle((left, roof, right, _HORIZON), fill=_HOUSES[seed[n] % len(_HOUSES)])
        draw.polygon([(left - 6, roof), ((left + right) / 2, roof - 45), (right + 6, roof)], fill="#4a3b36")
        for window in range(left + 12, right - 18, 26):
            draw.rectangle((window, roof + 18, window + 14, roof + 38), fill="#ffe9a8")
        x = right + 8 + seed[n + 3] % 40
