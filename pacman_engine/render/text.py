"""Words on the canvas, in the one font that comes with Pillow."""

from __future__ import annotations

import unicodedata
from functools import cache

from PIL import Image, ImageDraw, ImageFont

_RESPELLED = str.maketrans(
    {"ß": "ss", "æ": "ae", "Æ": "Ae", "ø": "o", "Ø": "O", "œ": "oe", "đ": "d", "ł": "l", "Ł": "L"}
)
MAX_LETTERS = 80


def printable(text: str) -> str:
    """The text in letters that the font has: accents go, other scripts go."""
    words = " ".join(text[: 4 * MAX_LETTERS].translate(_RESPELLED).split())
    plain = unicodedata.normalize("NFKD", words)
    return "".join(letter for letter in plain if " " <= letter <= "~").strip()[:MAX_LETTERS]


@cache
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


def text_width(text: str, size: int) -> int:
    """The width of the text in pixels."""
    return round(_font(size).getlength(text))


def fitting(text: str, size: int, width: int) -> str:
    """The text, cut and ended by an ellipsis where it is wider than `width` pixels."""
    if text_width(text, size) <= width:
        return text
    while text and text_width(text + "…", size) > width:
        text = text[:-1]
    return text.rstrip() + "…"


def text_mask(text: str, size: int, width: int, height: int, align: str = "l") -> Image.Image:
    """Coverage (mode L, 0..255) of a line set in a box, halfway up; `align` is l, m or r."""
    mask = Image.new("L", (width, height), 0)
    x = {"l": 0, "m": width // 2, "r": width}[align]
    # The middle of a capital letter, not of the line, has to sit in the middle of the box.
    baseline = height / 2 + size * 0.36
    ImageDraw.Draw(mask).text((x, baseline), text, fill=255, font=_font(size), anchor=f"{align}s")
    return mask
