from __future__ import annotations

import io
import re
import zipfile
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from tests.site.agents.uploads import READY, SOURCE, checked, form, ready_agent, uploaded, zipped
from tournament import store, work
from tournament.accounts.models import User
from tournament.agents.models import Agent, Check
from tournament.agents.refusals import Refusal
from tournament.agents.services import uploads
from tournament.agents.services.uploads import WAIT_FOR_CHECK, check_quota, shown_filename

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client_of: Any, bob: User, bobs_team: Any) -> Any:
    return client_of(bob)


def test_an_upload_becomes_the_next_version_and_its_check_is_queued(
    client: Any, bob: User, bobs_team: Any
) -> None:
    answer = client.post("/my-team/upload/", form())
    agent = Agent.objects.get()
    assert answer.url == f"/agents/{agent.pk}/"
    assert (agent.version, agent.state, agent.uploaded_by) == (1, "checking", bob)
    assert agent.consent_at is not None
    assert agent.check_row.state == work.WorkState.QUEUED


def test_the_check_is_woken_after_the_commit(
    client: Any, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    woken: list[tuple[str, int]] = []
    monkeypatch.setattr(work, "wake", lambda kind, pk: woken.append((kind, pk)))
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/my-team/upload/", form())
        assert woken == []
    assert woken == [("checks", Check.objects.get().pk)]


def test_every_version_is_kept_with_its_own_content(bob: User, bobs_team: Any) -> None:
    first = ready_agent(bobs_team, bob)
    second = checked(uploaded(bobs_team, bob, SOURCE + b"# better\n"), READY)
    assert [first.version, second.version] == [1, 2]
    for agent, expected in ((first, SOURCE), (second, SOURCE + b"# better\n")):
        content = zipfile.ZipFile(io.BytesIO(store.get(agent.sha256))).read("myTeam.py")
        assert content == expected


def test_the_source_comes_back_as_a_zip(client: Any, bob: User, bobs_team: Any) -> None:
    agent = ready_agent(bobs_team, bob)
    answer = client.get(f"/agents/{agent.pk}/source/")
    assert answer["Content-Disposition"] == 'attachment; filename="night-owls-v1.zip"'
    assert answer["Content-Type"] == "application/zip"
    assert zipfile.ZipFile(io.BytesIO(answer.content)).namelist() == ["myTeam.py"]


def test_the_script_of_the_drop_zone_gets_json(client: Any) -> None:
    bad = client.post("/my-team/upload/", form(b"", "x.py"), headers={"Accept": "application/json"})
    assert (bad.status_code, "is empty" in bad.json()["error"]) == (422, True)
    good = client.post("/my-team/upload/", form(), headers={"Accept": "application/json"})
    assert good.status_code == 201
    assert good.json() == {"location": f"/agents/{Agent.objects.get().pk}/"}


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"", "myTeam.py", "The file is empty"),
        (b"print(1)", "myTeam.exe", "Only a .py or a .zip file can be an agent"),
        (b"no zip at all", "team.zip", "This is no zip file"),
        (b"print(1)", "myTeam.py", "createTeam"),
        (zipped({"../myTeam.py": SOURCE}), "team.zip", ".."),
        (zipped({"/etc/myTeam.py": SOURCE}), "team.zip", "/etc"),
        (zipped({"myTeam.py": SOURCE, "MYTEAM.py": SOURCE}), "team.zip", "MYTEAM.py"),
        (zipped({"myTeam.py": b"\xff\xfe\x00"}), "team.zip", "UTF-8"),
    ],
    ids=["empty", "kind", "no zip", "no team", "parent", "absolute", "case", "encoding"],
)
def test_a_bad_upload_is_refused_with_what_to_change_and_keeps_nothing(
    client: Any, data: bytes, name: str, words: str
) -> None:
    answer = client.post("/my-team/upload/", form(data, name))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Agent.objects.exists()


def test_without_consent_nothing_is_taken(client: Any) -> None:
    answer = client.post("/my-team/upload/", {**form(), "consent": ""})
    assert answer.status_code == 422
    assert "Without this consent the site cannot run your agent." in answer.content.decode()
    assert not Agent.objects.exists()


def test_consent_is_asked_for_anew_only_from_people_who_never_gave_it(
    client: Any, bob: User, bobs_team: Any
) -> None:
    def box() -> str:
        [found] = re.findall(r'<input[^>]*id="id_consent"[^>]*>', client.get("/my-team/").text)
        return found

    assert "checked" not in box()
    ready_agent(bobs_team, bob)
    assert "checked" in box()


def test_no_file_is_answered_beside_the_field(client: Any) -> None:
    answer = client.post("/my-team/upload/", {"consent": "on"})
    assert "Choose the file with your agent first." in answer.content.decode()


def test_a_file_over_the_limit_is_dropped_while_it_arrives(client: Any, settings: Any) -> None:
    settings.UPLOAD_MAX_BYTES = 100_000
    answer = client.post("/my-team/upload/", form(b"#" * 100_001))
    assert answer.status_code == 422
    assert "larger than 97.7\xa0KB" in answer.content.decode()
    assert client.post("/my-team/upload/", form(SOURCE + b"#" * 90_000)).status_code == 302


def test_a_team_uploads_only_so_often_in_an_hour(bob: User, bobs_team: Any, settings: Any) -> None:
    settings.UPLOADS_PER_HOUR = 2
    with time_machine.travel(timezone.now(), tick=False) as clock:
        ready_agent(bobs_team, bob)
        clock.shift(timedelta(minutes=20))
        ready_agent(bobs_team, bob)
        with pytest.raises(Refusal, match="The next one can go up in 41 min"):
            uploaded(bobs_team, bob)
        clock.shift(timedelta(minutes=40, seconds=1))
        assert uploaded(bobs_team, bob).version == 3


def test_the_quota_of_one_team_is_not_that_of_another(
    bob: User, eve: User, bobs_team: Any, eves_team: Any, settings: Any
) -> None:
    settings.UPLOADS_PER_HOUR = 1
    ready_agent(bobs_team, bob)
    check_quota(eves_team)


def test_a_team_has_one_check_at_a_time(client: Any, bob: User, bobs_team: Any) -> None:
    agent = uploaded(bobs_team, bob)
    answer = client.post("/my-team/upload/", form())
    assert answer.status_code == 422
    assert WAIT_FOR_CHECK in answer.content.decode()
    checked(agent, READY)
    assert client.post("/my-team/upload/", form()).status_code == 302


def test_two_uploads_at_the_same_moment_leave_one_check(
    bob: User, bobs_team: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = uploads.read_upload

    def overtaken(*args: Any) -> Any:
        monkeypatch.setattr(uploads, "read_upload", real)
        uploaded(bobs_team, bob)
        return real(*args)

    monkeypatch.setattr(uploads, "read_upload", overtaken)
    with pytest.raises(Refusal, match="still runs"):
        uploaded(bobs_team, bob)
    assert [agent.version for agent in Agent.objects.all()] == [1]


def test_a_check_that_broke_through_our_fault_does_not_block_the_team(
    bob: User, bobs_team: Any
) -> None:
    check = work.claim(Check, uploaded(bobs_team, bob).check_row.pk)
    assert check is not None
    work.fail(check, "the disk is full", for_good=True)
    assert uploaded(bobs_team, bob).version == 2


def test_without_a_team_one_is_sent_to_found_one(client_of: Any, vic: User) -> None:
    answer = client_of(vic).post("/my-team/upload/", form(), follow=True)
    assert "Found a team or join one first" in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("C:\\Users\\bob\\myTeam.py", "myTeam.py"),
        ("../../etc/passwd", "passwd"),
        ("a\x00b\u202e.py", "a_b_.py"),
        ("", "upload"),
        ("x" * 200 + ".zip", "x" * 96 + ".zip"),
    ],
)
def test_a_file_name_is_shown_without_tricks(name: str, shown: str) -> None:
    assert shown_filename(name) == shown
