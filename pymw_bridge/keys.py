"""Keys that name a piece of work by its content: code, input and data files."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import sys
import threading
from collections import Counter

from pymw_bridge.call import Call
from pymw_bridge.codec import dump_value
from pymw_bridge.errors import CodecError

__all__ = ["ContentKeys"]

_CHUNK = 1 << 20


class ContentKeys:
    """Keys for calls that were given none.

    The n-th submission of the same content in a program gets the same key each time the program
    runs, and another key than the first: a program that submits the same random experiment fifty
    times means fifty experiments.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seen: Counter[str] = Counter()
        self._hashes: dict[tuple[str, int, int, int], str] = {}

    def key(self, call: Call) -> str:
        """The key of the next submission of this call. OSError if a data file cannot be read."""
        parts = [self._code(call), _input(call)]
        parts += [f"{name}={self._file(path)}" for path, name in call.files]
        content = hashlib.sha256("\n".join(parts).encode()).hexdigest()
        with self._lock:
            self._seen[content] += 1
            return f"{content}-{self._seen[content]}"

    def _code(self, call: Call) -> str:
        kind, target = call.code
        if kind == "ref":
            return f"ref {target} {self._module(target.partition(':')[0])}"
        if kind == "script":
            return f"script {self._file(target) if os.path.isfile(target) else target}"
        if kind == "source":
            return f"source {os.path.basename(target)}"  # its name is its hash
        return f"pickle {hashlib.sha256(call.body).hexdigest()}"

    def _module(self, name: str) -> str:
        """Hash of a module's file; empty for one that has none or cannot be found."""
        spec = getattr(sys.modules.get(name), "__spec__", None)
        if spec is None:
            try:
                spec = importlib.util.find_spec(name)
            except (ImportError, ValueError):
                return ""  # the worker's error will say so
        origin = getattr(spec, "origin", None)
        return self._file(origin) if origin and os.path.isfile(origin) else ""

    def _file(self, path: str) -> str:
        stat = os.stat(path)
        mark = (path, stat.st_ino, stat.st_mtime_ns, stat.st_size)
        if mark not in self._hashes:
            digest = hashlib.sha256()
            with open(path, "rb") as file:
                while chunk := file.read(_CHUNK):
                    digest.update(chunk)
            self._hashes[mark] = digest.hexdigest()
        return self._hashes[mark]


def _input(call: Call) -> str:
    """Hash of the input; of its JSON where it has one, for pickles of equal values may differ."""
    try:
        data = dump_value((call.args, call.kwargs)).encode("ascii")
    except CodecError:
        data = call.body
    return hashlib.sha256(data).hexdigest()
