from __future__ import annotations

import pytest

from tests.site.season import enter, make_teams, make_tournament
from tournament.tournaments import states
from tournament.tournaments.models import Entry, Job, Tournament
from tournament.tournaments.transitions import IllegalTransition, may_move, move, move_all

pytestmark = pytest.mark.django_db

TABLES = [
    (Tournament, states.TournamentState),
    (Entry, states.EntryState),
    (Job, states.JobState),
]


def row_of(model):
    tournament = make_tournament(state=states.TournamentState.RUNNING)
    job = enter(tournament, make_teams(2))[0]
    return {Tournament: tournament, Entry: job.first, Job: job}[model]


@pytest.mark.parametrize(("model", "enum"), TABLES)
def test_every_state_has_its_line_in_the_table(model, enum):
    assert set(model.TRANSITIONS) == set(enum)
    assert all(set(targets) <= set(enum) for targets in model.TRANSITIONS.values())


@pytest.mark.parametrize(
    ("model", "old", "new"),
    [(model, old, new) for model, enum in TABLES for old in enum for new in enum],
)
def test_only_what_the_table_allows_is_stored(model, old, new):
    row = row_of(model)
    row.state = old
    legal = new in model.TRANSITIONS[old]
    before = model.objects.values_list("state", flat=True).get(pk=row.pk)
    assert may_move(row, new) == legal
    if not legal:
        with pytest.raises(IllegalTransition, match=f"is {old} and cannot become {new}"):
            move(row, new)
        assert row.state == old
        assert model.objects.values_list("state", flat=True).get(pk=row.pk) == before
    elif new not in ("done", "running", "draft"):
        move(row, new)
        assert model.objects.values_list("state", flat=True).get(pk=row.pk) == new


def test_moving_many_rows_touches_only_those_in_the_named_states():
    tournament = make_tournament(state=states.TournamentState.RUNNING)
    jobs = enter(tournament, make_teams(3))
    Job.objects.filter(pk=jobs[0].pk).update(state=states.JobState.UNDECIDED)
    moved = move_all(Job.objects.all(), [states.JobState.WAITING], states.JobState.CANCELLED)
    assert moved == 2
    assert Job.objects.get(pk=jobs[0].pk).state == states.JobState.UNDECIDED


def test_moving_many_rows_asks_the_table_first():
    enter(make_tournament(state=states.TournamentState.RUNNING), make_teams(2))
    with pytest.raises(IllegalTransition):
        move_all(Job.objects.all(), [states.JobState.DONE], states.JobState.CANCELLED)


def test_a_cancelled_tournament_stays_cancelled():
    assert not states.TOURNAMENT_TRANSITIONS[states.TournamentState.CANCELLED]


def test_every_job_state_but_the_final_ones_leads_to_a_final_one():
    for state in states.OPEN_JOB_STATES:
        assert set(states.JOB_TRANSITIONS[state]) & set(states.FINAL_JOB_STATES)
