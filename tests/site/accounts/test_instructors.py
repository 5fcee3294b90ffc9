from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tournament.accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["bob", "BOB", "bob@uni.example"])
def test_the_command_makes_an_instructor(bob: User, name: str) -> None:
    out = StringIO()
    call_command("make_instructor", name, stdout=out)
    bob.refresh_from_db()
    assert bob.is_instructor
    assert out.getvalue() == "bob is an instructor now.\n"


def test_the_command_refuses_an_unknown_name_with_exit_code_2() -> None:
    with pytest.raises(CommandError, match="must sign up first") as caught:
        call_command("make_instructor", "nobody")
    assert caught.value.returncode == 2


def test_an_instructor_makes_another_one(client_of: Any, ada: User, bob: User) -> None:
    client_of(ada).post("/instructor/people/promote/", {"name": "bob"})
    bob.refresh_from_db()
    assert bob.is_instructor


def test_a_student_cannot_make_instructors(client_of: Any, eve: User) -> None:
    assert client_of(eve).post("/instructor/people/promote/", {"name": "eve"}).status_code == 403
    eve.refresh_from_db()
    assert not eve.is_instructor


def test_an_unknown_name_is_answered_with_a_sentence(client_of: Any, ada: User) -> None:
    answer = client_of(ada).post("/instructor/people/promote/", {"name": "zz"}, follow=True)
    assert "Nobody here is called zz." in answer.content.decode()


@pytest.mark.parametrize("sandbox", ["process", "wasm"])
def test_instructors_are_told_when_agents_are_only_lightly_isolated(
    client_of: Any, ada: User, bob: User, settings: Any, sandbox: str
) -> None:
    settings.SANDBOX = sandbox
    words = "Agents are only lightly isolated."
    for path in ("/instructor/", "/instructor/teams/", "/tournaments/", "/"):
        assert (words in client_of(ada).get(path).content.decode()) is (sandbox == "process")
    assert words not in client_of(bob).get("/").content.decode()


def test_people_and_teams_can_be_searched(
    client_of: Any, ada: User, bobs_team: Any, eves_team: Any
) -> None:
    client = client_of(ada)
    teams = client.get("/instructor/teams/?q=bob").content.decode()
    assert "Night Owls" in teams
    assert "Early Birds" not in teams
    people = client.get("/instructor/people/?q=EVE@").content.decode()
    assert "eve@uni.example" in people
    assert "bob@uni.example" not in people


@pytest.mark.parametrize("path", ["/instructor/", "/instructor/teams/", "/instructor/people/"])
def test_instructor_pages_cost_the_same_number_of_queries_for_many_teams(
    client_of: Any,
    ada: User,
    make_user: Any,
    make_team: Any,
    django_assert_max_num_queries: Any,
    path: str,
) -> None:
    for number in range(12):
        make_team(f"Team {number}", make_user(f"student{number}"), make_user(f"friend{number}"))
    client = client_of(ada)
    with django_assert_max_num_queries(13):
        assert client.get(path).status_code == 200
