"""Text that came from agents, made harmless to keep and to show.

HTML is escaped by the templates; this is about what a database or a terminal would choke on:
control characters, text direction tricks, halves of surrogate pairs.
"""

from __future__ import annotations

from typing import Any

LONGEST_TEXT = 200_000

_SHOWN = {code: 0x2400 + code for code in range(32) if chr(code) not in "\t\n"}
_SHOWN[0x7F] = 0x2421
_TRICKS = [*range(0x80, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F]
_SHOWN.update(dict.fromkeys([*_TRICKS, *range(0xD800, 0xE000)], 0xFFFD))


def plain_text(text: str) -> str:
    """The text with every such character replaced by one that can be seen."""
    return text.replace("\r\n", "\n").translate(_SHOWN)


def plain_document(value: Any) -> Any:
    """A JSON document with every text in it made plain, and cut at LONGEST_TEXT characters."""
    if isinstance(value, dict):
        return {str(key): plain_document(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain_document(inner) for inner in value]
    if isinstance(value, str):
        return plain_text(value[:LONGEST_TEXT])
    return value
