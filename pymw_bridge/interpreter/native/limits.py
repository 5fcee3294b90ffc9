"""How much of the machine one process may use."""

from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 1_000_000


@dataclass(frozen=True)
class ProcessLimits:
    """What one process may use; ``processes`` 0 means neither forks nor threads."""

    memory: int = 512 * MEGABYTE
    cpu_seconds: int = 2_000
    file_bytes: int = 16 * MEGABYTE
    folder_bytes: int = 64 * MEGABYTE
    folder_entries: int = 2_000
    folder_depth: int = 40
    open_files: int = 32  # each may be as large as a file, unlinked and so not counted
    processes: int = 0
    output_bytes: int = 64_000
    reply_bytes: int = 64_000
