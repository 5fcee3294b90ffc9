"""The images of a machine, by the SHA-256 of their content; old ones are kept."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

from pymw_bridge.interpreter.errors import ImageError

LARGEST = 200_000_000
_NAME = re.compile(r"[0-9a-f]{64}\.wasm")
_MAGIC = b"\0asm"


@dataclass(frozen=True)
class Image:
    """A runtime image: CPython and a program as one WebAssembly component."""

    sha256: str
    path: Path

    @property
    def size(self) -> int:
        """Bytes of the file."""
        return self.path.stat().st_size

    def read(self) -> bytes:
        """Its content; ImageError if that is not what its name says."""
        try:
            data = self.path.read_bytes()
        except OSError as error:
            raise ImageError(f"The image {self.path} cannot be read: {error.strerror}.") from error
        if hashlib.sha256(data).hexdigest() != self.sha256:
            raise ImageError(f"The image {self.path} is damaged: remove it and build it again.")
        return data


class ImageStore:
    """A folder of images, and which of them was built by which recipe."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def all(self) -> list[Image]:
        """Every image, the newest first."""
        paths = [p for p in self.folder.glob("*.wasm") if _NAME.fullmatch(p.name)]
        paths.sort(key=lambda path: path.stat().st_mtime, reverse=True)
        return [Image(path.stem, path) for path in paths]

    def get(self, sha256: str) -> Image | None:
        """The image of this name, if it is there."""
        path = self.folder / f"{sha256}.wasm"
        if not _NAME.fullmatch(path.name) or not path.is_file():
            return None
        return Image(sha256, path)

    def find(self, text: str) -> Image:
        """A file, a SHA-256, or a beginning of one that is unique; ImageError otherwise.

        A file is kept here too, so that it is found by its name from now on.
        """
        if re.fullmatch(r"[0-9a-f]{8,64}", text):
            found = [image for image in self.all() if image.sha256.startswith(text)]
            if len(found) == 1:
                return found[0]
            if found:
                raise ImageError(f"Several images begin with {text}: give more digits.")
        path = Path(text)
        if path.is_file():
            return self._from_file(path)
        raise ImageError(
            f"There is no image {text} here. Download it from the site that played with it and "
            "give the file."
        )

    def _from_file(self, path: Path) -> Image:
        if path.stat().st_size > LARGEST:
            raise ImageError(f"{path} is larger than any image.")
        data = path.read_bytes()
        if not data.startswith(_MAGIC):
            raise ImageError(f"{path} is no image: it is not WebAssembly.")
        try:
            return self.keep(data)
        except OSError:  # nothing can be kept: then it is used from where it is
            return Image(hashlib.sha256(data).hexdigest(), path.absolute())

    def of_recipe(self, key: str) -> Image | None:
        """The image that was built by the recipe of this key."""
        try:
            sha256 = (self._recipes / key).read_text("ascii").strip()
        except OSError:
            return None
        return self.get(sha256)

    @property
    def _recipes(self) -> Path:
        return self.folder / "recipes"

    def add(self, data: bytes, recipe_key: str) -> Image:
        """Keep an image that was built by a recipe."""
        image = self.keep(data)
        self._recipes.mkdir(exist_ok=True)
        write_whole(self._recipes / recipe_key, image.sha256.encode(), 0o644)
        return image

    def keep(self, data: bytes) -> Image:
        """Keep an image, unless it is here already; raises OSError."""
        sha256 = hashlib.sha256(data).hexdigest()
        found = self.get(sha256)
        if found is not None:
            return found
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{sha256}.wasm"
        write_whole(path, data, 0o644)
        return Image(sha256, path)


def write_whole(path: Path, data: bytes, mode: int) -> None:
    """Write a file so that it is there whole or not at all."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, mode)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
