"""The command line: what it prints, writes and returns, and how it answers bad input."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys

import pytest

from pacman_engine.cli import main
from pacman_engine.replay import parse_replay, verify

SMALL = "%%%%%%%%%%\n%3 .  . 4%\n%  .  .  %\n%1 .  . 2%\n%%%%%%%%%%\n"
BOTH = ["--red", "greedy", "--blue", "greedy"]
SHORT = ["--layout", "glowworm", "--length", "60", "--seed", "abc", "--sandbox", "none"]


@pytest.fixture(autouse=True)
def _allowed(monkeypatch, tmp_path):
    monkeypatch.setenv("ALLOW_LIGHT_ISOLATION", "1")
    monkeypatch.chdir(tmp_path)


def run(*arguments):
    try:
        return main(arguments)
    except SystemExit as ended:
        return ended.code


def refused(capsys, *arguments):
    """stderr of a command that must end with exit code 2, without a traceback."""
    assert run(*arguments) == 2
    error = capsys.readouterr().err
    assert error.strip()
    assert "Traceback" not in error
    return error


def test_a_match_is_played_and_its_result_said(capsys):
    assert run("play", "--red", "wanderer", "--blue", "baseline", *SHORT) == 0
    out = capsys.readouterr().out
    assert "wanderer (red) against baseline (blue) on glowworm" in out
    assert "60 moves" in out


def test_a_match_in_processes_gives_the_same_digest(tmp_path):
    for sandbox in ("none", "process"):
        arguments = [*SHORT[:-1], sandbox]
        assert run("play", "--red", "wanderer", "--blue", "greedy", *arguments,
                   "--json", f"{sandbox}.json") == 0  # fmt: skip
    none, process = (json.loads((tmp_path / f"{n}.json").read_text()) for n in ("none", "process"))
    assert none["digest"] == process["digest"]
    assert none["evidence_digest"] != process["evidence_digest"]


def test_the_json_has_what_scripts_rely_on(capsys):
    assert run("play", "--red", "wanderer", "--blue", "crasher", *SHORT, "--json", "-") == 0
    result = json.loads(capsys.readouterr().out)
    wanted = {"score", "winner", "moves", "end", "faults", "digest", "evidence_digest",
              "actions_md5", "fuel", "backend", "image", "wasmtime"}  # fmt: skip
    assert wanted <= set(result)


def test_replay_and_film_are_written_and_the_replay_holds(capsys, tmp_path):
    files = ["--replay", "r.json", "--gif", "g.gif"]
    assert run("play", "--red", "greedy", "--blue", "baseline", *SHORT, *files) == 0
    replay = parse_replay((tmp_path / "r.json").read_bytes())
    assert verify(replay) == []
    assert (tmp_path / "g.gif").read_bytes().startswith(b"GIF89a")
    assert run("verify", "r.json") == 0
    assert "holds" in capsys.readouterr().out
    assert run("gif", "r.json", "again.gif") == 0
    assert (tmp_path / "again.gif").read_bytes() == (tmp_path / "g.gif").read_bytes()


def test_a_forged_replay_does_not_hold(capsys, tmp_path):
    run("play", "--red", "greedy", "--blue", "baseline", *SHORT, "--replay", "r.json")
    replay = json.loads((tmp_path / "r.json").read_text())
    replay["score"] += 1
    (tmp_path / "forged.json").write_text(json.dumps(replay))
    assert run("verify", "r.json", "forged.json") == 1
    assert "forged.json: does not hold" in capsys.readouterr().out


def test_a_layout_can_be_a_file(capsys, tmp_path):
    (tmp_path / "mine.lay").write_text(SMALL)
    assert run("play", "--red", "greedy", "--blue", "greedy", "--sandbox", "none", "--layout",
               "mine.lay", "--length", "20") == 0  # fmt: skip
    assert "on mine" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["RANDOM", "RANDOM7"])
def test_a_layout_can_be_a_maze(capsys, name):
    assert run("play", "--red", "greedy", "--blue", "greedy", "--sandbox", "none", "--layout",
               name, "--length", "20") == 0  # fmt: skip
    assert "on RANDOM" in capsys.readouterr().out


def test_options_reach_create_team(capsys, tmp_path):
    (tmp_path / "myTeam.py").write_text(
        "from captureAgents import RandomAgent\n"
        "def createTeam(a, b, isRed, **options):\n"
        "    assert options == {'x': 1, 'y': 'z'}, options\n"
        "    import baselineTeam\n"
        "    return baselineTeam.createTeam(a, b, isRed)\n"
    )
    arguments = ["play", "--red", "myTeam.py", "--blue", "greedy", *SHORT, "--json", "-"]
    assert run(*arguments, "--red-opts", "x,y=z") == 0
    assert json.loads(capsys.readouterr().out)["faults"] == []
    assert run(*arguments) == 0
    assert json.loads(capsys.readouterr().out)["faults"][0]["kind"] == "create_team"


def test_a_forfeit_before_the_first_move_names_no_move(capsys, tmp_path):
    (tmp_path / "myTeam.py").write_text(
        "import no_such_module\ndef createTeam(a, b, isRed): return []\n"
    )
    assert run("check", "myTeam.py") == 1
    assert "The team forfeits: its file could not be loaded.\n" in capsys.readouterr().out


def test_a_document_that_is_no_replay_is_named(capsys, tmp_path):
    (tmp_path / "holds.json").write_text("{}")
    assert run("verify", "holds.json") == 2
    assert "holds.json: This is no replay" in capsys.readouterr().err


def test_a_forfeit_is_explained_with_the_students_lines(capsys, tmp_path):
    (tmp_path / "myTeam.py").write_text(
        "from captureAgents import CaptureAgent\n"
        "def createTeam(a, b, isRed): return [A(a), A(b)]\n"
        "class A(CaptureAgent):\n"
        "    def chooseAction(self, state):\n"
        "        return state.getAgentState(1).getPosition()[0.5]\n"
    )
    assert run("play", "--red", "myTeam.py", "--blue", "greedy", *SHORT) == 0
    out = capsys.readouterr().out
    assert "myTeam (red) forfeits: crash of agent" in out
    assert "myTeam.py, line 5 in chooseAction" in out


def test_what_a_team_wrote_cannot_steer_the_terminal(capsys, tmp_path):
    source = "print('\\x1b[2J')\nraise ValueError('\\x1b[31m \\ud800')\n"
    (tmp_path / "odd.py").write_text(f"{source}def createTeam(a, b, c): pass\n")
    assert run("check", "odd.py", "--sandbox", "process") == 1
    out = capsys.readouterr().out
    assert r"\x1b[31m" in out
    assert r"\x1b[2J" in out
    assert "\x1b" not in out


def test_the_shared_generator_follows_the_original(capsys):
    arguments = ["play", "--red", "baseline", "--blue", "baseline", "--sandbox", "none", "--rng",
                 "shared", "--seed", "8", "--layout", "glowworm", "--length", "80",
                 "--json", "-"]  # fmt: skip
    results = []
    for _ in range(2):
        assert run(*arguments) == 0
        results.append(json.loads(capsys.readouterr().out))
    assert results[0] == results[1]
    assert 0 <= results[0]["rng_after"] < 1
    assert "util" not in sys.modules


def test_a_good_team_passes_the_check(capsys, tmp_path):
    assert run("check", "greedy", "--json", "report.json") == 0
    out = capsys.readouterr().out
    assert out.count("passed") == 5
    assert "Verdict: ready" in out
    assert json.loads((tmp_path / "report.json").read_text())["verdict"] == "ready"


def test_a_bad_team_is_rejected_with_exit_code_one(capsys, tmp_path):
    (tmp_path / "bad.py").write_text("import numpy\ndef createTeam(a, b, c): pass\n")
    assert run("check", "bad.py") == 1
    out = capsys.readouterr().out
    assert "Verdict: rejected" in out
    assert "numpy is not available" in out


def test_recordings_are_compared(capsys, request):
    golden = request.config.rootpath / "tests" / "data" / "golden"
    recording = str(golden / "scenarios_rmit.json.gz")
    assert run("conform", recording) == 0
    assert "1 files, 120 moves, 0 mismatches" in capsys.readouterr().out


def test_a_recording_that_differs_gives_exit_code_one(capsys, tmp_path, request):
    import gzip

    golden = request.config.rootpath / "tests" / "data" / "golden"
    with gzip.open(golden / "scenarios_rmit.json.gz", "rt") as file:
        text = file.read()
    (tmp_path / "odd.json").write_text(text.replace('"score": 0', '"score": 1'))
    assert run("conform", "odd.json") == 1
    assert "0 mismatches" not in capsys.readouterr().out


def test_layouts_and_teams_are_listed(capsys):
    assert run("layouts", "list") == 0
    assert "nightgarden" in capsys.readouterr().out
    assert run("teams") == 0
    assert "baseline" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "required"),
        (["dance"], "invalid choice"),
        (["play"], "required"),
        (["play", "--red", "greedy", "--blue", "greedy", "--length", "0"], "1 to"),
        (["play", "--red", "greedy", "--blue", "greedy", "--length", "many"], "1 to"),
        (["play", "--red", "greedy", "--blue", "greedy", "--rules", "chess"], "invalid choice"),
        (["play", "--red", "greedy", "--blue", "greedy", "--layout", "nowhere"], "no layout"),
        (["play", "--red", "greedy", "--blue", "greedy", "--layout", "RANDOMx"], "no maze"),
        (["play", "--red", "nobody", "--blue", "greedy"], "no team"),
        (["play", "--red", "greedy", "--blue", "greedy", "--gif", "no/where.gif"], "folder"),
        (["play", "--red", "greedy", "--blue", "greedy", "--json", "."], "folder"),
        (["play", *BOTH, "--image", "x", "--sandbox", "none"], "--sandbox wasm"),
        (["play", *BOTH, "--image", "x"], "no image x"),
        (["play", *BOTH, "--image", "text.txt"], "no image"),
        (["play", *BOTH, "--red-opts", "a=" + "x" * 10_000], "characters"),
        (["play", "--red", "greedy", "--blue", "greedy", "--rng", "shared"], "--sandbox none"),
        (["play", "--red", "greedy", "--blue", "greedy", "--seed", ""], "seed"),
        (["play", "--red", "greedy", "--blue", "greedy", "--seed", "\udcff"], "seed"),
        (["play", "--red", "greedy", "--blue", "greedy", "--red-name", "\x1b[2J"], "name"),
        (["play", "--red", "greedy", "--blue", "greedy", "--red-opts", "1=2"], "option"),
        (["check", "nobody"], "no team"),
        (["check", ""], "no team"),
        (["check", "large.zip"], "limit is 5.0 MB"),
        (["check", "full"], "more than an upload may"),
        (["check", "greedy", "--image", "f" * 64], "no image " + "f" * 64),
        (["check", "greedy", "--image", "x", "--sandbox", "process"], "--sandbox wasm"),
        (["verify"], "required"),
        (["verify", "nowhere.json"], "nowhere.json"),
        (["verify", "."], "directory"),
        (["verify", "text.txt"], "JSON"),
        (["gif", "text.txt", "out.gif"], "JSON"),
        (["conform", "text.txt"], "JSON"),
        (["conform", "nowhere"], "nowhere"),
        (["play", "--red", "text.txt", "--blue", "greedy"], ".zip"),
        (["play", "--red", "greedy", "--blue", "greedy", "--layout", "text.txt"], "layout"),
        (["play", "--red", "greedy", "--blue", "greedy", "--layout", "binary"], "ASCII"),
    ],
)
def test_bad_input_ends_with_two_and_says_what_to_do(capsys, tmp_path, arguments, said):
    (tmp_path / "text.txt").write_text("hello\n")
    (tmp_path / "binary").write_bytes(b"\xff\x00")
    (tmp_path / "full").mkdir()
    for name in ("large.zip", "full/myTeam.py"):
        (tmp_path / name).touch()
        os.truncate(tmp_path / name, 10**11)  # takes no room, but would take all memory
    assert said in refused(capsys, *arguments)


def test_names_that_the_terminal_cannot_show_are_spelled_out(request):
    command = [sys.executable, "-m", "pacman_engine", "play", "--red", "baseline"]
    command += ["--blue", "baseline", "--red-name", "Überfuchs", *SHORT[:-2], "--sandbox", "none"]
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "LC_ALL": "C.UTF-8"}
    environment["PYTHONPATH"] = str(request.config.rootpath)
    done = subprocess.run(command, env=environment, capture_output=True, check=True)
    assert rb"\xdcberfuchs (red)" in done.stdout


def test_without_permission_the_light_isolation_is_refused(capsys, monkeypatch):
    monkeypatch.delenv("ALLOW_LIGHT_ISOLATION")
    for command in (["check", "greedy"], ["play", *BOTH]):
        error = refused(capsys, *command, "--sandbox", "process")
        assert "ALLOW_LIGHT_ISOLATION=1" in error


@pytest.mark.parametrize(
    "change",
    [{"moves": "X"}, {"layout": "%"}, {"rules": "chess"}, {"length": 10**9}, {"format": "x"}],
)
def test_a_damaged_replay_is_bad_input_or_does_not_hold(capsys, tmp_path, change):
    run("play", "--red", "greedy", "--blue", "baseline", *SHORT, "--replay", "r.json")
    replay = json.loads((tmp_path / "r.json").read_text())
    (tmp_path / "odd.json").write_text(json.dumps({**replay, **change}))
    capsys.readouterr()
    assert run("verify", "odd.json") in (1, 2)
    assert run("gif", "odd.json", "out.gif") == 2
    assert not (tmp_path / "out.gif").exists()


def test_help_of_every_command_is_complete(capsys):
    for command in ("play", "check", "verify", "gif", "conform", "layouts", "teams"):
        assert run(command, "--help") == 0
        assert "usage" in capsys.readouterr().out


def test_it_runs_as_a_module_and_a_closed_pipe_is_no_error(request):
    program = f"{sys.executable} -m pacman_engine layouts | head -n 1"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", program],
        cwd=request.config.rootpath,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0
    assert done.stderr == ""


def test_a_breakpoint_opens_the_debugger_where_the_team_runs_in_this_process(tmp_path, request):
    (tmp_path / "mine.py").write_text(
        "from baselineTeam import OffensiveReflexAgent\n"
        "def createTeam(a, b, isRed): return [Mine(a), Mine(b)]\n"
        "class Mine(OffensiveReflexAgent):\n"
        "    def registerInitialState(self, state):\n"
        "        super().registerInitialState(state)\n"
        "        breakpoint()\n"
        "        print('this is collected')\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "pacman_engine", "play", "--red", str(tmp_path / "mine.py"),
         "--blue", "greedy", *SHORT],
        cwd=request.config.rootpath,
        input="p 'index is', self.index\nc\n" * 2,
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "('index is', 0)" in done.stdout
    assert "('index is', 2)" in done.stdout
    assert "wins" in done.stdout or "draw" in done.stdout


def test_an_interrupt_shows_the_line_in_which_an_agent_of_this_process_hangs(tmp_path, request):
    (tmp_path / "mine.py").write_text(
        "import sys\n"
        "print('ready', file=sys.__stdout__, flush=True)\n"
        "while True: pass\n"
        "def createTeam(a, b, isRed): pass\n"
    )
    command = ["play", "--red", str(tmp_path / "mine.py"), "--blue", "greedy", *SHORT]
    with subprocess.Popen(
        [sys.executable, "-m", "pacman_engine", *command],
        cwd=request.config.rootpath,
        stdout=subprocess.PIPE,
        text=True,
    ) as playing:
        try:
            assert playing.stdout.readline() == "ready\n"
            playing.send_signal(signal.SIGINT)
            out, _ = playing.communicate(timeout=30)
        finally:
            playing.kill()
    assert playing.returncode == 0
    assert "mine.py, line 2" in out or "mine.py, line 3" in out
    assert "KeyboardInterrupt" in out
