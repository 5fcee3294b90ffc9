"""Values and task documents as JSON, with a schema and limits.

The rule about trust: a master pickles only to its own local children and unpickles only what they
answer, for they are the same user's processes running code that this user chose. Everything that
crosses a border of trust or outlives the process (a volunteer's result, a broker's message, a
journal) is JSON written and read here, checked and limited before anything is done with it.

`dump_value` and `load_value` keep Python's types (tuples, sets, bytes, ...) by tags and are for
one's own files. Documents hold plain JSON only, so that any language can read and write them.
"""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from pymw_bridge.errors import CodecError

__all__ = [
    "Limits",
    "ResultDocument",
    "TaskDocument",
    "check_plain",
    "dump_value",
    "load_value",
]

TASK_FORMAT = "pymw-task/1"
RESULT_FORMAT = "pymw-result/1"
_MAX_PLAIN_INT = 10**300  # above, json.loads of other machines may refuse the digits


@dataclass(frozen=True, slots=True)
class Limits:
    """`size` in bytes of a document, `depth` of its nesting."""

    size: int = 64 << 20
    depth: int = 100


# Values with Python's types.


def dump_value(value: Any, limits: Limits = Limits()) -> str:
    """Canonical ASCII JSON of a value: equal values give equal text.

    Takes None, bool, int, float, complex, str, bytes, Decimal, tuple, list, set, frozenset, dict,
    nested. CodecError for anything else, subclasses too: they would not come back as what they are.
    """
    text = json.dumps(_tagged(value, limits.depth), separators=(",", ":"), allow_nan=False)
    if len(text) > limits.size:
        raise CodecError(f"the value takes {len(text)} bytes as JSON, the limit is {limits.size}")
    return text


def load_value(text: str | bytes, limits: Limits = Limits()) -> Any:
    """The value that `dump_value` wrote. CodecError for any other text."""
    return _untagged(_parsed(text, limits), limits.depth)


def _tagged(value: Any, depth: int) -> Any:
    if depth < 0:
        raise CodecError("the value is nested too deeply, or contains itself")
    writer = _WRITERS.get(type(value))
    if writer is None:
        raise CodecError(f"a {type(value).__qualname__} cannot be written as JSON")
    return writer(value, depth - 1)


def _tag_int(value: int, depth: int) -> Any:
    return value if abs(value) < _MAX_PLAIN_INT else {"$int": hex(value)}


def _tag_float(value: float, depth: int) -> Any:
    return value if math.isfinite(value) else {"$float": repr(value)}


def _tag_dict(value: dict[Any, Any], depth: int) -> Any:
    if all(type(key) is str and not key.startswith("$") for key in value):
        return {key: _tagged(value[key], depth) for key in value}
    return {"$dict": [[_tagged(key, depth), _tagged(item, depth)] for key, item in value.items()]}


def _tag_set(name: str) -> Callable[[Any, int], Any]:
    def write(value: Any, depth: int) -> Any:
        items = [_tagged(item, depth) for item in value]
        return {name: sorted(items, key=lambda item: json.dumps(item, sort_keys=True))}

    return write


_WRITERS: dict[type, Callable[[Any, int], Any]] = {
    type(None): lambda value, depth: value,
    bool: lambda value, depth: value,
    int: _tag_int,
    float: _tag_float,
    str: lambda value, depth: value,
    list: lambda value, depth: [_tagged(item, depth) for item in value],
    dict: _tag_dict,
    tuple: lambda value, depth: {"$tuple": [_tagged(item, depth) for item in value]},
    set: _tag_set("$set"),
    frozenset: _tag_set("$frozenset"),
    bytes: lambda value, depth: {"$bytes": base64.b64encode(value).decode("ascii")},
    complex: lambda value, depth: {"$complex": [repr(value.real), repr(value.imag)]},
    Decimal: lambda value, depth: {"$decimal": str(value)},
}


def _untagged(value: Any, depth: int) -> Any:
    if depth < 0:
        raise CodecError("the document is nested too deeply")
    if isinstance(value, list):
        return [_untagged(item, depth - 1) for item in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1:
        (name, content) = next(iter(value.items()))
        if name in _READERS:
            return _read_tag(name, content, depth - 1)
    if any(key.startswith("$") for key in value):
        raise CodecError(f"unknown tag in {sorted(value)[:3]}")
    return {key: _untagged(item, depth - 1) for key, item in value.items()}


def _read_tag(name: str, content: Any, depth: int) -> Any:
    try:
        return _READERS[name](content, depth)
    except CodecError:
        raise
    except (TypeError, ValueError, LookupError, InvalidOperation) as error:
        raise CodecError(f"bad content of {name}: {error}") from error


def _items(content: Any, depth: int) -> list[Any]:
    if not isinstance(content, list):
        raise CodecError("a tag that needs a list has none")
    return [_untagged(item, depth) for item in content]


def _pairs(content: Any, depth: int) -> dict[Any, Any]:
    pairs = {}
    for pair in content:
        if not isinstance(pair, list):
            raise CodecError("a pair of a dict is no list")
        key, item = pair
        pairs[_untagged(key, depth)] = _untagged(item, depth)
    return pairs


_READERS: dict[str, Callable[[Any, int], Any]] = {
    "$int": lambda content, depth: int(content, 16),
    "$float": lambda content, depth: float(content),
    "$tuple": lambda content, depth: tuple(_items(content, depth)),
    "$set": lambda content, depth: set(_items(content, depth)),
    "$frozenset": lambda content, depth: frozenset(_items(content, depth)),
    "$bytes": lambda content, depth: base64.b64decode(content, validate=True),
    "$complex": lambda content, depth: complex(float(content[0]), float(content[1])),
    "$decimal": lambda content, depth: Decimal(content),
    "$dict": _pairs,
}


# Documents.


def check_plain(value: Any, depth: int = Limits().depth) -> None:
    """Raise TypeError unless a value is plain JSON: what it becomes on another machine is itself.

    Plain are None, bool, int, finite float, str, list, and dict with str keys.
    """
    if depth < 0:
        raise TypeError("the value is nested too deeply, or contains itself")
    kind = type(value)
    if kind is dict:
        for key, item in value.items():
            if type(key) is not str:
                raise TypeError(f"a dict key is {key!r}; JSON has only text as keys")
            check_plain(item, depth - 1)
    elif kind is list:
        for item in value:
            check_plain(item, depth - 1)
    elif kind is float and not math.isfinite(value):
        raise TypeError(f"JSON has no {value!r}")
    elif kind not in (type(None), bool, int, float, str):
        raise TypeError(f"JSON has no {kind.__qualname__}; convert it (a tuple: to a list) first")


@dataclass(frozen=True, slots=True)
class TaskDocument:
    """A task for a worker that shares nothing with the master but this text.

    `function` is "module:name"; `files` are the names of its data files.
    """

    function: str
    args: list[Any] = field(default_factory=list)
    kwargs: dict[str, Any] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)

    def dump(self) -> str:
        """The document. TypeError if the arguments are not plain JSON."""
        check_plain(self.args)
        check_plain(self.kwargs)
        content = {"format": TASK_FORMAT, "function": self.function, "args": self.args}
        return _canonical({**content, "kwargs": self.kwargs, "files": self.files})

    @classmethod
    def load(cls, text: str | bytes, limits: Limits = Limits()) -> TaskDocument:
        """Read and check a document. CodecError says what is wrong with it."""
        schema = {"function": str, "args": list, "kwargs": dict, "files": list}
        fields = _checked(text, TASK_FORMAT, schema, limits)
        if not all(isinstance(name, str) for name in fields["files"]):
            raise CodecError("files: every name must be text")
        return cls(**fields)


@dataclass(frozen=True, slots=True)
class ResultDocument:
    """What came of a task: `ok` with a `value`, or not, with `error` = {type, message, traceback}.

    `seconds` is the time the worker spent. Nothing in it is evidence: whoever wrote the document
    chose all of it.
    """

    ok: bool
    value: Any = None
    error: dict[str, Any] | None = None
    stdout: str = ""
    stderr: str = ""
    seconds: float = 0.0

    def dump(self) -> str:
        """The document. TypeError if the value is not plain JSON."""
        check_plain(self.value)
        content = {"format": RESULT_FORMAT, "ok": self.ok, "value": self.value, "error": self.error}
        more = {"stdout": self.stdout, "stderr": self.stderr, "seconds": self.seconds}
        return _canonical({**content, **more})

    @classmethod
    def load(cls, text: str | bytes, limits: Limits = Limits()) -> ResultDocument:
        """Read and check a document. CodecError says what is wrong with it."""
        schema = {
            "ok": bool,
            "value": object,
            "error": (dict, type(None)),
            "stdout": str,
            "stderr": str,
            "seconds": (int, float),
        }
        fields = _checked(text, RESULT_FORMAT, schema, limits)
        if fields["ok"] is (fields["error"] is not None):
            raise CodecError("error: must be there exactly if ok is false")
        for name in ("type", "message", "traceback"):
            if fields["error"] is not None and not isinstance(fields["error"].get(name), str):
                raise CodecError(f"error.{name}: must be text")
        return cls(**fields)


def _canonical(content: dict[str, Any]) -> str:
    return json.dumps(content, sort_keys=True, separators=(",", ":"), allow_nan=False)


def _checked(
    text: str | bytes, name: str, schema: dict[str, Any], limits: Limits
) -> dict[str, Any]:
    content = _parsed(text, limits)
    if not isinstance(content, dict) or content.pop("format", None) != name:
        raise CodecError(f"this is no document of format {name}")
    if content.keys() != schema.keys():
        raise CodecError(f"fields must be {sorted(schema)}, not {sorted(content)[:20]}")
    for key, kind in schema.items():
        if not isinstance(content[key], kind):
            raise CodecError(f"{key}: unexpected {type(content[key]).__name__}")
    try:
        check_plain(content, limits.depth)
    except TypeError as error:
        raise CodecError(str(error)) from error
    return content


def _parsed(text: str | bytes, limits: Limits) -> Any:
    if len(text) > limits.size:
        raise CodecError(f"the document has {len(text)} bytes, the limit is {limits.size}")
    try:
        return json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise CodecError(f"this is not JSON: {error}") from error


def _no_constant(name: str) -> None:
    raise CodecError(f"{name} is not JSON")
