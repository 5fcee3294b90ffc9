"""Where a tournament's agents run: what is offered, what is pinned, who is left out."""

from __future__ import annotations

import pytest
from django.urls import reverse

from pacman_engine import ENGINE_VERSION
from pacman_engine.rules import RULES_VERSION
from pymw_bridge.interpreter.wasm import WASMTIME
from tests.site.agents.pages import Page
from tests.site.season import give_agent, make_teams
from tests.site.tournaments.contest import enter_agents, play, started
from tests.site.tournaments.test_manage_views import form_data
from tournament import backends
from tournament.agents.models import Agent
from tournament.tournaments import controls
from tournament.tournaments.field import field_of
from tournament.tournaments.models import Match, Tournament
from tournament.tournaments.services import CannotStart, create_tournament, start_tournament

pytestmark = pytest.mark.django_db
CREATE = "/tournaments/new/"


def draft_of(teams, backend="wasm", **fields):
    return create_tournament(
        name="Cup", actor=None, teams=teams, layouts=["glowworm", "fireflies"], length=12,
        backend=backend, **fields,
    )  # fmt: skip


@pytest.fixture
def trusted(settings, monkeypatch):
    """A server that may run agents natively, with a complete jail."""
    settings.NATIVE_TRUSTED = True
    complete = {"native": backends.Standing("native", "")}
    real = backends.standing
    monkeypatch.setattr(backends, "standing", lambda name: complete.get(name) or real(name))


@pytest.fixture
def native_only():
    """A team whose only agent needs a module that the sandbox lacks."""
    (team,) = make_teams(1, "Numbers")
    Agent.objects.filter(team=team).update(native_only=True)
    return team


def test_the_start_pins_image_wasmtime_engine_and_rules(runtime_image):
    tournament = started(make_teams(2), length=12)
    tournament.refresh_from_db()
    assert (tournament.image, tournament.wasmtime) == (runtime_image.sha256, WASMTIME)
    assert (tournament.engine_version, tournament.rules_version) == (ENGINE_VERSION, RULES_VERSION)
    spec = tournament.jobs.get().spec
    assert spec["backend"] == "wasm"
    assert spec["runtime"] == {"image": runtime_image.sha256, "wasmtime": WASMTIME}


def test_the_limits_of_the_form_are_those_of_every_job(client_of, ada):
    make_teams(2)
    browser = client_of(ada)
    data = form_data(field="chosen", teams=[team.pk for team in make_teams(2)], startup=2.5)
    data |= {"move": 0.5, "warning": 0.25, "warnings": 7, "total": 30}
    browser.post(CREATE, data)
    tournament = Tournament.objects.get()
    browser.post(reverse("tournaments:control", args=[tournament.slug, "start"]))
    limits = tournament.jobs.get().spec["limits"]
    asked = {"startup": 2.5, "move": 0.5, "warning": 0.25, "warnings": 7, "total": 30}
    assert asked.items() <= limits.items()


def test_without_an_image_the_start_is_refused_with_what_to_run(monkeypatch, tmp_path):
    monkeypatch.setenv("IMAGES_DIR", str(tmp_path))
    draft = draft_of(make_teams(2))
    with pytest.raises(CannotStart, match="python -m pacman_engine image build"):
        start_tournament(tournament=draft, actor=None)
    assert not list(tmp_path.glob("*.wasm"))
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_an_agent_that_plays_only_natively_is_left_out_and_counted(client_of, ada, native_only):
    teams = make_teams(2)
    tournament = draft_of([*teams, native_only])
    assert [agent.team for agent in field_of(tournament)] == teams
    page = client_of(ada).get(tournament.get_absolute_url()).text
    assert "1 team uploads an agent that imports what the sandbox lacks" in page


def test_an_older_version_that_can_play_stands_in_for_it():
    teams = make_teams(2)
    give_agent(teams[0])
    Agent.objects.filter(team=teams[0], version=2).update(native_only=True)
    versions = {agent.team: agent.version for agent in field_of(draft_of(teams))}
    assert versions == {teams[0]: 1, teams[1]: 1}


def test_a_native_tournament_takes_all(client_of, ada, trusted, native_only):
    teams = make_teams(1)
    tournament = draft_of([*teams, native_only], backend="native")
    assert len(field_of(tournament)) == 2
    page = client_of(ada).get(tournament.get_absolute_url()).text
    assert "imports what the sandbox lacks" not in page
    assert "native only" in page


def test_the_form_counts_agents_that_need_a_native_tournament(client_of, ada, bobs_team, eves_team):
    give_agent(bobs_team)
    give_agent(eves_team)
    Agent.objects.update(native_only=True)
    words = client_of(ada).get(CREATE).text
    assert "2 teams upload an agent that imports what the sandbox lacks: they can play" in words


def test_native_tournaments_are_not_offered_on_a_server_that_is_not_trusted(client_of, ada):
    browser = client_of(ada)
    page = browser.get(CREATE).text
    assert 'value="wasm"' in page
    assert 'value="native"' not in page
    assert "Native" not in page
    refused = browser.post(CREATE, form_data(backend="native"))
    assert refused.status_code == 400
    assert "cannot run agents in that way" in refused.text
    assert not Tournament.objects.exists()


def test_a_trusted_server_that_lacks_a_layer_says_which_in_the_form(
    client_of, ada, settings, monkeypatch
):
    settings.NATIVE_TRUSTED = True
    monkeypatch.setattr(backends, "missing_native_layers", lambda: ["bubblewrap"])
    page = client_of(ada).get(CREATE).text
    assert "Native: This system lacks bubblewrap." in page
    assert 'value="native"' not in page


def test_a_trusted_and_complete_server_offers_native_tournaments(
    client_of, ada, trusted, bobs_team
):
    browser = client_of(ada)
    assert 'value="native"' in browser.get(CREATE).text
    browser.post(CREATE, form_data(backend="native"))
    assert Tournament.objects.get().backend == "native"


def test_light_isolation_is_offered_only_where_the_site_is_set_to_it(
    client_of, ada, settings, light_isolation
):
    assert 'value="process"' not in client_of(ada).get(CREATE).text
    settings.SANDBOX = "process"
    assert 'value="process"' in client_of(ada).get(CREATE).text


def test_the_form_says_the_worst_case_of_what_stands_in_it(client_of, ada):
    browser = client_of(ada)
    teams = [team.pk for team in make_teams(3)]
    page = browser.get(CREATE).text
    assert Page(page).faults == []
    assert "<span data-hours>0.0</span>" in page
    data = form_data(field="chosen", teams=teams, length=1200, layouts=[])
    page = browser.post(CREATE, data).text
    # Three jobs of three matches of four agents, each 15 s and 900 s.
    assert "<span data-hours>9.2</span>" in page
    assert '<span class="number" data-jobs>3</span>' in page


def test_wrong_limits_are_shown_and_not_folded_away(client_of, ada):
    browser = client_of(ada)
    folded = '<details class="more" id="time-limits">'
    assert folded in browser.get(CREATE).text
    assert folded not in browser.post(CREATE, form_data(total=0)).text


# --- What was used, and how it can be proved ----------------------------------------------------


@pytest.fixture
def played(bobs_team, eves_team):
    """A job between bob's and eve's team that was played in the sandbox."""
    tournament = started(enter_agents("baseline", "greedy"), length=40)
    play(workers=1)
    job = tournament.jobs.get()
    for entry, team in ((job.first, bobs_team), (job.second, eves_team)):
        entry.team = team
        entry.save()
    return job


@pytest.mark.django_db(transaction=True)
def test_a_match_keeps_what_each_team_used_and_its_page_shows_it_to_that_team(
    played, anonymous, client_of, bob, ada, django_assert_max_num_queries
):
    for match in Match.objects.all():
        assert {"total", "largest", "largest_move"} == set(match.fuel["red"])
        assert match.fuel["red"]["total"] > match.fuel["red"]["largest"] > 0
    url = reverse("tournaments:job", args=[played.pk])
    pages = {name: client.get(url).text for name, client in (
        ("nobody", anonymous), ("bob", client_of(bob)), ("ada", client_of(ada)))}  # fmt: skip
    plots = {name: page.count('class="plot time-plot"') for name, page in pages.items()}
    assert plots == {"nobody": 0, "bob": 3, "ada": 6}
    assert all(Page(page).faults == [] for page in pages.values())
    assert "Time and logs of Night Owls" in pages["bob"]
    assert "Early Birds</h2>" not in pages["bob"]
    assert all(len(page.encode()) < 150_000 for page in pages.values())
    client = client_of(ada)
    with django_assert_max_num_queries(12):
        client.get(url)


@pytest.mark.django_db(transaction=True)
def test_the_evidence_of_a_match_is_public(played, anonymous, runtime_image):
    page = anonymous.get(reverse("tournaments:job", args=[played.pk])).text
    match = played.matches.first()
    assert match.digest in page
    assert match.evidence_digest in page
    assert f"/runtime/#{runtime_image.sha256}" in page
    assert f"wasmtime {WASMTIME}" in page
    document = anonymous.get(f"/tournaments/{played.tournament.slug}/matches.json").json()
    assert document["image"] == runtime_image.sha256
    assert document["matches"][0]["red_fuel"] == match.fuel["red"]["total"]


@pytest.mark.django_db(transaction=True)
def test_the_same_tournament_played_twice_has_the_same_evidence(played):
    before = list(Match.objects.values_list("number", "evidence_digest", "fuel"))
    controls.requeue(job=played, actor=None)
    play(workers=2)
    assert list(Match.objects.values_list("number", "evidence_digest", "fuel")) == before
