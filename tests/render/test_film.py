"""GIFs of matches: every frame is right, and the file is small and quick to make."""

from __future__ import annotations

from io import BytesIO
from time import process_time

import pytest
from PIL import Image

from pacman_engine.faults import Fault, FaultKind, Side
from pacman_engine.layout import Layout, load_layout
from pacman_engine.mazes import generate_maze
from pacman_engine.render import render_frame, render_gif, render_still
from pacman_engine.render.stage import Stage
from pacman_engine.replay import End, ReplayError, build_replay, play_through

# The colours are written out here: the test must not share the drawing code's idea of them.
FIRST, SECOND = ("ff6b6e", "6aa5ff"), ("ffa79c", "a4cdff")
SCARED = ("5d2f44", "2f4674")
DOT, FLOOR = "ffd23f", ("150f1f", "0e1224")


def frames(data: bytes):
    """Every frame of the GIF as a reader shows it, in RGB."""
    image = Image.open(BytesIO(data))
    for number in range(image.n_frames):
        image.seek(number)
        yield image.convert("RGB")


def delays(data: bytes) -> list[int]:
    image, found = Image.open(BytesIO(data)), []
    for number in range(image.n_frames):
        image.seek(number)
        found.append(image.info["duration"])
    return found


def expected_centre(state, cell) -> set[str] | None:
    """The colours that the centre of a floor cell may have; None where figures overlap."""
    here = [(i, a) for i, a in enumerate(state.agents) if a.cell == cell]
    if len(here) > 1:
        return None
    if here:
        index, agent = here[0]
        colour = (FIRST if index < 2 else SECOND)[index % 2]
        if agent.scared and not agent.is_pacman:
            return {SCARED[index % 2], FIRST[index % 2]}
        return {colour}
    if state.food & state.layout.bit(*cell) or cell in state.capsules:
        return {DOT}
    return {FLOOR[0] if state.layout.is_red(cell[0]) else FLOOR[1]}


def wrong_cells(state, stage, image) -> list:
    pixels = image.load()
    layout = state.layout
    floor = layout.cells((layout.red_cells | layout.blue_cells) & ~layout.walls)
    wrong = []
    for cell in floor:
        colour = "{:02x}{:02x}{:02x}".format(*pixels[stage.centre(cell)])
        wanted = expected_centre(state, cell)
        if wanted is not None and colour not in wanted:
            wrong.append((cell, colour, wanted))
    return wrong


@pytest.fixture(scope="module")
def match(play):
    """A match in which everything happens: dots, capsules, deaths, dispersal, returns."""
    return play("nightgarden", 3, 700)


def test_the_match_of_these_tests_has_everything_in_it(match):
    states = list(play_through(match))
    assert any(state.capsule_eaten for state in states)
    assert any(state.food_added for state in states)
    assert any(state.score_change for state in states)
    assert any(a.scared and not a.is_pacman for state in states for a in state.agents)


def test_every_cell_of_every_frame_shows_what_stood_there(match):
    states = list(play_through(match))
    stage = Stage(states[0].layout)
    shown = list(frames(render_gif(match)))
    assert len(shown) == len(states) + 1
    for number, (state, image) in enumerate(zip(states, shown, strict=False)):
        assert wrong_cells(state, stage, image) == [], f"frame {number}"


def test_the_board_of_a_frame_is_pixel_for_pixel_the_picture_of_its_state(match):
    states = list(play_through(match))
    stage = Stage(states[0].layout)
    board = (0, stage.corner((0, stage.layout.height - 1))[1], stage.width, stage.height)
    for number, (state, image) in enumerate(zip(states, frames(render_gif(match)), strict=False)):
        if number % 9 == 0 or state.food_added or state.capsule_eaten:
            alone = render_frame(state).convert("RGB")
            assert image.crop(board).tobytes() == alone.crop(board).tobytes(), f"frame {number}"


def test_score_and_clock_are_right_at_every_tenth_move_and_whenever_the_score_changes(match):
    states = list(play_through(match))
    names = {"red": match["red"], "blue": match["blue"]}
    top = Stage(states[0].layout).corner((0, states[0].layout.height - 1))[1]
    for number, (state, image) in enumerate(zip(states, frames(render_gif(match)), strict=False)):
        if number % 10 == 0 or state.score_change:
            alone = render_frame(state, move=number, **names).convert("RGB")
            header = (0, 0, image.width, top)
            assert image.crop(header).tobytes() == alone.crop(header).tobytes(), f"frame {number}"


def test_a_long_match_stays_within_the_limits_of_time_and_size(play):
    replay = play("nightgarden", 23, 1200, 0.45)
    assert len(replay["moves"]) == 1200
    started = process_time()
    data = render_gif(replay)
    assert process_time() - started < 1.5
    assert len(data) < 600_000


def test_the_film_loops_and_holds_its_last_frame(match):
    data = render_gif(match)
    shown = delays(data)
    assert Image.open(BytesIO(data)).info["loop"] == 0
    assert shown[-1] == 5000
    assert len(set(shown[1:-1])) == 1
    assert 30 <= shown[1] <= 120


def test_the_last_frame_lays_a_plate_over_the_middle_of_the_board(match):
    *_, before, last = frames(render_gif(match))
    x, y = Stage(load_layout(match["layout_name"])).middle()
    plate, rim = (x - 60, y - 30), (x, y - 38)
    assert last.getpixel(plate) == (0x18, 0x1A, 0x2E) != before.getpixel(plate)
    winner = FIRST[0] if match["score"] > 0 else FIRST[1]
    assert "{:02x}{:02x}{:02x}".format(*last.getpixel(rim)) == winner


def unplayed(end, faults, *, layout="glowworm", names=("Ada", "Bob"), score=0):
    return build_replay(
        rules="modern",
        layout=load_layout(layout),
        seed="0",
        starter=0,
        length=300,
        names=names,
        actions=[],
        end=end,
        score=score,
        faults=faults,
    )


def test_a_void_match_still_has_a_film():
    faults = [Fault(Side.RED, 0, 0, FaultKind.LOAD), Fault(Side.BLUE, 1, 0, FaultKind.LOAD)]
    replay = unplayed(End.VOID, faults)
    assert len(list(frames(render_gif(replay)))) == 2


@pytest.mark.parametrize("kind", list(FaultKind))
def test_a_forfeit_of_any_kind_has_a_film(kind):
    replay = unplayed(End.FAULT, [Fault(Side.RED, 2, 0, kind)], score=-1)
    assert len(list(frames(render_gif(replay)))) == 2


@pytest.mark.parametrize(
    "names",
    [("", ""), ("x" * 200, "W" * 200), ("漢字", "\x00\x1b[31m"), ("Ünïcødé", "a\nb\tc")],
)
def test_any_name_can_be_shown(names):
    faults = [Fault(Side.RED, 0, 0, FaultKind.CRASH)]
    first, last = frames(render_gif(unplayed(End.FAULT, faults, names=names, score=-1)))
    assert first.size == last.size


def test_moves_that_change_nothing_are_frames_too():
    layout = load_layout("glowworm")
    replay = build_replay(
        rules="classic",
        layout=layout,
        seed="0",
        starter=1,
        length=25,
        names=("Ada", "Bob"),
        actions=["Stop"] * 25,
        end=End.LENGTH,
        score=0,
        faults=[],
    )
    shown = list(frames(render_gif(replay)))
    stage = Stage(layout)
    assert len(shown) == 27
    for state, image in zip(play_through(replay), shown, strict=False):
        assert wrong_cells(state, stage, image) == []


@pytest.mark.parametrize("size", [(64, 64), (12, 6), (64, 6), (12, 64)])
def test_boards_of_every_size_are_drawn_whole(size):
    layout = Layout.parse(generate_maze(5, *size))
    replay = build_replay(
        rules="modern",
        layout=layout,
        seed="0",
        starter=0,
        length=4,
        names=("Ada", "Bob"),
        actions=["Stop"] * 4,
        end=End.LENGTH,
        score=0,
        faults=[],
    )
    shown = list(frames(render_gif(replay)))
    state = next(play_through(replay))
    assert wrong_cells(state, Stage(layout), shown[0]) == []
    assert max(shown[0].size) <= 800


def test_a_match_longer_than_wanted_is_refused(match):
    with pytest.raises(ReplayError, match="at most 100"):
        render_gif(match, max_moves=100)


def test_an_illegal_move_is_refused(match):
    with pytest.raises(ReplayError, match="illegal"):
        render_gif({**match, "moves": "W" * 40})


def test_a_still_is_the_picture_of_its_move(match):
    states = list(play_through(match))
    still = Image.open(BytesIO(render_still(match, 123)))
    alone = render_frame(states[123], red=match["red"], blue=match["blue"], move=123)
    assert still.format == "PNG"
    assert still.convert("RGB").tobytes() == alone.convert("RGB").tobytes()


def test_a_still_without_a_move_shows_the_result_like_the_films_last_frame(match):
    *_, last = frames(render_gif(match))
    still = Image.open(BytesIO(render_still(match))).convert("RGB")
    assert still.tobytes() == last.tobytes()


def test_a_still_of_a_move_that_was_not_made_is_refused(match):
    with pytest.raises(ReplayError, match="none is number 9999"):
        render_still(match, 9999)
