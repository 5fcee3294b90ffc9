"""The colours of static/css/tokens.css keep their contrast, in light and in dark."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

CSS = Path(__file__).parents[3] / "static" / "css"
TOKEN = re.compile(r"--([a-z-]+): (?:light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)|(#[0-9a-f]{6}));")
TEXT = ["ink", "ink-soft", "good", "warn", "bad", "red", "blue"]
GROUNDS = ["ground", "surface", "sunken"]


def tokens(dark: bool) -> dict[str, str]:
    found = TOKEN.findall((CSS / "tokens.css").read_text("utf-8"))
    return {name: both or (night if dark else day) for name, day, night, both in found}


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("text", TEXT)
def test_text_is_readable_on_every_ground(text: str, ground: str, dark: bool) -> None:
    colours = tokens(dark)
    assert contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_main_button_is_readable_and_fields_have_a_visible_edge(dark: bool) -> None:
    colours = tokens(dark)
    assert contrast(colours["on-dot"], colours["dot-fill"]) >= 4.5
    assert all(contrast(colours["line-strong"], colours[g]) >= 3 for g in ("ground", "surface"))
    assert contrast(colours["dot"], colours["surface"]) >= 3


def test_white_on_black_has_the_contrast_that_the_books_say() -> None:
    assert contrast("#ffffff", "#000000") == pytest.approx(21)


def test_no_style_sheet_but_the_tokens_names_a_colour() -> None:
    for sheet in CSS.glob("*.css"):
        if sheet.name != "tokens.css":
            assert re.findall(r"#[0-9a-fA-F]{3,8}\b(?=[;\s,)])|\brgba?\(", sheet.read_text()) == []
