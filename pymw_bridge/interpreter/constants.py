"""Numbers that decide what a guest sees and what it pays. Part of what makes results comparable.

Changing one changes what guests compute, so whoever keeps results must give them a new version.
"""

from __future__ import annotations

FUEL_PER_SECOND = 10**10
"""Fuel of one reference second: about one wall second of the guest on a common machine."""
HOST_CALL = 10**5
"""Fuel of any call into the host. A host call takes about 10 us, as long as this much fuel."""
RANDOM_BYTE = 10**4
"""Fuel of a random byte that the guest's C library asks for: it crosses the border alone."""
TEXT_BYTE = 10
"""Fuel of a byte of output, or of random bytes that cross the border as one text."""
RANDOM_LIMIT = 64 * 1024
"""Most random bytes of one call."""
TEXT_LIMIT = 64 * 1024
"""Most bytes of output of one call: a larger text costs the host more than the fuel it is worth."""
EPOCH = 1_700_000_000
"""What `time.time()` says when a guest is born, in seconds: some time in November 2023."""
TICK = FUEL_PER_SECOND // 10**9
"""Fuel of a nanosecond."""

MEMORY = 256 * 1024 * 1024
"""Most memory of one guest, in bytes."""
WASM_STACK = 64 * 1024 * 1024
"""Native stack of a guest. CPython's own check of about 1 MB must fire first: 24 MB suffice."""
THREAD_STACK = 256 * 1024 * 1024
"""Stack of a thread that runs guests."""

ENVIRONMENT = {"HOME": "/home", "TMPDIR": "/tmp", "TZ": "UTC", "LANG": "C.UTF-8"}  # noqa: S108
"""All the environment variables of a guest."""
