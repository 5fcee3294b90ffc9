"""`verify --replay-agents`: whether these agents, in this runtime, really played that match."""

from __future__ import annotations

import copy
import json
import shutil

import pytest

from pacman_engine.agents import team_path
from pacman_engine.cli import main
from pacman_engine.digests import digest, evidence_digest
from pacman_engine.fuel import fuel_document
from pacman_engine.replay import LETTERS, ReplayError, play_through, resimulate
from pacman_engine.rules import legal_actions
from pacman_engine.runtime import WASMTIME_VERSION, current_image
from pacman_engine.teams.archive import find_team

SHORT = ["--layout", "glowworm", "--length", "40", "--seed", "abc"]
TEAMS = ["--red", "wanderer", "--blue", "greedy"]


@pytest.fixture(autouse=True)
def _here(monkeypatch, tmp_path):
    monkeypatch.setenv("ALLOW_LIGHT_ISOLATION", "1")
    monkeypatch.chdir(tmp_path)


def run(*arguments):
    try:
        return main(arguments)
    except SystemExit as ended:
        return ended.code


def played(folder, sandbox="none", *, teams=TEAMS, name="r.json"):
    """The replay of a match in that sandbox, also in a file of that name."""
    assert run("play", *teams, *SHORT, "--sandbox", sandbox, "--replay", name) == 0
    return json.loads((folder / name).read_text())


def sealed(replay):
    """The replay with both digests made to fit, as a forger would."""
    evidence = replay["evidence"]
    replay["digest"] = digest(replay)
    evidence["evidence_digest"] = evidence_digest(
        replay,
        runtime=evidence["runtime"],
        archives=evidence["archives"],
        fuel=evidence["fuel"]["moves"] if evidence["fuel"] else [],
    )
    return replay


def written(folder, replay, name="forged.json"):
    (folder / name).write_text(json.dumps(replay))
    return name


def with_another_last_move(replay):
    """A legal match that differs in its last move only, with a score that follows from it."""
    *_, state, _ = play_through(replay)
    agent = (replay["starter"] + len(replay["moves"]) - 1) % 4
    for action in legal_actions(state, agent):
        forged = copy.deepcopy(replay)
        forged["moves"] = replay["moves"][:-1] + LETTERS[action]
        if forged["moves"] == replay["moves"]:
            continue
        try:
            forged["score"] = resimulate(forged).score
        except ReplayError:  # it would have ended otherwise
            continue
        return sealed(forged)
    raise AssertionError("There is no other legal last move.")


def again(*arguments):
    return run("verify", "--replay-agents", *arguments)


def sandbox_named(sandbox):
    return ["--sandbox", "none"] if sandbox == "none" else []


SANDBOXES = pytest.mark.parametrize("sandbox", ["none", "process", "wasm"])


@SANDBOXES
def test_a_match_that_was_played_so_holds(tmp_path, capsys, sandbox):
    replay = played(tmp_path, sandbox)
    assert again(*sandbox_named(sandbox), "r.json") == 0
    out = capsys.readouterr().out
    assert "holds, played again by its agents" in out
    assert replay["evidence"]["evidence_digest"] in out


@SANDBOXES
def test_the_first_move_that_the_agents_did_not_make_is_named(tmp_path, capsys, sandbox):
    replay = played(tmp_path, sandbox)
    forged = written(tmp_path, with_another_last_move(replay))
    assert run("verify", forged) == 0  # it is a legal match: only the agents can tell
    assert again(*sandbox_named(sandbox), forged) == 1
    agent = (replay["starter"] + 39) % 4
    assert f"Move 39 of agent {agent} is {replay['moves'][-1]}, the replay says" in (
        capsys.readouterr().out
    )


def test_another_team_is_refused_with_both_digests(tmp_path, capsys):
    replay = played(tmp_path)
    assert again("--sandbox", "none", "--red", "baseline", "r.json") == 1
    out = capsys.readouterr().out
    assert find_team("baseline").sha256 in out
    assert replay["evidence"]["archives"][0] in out


def test_the_right_teams_can_be_given(tmp_path):
    played(tmp_path)
    assert again("--sandbox", "none", *TEAMS, "r.json") == 0


@pytest.mark.parametrize("canonical", [True, False], ids=["as kept", "as uploaded"])
def test_archives_are_found_in_a_folder_by_their_digest(tmp_path, canonical):
    home = tmp_path / "mine"
    home.mkdir()
    shutil.copy(team_path("wanderer"), home / "myTeam.py")
    played(tmp_path, teams=["--red", str(home), "--blue", "greedy"])
    assert again("--sandbox", "none", "r.json") == 2
    store = tmp_path / "store"
    store.mkdir()
    (store / "broken.zip").write_bytes(b"PK\x03\x04 no zip")
    if canonical:
        (store / "x.zip").write_bytes(find_team(str(home)).to_zip())
    else:
        shutil.make_archive(str(store / "x"), "zip", home)
    assert again("--sandbox", "none", "--archives", str(store), "r.json") == 0


def test_an_archive_that_is_nowhere_is_named(tmp_path, capsys):
    replay = played(tmp_path)
    replay["evidence"]["archives"][1] = "f" * 64
    forged = written(tmp_path, sealed(replay))
    assert again("--sandbox", "none", "--archives", str(tmp_path), forged) == 2
    assert "The archive " + "f" * 64 + " of blue is not here" in capsys.readouterr().err


def test_the_options_of_the_teams_count(tmp_path):
    teams = ["--red", "crasher", "--blue", "greedy", "--red-opts", "after=2"]
    replay = played(tmp_path, teams=teams)
    assert replay["evidence"]["options"] == [{"after": "2"}, {}]
    assert again("--sandbox", "none", "r.json") == 0
    replay["evidence"]["options"][0]["after"] = "3"
    assert again("--sandbox", "none", written(tmp_path, replay)) == 1


def test_a_fault_that_no_agent_made_is_noticed(tmp_path, capsys):
    forged = played(tmp_path)
    agent = (forged["starter"] + 20) % 4
    guilty = {"team": ("red", "blue")[agent % 2], "agent": agent, "move": 20, "kind": "crash"}
    forged |= {"moves": forged["moves"][:20], "end": "fault", "faults": [guilty]}
    forged["score"] = resimulate(forged).score
    name = written(tmp_path, sealed(forged))
    assert run("verify", name) == 0
    assert again("--sandbox", "none", name) == 1
    assert "It ends after 40 moves, the replay after 20." in capsys.readouterr().out


def test_a_replay_from_elsewhere_cannot_have_agents_run_without_a_sandbox(tmp_path, capsys):
    (tmp_path / "mine.py").write_text(
        f"open({str(tmp_path / 'ran')!r}, 'w').close()\nfrom baselineTeam import createTeam\n"
    )
    played(tmp_path, teams=["--red", "mine.py", "--blue", "greedy"])
    (tmp_path / "ran").unlink()
    assert again("--red", "mine.py", "r.json") == 2
    assert "--sandbox none" in capsys.readouterr().err
    assert not (tmp_path / "ran").exists()


def test_a_replay_without_evidence_says_nothing_to_play_again_with(tmp_path, capsys):
    replay = played(tmp_path)
    del replay["evidence"]
    name = written(tmp_path, replay)
    assert run("verify", name) == 0
    assert again(name) == 2
    assert "has no evidence" in capsys.readouterr().err


@pytest.mark.parametrize("option", ["--red", "--blue", "--archives", "--image", "--sandbox"])
def test_options_of_a_match_are_refused_where_none_is_played(tmp_path, capsys, option):
    assert run("verify", option, "none", "r.json") == 2
    assert "--replay-agents" in capsys.readouterr().err


def test_a_match_of_another_engine_names_the_version_it_needs(tmp_path, capsys):
    replay = played(tmp_path)
    replay["engine_version"] = replay["evidence"]["runtime"]["engine_version"] = "77"
    assert again("--sandbox", "none", written(tmp_path, sealed(replay))) == 1
    assert "It needs engine version '77'" in capsys.readouterr().out


# --- in the sandbox whose clock is fuel ----------------------------------------------------------


@pytest.fixture(scope="module")
def image():
    return current_image()


@pytest.fixture
def replay(tmp_path, image):
    return played(tmp_path, "wasm")


def test_the_result_of_play_names_image_wasmtime_and_fuel(capsys, image):
    arguments = ["play", *TEAMS, *SHORT, "--sandbox", "wasm", "--json", "-"]
    assert run(*arguments) == 0
    result = json.loads(capsys.readouterr().out)
    assert result["backend"] == "wasm"
    assert (result["image"], result["wasmtime"]) == (image.sha256, WASMTIME_VERSION)
    assert len(result["fuel"]["moves"]) == result["moves"]
    assert run(*arguments, "--image", image.sha256[:12]) == 0
    same = json.loads(capsys.readouterr().out)
    assert {**same, "seconds": 0} == {**result, "seconds": 0}


def test_an_image_can_be_a_file_that_is_not_in_the_store(tmp_path, capsys, monkeypatch, image):
    shutil.copy(image.path, tmp_path / "theirs.wasm")
    arguments = ["play", *TEAMS, *SHORT, "--sandbox", "wasm", "--json", "-"]
    assert run(*arguments, "--image", "theirs.wasm") == 0
    assert json.loads(capsys.readouterr().out)["image"] == image.sha256


def test_fuel_that_no_agent_used_is_found_at_its_move(tmp_path, capsys, replay):
    fuel = replay["evidence"]["fuel"]
    was = fuel["moves"][17]
    fuel["moves"][17] += 1
    replay["evidence"]["fuel"] = fuel_document(fuel["startup"], fuel["moves"], replay["starter"])
    forged = written(tmp_path, sealed(replay))
    assert run("verify", forged) == 0
    assert again(forged) == 1
    agent = (replay["starter"] + 17) % 4
    said = f"Move 17 of agent {agent} used {was} fuel, the replay says {was + 1}."
    assert said in capsys.readouterr().out


def test_a_start_up_that_took_other_fuel_is_found_though_no_digest_has_it(tmp_path, capsys, replay):
    fuel = replay["evidence"]["fuel"]
    fuel["startup"][2] -= 1
    replay["evidence"]["fuel"] = fuel_document(fuel["startup"], fuel["moves"], replay["starter"])
    assert again(written(tmp_path, replay)) == 1
    assert "Agent 2 used" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("field", "value"), [("wasmtime", "1.2.3"), ("image", "0123456789abcdef" * 4)]
)
def test_the_runtime_that_a_match_needs_is_named(tmp_path, capsys, replay, field, value):
    replay["evidence"]["runtime"][field] = value
    assert again(written(tmp_path, sealed(replay))) == 1
    assert value in capsys.readouterr().out


def test_another_image_than_that_of_the_match_is_refused(tmp_path, capsys, replay, image):
    other = tmp_path / "other.wasm"
    # Another custom section at the end: the same program under another name.
    other.write_bytes(image.path.read_bytes() + b"\x00\x02\x01x")
    arguments = ["--image", str(other), "r.json"]
    assert again(*arguments) == 1
    assert image.sha256 in capsys.readouterr().out
    assert again("--image", str(image.path), "r.json") == 0


def test_another_sandbox_than_that_of_the_match_is_refused(capsys, replay):
    assert again("--sandbox", "none", "r.json") == 2
    assert "--sandbox wasm" in capsys.readouterr().err
