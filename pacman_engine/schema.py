"""Exact shapes of JSON documents from outside: nothing missing, nothing more, within limits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Shape = Any  # a type, a dict of shapes (all keys, no others), or one of the classes below
MAX_NUMBER = 10**12
_DIGITS = frozenset("0123456789abcdef")


@dataclass(frozen=True)
class Text:
    """A string of at most ``limit`` characters, that can be stored and shown."""

    limit: int


@dataclass(frozen=True)
class Hex:
    """A string of exactly ``length`` hexadecimal digits, the letters small."""

    length: int


@dataclass(frozen=True)
class Count:
    """A whole number from 0 to ``limit``."""

    limit: int


@dataclass(frozen=True)
class Each:
    """A list of at most ``limit`` documents of one shape, and at least ``least``."""

    shape: Shape
    limit: int
    least: int = 0


@dataclass(frozen=True)
class Maybe:
    """A document of a shape, or null."""

    shape: Shape


@dataclass(frozen=True)
class Seconds:
    """A finite number, not negative."""


def problems(document: object, shape: Shape, where: str = "the document") -> Iterator[str]:
    """Sentences on what does not fit; none if the document has exactly this shape."""
    if isinstance(shape, Maybe):
        if document is not None:
            yield from problems(document, shape.shape, where)
    elif isinstance(shape, Mapping):
        yield from _in_object(document, shape, where)
    elif isinstance(shape, Each):
        yield from _in_list(document, shape, where)
    elif not _fits(document, shape):
        yield f"{where} is not what it should be."


def _in_object(document: object, shape: Mapping[str, Shape], where: str) -> Iterator[str]:
    if not isinstance(document, dict):
        yield f"{where} is no object."
        return
    odd = set(document) ^ set(shape)
    if odd:
        names = ", ".join(sorted(ascii(name)[:40] for name in list(odd)[:5]))
        yield f"{where} has fields missing or unknown: {names}."
        return
    for name, inner in shape.items():
        yield from problems(document[name], inner, f"{where}.{name}")


def _in_list(document: object, shape: Each, where: str) -> Iterator[str]:
    if not isinstance(document, list) or not shape.least <= len(document) <= shape.limit:
        yield f"{where} is no list of {shape.least} to {shape.limit} items."
        return
    for number, item in enumerate(document):
        yield from problems(item, shape.shape, f"{where}[{number}]")


def _fits(document: object, shape: Shape) -> bool:
    if isinstance(shape, Text):
        return isinstance(document, str) and len(document) <= shape.limit and is_whole(document)
    if isinstance(shape, Hex):
        digits = document if isinstance(document, str) else ""
        return len(digits) == shape.length and _DIGITS.issuperset(digits)
    if isinstance(shape, Count):
        return type(document) is int and 0 <= document <= shape.limit
    if isinstance(shape, Seconds):
        # In this order: NaN fails any comparison, and huge integers are never made floats.
        return type(document) in (int, float) and 0 <= document < MAX_NUMBER  # type: ignore
    if shape is int:
        return type(document) is int and abs(document) < MAX_NUMBER
    return type(document) is shape


def is_whole(text: str) -> bool:
    """Whether no character of it is half of one: such a text cannot be stored or shown."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
