"""What a master and its own child say to each other, one datagram per message.

Both ends are the same user's processes on one machine, so messages are pickled. A body too large
for a datagram travels as the path of a file that its reader deletes.
"""

from __future__ import annotations

import os
from _pickle import dumps, loads  # `pickle` itself would double a worker's time to start

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeAlias

    # ("ref", "module:name") | ("source", path of a bundle) | ("pickle", "") | ("script", path)
    Code: TypeAlias = tuple[str, str]
    # number, code, body with (args, kwargs), [(path, name)], directory to make for them
    Order: TypeAlias = tuple[int, Code, "bytes | str", tuple[tuple[str, str], ...], str]
    # number, ("ok", body) | ("error", type, message, traceback), stdout, stderr, seconds
    Reply: TypeAlias = tuple[int, tuple[Any, ...], str, str, float]

__all__ = [
    "MAX_DATAGRAM",
    "PROGRESS",
    "READY",
    "SPILL_ABOVE",
    "dumps",
    "loads",
    "pack",
    "read_body",
    "spill",
    "unpack",
]

SPILL_ABOVE = 32 << 10  # bytes of a body that still travels inside a datagram
MAX_DATAGRAM = 160 << 10  # fits the send buffer of a socket on every Linux
_SPILL_MESSAGE_ABOVE = 128 << 10

READY = 0  # number of a worker's first message
PROGRESS = "progress"
_SPILLED = -1  # stands for the number of a message that lies in a file


def spill(body: bytes, path: str) -> bytes | str:
    """`body` itself, or `path` after writing it there because it is too large."""
    if len(body) <= SPILL_ABOVE:
        return body
    with open(path, "xb") as file:
        file.write(body)
    return path


def read_body(body: bytes | str) -> bytes:
    """The bytes of a body; deletes the file it travelled in."""
    if isinstance(body, bytes):
        return body
    with open(body, "rb") as file:
        data = file.read()
    os.unlink(body)
    return data


def pack(message: tuple[Any, ...], path: str) -> bytes:
    """A message as one datagram; lies at `path` if its texts are too large for that."""
    data = dumps(message)
    if len(data) <= _SPILL_MESSAGE_ABOVE:
        return data
    with open(path, "xb") as file:
        file.write(data)
    return dumps((_SPILLED, path))


def unpack(data: bytes | memoryview) -> Any:
    """The message of a datagram."""
    message = loads(data)
    if isinstance(message, tuple) and message[0] == _SPILLED:
        return loads(read_body(message[1]))
    return message
