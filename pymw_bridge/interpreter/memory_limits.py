"""Whether this process may have the memory that guests are promised.

A guest to which the system refuses memory sees the same as one that has used up its own: it would
be blamed for this machine. So there is no guest where the system may refuse.
"""

from __future__ import annotations

from pathlib import Path

_OVERCOMMIT = Path("/proc/sys/vm/overcommit_memory")
_NEVER_BEYOND_WHAT_THERE_IS = "2"


def unfit() -> str | None:
    """What limits the memory of this process, as a sentence with what to do; None if nothing."""
    try:
        import resource
    except ImportError:  # not a Unix
        return None
    for name, option in ((resource.RLIMIT_AS, "-v"), (resource.RLIMIT_DATA, "-d")):
        if resource.getrlimit(name)[0] != resource.RLIM_INFINITY:
            return (
                f"the memory of this process is limited (ulimit {option}), so a team could be "
                f"blamed for what this machine lacks: start it with ulimit {option} unlimited."
            )
    if _read(_OVERCOMMIT) == _NEVER_BEYOND_WHAT_THERE_IS:
        return (
            "this system gives out no memory beyond what it has (vm.overcommit_memory is 2), so a "
            "team could be blamed for what this machine lacks: set it to 0."
        )
    return None


def _read(path: Path) -> str:
    try:
        return path.read_text("ascii").strip()
    except (OSError, ValueError):
        return ""
