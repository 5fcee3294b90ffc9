from __future__ import annotations

import pytest

from tests.site.season import (
    add_gifs,
    enter,
    finish,
    give_agent,
    make_teams,
    make_tournament,
    season,
)
from tournament.standings.cross_table import BLOCK, blocks, cross_table
from tournament.standings.points import Played, tallies
from tournament.standings.selectors import head_to_head, history, leaderboard, standings
from tournament.standings.statistics import statistics
from tournament.tournaments.models import Job
from tournament.tournaments.states import EntryState, JobState, Outcome, TournamentState

pytestmark = pytest.mark.django_db


def cells(tournament):
    lines = standings(tournament)
    table = cross_table(tournament, lines)
    return {
        (row.line.entry.pk, column.entry.pk): cell
        for row in table.rows
        for column, cell in zip(table.columns, row.cells, strict=True)
    }


def test_standings_are_what_the_points_module_says_of_the_same_jobs():
    tournament = season(6, rounds=2)
    played = [
        Played(j.first_id, j.second_id, j.outcome, j.score, j.first_wins, j.second_wins)
        for j in tournament.jobs.all()
    ]
    keys = list(tournament.entries.values_list("pk", flat=True))
    assert {line.entry.pk: line.tally for line in standings(tournament)} == tallies(keys, played)


def test_teams_without_a_counted_job_stand_in_the_table_with_zeros():
    tournament = make_tournament(state=TournamentState.RUNNING)
    enter(tournament, make_teams(3))
    assert [(line.rank, line.tally.jobs) for line in standings(tournament)] == [(1, 0)] * 3


@pytest.mark.parametrize("state", [EntryState.WITHDRAWN, EntryState.DISQUALIFIED])
def test_jobs_against_a_team_that_was_taken_out_count_for_nobody(state):
    tournament = make_tournament(state=TournamentState.RUNNING)
    teams = make_teams(3)
    for job in enter(tournament, teams):
        finish(job, Outcome.FIRST)
    out = tournament.entries.get(team=teams[0])
    out.state = state
    out.save()
    lines = standings(tournament)
    assert [line.tally.jobs for line in lines] == [1, 1, 0]
    assert lines[-1].entry == out
    assert lines[-1].rank is None


@pytest.mark.parametrize("state", [s for s in JobState if s != JobState.DONE])
def test_only_done_jobs_count(state):
    tournament = make_tournament(state=TournamentState.RUNNING)
    enter(tournament, make_teams(2))
    Job.objects.update(state=state, lease_until=tournament.started_at)
    assert [line.tally.points for line in standings(tournament)] == [0, 0]


def test_the_standings_count_each_teams_own_faults():
    tournament = make_tournament(state=TournamentState.RUNNING)
    job = enter(tournament, make_teams(2))[0]
    finish(job, Outcome.SECOND, faults=["crash", "move_time"])
    faults = {line.entry.pk: line.faults for line in standings(tournament)}
    assert faults == {job.first_id: 2, job.second_id: 0}


def test_a_cell_and_its_mirror_tell_the_same_story_from_both_sides():
    tournament = season(5, rounds=3)
    table = cells(tournament)
    mirrored = {"win": "loss", "loss": "win", "draw": "draw"}
    for (row, column), cell in table.items():
        if row == column:
            assert cell is None
            continue
        other = table[column, row]
        assert other.result == mirrored[cell.result]
        assert other.tally.score == -cell.tally.score
        assert cell.tally.jobs == 3


def test_a_cell_shows_the_state_of_a_job_that_is_not_done_and_no_result():
    tournament = make_tournament(state=TournamentState.RUNNING)
    job = enter(tournament, make_teams(2))[0]
    Job.objects.update(state=JobState.UNDECIDED)
    cell = cells(tournament)[job.first_id, job.second_id]
    assert (cell.result, cell.state, cell.job) == ("", "undecided", job)


def test_a_void_job_is_shown_as_void():
    tournament = make_tournament(state=TournamentState.RUNNING)
    job = finish(enter(tournament, make_teams(2))[0], Outcome.VOID)
    assert cells(tournament)[job.first_id, job.second_id].result == "void"


def test_the_blocks_of_the_cross_table_cover_every_pair_once():
    tournament = season(BLOCK + 3)
    lines = standings(tournament)
    seen = []
    for row_block, *_ in blocks(lines):
        for column_block, *_ in blocks(lines):
            table = cross_table(tournament, lines, row_block=row_block, column_block=column_block)
            for row in table.rows:
                pairs = zip(table.columns, row.cells, strict=True)
                seen += [(row.line.entry.pk, c.entry.pk) for c, cell in pairs if cell and cell.job]
    assert len(seen) == len(set(seen)) == (BLOCK + 3) * (BLOCK + 2)
    assert [(first, last) for _, first, last in blocks(lines)] == [(1, BLOCK), (BLOCK + 1, 19)]


def test_the_leaderboard_counts_finished_tournaments_that_count():
    first = season(3, name="one")
    team = first.entries.first().team
    for name, state, counts in (
        ("two", TournamentState.FINISHED, True),
        ("three", TournamentState.RUNNING, True),
        ("four", TournamentState.FINISHED, False),
        ("five", TournamentState.CANCELLED, True),
    ):
        tournament = make_tournament(name, state=state, counts=counts)
        finish(enter(tournament, [team, *make_teams(1)])[0], Outcome.FIRST)
    line = next(line for line in leaderboard() if line.team == team)
    assert (line.tournaments, line.tally.jobs) == (2, 3)
    assert len(leaderboard()) == 4
    assert leaderboard(2) == leaderboard()[:2]


def test_head_to_head_adds_up_both_sides_of_a_pair():
    tournament = make_tournament(state=TournamentState.FINISHED, rounds=2)
    ours, theirs = make_teams(2)
    for job in enter(tournament, [ours, theirs]):
        finish(job, Outcome.FIRST, score=5)
    (line,) = head_to_head(ours)
    assert line.team == theirs
    assert (line.tally.jobs, line.tally.won, line.tally.lost, line.tally.score) == (2, 1, 1, 0)


def test_the_history_has_the_teams_rank_in_each_tournament():
    team = make_teams(1)[0]
    for name, outcome in (("lost", Outcome.SECOND), ("won", Outcome.FIRST)):
        tournament = make_tournament(name, state=TournamentState.FINISHED)
        finish(enter(tournament, [team, *make_teams(1)])[0], outcome)
    make_tournament("still a draft")
    assert [(s.entry.tournament.name, s.rank, s.teams) for s in history(team)] == [
        ("won", 1, 2),
        ("lost", 2, 2),
    ]


def test_statistics_add_up_over_sides_ends_faults_and_layouts():
    tournament = make_tournament(state=TournamentState.RUNNING)
    jobs = enter(tournament, make_teams(3))
    finish(jobs[0], Outcome.FIRST, score=6, faults=["crash"])
    finish(jobs[1], Outcome.SECOND, score=-3)
    finish(jobs[2], Outcome.DRAW, score=0)
    found = statistics(tournament)
    assert (found.matches, found.moves) == (9, 360)
    assert (found.red, found.blue, found.drawn) == (1, 1, 7)
    assert found.margin == pytest.approx(1.0)
    assert (found.ends, found.faults) == ({"length": 9}, {"crash": 1})
    assert [(one.name, one.matches) for one in found.layouts] == [("one", 6), ("two", 3)]
    assert statistics() == found


def test_statistics_of_nothing_are_zeros():
    found = statistics()
    assert (found.matches, found.margin, found.faults, found.layouts) == (0, 0.0, {}, [])


def test_the_queries_do_not_grow_with_a_hundred_teams(django_assert_num_queries):
    small, large = season(3, name="small"), season(100, name="large")
    add_gifs(large)
    assert large.jobs.count() == 4950
    for tournament in (small, large):
        with django_assert_num_queries(4):
            lines = standings(tournament)
        with django_assert_num_queries(2):
            cross_table(tournament, lines)
        with django_assert_num_queries(4):
            statistics(tournament)
        team = lines[0].entry.team
        with django_assert_num_queries(4):
            history(team)
        with django_assert_num_queries(3):
            head_to_head(team)
    with django_assert_num_queries(4):
        assert len(leaderboard()) == 103


def test_a_later_version_does_not_change_what_a_tournament_shows():
    tournament = season(2)
    give_agent(tournament.entries.first().team)
    assert {line.entry.agent.version for line in standings(tournament)} == {1}
