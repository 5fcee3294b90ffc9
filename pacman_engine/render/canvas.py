"""Pictures of palette indices: a canvas, and the patches that are put on it."""

from __future__ import annotations

from typing import NamedTuple

from PIL import Image

from pacman_engine.render.palette import Ink, table


class Patch(NamedTuple):
    """A rectangle of palette indices, row by row from the top, and where it belongs."""

    left: int
    top: int
    width: int
    height: int
    pixels: bytes


class Canvas:
    """A picture of `width` x `height` palette indices."""

    def __init__(self, width: int, height: int, ink: Ink) -> None:
        self.width, self.height = width, height
        self._pixels = bytearray([ink]) * (width * height)

    def put(self, patch: Patch) -> None:
        """Copy the patch, which must lie inside, on the canvas."""
        left, top, width, height, pixels = patch
        start = top * self.width + left
        for row in range(height):
            self._pixels[start : start + width] = pixels[row * width : (row + 1) * width]
            start += self.width

    def lay(self, patch: Patch) -> None:
        """Copy what is not `UNCHANGED` of the patch, which must lie inside."""
        for row in range(patch.height):
            start = (patch.top + row) * self.width + patch.left
            for column, index in enumerate(_row(patch, row), start):
                if index != Ink.UNCHANGED:
                    self._pixels[column] = index

    def whole(self) -> Patch:
        """The canvas as one patch."""
        return Patch(0, 0, self.width, self.height, bytes(self._pixels))

    def image(self) -> Image.Image:
        """The canvas as an image of mode P."""
        image = Image.frombytes("P", (self.width, self.height), bytes(self._pixels))
        image.putpalette(table())
        return image


def join(patches: list[Patch]) -> Patch:
    """The smallest patch that holds all of these; what lies between is `UNCHANGED`."""
    left = min(patch.left for patch in patches)
    top = min(patch.top for patch in patches)
    right = max(patch.left + patch.width for patch in patches)
    bottom = max(patch.top + patch.height for patch in patches)
    canvas = Canvas(right - left, bottom - top, Ink.UNCHANGED)
    for patch in patches:
        canvas.put(patch._replace(left=patch.left - left, top=patch.top - top))
    return canvas.whole()._replace(left=left, top=top)


def crop_to_change(before: Patch, after: Patch) -> Patch:
    """The part of `after` that holds all pixels which differ from `before` (same rectangle).

    Where none does, that is one pixel.
    """
    if before.pixels == after.pixels:
        return after._replace(width=1, height=1, pixels=after.pixels[:1])
    width = after.width
    lines = range(after.height)
    rows = [y for y in lines if _row(before, y) != _row(after, y)]
    columns = [x for x in range(width) if before.pixels[x::width] != after.pixels[x::width]]
    left, right, top, bottom = columns[0], columns[-1] + 1, rows[0], rows[-1] + 1
    pixels = b"".join(_row(after, y)[left:right] for y in range(top, bottom))
    return Patch(after.left + left, after.top + top, right - left, bottom - top, pixels)


def _row(patch: Patch, y: int) -> bytes:
    return patch.pixels[y * patch.width : (y + 1) * patch.width]
