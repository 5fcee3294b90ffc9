"""Nothing of one team, one match or the referee is to be found in another's sandbox."""

from __future__ import annotations

import re
from hashlib import blake2b

from pacman_engine.faults import Side
from pacman_engine.observation import match_noise
from pacman_engine.referee import random_key

from .arena import LENGTH, SECRET, SEED, archive_of, hostile, play

# It looks for a text through all that its interpreter holds, and through all files it can reach.
SEARCH = f"""
needle = {SECRET[:10]!r} + {SECRET[10:]!r}
for thing in gc.get_objects():
    for held in gc.get_referents(thing):
        if isinstance(held, str) and needle in held and held != needle:
            print("found in memory")
for folder, _, names in os.walk("/"):
    if folder.startswith(("/proc/sys", "/usr", "/lib")):
        continue
    for name in names:
        try:
            with open(os.path.join(folder, name), "rb") as file:
                if needle.encode() in file.read(1_000_000):
                    print("found in", folder, name)
        except (OSError, ValueError):
            pass
print("searched")
"""
KEY = """
import sys
for module in list(sys.modules.values()):
    for thing in list(vars(module).values()):
        setup = getattr(thing, "_setup", None)
        if isinstance(setup, dict) and "random_key" in setup:
            print("key", setup["random_key"])
guest = [thing for thing in gc.get_objects() if type(thing).__name__ == "Guest"]
for thing in guest:
    print("key", thing._setup["random_key"])
print("seed", [t for t in gc.get_objects() if isinstance(t, dict) and "seed" in t])
"""
MEMORY = """
import builtins
mark = "/tmp/mark"
print("before:", os.path.exists(mark), os.path.exists("mark"), hasattr(builtins, "mark"))
builtins.mark = True
for path in (mark, "mark"):
    try:
        open(path, "w").close()
    except OSError:
        pass
"""


def test_the_opponents_code_and_memory_are_nowhere_to_be_found(backend):
    record = play(backend, hostile(SEARCH))
    printed = record.logs["red"]["stdout"]
    assert "searched" in printed
    assert "found" not in printed


def test_the_search_finds_what_is_there(backend):
    own = SEARCH.replace("for thing", "kept = ['my ' + needle]\nfor thing", 1)
    assert "found in memory" in play(backend, hostile(own)).logs["red"]["stdout"]


def test_a_team_knows_its_own_key_and_nothing_follows_from_it(backend):
    printed = play(backend, hostile(KEY)).logs["red"]["stdout"]
    (key,) = set(re.findall(r"key (\w+)", printed))
    assert key == random_key(SEED, Side.RED)
    assert SEED not in printed.replace(key, "")
    guessed = [random_key(key, side) for side in Side]
    guessed += [
        blake2b(f"{key}:{side}".encode(), digest_size=16).hexdigest()
        for side in ("blue", Side.BLUE)
    ]
    assert random_key(SEED, Side.BLUE) not in guessed
    for seed in (key, f"guest:{key}"):
        noise = [match_noise(seed, move, 0) for move in range(LENGTH)]
        assert noise != [match_noise(SEED, move, 0) for move in range(LENGTH)]


def test_what_a_team_leaves_behind_is_gone_in_its_next_match(backend):
    team = hostile(MEMORY)
    for _ in range(2):
        record = play(backend, team)
        assert record.logs["red"]["stdout"] == "before: False False False\n"


def test_a_team_that_was_good_once_is_caught_when_it_turns(backend):
    """Which match it is it can only guess, from its side; then nothing is different from always."""
    body = "if agent.red:\n    return 'Stop'\nos._exit(0)"
    team = hostile(body)
    assert play(backend, team).replay["faults"] == []
    (fault,) = play(backend, team, red=False).replay["faults"]
    assert (fault["team"], fault["kind"]) == ("blue", "exit")


def test_two_agents_of_a_team_share_what_one_of_them_breaks(backend):
    """They run in one interpreter, as they always did: sabotage is the team's own loss."""
    record = play(backend, hostile("type(agent).chooseAction = None"))
    (fault,) = record.replay["faults"]
    assert (fault["team"], fault["agent"]) == ("red", 2)


def test_slow_moves_earn_warnings_and_the_third_forfeits(backend):
    source = """
import time
from captureAgents import CaptureAgent
def createTeam(first, second, isRed):
    return [Agent(first), Agent(second)]
class Agent(CaptureAgent):
    def chooseAction(self, state):
        time.sleep(0.92)
        return "Stop"
"""
    record = play(backend, archive_of(source))
    (fault,) = record.replay["faults"]
    assert fault["kind"] == "warnings"
    assert len(record.logs["red"]["warnings"]) == 5  # three of one agent, two of the other


def test_the_same_attack_ends_the_same_way_twice():
    """Under wasm, an attack too is a function of its match."""
    bodies = [
        "agent.kept = []\nwhile True:\n    agent.kept.append(os.urandom(100))",
        "end = time.time() + 0.1\nwhile time.time() < end:\n    print(random.random(), id(state))",
    ]
    for body in bodies:
        one, other = (play("wasm", hostile(body)) for _ in range(2))
        assert one.replay == other.replay
        assert (one.fuel, one.logs) == (other.fuel, other.logs)
