"""`play --watch` and `watch`: the match in a terminal, and in a file."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios

import pytest

from pacman_engine.cli import main
from pacman_engine.cli.board_text import LINES_AROUND, BoardText
from pacman_engine.layout import Layout, layout_names, load_layout
from pacman_engine.rules import MODERN
from pacman_engine.state import State

BOARD = "%%%%%%%%%%\n%3 .o . 4%\n%  .  .  %\n%1 . o. 2%\n%%%%%%%%%%"
MATCH = ["play", "--red", "greedy", "--blue", "baseline", "--layout", "glowworm", "--seed", "abc",
         "--sandbox", "none", "--length", "40"]  # fmt: skip
COLOUR = re.compile(r"\x1b\[[\d;]*m")


@pytest.fixture(autouse=True)
def _somewhere(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)


def state(**agents):
    """The first position on the small board, with changes to agents: a0={"x": 3}."""
    first = State.initial(Layout.parse(BOARD, "small"), MODERN, 100)
    for name, changes in agents.items():
        number = int(name[1:])
        first.agents[number] = first.agents[number]._replace(**changes)
    return first


def drawn(position, *, colours=False, columns=80, names=("red team", "blue team")):
    return BoardText(names, 100, colours=colours, columns=columns).lines(position)


def test_a_frame_shows_board_score_move_and_what_the_agents_are():
    position = state(a0={"x": 7, "is_pacman": True, "carrying": 3, "direction": "East"},
                     a1={"scared": 12})  # fmt: skip
    position.score, position.timeleft, position.agent_moved = -4, 58, 0
    assert drawn(position) == [
        "Score -4 (blue leads)   Move 42 of 100   agent 0 (red) moved",
        "####################",
        "##G2  . o   .   G3##",
        "##    .     .     ##",
        "##    .   o . <0s1##",
        "####################",
        "Red  red team: 0 Pacman carries 3; 2 ghost",
        "Blue blue team: 1 ghost scared 12; 3 ghost",
    ]


def test_with_fewer_columns_each_cell_is_one_character():
    assert drawn(state(), columns=19)[1:6] == [
        "##########",
        "#2 .o . 3#",
        "#  .  .  #",
        "#0 . o. 1#",
        "##########",
    ]


def test_agents_in_one_cell_are_both_named():
    assert "02" in drawn(state(a2={"x": 1, "y": 1}))[4]


def test_colours_only_add_to_what_is_there_without_them():
    position = state(a0={"scared": 3})
    plain, coloured = drawn(position), drawn(position, colours=True)
    assert [COLOUR.sub("", line) for line in coloured] == plain
    assert not any("\x1b" in line for line in plain)
    assert all(line.endswith("\x1b[0m") for line in coloured[1:])


@pytest.mark.parametrize("columns", [20, 40, 80])
def test_no_line_is_wider_than_the_terminal(columns):
    crowded = {"is_pacman": True, "carrying": 120, "scared": 40}
    position = state(a0=crowded, a1=crowded, a2=crowded, a3=crowded)
    position.score, position.agent_moved = -120, 3
    for line in drawn(position, columns=columns, names=("x" * 200, "y" * 200)):
        assert len(line) <= columns


def test_a_name_can_do_nothing_to_the_terminal():
    assert "\x1b" not in "".join(drawn(state(), names=("\x1b[2J", "a\nb\r\u202e")))


def test_every_shipped_board_fits_a_terminal_of_80_by_24():
    for name in layout_names():
        board = load_layout(name)
        assert board.width <= 80
        assert board.height + LINES_AROUND < 24, name


def test_a_forged_name_can_do_nothing_to_the_terminal_in_the_summary(capsys, tmp_path):
    main([*MATCH, "--replay", "r.json"])
    replay = json.loads((tmp_path / "r.json").read_text())
    (tmp_path / "r.json").write_text(json.dumps({**replay, "red": "\x1b[2Jme", "blue": "\x1b[2J"}))
    capsys.readouterr()
    assert main(["watch", "r.json"]) == 0
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert "[2Jme (red) against" in out


# Without a terminal.


def test_in_a_file_every_position_is_written_plainly(capsys):
    assert main([*MATCH, "--watch"]) == 0
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert re.findall(r"Move (\d+) of 40", out) == [str(n) for n in range(41)]
    assert "greedy (red) against baseline (blue)" in out


def test_a_replay_is_shown_as_the_match_was(capsys):
    main([*MATCH, "--watch", "--replay", "r.json"])
    live = capsys.readouterr().out
    assert main(["watch", "r.json"]) == 0
    assert capsys.readouterr().out == live


def test_a_replay_can_be_shown_from_a_move_on(capsys):
    main([*MATCH, "--replay", "r.json"])
    capsys.readouterr()
    assert main(["watch", "r.json", "--from", "38"]) == 0
    assert re.findall(r"Move (\d+) of 40", capsys.readouterr().out) == ["38", "39", "40"]
    assert main(["watch", "r.json", "--from", "41"]) == 2
    assert "only 40 moves" in capsys.readouterr().err


def test_a_forfeit_is_said_after_the_replay(capsys):
    main(["play", "--red", "crasher", "--blue", "greedy", *MATCH[5:-1], "400", "--replay",
          "r.json"])  # fmt: skip
    capsys.readouterr()
    assert main(["watch", "r.json"]) == 0
    assert "Forfeit of red: crash of agent" in capsys.readouterr().out


def test_a_forged_replay_is_shown_and_said_to_be_so(capsys, tmp_path):
    main([*MATCH, "--replay", "r.json"])
    text = (tmp_path / "r.json").read_text()
    (tmp_path / "r.json").write_text(re.sub(r'"score": -?\d+', '"score": 9', text))
    capsys.readouterr()
    assert main(["watch", "r.json"]) == 1
    assert "does not hold" in capsys.readouterr().out


def test_the_shared_generators_match_can_be_watched(capsys):
    arguments = [*MATCH, "--rng", "shared", "--watch"]
    assert main(arguments) == 0
    assert "Move 40 of 40" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([*MATCH, "--watch", "--json", "-"], "stdout"),
        ([*MATCH, "--fps", "5"], "--watch"),
        ([*MATCH, "--watch", "--fps", "0"], "0.1 to 1000"),
        ([*MATCH, "--watch", "--fps", "nan"], "0.1 to 1000"),
        (["watch", "nowhere.json"], "nowhere.json"),
        (["watch", "r.json", "--from", "-1"], "0 to"),
    ],
)
def test_bad_input_ends_with_two(capsys, arguments, said):
    try:
        code = main(arguments)
    except SystemExit as ended:
        code = ended.code
    assert code == 2
    assert said in capsys.readouterr().err


def test_logs_say_what_was_printed_and_how_long_the_moves_took(capsys, tmp_path):
    (tmp_path / "talker.py").write_text("from baselineTeam import createTeam\nprint('I am here')\n")
    assert main(["play", "--red", "talker.py", "--blue", "greedy", *MATCH[5:], "--logs"]) == 0
    out = capsys.readouterr().out
    assert "talker (red) stdout:\nI am here" in out
    assert "s for its moves, the slowest" in out


# In a terminal.


class Terminal:
    """A pseudo terminal with a command in it; `text` is all that it has shown."""

    def __init__(self, root, arguments, columns=80, lines=24, **environment):
        self.ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        kept = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "LINES", "NO_COLOR")}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "pacman_engine", *arguments],
            cwd=root,
            env={**kept, "TERM": "xterm-256color", **environment},
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
        )
        os.close(theirs)
        self.text = ""

    def read_until(self, wanted=None, seconds=30):
        """Read until ``wanted`` was shown, or to the end; fails when that takes too long."""
        while wanted is None or wanted not in self.text:
            ready, _, _ = select.select([self.ours], [], [], seconds)
            assert ready, f"nothing was shown for {seconds} s"
            try:
                piece = os.read(self.ours, 65_536)
            except OSError:  # the other side is closed
                break
            if not piece:
                break
            self.text += piece.decode()
        return self.text

    def ended(self):
        """The exit code, after all was shown."""
        self.read_until()
        return self.process.wait(timeout=30)

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self.ours)


@pytest.fixture
def terminal(request, tmp_path):
    main([*MATCH, "--replay", str(tmp_path / "r.json")])
    opened = []

    def open_terminal(*options, **kwargs):
        arguments = ["watch", str(tmp_path / "r.json"), *options]
        opened.append(Terminal(request.config.rootpath, arguments, **kwargs))
        return opened[-1]

    yield open_terminal
    for one in opened:
        one.close()


def test_a_terminal_gets_one_moving_picture_in_colours(terminal):
    shown = terminal("--fps", "1000")
    assert shown.ended() == 0
    assert shown.text.count("\x1b[2J") == 1
    assert shown.text.count("\x1b[H") == 41
    assert COLOUR.search(shown.text)
    assert "against" in shown.text.rpartition("\x1b")[2]


def test_no_color_is_respected(terminal):
    shown = terminal("--fps", "1000", NO_COLOR="1")
    assert shown.ended() == 0
    assert not COLOUR.search(shown.text)
    assert "Move 40 of 40" in shown.text


def test_a_dumb_terminal_gets_plain_frames(terminal):
    shown = terminal("--fps", "1000", TERM="dumb")
    assert shown.ended() == 0
    assert "\x1b" not in shown.text


def test_a_terminal_that_is_too_small_is_told_what_is_needed(terminal):
    shown = terminal(columns=18, lines=24)
    assert shown.ended() == 2
    assert "needs a terminal of 20 columns" in " ".join(shown.text.split())
    shown = terminal(columns=80, lines=9)
    assert shown.ended() == 2
    assert "enlarge it" in " ".join(shown.text.split())


def test_an_interrupt_ends_it_without_a_traceback(terminal):
    shown = terminal("--fps", "0.1")
    shown.read_until("Blue baseline")
    shown.process.send_signal(signal.SIGINT)
    assert shown.ended() == 130
    assert "Traceback" not in shown.text
