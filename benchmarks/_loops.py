"""Loops that a hostile agent may run for ever, and what a guest's second of fuel costs in them."""

from __future__ import annotations

from dataclasses import dataclass
from time import thread_time

from pacman_engine.layout import Layout
from pacman_engine.rules import Rules
from pacman_engine.runtime import current_image
from pacman_engine.teams.archive import TeamArchive
from pacman_engine.teams.driver import TeamFault, TeamSetup
from pacman_engine.teams.isolated import IsolatedTeam
from pymw_bridge.interpreter.stage import on_stage

MOST = 4.0
"""Processor seconds that a reference second may cost at most."""

_BOARD = """\
%%%%%%%%%%
%3 .  . 4%
%  .  .  %
%1 .  . 2%
%%%%%%%%%%
"""
_PRELUDE = """\
import array, gc, hashlib, io, json, math, operator, os, pickle, random, re, struct, sys, time
import secrets, uuid, zlib
import wit_world
from collections import deque
from datetime import datetime
def createTeam(first, second, isRed):
    loop()
"""
# Name: what is done once; what is done for ever. `each` runs a function over a list.
CLOCKS = {
    "time.time": ("", "time.time()"),
    "datetime.now": ("now = datetime.now", "now()"),
    "time.localtime": ("", "time.localtime()"),
    "time.sleep(0)": ("", "time.sleep(0)"),
    "host_clock": ("", "wit_world.host_clock()"),
    "host_sleep": ("", "wit_world.host_sleep(0)"),
}
RANDOM = {
    "os.urandom of 1": ("", "os.urandom(1)"),
    "os.urandom of 64 kB": ("", "os.urandom(65536)"),
    "random.Random()": ("", "random.Random()"),
    "SystemRandom": ("draw = random.SystemRandom().random", "draw()"),
    "uuid4": ("", "uuid.uuid4()"),
    "secrets": ("", "secrets.token_bytes(32)"),
    "host_random of 0": ("", "wit_world.host_random(0)"),
    "host_random of 64 kB": ("", "wit_world.host_random(65536)"),
}
OUTPUT = {
    "print": ("", "print('x')"),
    "print of 10 kB": ("text = 'x' * 10_000", "print(text)"),
    "os.write of 1": ("", "os.write(1, b'x')"),
    "os.write of 1 MB": ("data = bytes(10**6)", "os.write(1, data)"),
    "host_write of 60 kB": ("text = 'x' * 60_000", "wit_world.host_write(7, text)"),
    "host_write of wide text": ("text = chr(255) * 60_000", "wit_world.host_write(7, text)"),
}
FILES = {
    "making files": ("", "open('f', 'w').close()"),
    "reading a file": ("open('f', 'wb').write(bytes(10**6))", "open('f', 'rb').read()"),
    "os.stat": ("", "os.stat('/home')"),
}
MEMORY = {
    "taking 200 MB": ("", "bytearray(200_000_000)"),
    "taking 1 MB": ("", "bytearray(1_000_000)"),
    "growing to the limit": (
        "kept = []\ndef grow():\n    try:\n        kept.append(bytearray(10**6))\n"
        "    except MemoryError:\n        kept.clear()",
        "grow()",
    ),
    "copying bytes": ("data = bytearray(60_000_000)", "bytes(data)"),
    "copying a list": ("data = [0] * 10_000_000", "data[:]"),
    "copying every other byte": ("view = memoryview(bytes(100_000))[::2]", "view.tobytes()"),
    "reversing bytes": ("data = array.array('b', bytes(10**6))", "data.reverse()"),
    "comparing bytes": ("one, other = bytes(50_000_000), bytes(50_000_000)", "one == other"),
    "collecting garbage": ("kept = [[] for _ in range(500_000)]", "gc.collect()"),
}
C_CALLS = {
    "sorting": ("data = [n * 7919 % 10007 for n in range(10_000)]", "sorted(data)"),
    "large powers": ("", "pow(7, 10**6)"),
    "large remainders": ("number = 7**1_000_000", "number % 7"),
    "large quotients": ("one, other = 7**40_000, 5**20_000", "divmod(one, other)"),
    "numbers as text": ("sys.set_int_max_str_digits(0)\nnumber = 7**20_000", "str(number)"),
    "a hopeless expression": ("", "re.match('(a+)+b', 'a' * 30)"),
    "compressing": ("data = bytes(range(256)) * 4000", "zlib.compress(data)"),
    "decompressing": ("data = zlib.compress(bytes(50_000_000))", "zlib.decompress(data)"),
    "SHA-256": ("data = bytes(10_000_000)", "hashlib.sha256(data)"),
    "str.count": ("text = 'a' * 50_000_000", "text.count('b')"),
    "square roots": ("data = [1.5] * 10_000", "each(math.sqrt, data)"),
    "sines": ("data = [n * 1e20 for n in range(1000)]", "each(math.sin, data)"),
    "remainders of floats": ("", "math.fmod(1e308, 3e-308)"),
    "floats as text": ("data = [n / 7 for n in range(1000)]", "each(repr, data)"),
    "adding texts": ("data = ['ab'] * 10_000", "each(str.upper, data)"),
    "JSON": ("data = list(range(10_000))", "json.loads(json.dumps(data))"),
    "pickle": ("data = list(range(10_000))", "pickle.loads(pickle.dumps(data))"),
    "compiling": ("text = 'x = 1\\n' * 1000", "compile(text, 'f', 'exec')"),
    "errors": (
        "def fail(n):\n    try:\n        1 / 0\n    except ZeroDivisionError:\n        pass",
        "each(fail, range(1000))",
    ),
    "nothing": ("", "pass"),
}
_SHUFFLED = "keys = list(data)\nrandom.Random(1).shuffle(keys)\nget = data.__getitem__"
# Every step of these waits for memory, as it does for Python outside the sandbox, which takes half
# as long: what that costs is the machine's affair, so it is measured without a bound.
UNCACHED = {
    "looking up numbers": (
        f"data = {{n * 7919 % 9999991: n for n in range(500_000)}}\n{_SHUFFLED}",
        "each(get, keys)",
    ),
    "looking up texts": (
        f"data = {{str(n): n for n in range(500_000)}}\n{_SHUFFLED}",
        "each(get, keys)",
    ),
    "copying a byte of each page": (
        "view = memoryview(bytes(100_000_000))[::4096]",
        "view.tobytes()",
    ),
}
CACHED = {**CLOCKS, **RANDOM, **OUTPUT, **FILES, **MEMORY, **C_CALLS}


@dataclass(frozen=True)
class Cost:
    """What a loop used: reference seconds, and processor seconds of the thread that ran it."""

    reference: float
    processor: float

    @property
    def ratio(self) -> float:
        """Processor seconds for each reference second."""
        return self.processor / self.reference


def cost_of(loop: tuple[str, str], seconds: float) -> Cost:
    """Run a loop in a guest of its own until so many reference seconds are burnt."""
    return on_stage(lambda: _cost(loop, seconds))


def _cost(loop: tuple[str, str], seconds: float) -> Cost:
    team = IsolatedTeam(current_image(), _archive(*loop), _setup())
    try:
        team.load(15.0)
        began = thread_time()
        return Cost(_burnt(team, seconds), thread_time() - began)
    finally:
        team.close()


def _burnt(team: IsolatedTeam, seconds: float) -> float:
    try:
        team.create(seconds)
    except TeamFault as fault:
        if fault.error:
            raise RuntimeError(f"The loop ended: {fault.message}") from fault
        return fault.seconds
    raise RuntimeError("The loop ended")


def _archive(once: str, for_ever: str) -> TeamArchive:
    source = (
        f"{_PRELUDE}{once}\ndef each(function, data):\n    deque(map(function, data), 0)\n"
        f"def loop():\n    while True:\n        {for_ever}\n"
    )
    return TeamArchive({"myTeam.py": source.encode()}, "myTeam.py")


def _setup() -> TeamSetup:
    layout = Layout.parse(_BOARD, "small")
    return TeamSetup(
        red=True, layout=layout, rules=Rules.named("modern"), length=4, random_key="key"
    )
