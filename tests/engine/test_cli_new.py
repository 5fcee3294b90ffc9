"""`new`: a starter team that plays, in both spellings, and never over anything of the user's."""

from __future__ import annotations

import json

import pytest

from pacman_engine.cli import main
from pacman_engine.cli.new import STYLES
from pacman_engine.replay import parse_replay


@pytest.fixture(autouse=True)
def _somewhere(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("style", STYLES)
def test_the_starter_passes_the_check_in_the_sandbox(capsys, style):
    assert main(["new", "mine", "--style", style]) == 0
    assert main(["check", "mine", "--json", "report.json"]) == 0
    with open("report.json", encoding="utf-8") as file:
        report = json.load(file)
    assert report["verdict"] == "ready"
    assert report["warnings"] == []
    assert report["stdout"] == report["stderr"] == ""


def test_both_spellings_play_the_same_match(capsys):
    digests = set()
    for style in STYLES:
        assert main(["new", style, "--style", style]) == 0
        arguments = ["--blue", "greedy", "--layout", "glowworm", "--seed", "4", "--sandbox", "none"]
        assert main(["play", "--red", style, *arguments, "--replay", f"{style}.json"]) == 0
        with open(f"{style}.json", "rb") as file:
            digests.add(parse_replay(file.read())["digest"])
    assert len(digests) == 1


@pytest.mark.parametrize("seat", ["red", "blue"])
def test_the_starter_beats_a_simple_team_on_either_side(capsys, seat):
    main(["new", "mine"])
    other = "blue" if seat == "red" else "red"
    assert main(["play", f"--{seat}", "mine", f"--{other}", "wanderer", "--seed", "2",
                 "--sandbox", "none"]) == 0  # fmt: skip
    assert f"mine ({seat}) wins" in capsys.readouterr().out


def test_it_says_what_to_do_next_with_names_that_can_be_pasted(capsys):
    assert main(["new", "my team"]) == 0
    out = capsys.readouterr().out
    assert "python -m pacman_engine check 'my team'" in out
    assert "LIGHT_ISOLATION" not in out
    assert max(map(len, out.splitlines())) < 80


@pytest.mark.parametrize("name", ["folder", "file", "link", "broken", "", "x.py", "no/where"])
def test_nothing_is_overwritten_and_bad_names_are_refused(capsys, tmp_path, name):
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("mine")
    (tmp_path / "link").symlink_to("folder")
    (tmp_path / "broken").symlink_to("nowhere")
    assert main(["new", name]) == 2
    assert capsys.readouterr().err.startswith("pacman_engine: ")
    assert (tmp_path / "file").read_text() == "mine"
    assert list((tmp_path / "folder").iterdir()) == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["broken", "file", "folder", "link"]
