from __future__ import annotations

from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core import checks
from django.core.management import CommandError, call_command

from tournament import backends
from tournament.checks import demo_accounts_in_danger

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo_account(make_user: Callable[..., Any]) -> Any:
    return make_user("demo-student", is_demo=True)


@pytest.fixture(autouse=True)
def _sound_site(settings: Any) -> None:
    settings.VAR.chmod(0o700)
    settings.DEBUG = True
    settings.SITE_URL = "http://127.0.0.1:8000"
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
    settings.HTTPS = False


def found() -> set[str]:
    """The ids of what our own checks say."""
    messages = checks.run_checks(databases=["default"])
    return {message.id for message in messages if message.id.startswith("tournament.")}


def test_demo_accounts_are_fine_on_this_machine(demo_account):
    assert demo_accounts_in_danger("127.0.0.1") == ""
    assert "tournament.E001" not in found()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEBUG", False),
        ("SITE_URL", "https://contest.example"),
        ("ALLOWED_HOSTS", ["127.0.0.1", "contest.example"]),
        ("ALLOWED_HOSTS", ["*"]),
        ("ALLOWED_HOSTS", [".localdomain"]),
    ],
)
def test_demo_accounts_are_refused_when_others_could_reach_them(
    demo_account, settings, name, value
):
    setattr(settings, name, value)
    assert "demo accounts" in demo_accounts_in_danger()
    assert "tournament.E001" in found()


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.0.0.5", "contest.example", ""])
def test_the_web_server_does_not_listen_to_others_with_demo_accounts(demo_account, host):
    with pytest.raises(CommandError, match="demo accounts") as refused:
        call_command("web", host=host, port=8000)
    assert refused.value.returncode == 2


def test_closed_demo_accounts_are_no_danger(demo_account, settings):
    settings.DEBUG = False
    call_command("demo", close_accounts=True, stdout=StringIO())
    assert demo_accounts_in_danger() == ""
    demo_account.refresh_from_db()
    assert not demo_account.is_active


def test_a_site_without_demo_accounts_may_listen_anywhere(bob, settings):
    settings.DEBUG = False
    assert demo_accounts_in_danger("0.0.0.0") == ""


def test_var_must_be_closed_to_others(settings):
    settings.VAR.chmod(0o755)
    assert "tournament.E003" in found()


def test_var_must_exist(settings, tmp_path):
    settings.VAR = tmp_path / "nowhere"
    assert "tournament.E002" in found()


def test_light_isolation_is_said_where_agents_run_in_it(settings, light_isolation):
    assert "tournament.W001" not in found()
    settings.SANDBOX = "process"
    assert "tournament.W001" in found()
    assert "tournament.W002" not in found()
    settings.ALLOW_LIGHT_ISOLATION = False
    assert "tournament.W002" in found()


def test_a_sandbox_without_its_image_is_said_with_what_to_run(settings, monkeypatch, tmp_path):
    monkeypatch.setenv("IMAGES_DIR", str(tmp_path))
    assert "tournament.W002" in found()
    out = StringIO()
    call_command("doctor", stdout=out)
    assert "backend wasm: The runtime image is not built yet" in out.getvalue()
    assert "python -m pacman_engine image build" in out.getvalue()


def test_a_complete_sandbox_is_said_with_its_image(settings, runtime_image):
    assert "tournament.W002" not in found()
    out = StringIO()
    call_command("doctor", stdout=out)
    assert f"backend wasm: complete, image {runtime_image.sha256[:12]}" in out.getvalue()
    assert "uploads are checked in: wasm" in out.getvalue()


def test_a_trusted_server_that_lacks_a_layer_of_the_jail_names_it(settings, monkeypatch):
    assert "tournament.W005" not in found()
    settings.NATIVE_TRUSTED = True
    monkeypatch.setattr(backends, "missing_native_layers", lambda: ["Landlock", "bubblewrap"])
    assert "tournament.W005" in found()
    assert backends.standing("native").missing == "This system lacks Landlock; bubblewrap."
    out = StringIO()
    call_command("doctor", stdout=out)
    assert "backend native: lacks Landlock; bubblewrap" in out.getvalue()


def test_the_checks_of_a_deployment_say_how_every_backend_stands(settings):
    messages = checks.run_checks(include_deployment_checks=True)
    told = [message.msg for message in messages if message.id == "tournament.I001"]
    assert [line.partition(":")[0] for line in told] == [
        "backend wasm",
        "backend native",
        "uploads are checked in",
    ]


def test_https_without_a_trusted_proxy_is_noticed(settings):
    settings.HTTPS = True
    assert "tournament.W003" in found()
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert "tournament.W003" not in found()


def test_debug_is_only_for_this_machine(settings):
    assert "tournament.E004" not in found()
    settings.ALLOWED_HOSTS = ["contest.example"]
    assert "tournament.E004" in found()


def test_the_doctor_says_what_is_wrong_and_what_to_do(settings):
    settings.VAR.chmod(0o755)
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("doctor", stdout=out)
    assert ended.value.code == 1
    assert "tournament.E003" in out.getvalue()
    assert "chmod 700" in out.getvalue()


def test_the_doctor_is_content_with_warnings(settings):
    settings.SANDBOX = "process"
    out = StringIO()
    call_command("doctor", stdout=out)
    assert "tournament.W001" in out.getvalue()


@pytest.mark.parametrize("arguments", [["--port", "0"], ["--port", "x"], ["--port", "70000"]])
def test_a_bad_port_is_refused(arguments):
    with pytest.raises(CommandError, match="is no port"):
        call_command("web", *arguments)


def test_the_demo_runs_only_where_no_other_machine_can_reach_it(settings):
    settings.DEBUG = False
    with pytest.raises(CommandError, match="DEBUG=1 only") as refused:
        call_command("demo", stdout=StringIO())
    assert refused.value.returncode == 2


@pytest.mark.parametrize("wrong", ["--teams=1", "--teams=17", "--length=0", "--length=-1"])
def test_a_demo_of_an_odd_size_is_refused(wrong):
    with pytest.raises(CommandError, match=r"must be [12] to") as refused:
        call_command("demo", wrong, stdout=StringIO())
    assert refused.value.returncode == 2
