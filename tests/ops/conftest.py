from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from tests.ops.chores import Chore
from tournament import work


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """The test database with a table for the tests' own kind of work."""
    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        editor.create_model(Chore)


@pytest.fixture
def chores(db: None, monkeypatch: pytest.MonkeyPatch) -> Chores:
    monkeypatch.setattr(work, "_kinds", {})
    return Chores(monkeypatch)


class Chores:
    """Registers what a chore does and records which ones were woken."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.woken: list[int] = []
        monkeypatch.setattr(work, "wake", lambda kind, pk: self.woken.append(pk))

    def are(self, runner: Callable[[Chore], None]) -> None:
        work.register("chores", Chore, runner)
