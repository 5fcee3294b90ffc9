from __future__ import annotations

import pytest
from django.urls import reverse

from pacman_engine.layout import layout_names
from tests.site.season import enter, give_agent, make_teams, make_tournament
from tournament.agents.models import Membership
from tournament.tournaments.models import Job, Tournament
from tournament.tournaments.states import EntryState, TournamentState

pytestmark = pytest.mark.django_db


def page_of(tournament, name):
    return reverse(f"tournaments:{name}", args=[tournament.slug])


def form_data(**changes):
    return {
        "name": "Summer league",
        "field": "all",
        "rules": "modern",
        "layouts": layout_names()[:2],
        "length": 40,
        "rounds": 1,
        "backend": "wasm",
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


def test_a_long_form_with_problems_begins_with_links_to_them(client_of, ada):
    answer = client_of(ada).post("/tournaments/new/", {"name": "Cup", "mazes": "x"})
    words = answer.content.decode()
    problems = words[words.index('id="problems"') : words.index("<section")]
    for name in ("length", "rounds", "mazes"):
        assert f'href="#id_{name}"' in problems
        assert f'id="id_{name}"' in words


def test_a_paused_tournament_does_not_say_since_when_it_was_running(anonymous):
    make_tournament(state=TournamentState.PAUSED)
    words = anonymous.get("/tournaments/spring-cup/").content.decode()
    pill = words[words.index('class="pill') :].partition("</span>")[0]
    assert "Paused" in pill
    assert "<time" not in pill


def test_the_settings_show_fifty_teams_on_a_page(client_of, ada):
    enter(make_tournament(state=TournamentState.RUNNING), make_teams(51))
    counts = [
        client_of(ada).get("/tournaments/spring-cup/settings/", {"page": n}).content.count(b"/out/")
        for n in (1, 2)
    ]
    assert counts == [50, 1]
