"""A folder and a port of the host that no attack may reach; the backends."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from pacman_engine.teams.backends import require_backend


@pytest.fixture
def canary(tmp_path: Path) -> Path:
    """A folder of the host with a file in it."""
    folder = tmp_path / "canary"
    folder.mkdir()
    (folder / "secret").write_text("the host's own")
    return folder


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A port of the host; nobody may have connected to it."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server
        with pytest.raises(BlockingIOError):
            server.accept()


@pytest.fixture(params=["wasm", "native"])
def backend(request: pytest.FixtureRequest) -> str:
    """Each backend that is made for strangers' agents. Never run these tests in another."""
    name: str = request.param
    require_backend(name)
    return name
