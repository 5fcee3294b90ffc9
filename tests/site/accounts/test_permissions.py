"""The table of permissions, and every address of the site walked as everybody.

A new address fails `test_every_address_of_the_site_is_walked` until it has a line in WALK here or
in a `WALK` of another `test_permissions.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from tests.site.agents.uploads import ready_agent
from tournament.accounts.models import User
from tournament.accounts.permissions import TABLE, Audience, Resource, allowed, audiences
from tournament.agents.models import Agent, Invitation, Membership
from tournament.agents.services.invitations import invite

pytestmark = pytest.mark.django_db
A, S, M, I = Audience  # anonymous, student of another team, member, instructor  # noqa: E741


@dataclass(frozen=True)
class Stop:
    """One address of bob's team: who may go there; the others are sent away."""

    path: str
    open_to: frozenset[Audience]
    method: str = "get"


def to(*audiences: Audience) -> frozenset[Audience]:
    return frozenset(audiences)


WALK = [
    Stop("/", to(A, S, M, I)),
    Stop("/guide/", to(A, S, M, I)),
    Stop("/runtime/", to(A, S, M, I)),
    Stop("/live-strip/", to(A, S, M, I)),
    Stop("/accounts/sign-up/", to(A)),
    Stop("/accounts/sign-in/", to(A)),
    Stop("/accounts/reset/", to(A, S, M, I)),
    Stop("/accounts/reset/sent/", to(A, S, M, I)),
    Stop("/accounts/", to(S, M, I)),
    Stop("/accounts/email/", to(S, M, I)),
    Stop("/accounts/password/", to(S, M, I)),
    Stop("/my-team/", to(S, M, I)),
    Stop("/my-team/status/", to(S, M, I)),
    Stop("/my-team/versions/", to(S, M, I)),
    Stop("/my-team/found/", to(S, M, I), "post"),
    Stop("/my-team/leave/", to(S, M, I), "post"),
    Stop("/my-team/upload/", to(S, M, I), "post"),
    Stop("/my-team/invite/", to(S, M, I), "post"),
    Stop("/teams/{slug}/", to(A, S, M, I)),
    Stop("/agents/{agent}/", to(M, I)),
    Stop("/agents/{agent}/report/", to(M, I)),
    Stop("/agents/{agent}/source/", to(M, I)),
    Stop("/agents/{agent}/film.gif", to(M, I)),
    Stop("/agents/{agent}/again/", to(M, I), "post"),
    Stop("/memberships/{membership}/remove/", to(M, I), "post"),
    Stop("/invitations/{invitation}/revoke/", to(M), "post"),
    Stop("/invitations/{token}/", to(S, M, I)),
    Stop("/instructor/", to(I)),
    Stop("/instructor/teams/", to(I)),
    Stop("/instructor/people/", to(I)),
    Stop("/instructor/people/promote/", to(I), "post"),
]


@pytest.fixture
def names(bob: User, bobs_team: Any, eves_team: Any, vic: User) -> dict[str, Any]:
    agent = ready_agent(bobs_team, bob)
    invitation = invite(team=bobs_team, by=bob, who="somebody@uni.example")
    return {
        "slug": bobs_team.slug,
        "agent": agent.pk,
        "membership": Membership.objects.get(user=bob).pk,
        "invitation": invitation.pk,
        "token": invitation.link.rstrip("/").rpartition("/")[2],
    }


@pytest.fixture
def people(ada: User, bob: User, eve: User, client_of: Any) -> dict[Audience, Client]:
    return {A: Client(), S: client_of(eve), M: client_of(bob), I: client_of(ada)}


@pytest.mark.parametrize("stop", WALK, ids=lambda stop: f"{stop.method} {stop.path}")
@pytest.mark.parametrize("audience", list(Audience))
def test_the_walk(
    stop: Stop, audience: Audience, names: dict[str, Any], people: dict[Audience, Client]
) -> None:
    answer = getattr(people[audience], stop.method)(stop.path.format(**names))
    sent_to_sign_in = answer.status_code == 302 and "/accounts/sign-in/" in answer.url
    if audience in stop.open_to:
        assert answer.status_code in (200, 302, 404, 422)
        assert not sent_to_sign_in
    elif audience is A:
        assert sent_to_sign_in
    elif stop.path.startswith("/accounts/sign-"):
        assert answer.status_code == 302
    else:
        assert answer.status_code == 403


def test_the_table_names_every_resource() -> None:
    assert set(TABLE) == set(Resource)


def test_private_things_of_a_team_are_for_members_and_instructors_only(
    ada: User, bob: User, eve: User, vic: User, bobs_team: Any, eves_team: Any
) -> None:
    for resource in (Resource.SOURCE, Resource.LOGS):
        may = [user for user in (ada, bob, eve, vic) if allowed(user, resource, bobs_team)]
        assert may == [ada, bob]


def test_a_member_is_a_member_of_their_own_team_only(
    bob: User, bobs_team: Any, eves_team: Any
) -> None:
    assert audiences(bob, bobs_team) == {Audience.STUDENT, Audience.MEMBER}
    assert audiences(bob, eves_team) == {Audience.STUDENT}
    assert audiences(bob) == {Audience.STUDENT}


def test_who_left_the_team_loses_its_reports_and_sources(
    bob: User, bobs_team: Any, client_of: Any
) -> None:
    agent = ready_agent(bobs_team, bob)
    client = client_of(bob)
    assert client.get(f"/agents/{agent.pk}/source/").status_code == 200
    client.post("/my-team/leave/")
    for path in (f"/agents/{agent.pk}/source/", f"/agents/{agent.pk}/"):
        assert client.get(path).status_code == 403


@pytest.mark.parametrize("action", ["answer", "revoke"])
def test_a_stranger_cannot_answer_or_withdraw_an_invitation(
    action: str, bob: User, eve: User, vic: User, bobs_team: Any, client_of: Callable[..., Client]
) -> None:
    invitation = invite(team=bobs_team, by=bob, who="vic")
    answer = client_of(eve).post(f"/invitations/{invitation.pk}/{action}/", {"answer": "accept"})
    assert answer.status_code in (403, 404)
    assert Invitation.objects.get().state == "open"


def test_the_page_of_a_team_hides_its_versions_from_others(
    bob: User, eve: User, bobs_team: Any, client_of: Any
) -> None:
    agent = ready_agent(bobs_team, bob)
    path = f"/teams/{bobs_team.slug}/"
    assert f"/agents/{agent.pk}/" in client_of(bob).get(path).content.decode()
    for client in (client_of(eve), Client()):
        page = client.get(path).content.decode()
        assert f"/agents/{agent.pk}/" not in page
        assert agent.filename not in page
        assert "@uni.example" not in page


def test_signing_in_leads_back_to_the_page_that_was_asked_for(bob: User, bobs_team: Any) -> None:
    agent = ready_agent(bobs_team, bob)
    client = Client()
    away = client.get(f"/agents/{agent.pk}/")
    form = {"username": "bob", "password": "correct horse battery"}
    back = client.post(away.url, form)
    assert back.url == f"/agents/{agent.pk}/"


def test_every_address_of_accounts_and_agents_is_walked() -> None:
    from django.urls import URLPattern, URLResolver, get_resolver

    def routes(resolver: URLResolver) -> list[str]:
        found = []
        for entry in resolver.url_patterns:
            if isinstance(entry, URLPattern):
                found.append(f"/{entry.pattern}")
            elif entry.app_name in ("accounts", "agents"):
                found += routes(entry)
        return found

    elsewhere = {"/accounts/sign-out/", "/accounts/reset/<uidb64>/<token>/"}
    elsewhere |= {"/invitations/<int:pk>/answer/", "/images/<str:sha256>.wasm", "/favicon.ico"}
    walked = {stop.path for stop in WALK}
    for old, new in {"<slug:slug>": "{slug}", "<int:pk>": "{pk}", "<str:token>": "{token}"}.items():
        elsewhere = {path.replace(old, new) for path in elsewhere}
    generic = {_generic(path) for path in walked} | elsewhere
    missing = [path for path in routes(get_resolver()) if _plain(path) not in generic]
    assert missing == []


def _plain(route: str) -> str:
    for old, new in {"<slug:slug>": "{slug}", "<int:pk>": "{pk}", "<str:token>": "{token}"}.items():
        route = route.replace(old, new)
    return route


def _generic(path: str) -> str:
    for name in ("{agent}", "{membership}", "{invitation}"):
        path = path.replace(name, "{pk}")
    return path


def test_agents_of_nobody_are_not_found(client_of: Any, ada: User) -> None:
    assert not Agent.objects.exists()
    assert client_of(ada).get("/agents/1/").status_code == 404
