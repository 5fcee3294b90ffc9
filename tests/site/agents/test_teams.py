from __future__ import annotations

from typing import Any

import pytest

from tests.site.agents.uploads import ready_agent
from tournament.accounts.models import User
from tournament.agents.models import Agent, Membership, Team
from tournament.agents.refusals import Refusal
from tournament.agents.selectors import latest_ready_agent, ready_agents
from tournament.agents.services import teams

pytestmark = pytest.mark.django_db


def test_who_founds_a_team_leads_it(client_of: Any, vic: User) -> None:
    client_of(vic).post("/my-team/found/", {"name": "  Maze   Runners "})
    team = Team.objects.get()
    assert (team.name, team.slug) == ("Maze Runners", "maze-runners")
    assert Membership.objects.get(user=vic).is_lead


@pytest.mark.parametrize("name", ["Night Owls", "NIGHT owls", "Night\u2003Owls", "\uff2eight Owls"])
def test_a_team_name_counts_once_in_any_spelling(
    client_of: Any, vic: User, bobs_team: Any, name: str
) -> None:
    answer = client_of(vic).post("/my-team/found/", {"name": name})
    assert answer.status_code == 422
    assert "There is a team of this name already." in answer.content.decode()
    assert not Membership.objects.filter(user=vic).exists()


@pytest.mark.parametrize("name", ["", "   ", "x" * 41, "!!!", "a\u202eb", "zero\u200bwidth"])
def test_a_team_name_that_cannot_be_read_is_refused(client_of: Any, vic: User, name: str) -> None:
    assert client_of(vic).post("/my-team/found/", {"name": name}).status_code == 422
    assert not Team.objects.exists()


def test_names_that_make_the_same_address_get_different_ones(make_user: Any) -> None:
    names = ["Team One!", "Team One?", "\u65e5\u672c", "\u4e2d\u56fd"]
    made = [teams.found_team(user=make_user(f"u{i}"), name=name) for i, name in enumerate(names)]
    assert [team.slug for team in made] == ["team-one", "team-one-2", "team", "team-2"]


def test_nobody_is_in_two_teams(bob: User, bobs_team: Any) -> None:
    with pytest.raises(Refusal, match="You are in a team already"):
        teams.found_team(user=bob, name="Second Team")
    assert not Team.objects.filter(name="Second Team").exists()


def test_the_lead_passes_to_whoever_joined_next(make_user: Any, make_team: Any, bob: User) -> None:
    team = teams.found_team(user=bob, name="Heirs")
    first, second = make_user("first"), make_user("second")
    for user in (first, second):
        Membership.objects.create(team=team, user=user)
    teams.leave(user=bob)
    assert Membership.objects.get(is_lead=True).user == first


def test_uploads_and_team_stay_when_the_last_member_leaves(bob: User, bobs_team: Any) -> None:
    ready_agent(bobs_team, bob)
    teams.leave(user=bob)
    assert Agent.objects.count() == 1
    assert Team.objects.get().memberships.count() == 0


def test_leaving_without_a_team_is_answered_with_a_sentence(client_of: Any, vic: User) -> None:
    page = client_of(vic).post("/my-team/leave/", follow=True).content.decode()
    assert "You are in no team." in page


def test_the_lead_and_instructors_remove_members_others_do_not(
    client_of: Any, make_user: Any, ada: User, bob: User
) -> None:
    team = teams.found_team(user=bob, name="Removers")
    first, second = make_user("first"), make_user("second")
    members = [Membership.objects.create(team=team, user=user) for user in (first, second)]
    client_of(first).post(f"/memberships/{members[1].pk}/remove/")
    assert team.memberships.count() == 3
    client_of(bob).post(f"/memberships/{members[1].pk}/remove/")
    assert team.memberships.count() == 2
    client_of(ada).post(f"/memberships/{members[0].pk}/remove/")
    assert team.memberships.count() == 1


def test_only_the_latest_ready_version_of_a_team_with_members_plays(
    bob: User, eve: User, bobs_team: Any, eves_team: Any
) -> None:
    ready_agent(bobs_team, bob)
    newest = ready_agent(bobs_team, bob)
    ready_agent(eves_team, eve)
    teams.leave(user=eve)
    assert list(ready_agents()) == [newest]
    assert latest_ready_agent(bobs_team) == newest


def test_ready_agents_of_many_teams_are_one_query(
    make_user: Any, make_team: Any, django_assert_num_queries: Any
) -> None:
    for number in range(5):
        user = make_user(f"u{number}")
        ready_agent(make_team(f"Team {number}", user), user)
    with django_assert_num_queries(1):
        assert [agent.team.name for agent in ready_agents()] == [f"Team {n}" for n in range(5)]
