from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image

import pacman_engine.check
from tests.site.agents.pages import Page
from tests.site.agents.uploads import READY, SOURCE, checked, uploaded
from tournament import work
from tournament.accounts.models import User
from tournament.agents.models import Agent, Check
from tournament.agents.services import checks
from tournament.agents.services.checks import KIND, check_again, decide

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("runtime_image")]
CRASHING = SOURCE.replace(b"return random", b"print('<b>bold</b>')\n        return 1 / 0 + random")


@pytest.fixture
def agent(bob: User, bobs_team: Any) -> Agent:
    return uploaded(bobs_team, bob)


def run_with(monkeypatch: pytest.MonkeyPatch, check_agent: Callable[..., Any]) -> None:
    """Puts another check in the place of the engine's, where only the row's life matters."""
    monkeypatch.setattr(pacman_engine.check, "check_agent", check_agent)


def test_a_good_agent_is_ready_with_all_steps_and_a_film(
    agent: Agent, client_of: Any, bob: User
) -> None:
    work.run(KIND, agent.check_row.pk)
    agent = Agent.objects.get()
    report = agent.check_row.report
    assert (agent.state, agent.check_row.state) == ("ready", "done")
    assert [step["state"] for step in report["steps"]] == ["passed"] * 5
    assert "replay" not in report
    film = client_of(bob).get(f"/agents/{agent.pk}/film.gif")
    assert film["Content-Type"] == "image/gif"
    assert getattr(Image.open(io.BytesIO(film.content)), "n_frames", 1) > 50
    page = client_of(bob).get(f"/agents/{agent.pk}/").text
    assert "This version can play." in page
    assert "data-live" not in page


def test_a_crashing_agent_is_rejected_with_the_line_of_its_own_file(
    bob: User, bobs_team: Any, client_of: Any
) -> None:
    agent = uploaded(bobs_team, bob, CRASHING)
    work.run(KIND, agent.check_row.pk)
    agent.refresh_from_db()
    assert agent.state == "rejected"
    page = client_of(bob).get(f"/agents/{agent.pk}/").text
    assert "ZeroDivisionError" in page
    assert "myTeam.py, line 10" in page
    assert "&lt;b&gt;bold&lt;/b&gt;" in page
    assert "<b>bold</b>" not in page


def test_the_page_shows_each_step_while_the_check_runs(
    agent: Agent, client_of: Any, bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages: list[str] = []

    def check_agent(archive: Any, *, backend: str, native: bool, on_step: Any) -> dict[str, Any]:
        for state in ("running", "passed"):
            on_step({"verdict": None, "steps": [{"name": "load", "state": state, "seconds": 0.5}]})
            pages.append(client_of(bob).get(f"/agents/{agent.pk}/report/").text)
        return READY

    run_with(monkeypatch, check_agent)
    work.run(KIND, agent.check_row.pk)
    assert [
        f"step-{state}" in page for state, page in zip(("running", "passed"), pages, strict=True)
    ]
    assert all(f'data-live="/agents/{agent.pk}/report/"' in page for page in pages)
    assert "data-live" not in client_of(bob).get(f"/agents/{agent.pk}/report/").text


def test_my_team_is_live_until_the_check_ends(agent: Agent, client_of: Any, bob: User) -> None:
    client = client_of(bob)
    parts = ("/my-team/status/", "/my-team/versions/")
    page = client.get("/my-team/").text
    assert all(f'data-live="{path}"' in page for path in parts)
    assert all("data-live" in client.get(path).text for path in parts)
    checked(agent, READY)
    assert "data-live" not in client.get("/my-team/").text
    assert all("data-live" not in client.get(path).text for path in parts)


def test_a_check_whose_worker_was_killed_is_run_again_and_decided_once(
    agent: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs: list[int] = []

    def check_agent(archive: Any, *, backend: str, native: bool, on_step: Any) -> dict[str, Any]:
        runs.append(1)
        return READY

    run_with(monkeypatch, check_agent)
    killed = work.claim(Check, agent.check_row.pk)
    assert killed is not None
    Check.objects.update(lease_until=killed.started_at)
    assert [row.pk for row in work.expired(Check)] == [killed.pk]
    for _ in range(3):
        work.run(KIND, killed.pk)
    check = Check.objects.get()
    assert (runs, check.state, check.attempt) == ([1], "done", 2)
    assert Agent.objects.get().state == "ready"


def test_a_worker_that_lost_its_check_changes_nothing_any_more(
    agent: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    rejected = {**READY, "verdict": "rejected"}

    def slow_check(archive: Any, *, backend: str, native: bool, on_step: Any) -> dict[str, Any]:
        Check.objects.update(lease_until=None)
        other = work.claim(Check, agent.check_row.pk)
        assert other is not None
        work.finish(other, report=READY)
        decide(agent=Agent.objects.get(), verdict="ready")
        on_step(rejected)
        return rejected

    run_with(monkeypatch, slow_check)
    work.run(KIND, agent.check_row.pk)
    assert Agent.objects.get().state == "ready"
    assert Check.objects.get().report == READY


def test_an_error_of_ours_is_tried_three_times_then_somebody_can_ask_again(
    agent: Agent, client_of: Any, bob: User, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(archive: Any, *, backend: str, native: bool, on_step: Any) -> dict[str, Any]:
        raise OSError("the disk is full")

    run_with(monkeypatch, break_down)
    for _ in range(work.MAX_FAILURES):
        work.run(KIND, agent.check_row.pk)
    assert Check.objects.get().state == "failed"
    assert Agent.objects.get().state == "checking"
    page = client_of(bob).get(f"/agents/{agent.pk}/").text
    assert "broke through a fault on our side" in page
    assert "the disk is full" not in page
    assert "the disk is full" in client_of(ada).get("/instructor/").text
    run_with(monkeypatch, lambda *args, **kwargs: READY)
    client_of(bob).post(f"/agents/{agent.pk}/again/")
    work.run(KIND, agent.check_row.pk)
    assert Agent.objects.get().state == "ready"


def test_a_finished_check_is_not_run_again(agent: Agent, client_of: Any, bob: User) -> None:
    checked(agent, READY)
    page = client_of(bob).post(f"/agents/{agent.pk}/again/", follow=True).text
    assert "This check did not break." in page
    with pytest.raises(checks.Refusal):
        check_again(agent=agent)


def test_a_verdict_is_given_once(agent: Agent) -> None:
    checked(agent, READY)
    with pytest.raises(ValueError, match="cannot go from ready to rejected"):
        decide(agent=agent, verdict="rejected")


def test_a_film_that_cannot_be_drawn_costs_no_verdict(
    agent: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_with(monkeypatch, lambda *args, **kwargs: {**READY, "replay": {"format": "broken"}})
    work.run(KIND, agent.check_row.pk)
    check = Check.objects.get()
    assert (check.state, check.gif_sha256) == ("done", "")


def test_any_text_an_agent_prints_can_be_kept_and_shown(
    agent: Agent, client_of: Any, bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    hostile = "<script>alert(1)</script>\n{{ settings }}\n\x00\x1b[31m\ud800\u202e \U0001f47b'\""
    fault = {
        "kind": "crash",
        "agent": 1,
        "move": 3,
        "message": hostile,
        "hint": hostile,
        "traceback": [
            {"file": hostile, "line": 1, "function": hostile, "code": hostile, "own": own}
            for own in (True, False)
        ],
    }
    report = {
        "verdict": "rejected",
        "steps": [{"name": "load", "state": "failed", "seconds": 1.0, "detail": hostile}],
        "stdout": hostile,
        "stderr": hostile,
        "fault": fault,
        "warnings": [hostile],
    }
    run_with(monkeypatch, lambda *args, **kwargs: report)
    work.run(KIND, agent.check_row.pk)
    json.dumps(Check.objects.get().report, ensure_ascii=False).encode()
    for path in (f"/agents/{agent.pk}/", "/my-team/"):
        page = client_of(bob).get(path).text
        assert "<script>alert" not in page
        assert "\x00" not in page
        assert "\x1b" not in page.replace(hostile, "")


def test_sentences_about_the_upload_stay_in_the_report(
    bob: User, bobs_team: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    agent = uploaded(bobs_team, bob, SOURCE + b"\ndef helper():\n    return 1\n")
    Check.objects.update(report={"warnings": ["a note"]})
    run_with(monkeypatch, lambda *args, **kwargs: {**READY, "warnings": ["a slow move"]})
    work.run(KIND, agent.check_row.pk)
    assert Check.objects.get().report["warnings"] == ["a note", "a slow move"]


# --- Time, and where it plays ---------------------------------------------------------------------


def test_the_report_shows_what_every_move_took(agent: Agent, client_of: Any, bob: User) -> None:
    work.run(KIND, agent.check_row.pk)
    page = client_of(bob).get(f"/agents/{agent.pk}/").text
    assert page.count('class="plot time-plot"') == 1
    assert "Reference seconds count the instructions" in page
    assert Page(page).faults == []


def test_an_agent_that_needs_what_the_sandbox_lacks_is_told_so_where_nothing_else_is_offered(
    bob: User, bobs_team: Any, client_of: Any
) -> None:
    agent = uploaded(bobs_team, bob, b"import numpy\n" + SOURCE)
    work.run(KIND, agent.check_row.pk)
    agent.refresh_from_db()
    assert (agent.state, agent.native_only) == ("rejected", True)
    words = "Plays only in native tournaments: the sandbox has no module numpy."
    assert words in client_of(bob).get(f"/agents/{agent.pk}/").text
    my_team = client_of(bob).get("/my-team/").text
    assert "this site plays none" in my_team
    assert "native only" in my_team


def test_a_trusted_server_checks_such_an_agent_natively(
    bob: User, bobs_team: Any, client_of: Any, settings: Any
) -> None:
    settings.NATIVE_TRUSTED = True
    agent = uploaded(bobs_team, bob, b"import sqlite3, curses.ascii\n" + SOURCE)
    work.run(KIND, agent.check_row.pk)
    agent.refresh_from_db()
    assert (agent.state, agent.native_only) == ("ready", True)
    assert agent.check_row.report["plays_in"] == ["native"]
    for path in (f"/agents/{agent.pk}/", "/my-team/"):
        assert "Plays only in native tournaments" in client_of(bob).get(path).text


def test_a_start_that_takes_long_is_not_called_a_fault_while_it_lasts(
    agent: Agent, client_of: Any, bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages: list[str] = []

    def check_agent(archive: Any, *, backend: str, native: bool, on_step: Any) -> dict[str, Any]:
        on_step({"verdict": "undecided", "steps": []})
        pages.append(client_of(bob).get(f"/agents/{agent.pk}/report/").text)
        return READY

    run_with(monkeypatch, check_agent)
    work.run(KIND, agent.check_row.pk)
    assert "Not decided in time." in pages[0]
    assert "Not decided in time." not in client_of(bob).get(f"/agents/{agent.pk}/").text
