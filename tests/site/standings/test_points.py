from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from tournament.standings.points import Place, Played, Tally, rank, tallies

jobs = st.lists(
    st.builds(
        Played,
        first=st.integers(0, 4),
        second=st.integers(5, 9),
        outcome=st.sampled_from(["first", "second", "draw", "void"]),
        score=st.integers(-30, 30),
        first_wins=st.integers(0, 3),
        second_wins=st.integers(0, 3),
    ),
    max_size=30,
)


def places(table):
    return [Place(key=key, tally=tally, name=f"team {key}") for key, tally in table.items()]


def test_a_win_is_three_points_and_a_draw_one():
    table = tallies([1, 2, 3], [Played(1, 2, "first", 5), Played(2, 3, "draw", 0)])
    assert [table[key].points for key in (1, 2, 3)] == [3, 1, 1]
    assert [table[key].lost for key in (1, 2, 3)] == [0, 1, 0]


def test_a_void_job_is_worth_nothing_to_both():
    table = tallies([1, 2], [Played(1, 2, "void", 0)])
    assert table[1] == table[2] == Tally(jobs=1, void=1)
    assert table[1].points == table[1].lost == 0


def test_jobs_with_a_team_outside_the_table_do_not_count():
    table = tallies([1, 2], [Played(1, 9, "first", 5), Played(2, 1, "first", 3)])
    assert table[1].jobs == 1
    assert table[1].points == 0
    assert table[2].points == 3


def test_equal_points_are_separated_by_wins_then_score_then_matches_won():
    lines = [
        Place(key=1, tally=Tally(jobs=3, drawn=3, score=9), name="three draws"),
        Place(key=2, tally=Tally(jobs=3, won=1, score=1), name="one win"),
        Place(key=3, tally=Tally(jobs=3, won=1, score=2), name="one higher win"),
        Place(key=4, tally=Tally(jobs=3, won=1, score=2, matches_won=4), name="more matches"),
    ]
    assert [line.key for line in rank(lines)] == [4, 3, 2, 1]
    assert [line.rank for line in rank(lines)] == [1, 2, 3, 4]


def test_teams_that_nothing_separates_share_a_rank_in_order_of_their_names():
    lines = [
        Place(key=1, tally=Tally(jobs=1), name="zoe"),
        Place(key=2, tally=Tally(jobs=1), name="Abe"),
        Place(key=3, tally=Tally(jobs=1, drawn=1), name="mid"),
    ]
    ordered = rank(lines)
    assert [(line.name, line.rank) for line in ordered] == [("mid", 1), ("Abe", 2), ("zoe", 2)]


def test_by_average_a_short_strong_season_beats_a_long_mediocre_one():
    short = Place(key=1, tally=Tally(jobs=2, won=2), name="short")
    long = Place(key=2, tally=Tally(jobs=20, won=9), name="long")
    absent = Place(key=3, tally=Tally(), name="absent")
    assert [line.name for line in rank([long, short, absent], by_average=True)] == [
        "short",
        "long",
        "absent",
    ]


@settings(max_examples=40)
@given(jobs)
def test_scores_cancel_out_and_every_job_gives_three_two_or_no_points(played):
    table = tallies(range(10), played)
    assert sum(tally.score for tally in table.values()) == 0
    worth = {"first": 3, "second": 3, "draw": 2, "void": 0}
    assert sum(t.points for t in table.values()) == sum(worth[job.outcome] for job in played)
    assert sum(t.jobs for t in table.values()) == 2 * len(played)


@settings(max_examples=40)
@given(jobs, st.randoms(use_true_random=False))
def test_the_order_of_the_jobs_changes_nothing(played, random):
    before = rank(places(tallies(range(10), played)))
    random.shuffle(played)
    after = rank(places(tallies(range(10), played)))
    assert [(p.key, p.rank) for p in before] == [(p.key, p.rank) for p in after]


@settings(max_examples=40)
@given(jobs)
def test_ranks_never_fall_and_points_never_rise_down_the_table(played):
    ordered = rank(places(tallies(range(10), played)))
    for upper, lower in pairwise(ordered):
        assert upper.rank <= lower.rank
        assert upper.tally.points >= lower.tally.points
    assert ordered[0].rank == 1
