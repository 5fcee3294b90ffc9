from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.site.agents.pages import Page
from tests.site.agents.uploads import READY, checked, ready_agent, uploaded
from tournament.accounts.models import User
from tournament.agents.models import Membership
from tournament.agents.services.invitations import invite

pytestmark = pytest.mark.django_db
FAULTY = {
    **READY,
    "verdict": "rejected",
    "stdout": "one\ntwo\n",
    "warnings": ["slow"],
    "fault": {
        "kind": "crash",
        "agent": 1,
        "move": 3,
        "message": "ZeroDivisionError",
        "hint": "Do not.",
        "traceback": [
            {"file": "myTeam.py", "line": 3, "function": "f", "code": "1 / 0", "own": True},
            {"file": "driver.py", "line": 9, "function": "g", "code": "f()", "own": False},
        ],
    },
}
PAGES = {
    None: """/ /guide/ /accounts/sign-in/ /accounts/sign-up/ /accounts/reset/ /accounts/reset/sent/
        /accounts/reset/x/y/ /teams/night-owls/ /nothing/""",
    "bob": """/ /my-team/ /agents/{ready}/ /agents/{faulty}/ /agents/{waiting}/ /agents/{foreign}/
        /accounts/ /accounts/email/ /accounts/password/ /teams/night-owls/""",
    "vic": "/ /my-team/ {invitation}",
    "ada": """/ /my-team/ /instructor/ /instructor/teams/ /instructor/people/
        /instructor/people/?q=nobody /teams/night-owls/ /agents/{faulty}/""",
}


@pytest.fixture
def names(bob: User, eve: User, vic: User, ada: User, bobs_team: Any, eves_team: Any) -> Any:
    mailed = invite(team=bobs_team, by=bob, who="x@uni.example")
    invite(team=bobs_team, by=bob, who="vic")
    return {
        "ready": ready_agent(bobs_team, bob).pk,
        "faulty": checked(uploaded(bobs_team, bob), FAULTY).pk,
        "waiting": uploaded(bobs_team, bob).pk,
        "foreign": ready_agent(eves_team, eve).pk,
        "invitation": "/" + mailed.link.split("/", 3)[3],
    }


@pytest.fixture
def browse(client_of: Any, anonymous: Any) -> Any:
    def client(name: str | None) -> Any:
        return anonymous if name is None else client_of(User.objects.get(username=name))

    return client


@pytest.mark.parametrize(
    ("name", "path"), [(name, path) for name, paths in PAGES.items() for path in paths.split()]
)
def test_every_page_is_sound_html_without_inline_code(
    name: str | None, path: str, names: Any, browse: Any
) -> None:
    answer = browse(name).get(path.format(**names))
    assert Page(answer.text).faults == []
    assert "default-src 'self'" in answer["Content-Security-Policy"]
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert len(answer.content) < 60_000


def test_the_checker_of_pages_sees_faults() -> None:
    bad = '<h1>a</h1><h3 style="x">b</h2><input id="q"><img><script>1</script><a href="//x">'
    faults = " / ".join(Page(bad).faults)
    for words in ("style", "</h2>", "no label", "no alternative", "script", "leaves", "left out"):
        assert words in faults


def test_a_page_with_its_assets_is_light(anonymous: Any) -> None:
    page = anonymous.get("/").text
    assets = set(re.findall(r'(?:href|src)="/static/([^"#]+)', page))
    sizes = [Path(str(finders.find(asset))).stat().st_size for asset in assets]
    assert len(sizes) > 10
    assert sum(sizes) + len(page) < 150_000


@pytest.mark.parametrize("path", ["/", "/my-team/", "/teams/night-owls/"])
def test_many_versions_and_members_cost_no_more_queries_than_few(
    path: str, browse: Any, bob: User, make_user: Any, bobs_team: Any, settings: Any
) -> None:
    def queries() -> int:
        client = browse("bob")
        with CaptureQueriesContext(connection) as found:
            assert client.get(path).status_code == 200
        return len(found)

    settings.UPLOADS_PER_HOUR = 100
    ready_agent(bobs_team, bob)
    few = queries()
    for number in range(4):
        Membership.objects.create(team=bobs_team, user=make_user(f"friend{number}"))
        ready_agent(bobs_team, bob)
    assert queries() == few
    assert few <= 18


def test_an_unknown_address_and_a_forbidden_page_say_what_to_do(names: Any, browse: Any) -> None:
    unknown = browse("bob").get("/nothing/")
    assert (unknown.status_code, "To the first page" in unknown.text) == (404, True)
    forbidden = browse("bob").get(f"/agents/{names['foreign']}/")
    assert (forbidden.status_code, "another team" in forbidden.text) == (403, True)


def test_a_form_that_is_too_old_is_refused_with_a_sentence(bob: User) -> None:
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(bob)
    answer = client.post("/my-team/found/", {"name": "X"})
    assert (answer.status_code, "The form was too old" in answer.text) == (403, True)


def test_an_instructor_of_an_empty_site_reads_what_comes_next(client_of, ada):
    words = client_of(ada).get("/instructor/").content.decode()
    assert "There are no teams yet." in words
    assert "Nothing. Everything" not in words
