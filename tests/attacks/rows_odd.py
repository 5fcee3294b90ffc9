"""Odd answers, deep stacks, ways to end: what breaks the guest or its side of the talk.

Rows of `table`.
"""

from __future__ import annotations

from .expected import Attack, InVain, Stopped
from .layers import (
    ABSENT,
    CLAMP,
    CPU_CLOCK,
    CUT,
    ILLEGAL,
    OWN_INSTANCE,
    OWN_PROCESS,
    PYTHON,
    REFEREE,
    SECCOMP,
)

REPLIES = {
    "answers with a megabyte": Attack(
        "return 'N' * 10**6",
        ILLEGAL,
        ILLEGAL,
    ),
    "answers with no text": Attack(
        "return ['North']",
        ILLEGAL,
        ILLEGAL,
    ),
    "answers with a text that is equal to all": Attack(
        """
        class Any(str):
            def __eq__(self, other): return True
            def __hash__(self): return hash("Stop")
        return Any("Upward")
        """,
        ILLEGAL,
        ILLEGAL,
    ),
    "answers with half a character": Attack(
        "return '\\ud800'",
        ILLEGAL,
        ILLEGAL,
    ),
    "raises an error with a long text": Attack(
        "raise ValueError('x' * 10**7)",
        Stopped(CUT, "^ValueError: x{100,2100}[^x]{0,40}$"),
        Stopped(CUT, "^ValueError: x{100,2100}[^x]{0,40}$"),
    ),
    "raises an error with a long name": Attack(
        "raise type('x' * 10**6, (Exception,), {})",
        Stopped(REFEREE, "It sent a reply of 1000[0-9]{3} ", "reply"),
        Stopped(REFEREE, "It sent a reply of 1000[0-9]{3} ", "reply"),
    ),
    "raises an error that cannot be read": Attack(
        """
        class Odd(Exception):
            def __str__(self): raise self
            __repr__ = __str__
        raise Odd
        """,
        Stopped(CUT, "Odd: .its text could not be read"),
        Stopped(CUT, "Odd: .its text could not be read"),
    ),
    "raises a chain of a hundred thousand errors": Attack(
        """
        last = None
        for n in range(100_000):
            error = ValueError(n)
            error.__cause__, last = last, error
        raise last
        """,
        Stopped(CUT, "ValueError: 99999"),
        Stopped(CUT, "ValueError: 99999"),
    ),
}
STACK = {
    "recurses without end": Attack(
        "attack(agent, state)",
        Stopped(PYTHON, "RecursionError"),
        Stopped(PYTHON, "RecursionError"),
    ),
    "raises the limit and recurses": Attack(
        """
        sys.setrecursionlimit(10**9)
        attack(agent, state)
        """,
        Stopped(CLAMP, "RecursionError"),
        Stopped(CPU_CLOCK, "not done|MemoryError|crashed", "move_time|memory|exit"),
    ),
    "recurses below Python": Attack(
        """
        sys.setrecursionlimit(10**6)
        def deeper(_=None):
            return max([1], key=deeper)
        deeper()
        """,
        Stopped(PYTHON, "RecursionError: Stack overflow"),
        Stopped(OWN_PROCESS, "crashed with signal SIGSEGV|RecursionError", "exit|crash"),
    ),
    "compares lists that are nested deep": Attack(
        """
        one, other = [1], [2]
        for n in range(10**5):
            one, other = [one], [other]
        one == other
        """,
        Stopped(PYTHON, "RecursionError"),
        Stopped(PYTHON, "RecursionError"),
    ),
    "nests too deep for its native stack": Attack(
        """
        nest = ()
        for n in range(2 * 10**6):
            nest = (nest,)
        nest = None
        """,
        Stopped(OWN_INSTANCE, "It had used all of its native stack"),
    ),
    "parses a hundred thousand brackets": Attack(
        "eval('(' * 10**5)",
        Stopped(PYTHON, "MemoryError: Parser stack|SyntaxError", "memory|crash"),
        Stopped(PYTHON, "SyntaxError|MemoryError", "crash|memory"),
    ),
    "reads a deep document": Attack(
        "json.loads('[' * 10**6)",
        Stopped(PYTHON, "RecursionError"),
        Stopped(PYTHON, "RecursionError"),
    ),
}
EXITS = {
    "ends its process": Attack(
        "os._exit(0)",
        Stopped(OWN_INSTANCE, "It ended its own process", "exit"),
        Stopped(OWN_PROCESS, "ended itself with exit code 0", "exit"),
    ),
    "leaves": Attack(
        "sys.exit()",
        Stopped(CUT, "SystemExit"),
        Stopped(CUT, "SystemExit"),
    ),
    "aborts": Attack(
        "os.abort()",
        Stopped(OWN_INSTANCE, "interpreter broke down", "exit"),
        Stopped(OWN_PROCESS, "crashed with signal SIG", "exit"),
    ),
    "interrupts itself": Attack(
        "raise KeyboardInterrupt",
        Stopped(CUT, "KeyboardInterrupt"),
        Stopped(CUT, "KeyboardInterrupt"),
    ),
    "raises a signal": Attack(
        """
        import _signal
        _signal.raise_signal(11)
        """,
        Stopped(OWN_INSTANCE, "interpreter broke down", "exit"),
        Stopped(SECCOMP, "PermissionError.*not permitted"),
    ),
    "breaks its interpreter": Attack(
        """
        import faulthandler
        faulthandler._sigsegv()
        """,
        Stopped(OWN_INSTANCE, "Its interpreter broke down", "exit"),
        InVain(SECCOMP),
    ),
    "reads address zero": Attack(
        """
        import ctypes
        ctypes.string_at(0)
        """,
        Stopped(ABSENT, "ModuleNotFoundError.*ctypes"),
        Stopped(OWN_PROCESS, "crashed with signal SIGSEGV", "exit"),
    ),
    "runs code that no compiler made": Attack(
        """
        import marshal
        bad = attack.__code__.replace(co_code=bytes([83, 255]) * 4000, co_stacksize=1)
        exec(marshal.loads(marshal.dumps(bad.replace(co_argcount=0))))
        """,
        Stopped(OWN_INSTANCE, "", "crash|exit|move_time"),
        Stopped(OWN_PROCESS, "", "crash|exit|move_time"),
    ),
    "takes the interpreter apart": Attack(
        """
        import builtins
        for name in list(vars(builtins)):
            setattr(builtins, name, None)
        """,
        Stopped(OWN_INSTANCE, "interpreter broke down", "exit"),
        Stopped(OWN_PROCESS, "ended itself with exit code", "exit"),
    ),
}
ROWS = {**REPLIES, **STACK, **EXITS}
