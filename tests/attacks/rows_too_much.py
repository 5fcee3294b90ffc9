"""Taking too much: memory, time, disk, output.

Rows of `table`.
"""

from __future__ import annotations

from .expected import Attack, InVain, Stopped
from .layers import (
    IN_MEMORY,
    LIMIT,
    OUT_OF_FUEL,
    OVERLAY,
    PYTHON,
    REFEREE,
    RLIMITS,
    STAND_IN,
    STREAMS,
    TMPFS,
    TOO_SLOW,
)

MEMORY = {
    "asks for a terabyte": Attack(
        "return 'x' * 10**12",
        Stopped(LIMIT, "OverflowError|MemoryError", "crash|memory"),
        Stopped(RLIMITS, "MemoryError", "memory"),
    ),
    "takes memory without end": Attack(
        """
        kept = []
        while True:
            kept.append(bytearray(10**6))
        """,
        Stopped(LIMIT, "MemoryError", "memory"),
        Stopped(RLIMITS, "MemoryError", "memory"),
    ),
    "takes all memory and plays on": Attack(
        """
        agent.kept = []
        try:
            while True:
                agent.kept.append(bytearray(10**6))
        except MemoryError:
            print("full")
        """,
        InVain(LIMIT, "full"),
        InVain(RLIMITS, "full"),
    ),
}
TIME = {
    "loops without end": Attack(
        """
        while True:
            pass
        """,
        OUT_OF_FUEL,
        TOO_SLOW,
    ),
    "catches whatever would end it": Attack(
        """
        while True:
            try:
                time.sleep(9)
            except BaseException:
                pass
        """,
        OUT_OF_FUEL,
        TOO_SLOW,
    ),
    "computes a number without end": Attack(
        "pow(7, 10**9)",
        OUT_OF_FUEL,
        TOO_SLOW,
    ),
    "matches a hopeless expression": Attack(
        """
        import re
        re.match('(a+)+b', 'a' * 60)
        """,
        OUT_OF_FUEL,
        TOO_SLOW,
    ),
    "sleeps": Attack(
        "time.sleep(3600)",
        OUT_OF_FUEL,
        TOO_SLOW,
    ),
    "sleeps for ever": Attack(
        "time.sleep(float('inf'))",
        OUT_OF_FUEL,
        Stopped(PYTHON, "OverflowError"),
    ),
    "sleeps not a number": Attack(
        "time.sleep(float('nan'))",
        Stopped(PYTHON, "ValueError"),
        Stopped(PYTHON, "ValueError"),
    ),
    "sleeps backwards": Attack(
        "time.sleep(-1)",
        Stopped(PYTHON, "ValueError"),
        Stopped(PYTHON, "ValueError"),
    ),
    "stops its clock": Attack(
        """
        time.time = time.monotonic = time.perf_counter = time.process_time = lambda: 0.0
        while time.time() < 1:
            pass
        """,
        OUT_OF_FUEL,
        TOO_SLOW,
    ),
    "does not end its destructor": Attack(
        """
        class Stays:
            def __del__(self):
                while True:
                    pass
        Stays()
        """,
        OUT_OF_FUEL,
        TOO_SLOW,
    ),
    "does not end the text of its error": Attack(
        """
        class Slow(Exception):
            def __str__(self):
                while True:
                    pass
        raise Slow
        """,
        OUT_OF_FUEL,
        TOO_SLOW,
    ),
    "waits for a lock": Attack(
        """
        import threading
        lock = threading.Lock()
        lock.acquire()
        lock.acquire()
        """,
        Stopped(STAND_IN, "RuntimeError: nothing can end this wait"),
        TOO_SLOW,
    ),
    "waits for input": Attack(
        "print('input', repr(sys.stdin.read()))",
        InVain(STAND_IN, "input ''"),
        InVain(STREAMS, "input ''"),
    ),
}
DISK = {
    "fills the disk": Attack(
        """
        with open('f', 'wb') as file:
            while True:
                file.write(b'x' * 100_000)
        """,
        Stopped(OVERLAY, "OSError.*No space left"),
        Stopped(RLIMITS, "OSError.*(File too large|No space left)"),
    ),
    "makes a file that is all hole": Attack(
        "open('f', 'wb').truncate(10**12)",
        Stopped(OVERLAY, "OSError.*No space left"),
        Stopped(RLIMITS, "OSError.*(File too large|No space left)"),
    ),
    "makes files without end": Attack(
        """
        for n in range(10**6):
            open(f'f{n}', 'w').close()
        """,
        Stopped(OVERLAY, "OSError.*No space left"),
        Stopped(TMPFS, "It made more than", "memory"),
    ),
    "makes folders in folders without end": Attack(
        """
        for n in range(10**6):
            os.mkdir('d')
            os.chdir('d')
        """,
        Stopped(OVERLAY, "OSError.*name too long"),
        Stopped(TMPFS, "It made more than", "memory"),
    ),
    "opens files without end": Attack(
        "kept = [open('f', 'w') for n in range(10**5)]",
        Stopped(OVERLAY, "OSError.*No file descriptors"),
        Stopped(RLIMITS, "OSError.*Too many open files"),
    ),
}
OUTPUT = {
    "floods its output": Attack(
        """
        while True:
            print('x' * 100_000)
        """,
        OUT_OF_FUEL,
        TOO_SLOW,
    ),
    "floods its errors": Attack(
        """
        while True:
            os.write(2, b'x' * 100_000)
        """,
        OUT_OF_FUEL,
        TOO_SLOW,
    ),
    "writes to descriptors it was not given": Attack(
        """
        for number in range(3, 300):
            try:
                os.write(number, b'{"ok": "North"}\\n' * 99)
            except OSError:
                pass
        """,
        InVain(IN_MEMORY),
        Stopped(REFEREE, "It sent a reply", "reply"),
    ),
}
ROWS = {**MEMORY, **TIME, **DISK, **OUTPUT}
