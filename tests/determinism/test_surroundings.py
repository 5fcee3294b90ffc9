"""Neither the order in which things are kept nor who else plays or watches is seen in a match."""

from __future__ import annotations

import textwrap
from concurrent.futures import ThreadPoolExecutor

from pacman_engine.layout import load_layout
from pacman_engine.referee import Contestant, MatchSpec, play_match
from pacman_engine.rules import Rules
from pacman_engine.runtime import current_image
from pacman_engine.teams.archive import TeamArchive
from pacman_engine.teams.isolated import IsolatedOpener

# It asks in which order its options came, and remembers where things lie in its memory.
CURIOUS = textwrap.dedent(
    """
    from captureAgents import CaptureAgent
    import os
    def createTeam(first, second, isRed, **options):
        print(list(options), os.listdir("."), hash(tuple(options)))
        return [Agent(first, list(options)), Agent(second, list(options))]
    class Agent(CaptureAgent):
        def __init__(self, index, names):
            super().__init__(index)
            self.names = names
        def chooseAction(self, state):
            actions = state.getLegalActions(self.index)
            return actions[len(self.names[0]) % len(actions)]
    """
).encode()
FILES = {"main.py": CURIOUS, "a/notes.txt": b"1" * 500, "a-b.txt": b"2", "z.py": b"x = 1"}
OPTIONS = {"first_option": "1", "b": "2", "another": "3"}


def played(files, options, **told):
    team = Contestant(
        "team", IsolatedOpener(current_image(), TeamArchive(files, "main.py")), options
    )
    spec = MatchSpec(load_layout("glowworm"), Rules.named("modern"), "5eed", 0, 16)
    record = play_match(spec, team, team, **told)
    return record.replay["moves"], record.fuel, [log["stdout"] for log in record.logs.values()]


def turned(content):
    return dict(reversed(content.items()))


def test_files_and_options_may_be_listed_in_any_order():
    here = played(FILES, OPTIONS)
    assert here[1]["moves"]
    assert played(turned(FILES), OPTIONS) == here
    assert played(FILES, turned(OPTIONS)) == here


def test_matches_side_by_side_in_one_process_come_to_what_they_come_to_alone():
    here = played(FILES, OPTIONS)
    with ThreadPoolExecutor(4) as threads:
        others = [threads.submit(played, FILES, OPTIONS) for _ in range(8)]
        assert all(other.result() == here for other in others)


def test_a_watcher_and_a_reader_of_progress_change_nothing():
    seen, shares = [], []
    watched = played(FILES, OPTIONS, watch=seen.append, progress=shares.append)
    assert watched == played(FILES, OPTIONS)
    assert len(seen) == 17
    assert shares == [0.0]
