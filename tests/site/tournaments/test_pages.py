from __future__ import annotations

import json
import re

import pytest
from django.urls import reverse

from tests.site.season import (
    add_gifs,
    make_tournament,
    season,
)
from tournament import store
from tournament.tournaments.models import Job, Tournament
from tournament.tournaments.states import EntryState, JobState, TournamentState

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert(1)</script>"
PAGES = ["detail", "crosstable", "jobs", "numbers"]
MANAGERS_PAGES = ["audit", "settings"]


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


def test_of_a_teams_matches_only_the_shown_one_is_unfolded(job, client_of, bob):
    page = client_of(bob).get(job.get_absolute_url()).content.decode()
    folds = re.findall(r'<details class="log match-log" id="\w+-match-(\d)"( open)?>', page)
    assert [int(number) for number, _ in folds] == [1, 2, 3]
    assert [int(number) for number, is_open in folds if is_open] == [job.representative]


def test_a_digest_can_be_copied_whole(job, anonymous):
    page = anonymous.get(job.get_absolute_url()).content.decode()
    digest = job.matches.get(number=1).digest
    assert f'id="digest-1" title="{digest}">{digest}</code>' in page
    assert 'data-copy="#digest-1"' in page


def test_a_fault_in_the_logs_cannot_turn_the_direction_of_the_page(job, client_of, bob):
    frame = {"file": "a.py", "line": 1, "function": "f\u202e", "code": "x\x1b[2J", "own": True}
    fault = {"kind": "crash", "agent": 0, "move": 3, "message": "turned \u202e round"}
    fault |= {"traceback": [frame], "hint": ""}
    log = {"stdout": "", "stderr": "", "truncated": False, "fault": fault, "warnings": []}
    job.first_logs = job.second_logs = store.put(json.dumps([log] * 3).encode())
    job.save()
    words = client_of(bob).get(job.get_absolute_url()).content.decode()
    assert "turned \ufffd round" in words
    assert "\u202e" not in words
    assert "\x1b" not in words


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
    assert words.count("data-film") == 2


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
