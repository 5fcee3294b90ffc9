"""A tournament that this server may not or cannot go on with is held: nothing of it is lost."""

from __future__ import annotations

import pytest

from pacman_engine.runtime import store as image_store
from tests.site.tournaments.contest import enter_agents, play, started
from tournament.tournaments import controls, dispatch
from tournament.tournaments.models import Match
from tournament.tournaments.selectors import attention, needs_of, progress
from tournament.tournaments.states import JobState, TournamentState

pytestmark = pytest.mark.django_db(transaction=True)
NO_BACKEND = "tests.site.tournaments.liars:natives_without_bubblewrap"


def fate(tournament):
    """Its state, the states of its jobs, how many failures they have, the last thing noted."""
    tournament.refresh_from_db()
    jobs = tournament.jobs.all()
    sentence = tournament.events.order_by("-pk").first().sentence
    return tournament.state, {j.state for j in jobs}, {j.failures for j in jobs}, sentence


HELD = (TournamentState.PAUSED, {JobState.WAITING}, {0})


def rewritten(tournament, **changes):
    """The tournament with other contents of the specs of its jobs."""
    for job in tournament.jobs.all():
        job.spec |= changes
        job.save()
    return tournament


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"backend": "native", "runtime": {"image": "", "wasmtime": ""}}, "NATIVE_TRUSTED=1"),
        ({"backend": "none", "runtime": {"image": "", "wasmtime": ""}}, "run in 'none'"),
        ({"format": "pacman-job/1", "runtime": None}, "pinned to format pacman-job/1"),
        ({"engine_version": "0.9"}, "pinned to engine version 0.9; this server has"),
        ({"rules_version": "0"}, "pinned to rules version 0; this server has"),
        ({"runtime": {"image": "ab" * 32, "wasmtime": "50.0.1"}}, "There is no image abab"),
        ({"runtime": {"image": "ab" * 32, "wasmtime": "49.0.0"}}, "needs wasmtime '49.0.0'"),
    ],
)
def test_what_this_server_may_not_or_cannot_play_is_paused_with_the_reason(changes, words):
    tournament = rewritten(started(enter_agents("baseline", "greedy", "wanderer")), **changes)
    play(workers=1)
    *held, sentence = fate(tournament)
    assert tuple(held) == HELD
    assert words in sentence
    assert not Match.objects.exists()


def test_it_goes_on_where_it_was_when_that_is_put_right(ada, settings, monkeypatch):
    tournament = started(enter_agents("baseline", "greedy"), length=12)
    image = image_store().get(tournament.image)
    monkeypatch.setenv("IMAGES_DIR", str(settings.VAR / "nothing"))
    play(workers=1)
    assert fate(tournament)[:3] == HELD
    monkeypatch.setenv("IMAGES_DIR", str(image.path.parent))
    controls.resume(tournament=tournament, actor=ada)
    play(workers=1)
    assert fate(tournament)[:2] == (TournamentState.FINISHED, {JobState.DONE})


def test_instructors_are_told_until_somebody_resumes_it(ada, monkeypatch, settings):
    tournament = started(enter_agents("baseline", "greedy"), length=12)
    monkeypatch.setenv("IMAGES_DIR", str(settings.VAR / "nothing"))
    play(workers=1)
    tournament.refresh_from_db()
    (told,) = needs_of(tournament, progress(tournament))
    assert "Paused by the site: There is no image" in told.sentence
    assert [need.sentence for need in attention()] == [f"{tournament.name}: {told.sentence}"]
    controls.resume(tournament=tournament, actor=ada)
    controls.pause(tournament=tournament, actor=ada)
    assert attention() == []


def test_a_jail_that_is_gone_holds_its_own_tournament_and_no_other(monkeypatch, settings):
    settings.NATIVE_TRUSTED = True
    teams = enter_agents("baseline", "greedy", "wanderer")
    native = started(teams, name="Native", length=12, backend="native")
    sandboxed = started(teams, name="Sandboxed", length=12)
    monkeypatch.setattr(dispatch, "PLAY", NO_BACKEND)
    play(workers=1)
    assert fate(native)[:3] == HELD
    assert "lacks bubblewrap" in fate(native)[3]
    assert fate(sandboxed)[:2] == (TournamentState.FINISHED, {JobState.DONE})


def test_a_job_may_take_as_long_as_all_the_calls_of_its_teams_may():
    spec = started(enter_agents("baseline", "greedy")).jobs.get().spec
    limits = spec["limits"]
    reference = 3 * 4 * (limits["startup"] + limits["total"] + limits["final"])
    assert dispatch._deadline(spec) > reference * dispatch.WALL_FACTOR
