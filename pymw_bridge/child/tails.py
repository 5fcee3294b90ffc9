"""The last bytes of a stream, kept in memory that outlives the process that wrote them."""

from __future__ import annotations

from _thread import allocate_lock
from struct import Struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mmap import mmap

_TOTAL = Struct("<Q")
OVERHEAD = _TOTAL.size


class Tail:
    """A ring of `capacity` bytes at `offset` of `memory`, behind a count of all bytes written.

    Lives in a shared mmap between a worker and its master (so that output survives a worker that
    is killed) or in a plain bytearray. Takes `OVERHEAD + capacity` bytes of the memory.
    """

    def __init__(self, memory: mmap | bytearray, offset: int, capacity: int) -> None:
        self._memory = memory
        self._header = offset
        self._base = offset + OVERHEAD
        self._capacity = capacity
        self._lock = allocate_lock()

    @property
    def total(self) -> int:
        """Bytes written since the last `clear`, kept or not."""
        count: int = _TOTAL.unpack_from(self._memory, self._header)[0]
        return count

    def clear(self) -> None:
        """Forget everything."""
        _TOTAL.pack_into(self._memory, self._header, 0)

    def write(self, data: bytes) -> None:
        """Append; what exceeds the capacity pushes out the oldest bytes."""
        with self._lock:
            total = self.total + max(0, len(data) - self._capacity)
            data = data[-self._capacity :]
            at = total % self._capacity
            first = data[: self._capacity - at]
            rest = data[len(first) :]
            self._memory[self._base + at : self._base + at + len(first)] = first
            self._memory[self._base : self._base + len(rest)] = rest
            _TOTAL.pack_into(self._memory, self._header, total + len(data))

    def text(self) -> str:
        """What is kept, as text; says at its beginning how many bytes were cut off."""
        total = self.total
        if not total:
            return ""
        kept = bytes(self._memory[self._base : self._base + min(total, self._capacity)])
        cut = total - self._capacity
        if cut <= 0:
            return kept.decode("utf-8", "replace")
        at = total % self._capacity
        return f"[{cut} bytes were cut off here]\n" + _whole_characters(kept[at:] + kept[:at])


def _whole_characters(data: bytes) -> str:
    start = 0
    while start < 3 and start < len(data) and data[start] & 0xC0 == 0x80:
        start += 1
    return data[start:].decode("utf-8", "replace")
