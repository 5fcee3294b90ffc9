"""Digging inside the guest: its interpreter, its imports, its clock, its side of the talk.

Rows of `table`; most doors are those of wasm only.
"""

from __future__ import annotations

from .expected import Attack, InVain, Stopped
from .layers import (
    CUT,
    ILLEGAL,
    IMPORTS,
    IN_MEMORY,
    MOUNTS,
    OUT_OF_FUEL,
    OWN_INSTANCE,
    OWN_MEMORY,
    OWN_PROCESS,
    REFEREE,
    UNLINKED,
)

BROKEN = Stopped(OWN_INSTANCE, "Its interpreter broke down", "exit")
CRASHED = Stopped(OWN_PROCESS, "ended itself with exit code 1", "exit")
NO_REPLY = "It sent what is no reply|It sent a reply that"
HOST_FUNCTIONS = {
    "writes 100 MB at once": Attack(
        "import wit_world\nwit_world.host_write(1, 'x' * 100_000_000)",
        Stopped(IMPORTS, "It asked for .*: writing more than 65536 bytes", "exit"),
    ),
    "writes characters that are no bytes": Attack(
        "import wit_world\nwit_world.host_write(1, chr(128512))",
        Stopped(IMPORTS, "It asked for .*: writing characters that are no bytes", "exit"),
    ),
    "draws four thousand million random bytes": Attack(
        "import wit_world\nwit_world.host_random(2**32 - 1)",
        Stopped(IMPORTS, "It asked for .*: more than 65536 random bytes", "exit"),
    ),
    "asks the host to wait for ever": Attack(
        "import wit_world\nwit_world.host_sleep(2**64 - 1)", OUT_OF_FUEL
    ),
    "asks the host to turn time back": Attack("import wit_world\nwit_world.host_sleep(-1)", BROKEN),
    "writes to a stream that is not there": Attack(
        "import wit_world\nwit_world.host_write(2**32 - 1, 'x')", InVain(IMPORTS)
    ),
    "hands the host what is no text": Attack(
        "import wit_world\nwit_world.host_write(1, b'x')", BROKEN
    ),
    "hands the host half a character": Attack(
        "import wit_world\nwit_world.host_write(1, '\\ud800')", BROKEN
    ),
    "drops a handle that it has not": Attack(
        "import componentize_py_runtime\ncomponentize_py_runtime.drop_resource(0, 5)", BROKEN
    ),
    "writes below Python's streams": Attack("io.FileIO(1, 'w').write(b'x')", BROKEN),
    "makes the clock's module anew": Attack(
        """
        import _imp
        from importlib.machinery import BuiltinImporter
        real = _imp.create_builtin(BuiltinImporter.find_spec("time"))
        _imp.exec_builtin(real)
        early, now, late = real.time(), time.time(), real.time()
        assert early < now < late < early + 1e-3
        real.sleep(1)
        """,
        Stopped(UNLINKED, "It asked for .*: waiting on a clock of the system", "exit"),
    ),
    "loops on the C library's clock": Attack(
        "from datetime import datetime\nwhile True:\n    datetime.now()", OUT_OF_FUEL
    ),
    "loops on the C library's random bytes": Attack(
        "while True:\n    random.SystemRandom().random()", OUT_OF_FUEL
    ),
}
# Replies are made by json.dumps on both sides; the one under way is not changed any more, so these
# come to light in the next call.
REPLIES = {
    "replaces its side of the talk by a flood": Attack(
        "import guest_entry\nguest_entry.answer = lambda request: 'x' * 50_000_000",
        Stopped(REFEREE, "It sent a reply of 50000000 characters; 64000 are allowed", "reply"),
    ),
    "answers with a deep document": Attack(
        "json.dumps = lambda *a, **k: '[' * 60_000",
        Stopped(REFEREE, NO_REPLY, "reply"),
        Stopped(REFEREE, NO_REPLY, "reply"),
    ),
    "answers with an endless number": Attack(
        "json.dumps = lambda *a, **k: '{\"ok\": ' + '1' * 60_000 + '}'",
        Stopped(REFEREE, NO_REPLY, "reply"),
        Stopped(REFEREE, NO_REPLY, "reply"),
    ),
    "answers with a pickle": Attack(
        """
        import pickle
        class Opens:
            def __reduce__(self):
                return (open, (CANARY + "/made", "w"))
        text = pickle.dumps(Opens(), 0).decode()
        json.dumps = lambda *a, **k: text
        """,
        Stopped(REFEREE, NO_REPLY, "reply"),
        Stopped(REFEREE, NO_REPLY, "reply"),
    ),
    "pretends to answer another call": Attack(
        "json.dumps = lambda *a, **k: '{\"ok\": null}'",
        Stopped(REFEREE, "It sent a reply that is no action", "reply"),
        Stopped(REFEREE, NO_REPLY, "reply"),
    ),
    "answers twice in one": Attack(
        'json.dumps = lambda *a, **k: \'{"ok": "Stop", "fault": 1}\'',
        Stopped(REFEREE, "It sent a reply that the referee cannot read", "reply"),
        Stopped(REFEREE, NO_REPLY, "reply"),
    ),
    "answers with nothing": Attack("json.dumps = lambda *a, **k: None", BROKEN, CRASHED),
}
INTERPRETER = {
    "reads its own pickles": Attack(
        """
        import pickle
        class Runs:
            def __reduce__(self):
                return (open, (CANARY + "/made", "w"))
        with open("own.pickle", "wb") as file:
            pickle.dump(Runs(), file)
        pickle.load(open("own.pickle", "rb"))
        """,
        Stopped(IN_MEMORY, "FileNotFoundError"),
        Stopped(MOUNTS, "FileNotFoundError"),
    ),
    "puts a hook before all imports": Attack(
        """
        class Hook:
            def find_spec(self, *names):
                raise SystemExit
        sys.meta_path.insert(0, Hook())
        sys.path_hooks.insert(0, Hook)
        """,
        InVain(OWN_MEMORY),
        InVain(OWN_MEMORY),
    ),
    "empties the table of modules": Attack(
        "sys.modules.clear()", InVain(OWN_MEMORY), InVain(OWN_MEMORY)
    ),
    "puts false modules into the table": Attack(
        """
        import types
        for name in list(sys.modules):
            sys.modules[name] = types.ModuleType(name)
        """,
        InVain(OWN_MEMORY),
        InVain(OWN_MEMORY),
    ),
    "changes the rules of the game": Attack(
        """
        import capture, captureAgents, game
        everything = lambda *arguments: ["North", "South", "East", "West", "Stop", "Up"]
        capture.GameState.getLegalActions = everything
        captureAgents.CaptureAgent.getScore = lambda *arguments: 1000
        return "Up"
        """,
        ILLEGAL,
        ILLEGAL,
    ),
    "rewrites the state that it was given": Attack(
        """
        for thing in gc.get_objects():
            if type(thing).__name__ in ("State", "AgentState"):
                for name in ("score", "returned", "carrying"):
                    try:
                        setattr(thing, name, 1000)
                    except (AttributeError, TypeError):
                        pass
        """,
        InVain(OWN_MEMORY),
        InVain(OWN_MEMORY),
    ),
    "traces all calls": Attack(
        """
        def trace(*arguments):
            raise SystemExit
        sys.settrace(trace)
        sys.setprofile(trace)
        """,
        Stopped(CUT, "SystemExit"),
        Stopped(CUT, "SystemExit"),
    ),
    "crashes where the referee hears it": Attack(
        """
        class Action(str):
            def __str__(self):
                raise MemoryError
            __repr__ = __str__
        return Action("Stop")
        """,
        Stopped(CUT, "MemoryError", "memory"),
        Stopped(CUT, "MemoryError", "memory"),
    ),
}
ROWS = {**HOST_FUNCTIONS, **REPLIES, **INTERPRETER}
