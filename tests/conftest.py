"""What every test may rely on: a private var/, no real broker, and a fixed cast.

The cast: ada teaches the course; bob and eve are students with a team each; vic is a student
without a team; `anonymous` is a visitor.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from tournament import celery_app, work
from tournament.processes import sandbox

if TYPE_CHECKING:
    from tournament.accounts.models import User
    from tournament.agents.models import Team

# What a shell may have set for a demo or for another backend.
_FOREIGN = ("SERVE", "WEB_HOST", "WEB_PORT", "SITE_URL", "SANDBOX", "NATIVE_TRUSTED")
for _name in (*_FOREIGN, "ALLOW_LIGHT_ISOLATION"):
    os.environ.pop(_name, None)
PASSWORD = "correct horse battery"


def pytest_configure(config: pytest.Config) -> None:
    """Make the sandbox ready, once for all tests, and let Ctrl-C reach the programs of tests."""
    if not hasattr(config, "workerinput"):  # the one process that starts the others
        sandbox.prepare(lambda line: print(line, flush=True))
    # Programs started in the background ignore Ctrl-C, and so does all that they start.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def _private_site(settings: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Each test has a file store of its own and cheap passwords; all share the runtime image."""
    settings.VAR = tmp_path_factory.mktemp("var")
    settings.SANDBOX = "wasm"
    settings.ALLOW_LIGHT_ISOLATION = settings.NATIVE_TRUSTED = False
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def light_isolation(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine on which agents may run in plain processes: for tests of that backend."""
    settings.ALLOW_LIGHT_ISOLATION = True
    monkeypatch.setenv("ALLOW_LIGHT_ISOLATION", "1")


@pytest.fixture(scope="session", autouse=True)
def _broker_in_memory() -> Iterator[None]:
    celery_app.conf.broker_url = "memory://"
    celery_app.conf.broker_transport_options = {}
    yield
    celery_app.pool.force_close_all()


@pytest.fixture(scope="session")
def runtime_image() -> Any:
    """The image that agents run in; built by the first test that needs one, then kept."""
    from pacman_engine.runtime import current_image

    return current_image()


@pytest.fixture
def finish_work() -> Callable[[], int]:
    """Does all waiting background work in this process; returns how many pieces it did."""

    def finish() -> int:
        done = 0
        for kind in work.kinds():
            waiting = kind.model._default_manager.filter(state=work.WorkState.QUEUED)
            for pk in list(waiting.order_by("pk").values_list("pk", flat=True)):
                work.run(kind.name, pk)
                done += 1
        return done

    return finish


@pytest.fixture
def make_user(db: None) -> Callable[..., User]:
    """make_user("zoe", role="student") -> User; everybody's password is PASSWORD."""
    from tournament.accounts.models import User

    def make(username: str, **fields: Any) -> User:
        fields.setdefault("email", f"{username}@uni.example")
        return User.objects.create_user(username=username, password=PASSWORD, **fields)

    return make


@pytest.fixture
def ada(make_user: Callable[..., User]) -> User:
    """The instructor."""
    return make_user("ada", role="instructor")


@pytest.fixture
def bob(make_user: Callable[..., User]) -> User:
    """A student, of the team Night Owls (bobs_team)."""
    return make_user("bob")


@pytest.fixture
def eve(make_user: Callable[..., User]) -> User:
    """A student, of the team Early Birds (eves_team)."""
    return make_user("eve")


@pytest.fixture
def vic(make_user: Callable[..., User]) -> User:
    """A student without a team."""
    return make_user("vic")


@pytest.fixture
def make_team(db: None) -> Callable[..., Team]:
    """make_team("Name", member, ...) -> Team."""
    from django.utils.text import slugify

    from tournament.agents.models import Membership, Team

    def make(name: str, *members: User) -> Team:
        team = Team.objects.create(name=name, slug=slugify(name))
        for member in members:
            Membership.objects.create(team=team, user=member)
        return team

    return make


@pytest.fixture
def bobs_team(make_team: Callable[..., Team], bob: User) -> Team:
    return make_team("Night Owls", bob)


@pytest.fixture
def eves_team(make_team: Callable[..., Team], eve: User) -> Team:
    return make_team("Early Birds", eve)


@pytest.fixture
def anonymous() -> Client:
    """A browser in which nobody has signed in."""
    return Client()


@pytest.fixture
def client_of() -> Callable[[User], Client]:
    """client_of(bob) -> a browser in which bob has signed in."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in
