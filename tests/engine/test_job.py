"""Jobs: what is fixed in the spec, what a result says, and that no field of it can be forged."""

from __future__ import annotations

import copy
import hashlib
import itertools
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pacman_engine.digests import digest
from pacman_engine.fuel import fuel_document
from pacman_engine.job import (
    JobError,
    check_result,
    job_outcome,
    job_spec,
    play_job,
    representative,
)
from pacman_engine.layout import Layout, load_layout
from pacman_engine.replay import verify
from pacman_engine.result_check import evidence_of
from pacman_engine.rules import UnknownRules
from pacman_engine.runtime import WASMTIME_VERSION, current_image
from pacman_engine.teams.archive import find_team
from pacman_engine.teams.driver import BackendUnavailable

from .metered import IMAGE, RUNTIME, WASMTIME, metered, metered_spec

BOARD = """\
%%%%%%%%%%
%3 .  . 4%
%  .  .  %
%1 .  . 2%
%%%%%%%%%%
"""
OTHER = BOARD.replace("%  .  .  %", "%  %  %  %")
LAYOUTS = [Layout.parse(BOARD, "small"), Layout.parse(OTHER, "other")]


def team(name):
    return {"name": name, "sha256": find_team(name).sha256, "options": {}}


def spec_of(job="t.1.1-2", red="greedy", blue="crasher", **changes):
    values = {
        "tournament": "t",
        "job": job,
        "red": team(red),
        "blue": team(blue),
        "layouts": LAYOUTS,
        "length": 120,
        "rules": "modern",
        "secret": "s3cret",
        "limits": {"move": 3.0},
        "backend": "none",
    }
    return job_spec(**{**values, **changes})


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("job")
    for name in ("greedy", "crasher", "wanderer"):
        archive = find_team(name)
        (path / f"{archive.sha256}.zip").write_bytes(archive.to_zip())
    return path


@pytest.fixture
def here(folder, monkeypatch):
    monkeypatch.chdir(folder)


def play_metered(folder, spec):
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        metered(patch)
        return play_job(spec)


@pytest.fixture(scope="module")
def unmetered(folder):
    """A job in the backend `none`, so without fuel: its spec and its result."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        spec = spec_of()
        return spec, play_job(spec)


@pytest.fixture(scope="module")
def counted(folder):
    """A short job whose fuel was counted."""
    spec = metered_spec(spec_of(length=20))
    spec["teams"][1]["options"]["after"] = "3"  # moves until it crashes
    return spec, play_metered(folder, spec)


@pytest.fixture(scope="module", params=["unmetered", "counted"])
def played(request):
    return request.getfixturevalue(request.param)


def test_matches_one_and_two_swap_sides_on_one_board_and_three_is_on_another():
    first, second, third = spec_of()["matches"]
    assert (first["red"], second["red"]) == (0, 1)
    assert first["layout"] == second["layout"] != third["layout"]
    assert len({m["seed"] for m in (first, second, third)}) == 3
    assert [m["number"] for m in (first, second, third)] == [1, 2, 3]


def test_the_spec_is_a_function_of_secret_tournament_and_job():
    assert spec_of() == spec_of()
    seeds = {
        spec["matches"][0]["seed"]
        for spec in (
            spec_of(),
            spec_of(job="t.1.1-3"),
            spec_of(secret="other"),
            spec_of(tournament="u"),
        )
    }
    assert len(seeds) == 4


def test_over_many_jobs_the_lots_fall_both_ways():
    specs = [spec_of(job=str(n)) for n in range(40)]
    assert {s["matches"][2]["red"] for s in specs} == {0, 1}
    assert {s["matches"][0]["layout_name"] for s in specs} == {"small", "other"}
    for place in range(3):
        assert {s["matches"][place]["starter"] for s in specs} == {0, 1}


def test_the_spec_holds_its_boards_as_text_and_survives_json():
    spec = spec_of(layouts=["RANDOM", "glowworm"])
    assert json.loads(json.dumps(spec)) == spec
    for match in spec["matches"]:
        assert load_layout(match["layout_name"]).text == match["layout"]


def test_with_one_layout_the_third_match_is_on_a_maze():
    spec = spec_of(layouts=LAYOUTS[:1])
    assert spec["matches"][0]["layout_name"] == "small"
    assert spec["matches"][2]["layout_name"].startswith("RANDOM")


@pytest.mark.parametrize(
    "changes",
    [
        {"length": 0},
        {"length": 10**6},
        {"rules": "chess"},
        {"backend": "magic"},
        {"layouts": []},
        {"layouts": ["nowhere"]},
        {"limits": {"move": -1}},
        {"limits": {"tea": 5}},
        {"limits": {"move": "3"}},
        {"limits": {"warnings": 2.5}},
        {"secret": ""},
    ],
)
def test_a_spec_that_cannot_be_played_is_refused(changes):
    with pytest.raises((ValueError, UnknownRules)):
        spec_of(**changes)


def test_a_job_is_played_and_holds_against_its_spec(played):
    spec, result = played
    assert check_result(spec, result) == []
    assert json.loads(json.dumps(result)) == result
    assert len(result["matches"]) == 3
    assert result["outcome"] == job_outcome(result["matches"])


def test_playing_it_again_gives_the_same_digests(unmetered, here):
    spec, result = unmetered
    again = play_job(spec)
    assert [m["evidence_digest"] for m in again["matches"]] == [
        m["evidence_digest"] for m in result["matches"]
    ]


def without_wall_time(result):
    return {**result, "matches": [{**match, "seconds": 0} for match in result["matches"]]}


def test_where_fuel_is_the_clock_all_of_a_result_but_its_wall_time_is_a_function_of_the_spec(
    counted, folder
):
    spec, result = counted
    assert without_wall_time(play_metered(folder, spec)) == without_wall_time(result)


def test_in_the_sandbox_too_it_is_a_function_of_the_spec_and_holds(here):
    spec = spec_of(length=40, backend="wasm", image=current_image().sha256)
    results = [play_job(spec) for _ in range(2)]
    assert without_wall_time(results[0]) == without_wall_time(results[1])
    assert check_result(spec, results[0]) == []
    assert all(sum(match["fuel"]["moves"]) > 0 for match in results[0]["matches"])


def test_result_and_replays_name_what_the_job_was_played_in(counted):
    spec, result = counted
    assert result["runtime"] == RUNTIME
    for match_spec, match in zip(spec["matches"], result["matches"], strict=True):
        evidence = match["replay"]["evidence"]
        assert evidence["runtime"]["image"] == IMAGE
        assert evidence["runtime"]["wasmtime"] == WASMTIME
        assert evidence["runtime"]["backend"] == "wasm"
        assert evidence["evidence_digest"] == match["evidence_digest"]
        assert evidence["limits"] == spec["limits"]
        shas = [entry["sha256"] for entry in spec["teams"]]
        assert evidence["archives"] == (shas if match_spec["red"] == 0 else shas[::-1])
        assert verify(match["replay"]) == []


def test_a_result_holds_whichever_way_the_limits_of_its_job_are_written(counted, folder):
    """A store of documents may give 3 back for 3.0, and lists of names in another order."""
    spec, result = counted
    limits = {name: int(value) for name, value in spec["limits"].items()}
    other = {**spec, "limits": dict(reversed(limits.items()))}
    assert json.dumps(other) != json.dumps(spec)
    assert check_result(other, result) == check_result(spec, result) == []
    assert check_result(spec, play_metered(folder, other)) == []


def test_there_is_one_number_of_fuel_for_each_move_where_fuel_is_counted(counted, unmetered):
    for match in counted[1]["matches"]:
        assert len(match["fuel"]["moves"]) == match["moves"]
        assert match["fuel"] == match["replay"]["evidence"]["fuel"]
    assert all(match["fuel"] is None for match in unmetered[1]["matches"])
    assert unmetered[1]["runtime"] == {"image": "", "wasmtime": ""}


@pytest.mark.parametrize(
    ("runtime", "said"),
    [
        ({"image": IMAGE, "wasmtime": "1.2.3"}, "1.2.3"),
        ({"image": IMAGE, "wasmtime": ""}, "wasmtime"),
        ({"image": "", "wasmtime": "here"}, "image"),
        ({"image": "f" * 12, "wasmtime": "here"}, "image"),
        ({"image": "/etc/passwd", "wasmtime": "here"}, "image"),
        ({"image": "f" * 64, "wasmtime": "here"}, "f" * 64),
    ],
)
def test_a_job_for_another_runtime_is_refused_and_the_one_it_needs_named(
    here, tmp_path, monkeypatch, runtime, said
):
    monkeypatch.setenv("IMAGES_DIR", str(tmp_path))
    if runtime["wasmtime"] == "here":
        runtime = {**runtime, "wasmtime": WASMTIME_VERSION}
    with pytest.raises(JobError, match=said):
        play_job({**spec_of(), "backend": "wasm", "runtime": runtime})


def test_a_job_without_a_sandbox_has_no_runtime(here):
    with pytest.raises(JobError, match="runtime"):
        play_job({**spec_of(), "runtime": RUNTIME})
    with pytest.raises(ValueError, match="image"):
        spec_of(image=IMAGE)


def test_a_spec_for_the_sandbox_is_pinned_to_an_image_and_the_installed_wasmtime():
    spec = spec_of(backend="wasm", image=IMAGE)
    assert spec["runtime"] == {"image": IMAGE, "wasmtime": WASMTIME_VERSION}
    with pytest.raises(ValueError, match="whole SHA-256"):
        spec_of(backend="wasm", image=IMAGE[:12])


def test_progress_rises_from_match_to_match(here):
    shares = []
    play_job(spec_of(blue="wanderer"), progress=shares.append)
    assert shares == sorted(shares)
    assert shares[0] == 0.0
    assert 0.66 < shares[-1] < 1


def test_an_archive_with_other_content_is_not_played(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    spec = spec_of()
    with pytest.raises(JobError, match="cannot be read"):
        play_job(spec)
    for entry in spec["teams"]:
        (tmp_path / entry["file"]).write_bytes(b"something else")
    with pytest.raises(JobError, match="another SHA-256"):
        play_job(spec)


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("engine_version", "0", JobError),
        ("rules_version", "0", JobError),
        ("format", "x", JobError),
        ("matches", [], JobError),
        ("limits", {"move": -1}, JobError),
        ("limits", {1: 2}, JobError),
        ("rules", "chess", JobError),
        ("length", 0, JobError),
        ("backend", "magic", BackendUnavailable),
    ],
)
def test_a_spec_for_another_engine_or_with_nonsense_is_not_played(here, field, value, error):
    with pytest.raises(error):
        play_job({**spec_of(), field: value})


@pytest.mark.parametrize(
    ("field", "value"),
    [("red", 2), ("red", -1), ("starter", 5), ("number", 3), ("seed", "\ud800"), ("seed", ""),
     ("layout", "%")],
)  # fmt: skip
def test_a_match_that_makes_no_sense_is_not_played(here, field, value):
    spec = spec_of()
    spec["matches"][1][field] = value
    with pytest.raises(JobError):
        play_job(spec)


@pytest.mark.parametrize("options", [{"depth": 3}, {"not a name": "1"}, {"a": ["b"]}])
def test_options_that_no_factory_can_take_are_not_played(here, options):
    spec = spec_of()
    spec["teams"][0]["options"] = options
    with pytest.raises(JobError, match="options"):
        play_job(spec)


def test_an_archive_outside_the_folder_is_not_opened(here):
    spec = spec_of()
    spec["teams"][0]["file"] = "../team.zip"
    with pytest.raises(JobError, match="plain name"):
        play_job(spec)


# --- forging ---------------------------------------------------------------------------------

# What no score depends on, and nobody but the players themselves could know.
METADATA = {"seconds", "stdout", "stderr", "truncated", "message", "traceback", "hint", "warnings"}


def fields(document, path=()):
    """The paths of all plain values that a forger could change."""
    if isinstance(document, dict):
        for key, value in document.items():
            if key not in METADATA or "evidence" in path:
                yield from fields(value, (*path, key))
    elif isinstance(document, list):
        for number, value in enumerate(document):
            yield from fields(value, (*path, number))
    else:
        yield path


def changed(result, path, value):
    forged = copy.deepcopy(result)
    place = forged
    for step in path[:-1]:
        place = place[step]
    if place[path[-1]] == value and type(place[path[-1]]) is type(value):
        return None
    place[path[-1]] = value
    return forged


def test_there_is_a_fault_in_the_result_that_is_forged(played):
    assert any(m["faults"] for m in played[1]["matches"])


@pytest.mark.parametrize("value", [None, 7, -1, "x", True, 1.5, [], {}])
def test_no_field_can_be_replaced(played, value):
    spec, result = played
    for path in fields(result):
        forged = changed(result, path, value)
        assert forged is None or check_result(spec, forged), path


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_no_small_change_of_a_field_holds(played, data):
    spec, result = played
    path = data.draw(st.sampled_from(sorted(fields(result), key=str)))
    old = result
    for step in path:
        old = old[step]
    near = {
        str: lambda: st.one_of(
            st.just(old[:-1] + ("0" if old[-1:] != "0" else "1")), st.just(old[:-1]),
            st.sampled_from(["red", "blue", "draw", "N", "-", "length", "fault", "void", "crash"]),
        ),
        int: lambda: st.integers(old - 2, old + 2),
    }.get(type(old), lambda: st.integers())()  # fmt: skip
    forged = changed(result, path, data.draw(near))
    assert forged is None or check_result(spec, forged), path


def test_no_field_can_be_left_out_or_added(played):
    spec, result = played
    for path in fields(result):
        for change in ("drop", "add"):
            forged = copy.deepcopy(result)
            place = forged
            for step in path[:-1]:
                place = place[step]
            if change == "add" and isinstance(place, dict):
                place["more"] = 1
            elif change == "drop" or isinstance(place, list):
                del place[path[-1]]
            assert check_result(spec, forged), (change, path)


@pytest.mark.parametrize("field", ["stdout", "stderr"])
def test_text_that_cannot_be_stored_or_shown_is_refused(played, field):
    spec, result = played
    forged = copy.deepcopy(result)
    forged["matches"][1]["logs"]["blue"][field] = "half a character: \ud83d"
    assert f"logs.blue.{field}" in check_result(spec, forged)[0]


@pytest.mark.parametrize("seconds", [float("nan"), float("inf"), -0.1, 10**400, True])
def test_no_time_is_taken_that_is_no_time(played, seconds):
    spec, result = played
    forged = copy.deepcopy(result)
    forged["matches"][0]["seconds"] = seconds
    assert check_result(spec, forged)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_no_fuel_can_be_changed_even_if_all_sums_are(counted, data):
    """Whoever claims other fuel for a move must also claim another evidence digest."""
    spec, result = counted
    forged = copy.deepcopy(result)
    match = forged["matches"][data.draw(st.integers(0, 2))]
    moves = match["fuel"]["moves"]
    if not moves:
        return
    moves[data.draw(st.integers(0, len(moves) - 1))] += data.draw(st.integers(1, 10**6))
    starter = match["replay"]["starter"]
    match["fuel"] = fuel_document(match["fuel"]["startup"], moves, starter)
    match["replay"]["evidence"]["fuel"] = copy.deepcopy(match["fuel"])
    assert check_result(spec, forged)


def test_fuel_beyond_the_limits_of_the_job_is_noticed_however_consistent(counted):
    spec, result = counted
    for part, number, said in (("startup", 1, "agent 1"), ("moves", 3, "move 3")):
        forged = copy.deepcopy(result)
        for match_spec, match in zip(spec["matches"], forged["matches"], strict=True):
            changed = copy.deepcopy(match["fuel"])
            changed[part][number] = 10**12
            match["fuel"] = fuel_document(
                changed["startup"], changed["moves"], match_spec["starter"]
            )
            evidence = evidence_of(spec, match_spec, match["replay"], match["fuel"])
            match["replay"]["evidence"] = evidence
            match["evidence_digest"] = evidence["evidence_digest"]
        told = check_result(spec, forged)
        assert len(told) == 3
        assert all(said in sentence for sentence in told)


@pytest.mark.parametrize("field", ["image", "wasmtime"])
def test_a_result_from_another_runtime_is_rejected(counted, field):
    spec, result = counted
    other = {**spec, "runtime": {**RUNTIME, field: "2b" * 32}}
    told = check_result(other, result)
    assert "The result's runtime is not that of its job." in told
    assert len(told) > 3  # the evidence digests depend on it too


def test_a_result_with_fuel_does_not_pass_for_one_without(counted, unmetered):
    spec, result = copy.deepcopy(unmetered)
    for match in result["matches"]:
        match["fuel"] = fuel_document([0] * 4, [0] * match["moves"], match["replay"]["starter"])
    assert check_result(spec, result)
    spec, result = copy.deepcopy(counted)
    for match in result["matches"]:
        match["fuel"] = None
    assert check_result(spec, result)


def test_a_move_changed_together_with_all_that_follows_is_still_not_the_jobs(played):
    """A forger who recomputes all digests can only make a legal match; the seed stays the job's."""
    spec, result = played
    forged = copy.deepcopy(result)
    replay = forged["matches"][0]["replay"]
    replay["seed"] = "0" * 64
    replay["digest"] = forged["matches"][0]["digest"] = digest(replay)
    assert any("seed" in problem for problem in check_result(spec, forged))


@pytest.mark.parametrize("junk", [None, 5, "x", [], {}, {"format": "pacman-result/2"}])
def test_what_is_no_result_is_rejected(junk):
    assert check_result(spec_of(), junk)


def test_the_result_of_another_job_is_rejected(played):
    spec, result = played
    assert check_result(spec_of(job="t.1.1-9"), result)
    assert check_result({**spec, "teams": spec["teams"][::-1]}, result)


def test_strings_of_any_size_are_bounded(played):
    spec, result = played
    forged = copy.deepcopy(result)
    forged["matches"][0]["logs"]["red"]["stdout"] = "x" * 10**7
    assert check_result(spec, forged)


@pytest.mark.parametrize("seconds", [float("nan"), float("inf"), -1.0, "1", None, True, 10**400])
def test_seconds_must_be_seconds(played, seconds):
    spec, result = played
    forged = copy.deepcopy(result)
    forged["matches"][0]["seconds"] = seconds
    assert check_result(spec, forged)


# --- outcome and representative --------------------------------------------------------------


def matches_of(*results):
    """Three matches by their results in team 0's view; the sides as in a job."""
    reds = (0, 1, 0)
    made = []
    for number, (red, score) in enumerate(zip(reds, results, strict=True), start=1):
        own = score if red == 0 else -score
        winner = "draw" if own == 0 else "red" if own > 0 else "blue"
        made.append({"number": number, "red": red, "score": own, "winner": winner,
                     "end": "length", "faults": []})  # fmt: skip
    return made


@pytest.mark.parametrize(
    ("results", "winner", "score", "shown"),
    [
        ((3, 4, 5), 0, 12, 3),
        ((-3, -4, -5), 1, -12, 3),
        ((3, 4, -20), 0, -13, 2),
        ((-1, -1, 20), 1, 18, 1),
        ((0, 0, 1), 0, 1, 3),
        ((5, -2, 0), 0, 3, 1),
        ((-5, 2, 0), 1, -3, 1),
        ((0, 2, -5), 1, -3, 3),
        ((2, -2, 0), None, 0, 3),
        ((0, 7, -7), None, 0, 1),
        ((0, 0, 0), None, 0, 1),
        ((3, 3, 0), 0, 6, 1),
    ],
)
def test_more_wins_then_the_total_score_decide(results, winner, score, shown):
    matches = matches_of(*results)
    outcome = job_outcome(matches)
    assert (outcome["winner"], outcome["score"]) == (winner, score)
    assert representative(matches, outcome) == shown


def test_a_played_match_stands_for_the_job_rather_than_a_forfeit():
    matches = matches_of(2, 9, 1)
    matches[1]["faults"] = [{}]
    assert representative(matches, job_outcome(matches)) == 1


def test_a_void_match_is_a_draw_and_the_last_to_stand_for_one():
    matches = matches_of(0, 0, 0)
    matches[0]["end"] = "void"
    outcome = job_outcome(matches)
    assert (outcome["draws"], outcome["winner"]) == (3, None)
    assert representative(matches, outcome) == 2


def test_the_representative_always_agrees_with_the_outcome():
    for results in itertools.product(range(-3, 4), repeat=3):
        matches = matches_of(*results)
        outcome = job_outcome(matches)
        score = results[representative(matches, outcome) - 1]
        assert {0: score > 0, 1: score < 0, None: score == 0}[outcome["winner"]], results


def test_swapping_the_teams_swaps_the_outcome():
    for results in itertools.product((-2, 0, 1), repeat=3):
        there = job_outcome(matches_of(*results))
        back = job_outcome(matches_of(*(-score for score in results)))
        assert there["wins"] == back["wins"][::-1]
        assert there["score"] == -back["score"]


def test_the_seed_of_a_match_is_the_hmac_of_the_secret():
    import hmac

    text = json.dumps(["t", "t.1.1-2", "seed", 2])
    expected = hmac.new(b"s3cret", text.encode(), hashlib.sha256).hexdigest()
    assert spec_of()["matches"][1]["seed"] == expected
