"""Twenty teams that would play differently every time, were it not for the sandbox.

Each draws its moves from something that is another on every run of a common Python: clocks, hash
order, addresses, randomness of the system, memory, floats, files.
"""

from __future__ import annotations

from pacman_engine.teams.archive import TeamArchive
from tests.agents.thinkers import THINKERS

_HEAD = """
import gc, hashlib, itertools, json, math, os, pathlib, random, secrets, sys, tempfile, time, uuid
from captureAgents import CaptureAgent
from util import Counter

def createTeam(firstIndex, secondIndex, isRed, **options):
    return [Agent(firstIndex), Agent(secondIndex)]

def number(value):
    return int(hashlib.sha256(repr(value).encode()).hexdigest(), 16)

class Agent(CaptureAgent):
    def chooseAction(self, state):
        self.moves = getattr(self, "moves", 0) + 1
        legal = sorted(state.getLegalActions(self.index))
        return legal[number(self.draw(state)) % len(legal)]

    def draw(self, state):
"""
_DRAWS = {
    "until 0.02 s are over": """
        began, rounds = time.time(), 0
        while time.time() - began < 0.02:
            rounds += 1
        return rounds
    """,
    "deepening until 0.02 s are over": """
        began, best = time.perf_counter(), None
        for depth in itertools.count(1):
            for action in state.getLegalActions(self.index):
                after = state.generateSuccessor(self.index, action)
                best = number((best, depth, after.getAgentPosition(self.index)))
                if time.perf_counter() - began > 0.02:
                    return best, depth
    """,
    "processor time": """
        began = time.process_time()
        sum(math.sqrt(n) for n in range(2_000))
        return time.process_time() - began, time.thread_time_ns(), time.monotonic_ns()
    """,
    "sleeping": """
        before = time.time()
        time.sleep(0.01 * (self.moves % 3))
        return time.time() - before, time.ctime()
    """,
    "a set of strings": """
        names = {f"name{n}" for n in range(self.moves % 30 + 2)}
        return list(names), next(iter(names))
    """,
    "hash values": """
        return hash("text"), hash((self.moves, "a")), hash(frozenset(str(self.moves)))
    """,
    "a set of objects": """
        class Thing: pass
        things = [Thing() for _ in range(20)]
        order = {thing: n for n, thing in enumerate(things)}
        return [order[thing] for thing in set(things)]
    """,
    "addresses": """
        return id(object()), id(self), repr(Agent), hash(object()), str(state.__class__.__mro__)
    """,
    "dictionaries of states": """
        seen = {}
        for action in state.getLegalActions(self.index):
            after = state.generateSuccessor(self.index, action)
            seen[after] = hash(after)
        return list(seen.values()), list({v: k for k, v in seen.items()})[:1]
    """,
    "floats and mathematics": """
        x = 0.1 * self.moves
        for n in range(1, 50):
            x = math.sin(x) * math.exp(-n / 7) + math.pow(n, 0.3) - math.atan2(x, n) + x ** 0.5 % 1
            x = abs(x)
        return x, math.fsum([x, 1e16, -1e16]), math.inf - math.inf, round(x, 2)
    """,
    "random without a seed": """
        return random.random(), random.Random().random(), random.SystemRandom().random()
    """,
    "seeding again": """
        random.seed()
        return random.sample(range(1000), 5), random.gauss(0, 1)
    """,
    "randomness of the system": """
        return os.urandom(8), secrets.token_hex(), uuid.uuid4(), uuid.uuid1(), tempfile.mktemp()
    """,
    "collecting garbage": """
        class Node: pass
        dead = []
        for n in range(100):
            a, b = Node(), Node()
            a.other, b.other = b, a
            if n % 10 == 0:
                import weakref
                weakref.finalize(a, dead.append, n)
        gc.collect(0)
        return len(dead), gc.get_count(), len(gc.get_objects()), gc.get_stats()[0]
    """,
    "memory": """
        kept = getattr(self, "kept", [])
        self.kept = kept[-50:] + [bytearray(self.moves * 1000)]
        return [id(piece) for piece in self.kept], sys.getsizeof(self.kept)
    """,
    "exceptions and generators": """
        def numbers():
            try:
                yield from (hash(str(n)) for n in itertools.count())
            finally:
                self.closed = time.time_ns()
        found = []
        for n in numbers():
            found.append(n)
            if len(found) == 5:
                break
        try:
            {}[object()]
        except KeyError as error:
            found.append(str(error))
        return found, getattr(self, "closed", None)
    """,
    "files": """
        folder = pathlib.Path("notes")
        folder.mkdir(exist_ok=True)
        (folder / str(hash(str(self.moves)))).write_text(str(time.time()))
        return os.listdir(folder), [p.stat() for p in folder.iterdir()], os.getpid(), os.getcwd()
    """,
    "printing": """
        print(state)
        print(self, file=sys.stderr)
        return time.time_ns(), sys.version, sys.hash_info, sys.flags
    """,
}


def team(body: str) -> TeamArchive:
    """A team whose agents move by what the body returns."""
    return TeamArchive({"myTeam.py": (_HEAD + body.strip("\n")).encode()}, "myTeam.py")


AGENTS: dict[str, TeamArchive] = {
    **{name: team(body) for name, body in _DRAWS.items()},
    "particles": THINKERS["particles"],
    "learner": THINKERS["learner"],
}
