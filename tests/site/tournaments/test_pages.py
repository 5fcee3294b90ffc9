from __future__ import annotations

import json

import pytest
from django.urls import reverse

from pacman_engine.layout import layout_names
from tests.site.season import (
    SHA,
    add_gifs,
    enter,
    finish,
    give_agent,
    make_teams,
    make_tournament,
    season,
)
from tournament import store
from tournament.agents.models import Membership
from tournament.tournaments.models import Job, Tournament
from tournament.tournaments.states import EntryState, JobState, TournamentState

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert(1)</script>"
PAGES = ["detail", "crosstable", "jobs", "numbers"]
MANAGERS_PAGES = ["audit", "settings"]


@pytest.fixture
def tournament(bobs_team, eves_team):
    tournament = make_tournament(state=TournamentState.RUNNING)
    for team in (bobs_team, eves_team):
        give_agent(team)
    enter(tournament, [bobs_team, eves_team, *make_teams(2)])
    return tournament


@pytest.fixture
def job(tournament, bobs_team, eves_team):
    """A done job between bob's and eve's team with logs of both."""
    teams = {bobs_team, eves_team}
    job = next(j for j in tournament.jobs.all() if {j.first.team, j.second.team} == teams)
    finish(job, faults=["crash"])
    for side in ("first", "second"):
        words = f"secret of {getattr(job, side).team.name} {HOSTILE}"
        log = {"stdout": words, "stderr": "", "truncated": False, "fault": None, "warnings": []}
        setattr(job, f"{side}_logs", store.put(json.dumps([log] * 3).encode()))
    job.save()
    return job


def page_of(tournament, name):
    return reverse(f"tournaments:{name}", args=[tournament.slug])


# --- Who may see what -------------------------------------------------------------------------


@pytest.mark.parametrize("name", PAGES)
def test_everybody_may_read_a_tournament_that_has_started(name, tournament, anonymous):
    response = anonymous.get(page_of(tournament, name))
    assert response.status_code == 200
    assert tournament.name in response.content.decode()


@pytest.mark.parametrize("name", MANAGERS_PAGES)
def test_audit_and_settings_are_for_instructors(name, tournament, anonymous, client_of, bob, ada):
    url = page_of(tournament, name)
    assert anonymous.get(url).status_code == 302
    assert client_of(bob).get(url).status_code == 403
    assert client_of(ada).get(url).status_code == 200


@pytest.mark.parametrize("name", [*PAGES, *MANAGERS_PAGES, "edit", "live", "live_standings"])
def test_a_draft_exists_for_instructors_only(name, anonymous, client_of, bob, ada):
    url = page_of(make_tournament(), name)
    assert anonymous.get(url).status_code in (302, 404)
    assert client_of(bob).get(url).status_code in (403, 404)
    assert client_of(ada).get(url).status_code == 200


def posts(tournament, job):
    entry = tournament.entries.first()
    urls = [
        reverse("tournaments:control", args=[tournament.slug, action])
        for action in ("start", "pause", "resume", "cancel")
    ]
    urls += [
        reverse(f"tournaments:{name}", args=[tournament.slug, entry.number])
        for name in ("take_out", "reinstate")
    ]
    urls += [reverse(f"tournaments:{name}", args=[job.pk]) for name in ("requeue", "drop")]
    return [*urls, reverse("tournaments:create"), page_of(tournament, "edit")]


def test_only_instructors_may_change_anything(tournament, job, anonymous, client_of, bob):
    before = list(Job.objects.values()), list(Tournament.objects.values())
    for url in posts(tournament, job):
        data = {"state": "withdrawn"}
        assert anonymous.post(url, data).status_code == 302, url
        assert "sign-in" in anonymous.post(url, data).url, url
        assert client_of(bob).post(url, data).status_code == 403, url
    assert (list(Job.objects.values()), list(Tournament.objects.values())) == before


def test_nothing_is_changed_by_following_a_link(tournament, job, client_of, ada):
    for url in posts(tournament, job)[:-2]:
        assert client_of(ada).get(url).status_code == 405, url


def test_logs_are_for_the_own_team_and_instructors(job, anonymous, client_of, bob, eve, vic, ada):
    url = job.get_absolute_url()
    seen = {
        name: [
            team.team.name
            for team in (job.first, job.second)
            if f"secret of {team.team.name}" in client.get(url).content.decode()
        ]
        for name, client in {
            "anonymous": anonymous,
            "vic": client_of(vic),
            "bob": client_of(bob),
            "eve": client_of(eve),
            "ada": client_of(ada),
        }.items()
    }
    assert seen["anonymous"] == seen["vic"] == []
    assert seen["bob"] == ["Night Owls"]
    assert seen["eve"] == ["Early Birds"]
    assert sorted(seen["ada"]) == ["Early Birds", "Night Owls"]


def test_the_live_part_of_a_job_keeps_the_same_secrets(job, client_of, bob):
    words = client_of(bob).get(reverse("tournaments:live_job", args=[job.pk])).content.decode()
    assert "secret of Night Owls" in words
    assert "secret of Early Birds" not in words


def test_the_tournaments_secret_is_shown_only_after_the_end(tournament, client_of, ada):
    url = tournament.get_absolute_url()
    export = reverse("tournaments:export", args=[tournament.slug, "jobs", "json"])
    browser = client_of(ada)
    assert tournament.secret not in browser.get(url).content.decode()
    assert browser.get(export).json()["secret"] is None
    Tournament.objects.update(state=TournamentState.FINISHED)
    assert tournament.secret in browser.get(url).content.decode()
    assert browser.get(export).json()["secret"] == tournament.secret


# --- What the pages say -----------------------------------------------------------------------


def test_hostile_names_reasons_and_output_are_shown_and_not_obeyed(job, tournament, client_of, ada):
    team = job.first.team
    team.name = HOSTILE
    team.save()
    job.first.reason = HOSTILE
    job.first.state = EntryState.DISQUALIFIED
    job.first.save()
    Job.objects.filter(state=JobState.WAITING).update(reason=HOSTILE)
    browser = client_of(ada)
    urls = [page_of(tournament, name) for name in [*PAGES, *MANAGERS_PAGES]]
    for url in [*urls, job.get_absolute_url(), reverse("standings:leaderboard")]:
        words = browser.get(url).content.decode()
        assert "<script>alert" not in words, url
    assert "&lt;script&gt;" in browser.get(job.get_absolute_url()).content.decode()


def test_a_live_page_asks_again_and_a_finished_one_does_not(tournament, anonymous):
    url = tournament.get_absolute_url()
    assert anonymous.get(url).content.decode().count("data-live") >= 2
    live = reverse("tournaments:live", args=[tournament.slug])
    assert "0 of 18 matches" in anonymous.get(live).content.decode()
    Job.objects.update(state=JobState.CANCELLED)
    Tournament.objects.update(state=TournamentState.FINISHED)
    assert "data-live" not in anonymous.get(url).content.decode()


def test_the_jobs_can_be_filtered_by_state_and_nonsense_is_ignored(job, tournament, anonymous):
    url = page_of(tournament, "jobs")
    done = anonymous.get(url, {"state": "done"}).content.decode()
    assert done.count("<tr") == 2
    for odd in ({"state": "x" * 500}, {"page": "-7"}, {"page": "abc"}, {"team": "<b>"}):
        assert anonymous.get(url, odd).status_code == 200


@pytest.mark.parametrize("query", [{"rows": "99"}, {"rows": "-1"}, {"columns": "²"}, {"rows": ""}])
def test_the_cross_table_survives_odd_blocks(tournament, anonymous, query):
    assert anonymous.get(page_of(tournament, "crosstable"), query).status_code == 200


def test_the_cross_table_links_jobs_and_pictures(job, tournament, anonymous):
    add_gifs(tournament)
    words = anonymous.get(page_of(tournament, "crosstable")).content.decode()
    assert words.count(f'href="{job.get_absolute_url()}"') == 2
    assert words.count(reverse("replays:gif", args=[SHA])) == 2


def test_an_undecided_job_says_what_is_to_be_decided(tournament, client_of, ada, anonymous):
    job = tournament.jobs.first()
    Job.objects.filter(pk=job.pk).update(state=JobState.UNDECIDED, reason="no memory")
    words = client_of(ada).get(job.get_absolute_url()).content.decode()
    assert "no memory" in words
    assert "Count it for nobody" in words
    assert "Count it for nobody" not in anonymous.get(job.get_absolute_url()).content.decode()
    assert (
        "1 job needs your decision"
        in client_of(ada).get(tournament.get_absolute_url()).content.decode()
    )


@pytest.mark.parametrize("url", ["/tournaments/none/", "/jobs/999/", "/jobs/999/live/"])
def test_what_does_not_exist_is_not_found(url, anonymous):
    assert anonymous.get(url).status_code == 404


@pytest.mark.parametrize("name", ["detail", "crosstable", "jobs", "numbers", "settings", "audit"])
def test_the_queries_of_a_page_do_not_grow_with_the_tournament(
    name, client_of, ada, django_assert_max_num_queries
):
    small, large = season(3, name="small"), season(25, name="large")
    add_gifs(large)
    browser = client_of(ada)
    counts = []
    for tournament in (small, large):
        with django_assert_max_num_queries(30) as queries:
            response = browser.get(page_of(tournament, name))
        counts.append(len(queries))
        assert len(response.content) < 150_000
    assert counts[0] >= counts[1] - 1


# --- Doing things -----------------------------------------------------------------------------


def form_data(**changes):
    return {
        "name": "Summer league",
        "field": "all",
        "rules": "modern",
        "layouts": layout_names()[:2],
        "length": 40,
        "rounds": 1,
        "startup": 15,
        "move": 3,
        "warning": 1,
        "warnings": 3,
        "total": 900,
        "counts": "on",
        **changes,
    }


def make_ready(*teams):
    for team in teams:
        give_agent(team)


def test_an_instructor_makes_a_draft_sees_its_plan_and_starts_it(
    client_of, ada, bobs_team, eves_team
):
    make_ready(bobs_team, eves_team)
    browser = client_of(ada)
    response = browser.post(reverse("tournaments:create"), form_data(rounds=2), follow=True)
    words = response.content.decode()
    assert "Ready to start" in words
    assert "estimated time" in words
    tournament = Tournament.objects.get()
    assert (tournament.name_key, tournament.created_by, tournament.all_ready) == (
        "summer league",
        ada,
        True,
    )
    browser.post(reverse("tournaments:control", args=[tournament.slug, "start"]))
    tournament.refresh_from_db()
    assert tournament.state == TournamentState.RUNNING
    assert (tournament.entries.count(), tournament.jobs.count()) == (2, 2)


def test_only_chosen_teams_take_part(client_of, ada, bobs_team, eves_team):
    others = make_teams(2)
    make_ready(bobs_team, eves_team)
    chosen = [others[0].pk, bobs_team.pk]
    client_of(ada).post(reverse("tournaments:create"), form_data(field="chosen", teams=chosen))
    tournament = Tournament.objects.get()
    assert not tournament.all_ready
    assert set(tournament.teams.values_list("pk", flat=True)) == set(chosen)


def test_a_draft_can_be_edited_and_a_started_tournament_cannot(
    client_of, ada, bobs_team, eves_team
):
    make_ready(bobs_team, eves_team)
    browser = client_of(ada)
    browser.post(reverse("tournaments:create"), form_data())
    tournament = Tournament.objects.get()
    url = page_of(tournament, "edit")
    assert 'value="40"' in browser.get(url).content.decode()
    browser.post(url, form_data(length=80, mazes="7"))
    tournament.refresh_from_db()
    assert tournament.length == 80
    assert tournament.layouts == [*layout_names()[:2], "RANDOM7"]
    browser.post(reverse("tournaments:control", args=[tournament.slug, "start"]))
    response = browser.post(url, form_data(length=120), follow=True)
    assert "has started" in response.content.decode()
    tournament.refresh_from_db()
    assert tournament.length == 80


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "\u200b\u200b"),
        ("name", "x" * 200),
        ("field", "some"),
        ("rules", "house"),
        ("layouts", layout_names()[:1]),
        ("layouts", ["../../etc/passwd", "meadow"]),
        ("mazes", "seven"),
        ("mazes", "-1"),
        ("mazes", "²"),
        ("mazes", ",".join(map(str, range(50)))),
        ("length", 0),
        ("length", 10**9),
        ("rounds", 0),
        ("rounds", 1000),
        ("startup", "nan"),
        ("move", "inf"),
        ("move", -1),
        ("warning", 30),
        ("warnings", 0),
        ("total", "much"),
        ("submissions_close_at", "tomorrow"),
    ],
)
def test_bad_input_is_answered_with_what_to_change_and_nothing_is_lost(
    client_of, ada, field, value
):
    response = client_of(ada).post(reverse("tournaments:create"), form_data(**{field: value}))
    assert response.status_code == 400
    assert "errorlist" in response.content.decode()
    if field != "rules":
        assert "Summer league" in response.content.decode() or field == "name"
    assert not Tournament.objects.exists()


def test_chosen_teams_must_be_two(client_of, ada, bobs_team):
    make_ready(bobs_team)
    data = form_data(field="chosen", teams=[bobs_team.pk])
    response = client_of(ada).post(reverse("tournaments:create"), data)
    assert "at least two teams" in response.content.decode()


def test_two_tournaments_cannot_have_names_that_look_alike(client_of, ada):
    make_tournament("summer LEAGUE")
    response = client_of(ada).post(reverse("tournaments:create"), form_data())
    assert response.status_code == 400


def test_names_that_give_the_same_address_get_different_ones(client_of, ada):
    for name in ("new", "New!", "ñ", "☃1"):
        client_of(ada).post(reverse("tournaments:create"), form_data(name=name))
    slugs = set(Tournament.objects.values_list("slug", flat=True))
    assert len(slugs) == 4
    assert "new" not in slugs


def test_a_start_without_two_ready_agents_says_so(client_of, ada):
    browser = client_of(ada)
    browser.post(reverse("tournaments:create"), form_data())
    tournament = Tournament.objects.get()
    url = reverse("tournaments:control", args=[tournament.slug, "start"])
    response = browser.post(url, follow=True)
    assert "at least two teams" in response.content.decode()
    assert not Job.objects.exists()


def test_a_draft_with_a_layout_that_is_gone_says_what_to_edit(client_of, ada):
    tournament = make_tournament(layouts=["meadow", "gone"], all_ready=False)
    tournament.teams.set(make_teams(2))
    url = reverse("tournaments:control", args=[tournament.slug, "start"])
    words = client_of(ada).post(url, follow=True).content.decode()
    assert "Edit the layouts of the draft" in words
    assert page_of(tournament, "edit") in words


def test_an_action_that_comes_too_late_is_answered_with_a_sentence(tournament, client_of, ada):
    browser = client_of(ada)
    cancel = reverse("tournaments:control", args=[tournament.slug, "cancel"])
    browser.post(cancel)
    for action in ("start", "pause", "resume", "cancel"):
        url = reverse("tournaments:control", args=[tournament.slug, action])
        response = browser.post(url, follow=True)
        assert response.status_code == 200
        assert "is cancelled and cannot become" in response.content.decode()


def test_a_team_is_taken_out_and_back_in_by_the_settings_page(tournament, client_of, ada):
    browser = client_of(ada)
    entry = tournament.entries.first()
    out = reverse("tournaments:take_out", args=[tournament.slug, entry.number])
    browser.post(out, {"state": "disqualified", "reason": "copied"})
    entry.refresh_from_db()
    assert (entry.state, entry.reason) == (EntryState.DISQUALIFIED, "copied")
    assert "copied" in browser.get(tournament.get_absolute_url()).content.decode()
    browser.post(reverse("tournaments:reinstate", args=[tournament.slug, entry.number]))
    entry.refresh_from_db()
    assert entry.is_active
    response = browser.post(out, {"state": "active"}, follow=True)
    assert "withdraw or to disqualify" in response.content.decode()
    assert browser.post(out.replace(f"/{entry.number}/", "/99/")).status_code == 404


def test_the_own_teams_rows_are_marked(tournament, client_of, bob, anonymous):
    url = tournament.get_absolute_url()
    assert 'class="is-own"' in client_of(bob).get(url).content.decode()
    assert 'class="is-own"' not in anonymous.get(url).content.decode()
    assert Membership.objects.filter(user=bob).exists()
